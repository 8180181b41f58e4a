"""An incident that was watched, bundled, carried to an empty home and replayed: each screen shows the cells of then.

Exceptions: the top line (clock, quota, replay, speed), the screen Quota, the times of requests to come, and in Calls
the lines above the list, which tell of the user's own search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.flows.replayed import opening
from tests.ui.staging import at_rest, on_stage, still
from tests.worlds import APP_ID, BASE_URL, SimTransport, incident, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.bundling import BundledProject
from tui.cli.display import display_of
from tui.cli.options import parse
from tui.cli.replay import _context
from tui.clock import ReplayClock
from tui.config.remembered import Remembered
from tui.domain.glossary import thresholds_with
from tui.domain.names import Names
from tui.domain.records import HOUR
from tui.monitor.rules import default_rules
from tui.store.manifest import BundleOrder
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.context import Context
from tui.ui.replay_app import ReplayApp

pytestmark = pytest.mark.long
MOMENTS = 10
TABS = {"live": "1", "diagnosis": "2", "calls": "3", "channels": "4", "usage": "5", "alarms": "7"}
THRESHOLDS = thresholds_with({})
RULES = default_rules(EDITION, THRESHOLDS)
WATCHED = ("大班课-数学",)

Cells = Mapping[str, list[str]]


# A request to come, in its words and its time.
NEXT = re.compile(r"(?:: )?next(?: request)? +\d\d:\d\d:\d\d")


def compared(name: str, text: str) -> list[str]:
    """The lines without the exceptions."""
    lines = [NEXT.sub(lambda found: " " * len(found[0]), line).rstrip() for line in text.split("\n")[1:]]
    if name != "calls":
        return lines
    # The list alone, without its scroll bar: what is searched for is the user's.
    head = next(number for number, line in enumerate(lines) if "duration" in line)
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in lines[head:-1] if line.strip()]


def rows_of(name: str, before: list[str], after: list[str]) -> Iterable[tuple[str | None, str | None]]:
    # The head above the list of calls has more lines while one searches.
    return zip(before, after, strict=False) if name == "calls" else zip_longest(before, after)


async def tour(app: ScryApp, pilot: Pilot[Any], *, replays: bool) -> Cells:
    found = {}
    for name, key in TABS.items():
        await pilot.press(key)
        found[name] = compared(name, await still(app, pilot) if replays else await at_rest(app, pilot))
    return found


def bundled(context: Context, target: Path) -> None:
    assert context.feed is not None
    store = context.feed.store
    assert isinstance(store, SqliteStore)
    project = BundledProject(
        context.project,
        BASE_URL,
        APP_ID,
        lambda: f"sqlite:///{store.path}",
        EDITION,
        THRESHOLDS,
        EDITION.limits,
        RULES,
        has_own_rules=True,
        watched=lambda: WATCHED,
    )
    now_ts = int(context.clock.now())
    order = BundleOrder(target, now_ts - HOUR, now_ts + 1)
    with project.prepared(order, Names(), lambda _, __: None) as bundle:
        bundle.place()


async def watched(target: Path, size: tuple[int, int]) -> dict[float, Cells]:
    clock, then = manual_clock(), {}
    async with on_stage(clock, SimTransport(incident(clock)), size=size, rules=RULES) as (app, pilot):
        app.context.remembered = Remembered(configured=WATCHED)
        app.project_session.look()
        for _ in range(MOMENTS):
            clock.advance(61)
            await at_rest(app, pilot)
            await tour(app, pilot, replays=False)
            # Off the moment at which the requests left.
            clock.advance(3)
            await tour(app, pilot, replays=False)
            clock.advance(3)
            then[app.context.clock.now()] = await tour(app, pilot, replays=False)
        bundled(app.context, target)
    return then


async def replayed(path: Path, moments: Mapping[float, Cells], size: tuple[int, int]) -> dict[float, Cells]:
    local, found = manual_clock(), {}
    options = parse(["replay", "--utc", "--lang", "en", str(path)])
    with opened(path) as (manifest, content):
        clock = ReplayClock(local, manifest.start_ts, manifest.end_ts, min(moments))
        clock.pause()
        store = ReplayedStore(path, content, clock, Notebook(None))
        whole = ReplayedStore(path, content, clock, Notebook(None), knows_all=True)
        try:
            stores = opening(store), opening(whole)
            context = _context(path, manifest, *stores, clock, "test:2", options, display_of(options, {}, None))
            app = ReplayApp(context)
            async with app.run_test(size=size) as pilot:
                for ts in moments:
                    app.seek(ts)
                    await still(app, pilot)
                    found[ts] = await tour(app, pilot, replays=True)
        finally:
            store.close()
            whole.close()
    return found


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_each_screen_shows_the_cells_of_then_at_ten_moments(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "incident.scry"
    then = await watched(path, size)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("HOME", str(empty))
    now = await replayed(path, then, size)
    differing = [
        (place, name, number, before, after)
        for place, ts in enumerate(then)
        for name in TABS
        for number, (before, after) in enumerate(rows_of(name, then[ts][name], now[ts][name]))
        if before != after
    ]
    told = "\n".join(
        f"{place} {name} {number}\n  {before}\n  {after}" for place, name, number, before, after in differing
    )
    assert not differing, f"{len(differing)} lines\n{told}"
    assert not [*empty.iterdir()]
