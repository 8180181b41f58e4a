"""A day of everything by four scry on one store, its clock driven by hand: memory and handles stay, no task is left.

By night the whole day; by day a little of it.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from pathlib import Path

import pytest

from tests.collector.days import START_TS, Box
from tests.soak.measure import Slope, handles, objects_of_ours, resident_kib
from tui.domain.records import HOUR, MINUTE, Want, Window

ENDLESS = ("live_scale", "live_experience", "live_net", "diagnosis", "usage")
BIG = ("all_video_freeze", "all_slow_joining", "all_joining_trial")
CHANNEL = ("channel_users", "channel_video_freeze", "channel_score")


def everything(rng: random.Random, now_ts: int) -> list[Want]:
    """What somebody looks at who goes from screen to screen, now and then a search among it."""
    wants = [Want(name, attended=rng.random() < 0.7) for name in (*ENDLESS, *BIG)]
    wants += [Want(name, f"big-live-{number}") for name in CHANNEL for number in range(1, 4)]
    if rng.random() < 0.3:
        wants.append(Want("call_lists", window=Window(now_ts - 10 * MINUTE, now_ts)))
    return wants


@pytest.mark.parametrize(
    "minutes", [pytest.param(12, marks=pytest.mark.long), pytest.param(24 * 60, marks=pytest.mark.nightly)]
)
async def test_a_day_of_everything_by_four_leaves_memory_handles_and_tasks_as_they_were(
    tmp_path: Path, minutes: int
) -> None:
    rng = random.Random(minutes)
    tasks, open_before = asyncio.all_tasks(), handles()
    box = Box(tmp_path, seed=minutes)
    box.world.journal._requests = deque(maxlen=100)
    numbers = [box.start(everything(rng, START_TS)) for _ in range(4)]
    memory, objects, open_then = Slope(), Slope(), set[int]()
    for minute in range(1, minutes + 1):
        await box.until(START_TS + minute * MINUTE)
        if minute % 4 == 0:
            box.running[rng.choice(numbers)].feed.submit(everything(rng, int(box.true_ts())))
        if minute > minutes / 3:
            memory.add(minute * MINUTE / HOUR, resident_kib())
            objects.add(minute * MINUTE / HOUR, objects_of_ours())
            open_then.add(handles())
    print(f"\n{minutes} min: {memory} KiB an hour, {objects} objects an hour, handles {open_then}")
    assert len(open_then) == 1
    if minutes >= 6 * 60:
        assert memory.of_best_line < 500
        assert objects.of_best_line < 50
    await box.stop_all()
    assert asyncio.all_tasks() == tasks
    assert handles() == open_before
    assert box.world.breaches() == []
