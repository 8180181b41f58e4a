"""As test_replay_cells, of today's edition: seven tabs and screens of calls.

Exceptions: the top line (clock, quota, replay, speed), the times of requests to come, the requests spent today, in
Calls the lines above and below the list, which tell of the user's own search, and in Alarms the seconds between the
first data of a rule and its first judgement, and the length of the past that it was tried on. In Live the cursor is the
user's: without one it follows the onsets in the order in which they became known.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.flows.replayed import MOMENTS, Look, bundled, differing, replayed
from tests.manual_clock import ManualClock
from tests.today_worlds import TodayTransport
from tests.ui.staging import is_answered, on_stage, still
from tests.worlds import APP_ID, NOW_TS
from tui.agora.editions.today import edition_of
from tui.config.remembered import Remembered
from tui.domain.glossary import thresholds_with
from tui.monitor.rules import default_rules
from tui.sim.today.world import TodayWorld
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of

# Minutes; and a list of Live may be read a moment before another tab's answer, or a moment later.
pytestmark = pytest.mark.nightly
WAY = (
    ("live", ("escape", "escape", "1", "G", "g")),
    ("findings", ("2",)),
    ("channels", ("4",)),
    ("usage", ("5",)),
    ("alarms", ("7",)),
    ("calls", ("3",)),
    ("call", ("enter",)),
    ("session", ("enter",)),
)
# In these screens time passes: their requests leave one by one.
WAITED_S = {"channels": 2, "alarms": 3, "calls": 8, "call": 4, "session": 4}
PLAN = "premium"
EDITION = edition_of(PLAN)
RULES = default_rules(EDITION, thresholds_with({}))
WATCHED = ("big-live-1",)
# A request to come, in its words and its time.
NEXT = re.compile(r"(?: ·|:)? next(?: request)?\s+\d\d:\d\d:\d\d")
# A request that was given back before it left counts no more.
STORED = re.compile(r"not in \d+ m stored|not known")
# The calls that other tabs have asked for are counted when Live is read again.
KNOWN = re.compile(r"\(\d+ calls stored\)\s*")
SPENT = re.compile(r"\d+/\d+ ·.*|\d+/\d+$")


def compared(name: str, text: str) -> list[str]:
    # A sentence that is shorter by a request to come ends on an earlier line.
    lines = [line.rstrip() for line in NEXT.sub("", text).split("\n")[1:]]
    if name == "live":
        return [KNOWN.sub("", line) for line in lines]
    if name == "usage":
        return [SPENT.sub("", line) for line in lines]
    if name == "alarms":
        return [STORED.sub("", line.replace("not judged yet", "quiet         ")).rstrip() for line in lines]
    if name == "channels":
        return [line for line in lines if line]
    if name != "calls":
        return lines
    head = next(number for number, line in enumerate(lines) if "duration" in line)
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in lines[head:-2] if line.strip()]


class CreepingClock(ManualClock):
    """No two readings are of the same instant: a screen was drawn before an answer came, or after."""

    def now(self) -> float:
        self.jump(1e-5)
        return super().now()


async def passing(clock: ManualClock, seconds: float) -> None:
    for _ in range(int(seconds * 3)):
        clock.advance(1 / 3)
        await asyncio.sleep(0.005)


async def looked(app: ScryApp, pilot: Pilot[Any], clock: ManualClock, name: str) -> Look:
    """The screen as it is at this instant. In this test a second of the run takes less than one: the screens' own ticks
    would come too late, and a list that is read anew from time to time lags behind."""
    before = None
    while True:
        ts = app.context.clock.now()
        frames_of(app)[-1].reask()
        app.project_session.tick()
        lines = compared(name, await still(app, pilot))
        assert app.context.feed is not None
        asked = await app.context.feed.store.read(lambda snapshot: snapshot.requests(50))
        newest_ts = max((max(one.claimed_ts, one.answered_ts or 0.0) for one in asked), default=0.0)
        # A request of meanwhile is seen or not; the date of an answer may have set the clock back behind it.
        waits = any(query._changed.is_set() for query in frames_of(app)[-1].queries)
        if not waits and lines == before and newest_ts < ts and is_answered(app):
            return Look(name, ts, lines)
        before = lines
        await passing(clock, 1 / 3)


async def watched(target: Path, size: tuple[int, int]) -> list[Look]:
    clock, looks = CreepingClock(NOW_TS), []
    world = TodayWorld("incident", 1, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-600.0, plan=PLAN)
    async with on_stage(clock, TodayTransport(world), size=size, rules=RULES, edition=EDITION) as (app, pilot):
        app.context.remembered = Remembered(configured=WATCHED)
        app.project_session.look()
        for _ in range(MOMENTS):
            await passing(clock, 40)
            for name, keys in WAY:
                for key in keys:
                    await pilot.press(key)
                    await still(app, pilot)
                if name == "calls":
                    await pilot.press("r")
                await passing(clock, WAITED_S.get(name, 0.4))
                looks.append(await looked(app, pilot, clock, name))
                # Another instant than that of the next screen's requests.
                clock.advance(0.3)
        bundled(app.context, target, WATCHED)
    return looks


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_each_screen_of_todays_edition_shows_the_cells_of_then(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "incident.scry"
    then = await watched(path, size)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("HOME", str(empty))
    now = await replayed(path, then, size, WAY, compared)
    found = differing(then, now)
    assert not found, f"{len(found)} lines\n" + "\n".join(found)
    assert not [*empty.iterdir()]
