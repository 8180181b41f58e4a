"""One frame a key: what a cursor move changes is there when the key's own turn ends; no list is made anew for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.staging import at_rest, is_still, on_stage, still, until, wait_for
from tests.ui.test_channels import at_channels
from tests.ui.test_session import staged
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.records import HOUR
from tui.ui.app import ScryApp
from tui.ui.features.live import query as live_data
from tui.ui.features.live.panels import LiveList
from tui.ui.features.live.screen import LiveScreen
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table


def titles(app: ScryApp) -> list[str]:
    """Of the charts on screen, the chosen one told apart."""
    charts = [chart for chart in app.screen.query(Chart) if chart.display]
    return [f"{chart.has_class('chosen')} {chart.view.title} {chart.cursor_ts}" for chart in charts]


def told(app: ScryApp) -> list[object]:
    """What stands beside the lists."""
    notes = [note._told.markup for note in app.screen.query(Note)]
    return [notes, titles(app), [line.runs for line in app.screen.query(Line) if line.id != "clock"]]


def table_of(app: ScryApp) -> Table:
    found = app.focused
    assert isinstance(found, Table)
    return found


@asynccontextmanager
async def at(tab: str, size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """A tab in the incident, nothing asked for any more."""
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock)), size=size, first_screen=tab) as (app, pilot):
        await at_rest(app, pilot)
        await until(pilot, lambda: isinstance(app.focused, Table) and app.focused.count[1] > 1)
        await still(app, pilot)
        yield app, pilot


TABS = ("live", "diagnosis", "usage")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("tab", TABS)
async def test_the_reaction_is_there_when_the_key_s_own_turn_ends(tab: str, size: tuple[int, int]) -> None:
    async with at(tab, size) as (app, _):
        before = told(app)
        table_of(app).action_move(1)
        assert told(app) != before, "nothing was waited for in between"


async def test_the_counts_of_channels_react_in_the_key_s_own_turn() -> None:
    async with at_channels(size=(120, 36)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "Watched" in text)
        await still(app, pilot)
        counts = app.screen.query_one("#counts", Table)
        before, chart = counts.cursor_key, app.screen.query(Chart).first()
        assert chart.has_class("chosen")
        counts.action_move(1)
        assert counts.cursor_key != before
        assert not chart.has_class("chosen")


async def test_a_session_s_chart_comes_into_sight_in_the_key_s_own_turn() -> None:
    async with staged() as stage:
        await still(stage.app, stage.pilot)
        charts, table = stage.screen.charts, stage.screen.table
        tops = set()
        for move in (table.action_first, table.action_last):
            move()
            mid = int(table.cursor_key or 0)
            assert mid in charts.in_sight()
            assert charts.charts[mid].has_class("chosen")
            assert charts.charts[mid].view.plot is not None
            tops.add(charts.scroll_offset.y)
            await still(stage.app, stage.pilot)
        assert len(tops) == 2


async def test_a_session_s_moment_moves_through_all_in_the_key_s_own_turn() -> None:
    async with staged() as stage:
        await still(stage.app, stage.pilot)
        before = told(stage.app)
        stage.screen.action_move(-1)
        assert told(stage.app) != before


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the compositor has painted since it was emptied."""
    painted: list[int] = []
    refresh = Screen._compositor_refresh

    def counted(self: Screen[object]) -> None:
        if not self.app._batch_count:
            painted.append(1)
        refresh(self)

    monkeypatch.setattr(Screen, "_compositor_refresh", counted)
    return painted


async def painted_by(app: ScryApp, frames: list[int], key: str) -> int:
    frames.clear()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    return await counted(app, frames)


async def counted(app: ScryApp, frames: list[int]) -> int:
    """How many frames were painted once nothing more is to be painted: a second one comes 17 to 33 ms later."""
    same = 0
    while same < 3:
        # A pilot's pause would paint by itself.
        await asyncio.sleep(0.02)
        same = same + 1 if is_still(app) else 0
    return len(frames)


@pytest.mark.parametrize("tab", [*TABS, "quota"])
async def test_a_cursor_move_paints_one_frame(tab: str, frames: list[int]) -> None:
    async with at(tab) as (app, _):
        # The best of a few: a machine that stands still in between parts what belongs together.
        taken = [await painted_by(app, frames, key) for key in "jkjkjk"]
        assert min(taken) == 1
        assert sorted(taken)[len(taken) // 2] == 1, taken


async def test_a_cursor_move_on_live_reads_nothing_and_makes_no_list_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            calls.append(name)
            return real(*args, **kwargs)

        return counted

    async with at("live") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        for owner, name in ((screen, "show_list"), (screen.query_one(LiveList), "show"), (screen, "_refresh_layout")):
            monkeypatch.setattr(owner, name, counting(name, getattr(owner, name)))
        monkeypatch.setattr("tui.ui.features.live.screen.read_live", counting("read_live", live_data.read_live))
        # Within a group, so that the newest minute, and with it the strip, stays the same.
        screen.choose("videoFreezeRate")
        await still(app, pilot)
        calls.clear()
        for key in "jk":
            await pilot.press(key)
            await still(app, pilot)
        assert calls == []


async def test_a_zoom_beyond_what_is_in_hand_is_read_for_the_metric_that_is_chosen() -> None:
    async with at("live") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        screen.choose("videoFreezeRate")
        await pilot.press("minus", "minus")
        await until(pilot, lambda: screen.window is not None and screen.window.seconds == 24 * HOUR)
        await still(app, pilot)
        assert screen.data is not None
        assert set(screen.data.charts) == {"videoFreezeRate"}
        await pilot.press("j")
        await until(pilot, lambda: screen.data is not None and set(screen.data.charts) == {"audioFreezeRate"})
        await wait_for(app, pilot, lambda text: "Audio freeze %" in text)


async def test_a_moment_that_moves_on_live_is_there_when_the_key_s_own_turn_ends_and_paints_one_frame(
    frames: list[int],
) -> None:
    async with at("live") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        await pilot.press("left", "left")
        taken = []
        for steps in (-1, -1, 1, -1, -1):
            await until(pilot, lambda: screen.moment_ts is not None and screen.moment_ts - 60 in screen.minutes.in_hand)
            await still(app, pilot)
            strip = app.screen.query_one("#diagnosed", Line).runs
            screen.action_move(steps)
            assert screen.at is not None
            assert screen.at.moment_ts == screen.moment_ts, "the list"
            assert app.screen.query_one("#diagnosed", Line).runs != strip
            frames.clear()
            taken.append(await counted(app, frames))
        assert sorted(taken)[len(taken) // 2] == 1, taken


async def test_a_minute_in_hand_is_forgotten_when_more_may_be_known_of_it() -> None:
    async with at("live") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        await pilot.press("left", "left")
        await until(pilot, lambda: bool(screen.minutes.in_hand))
        before = dict(screen.minutes.in_hand)
        screen.minutes.query.store_changed(frozenset({"diagnoses"}))
        assert not screen.minutes.in_hand
        await until(pilot, lambda: screen.moment_ts in screen.minutes.in_hand)
        assert screen.minutes.in_hand[screen.moment_ts or 0] is not before[screen.moment_ts or 0]
