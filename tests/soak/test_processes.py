"""Hours of the real thing, by night: processes in terminals of their own, seen from outside."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, ROOT, scry, simulated
from tests.soak.measure import Slope, handles, resident_kib
from tests.term import Terminal
from tui.clock import ScaledClock

AT_HOME = ("● live", re.compile(r"Audio end-to-end +\d"))
# Screens, lists, moments, zoom; nothing that ends it.
KEYS = (*"123456jk", "left", "right", *"+-nNppuLL?", "esc")
# Caches fill for a while, SQLite's and Textual's, and screens and long lists are seen for the first time.
SETTLED = 2 / 3
# Of the demo's; and of a day's, of which a minute is an hour, with a key each second.
MOST_KIB_A_MINUTE, MOST_KIB_AN_HOUR = 100.0, 300.0


def live_through(terminals: Sequence[Terminal], seconds: float, keys: Sequence[str]) -> list[Slope]:
    """Press keys for so long; the memory of each, in KiB by minutes."""
    rng, begun_s = random.Random(1), time.monotonic()
    slopes = [Slope() for _ in terminals]
    while (at_s := time.monotonic() - begun_s) < seconds:
        for terminal, slope in zip(terminals, slopes, strict=True):
            if keys:
                terminal.send(rng.choice(keys))
            terminal.watch(1.0)
            terminal.forget()
            if at_s > seconds * SETTLED:
                slope.add(at_s / 60, resident_kib(terminal.pid))
    return slopes


pytestmark = [pytest.mark.flow, pytest.mark.nightly]


def test_a_day_of_four_processes_at_sixty_times_the_speed_holds_no_more_at_its_end(tmp_path: Path) -> None:
    with simulated() as (world, url), ExitStack() as ends:
        clock = ScaledClock(world.epoch_ts, 60.0, time.monotonic())
        world.clock = clock.now
        numbers = [repr(number) for number in (clock.epoch_ts, clock.origin, clock.speed)]
        command = (sys.executable, "-m", "tests.flows.hurried", *numbers, "--app-id", "demoapp", "--base-url", url)
        terminals = [
            ends.enter_context(Terminal.spawn(command, home=tmp_path, env=CREDENTIALS, cwd=ROOT)) for _ in range(4)
        ]
        for terminal in terminals:
            terminal.wait_for(*AT_HOME)
        live_through(terminals, 60, KEYS)
        open_then = [handles(terminal.pid) for terminal in terminals]
        slopes = live_through(terminals, 23 * 60, KEYS)
        print("\nKiB an hour:", *map(str, slopes), "handles:", open_then)
        # A connection or two come and go.
        assert all(handles(terminal.pid) <= count + 3 for terminal, count in zip(terminals, open_then, strict=True))
        assert max(slope.of_best_line for slope in slopes) < MOST_KIB_AN_HOUR
        for terminal in terminals:
            terminal.send("esc", "ctrl+q")
            assert terminal.exit_status() == 0


def test_half_an_hour_of_the_demo_holds_no_more_at_its_end(tmp_path: Path) -> None:
    with scry("demo", home=tmp_path) as terminal:
        terminal.wait_for(*AT_HOME)
        (slope,) = live_through([terminal], 30 * 60, ())
        print(f"\n{slope} KiB a minute")
        assert slope.of_best_line < MOST_KIB_A_MINUTE
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
