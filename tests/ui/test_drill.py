"""From a bad minute of Live to whoever causes it: the real app on the demo's world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.staging import at_rest, on_stage, text_of, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import MINUTE
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.diagnosis.screen import DiagnosisScreen
from tui.ui.features.live.panels import WorstList
from tui.ui.features.live.screen import LiveScreen
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.table import Table

TEACHER, CLASS = "44361248", "数学-3班"


@asynccontextmanager
async def live(
    seed: int = 1, *, onset_ago_s: float = 600.0, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[ScryApp, Pilot[None], ManualClock]]:
    clock = manual_clock()
    world = incident(clock, seed=seed, onset_ago_s=onset_ago_s)
    async with on_stage(clock, SimTransport(world), size=size) as (app, pilot):
        await at_rest(app, pilot)
        await until(pilot, lambda: screen_of(app).answered())
        yield app, pilot, clock


def screen_of(app: ScryApp) -> LiveScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, LiveScreen)
    return screen


async def later(app: ScryApp, pilot: Pilot[None], clock: ManualClock, minutes: int) -> None:
    """One minute after the other, each answered before the next."""
    for _ in range(minutes):
        clock.advance(61)
        await at_rest(app, pilot)
        data_ts = clock.now() - MINUTE
        await until(pilot, lambda data_ts=data_ts: screen_of(app).data.now_ts > data_ts)  # type: ignore[misc,union-attr]


@pytest.mark.parametrize(
    ("seed", "size"), [(1, (120, 36)), (2, (80, 24)), (3, (200, 50)), (4, (80, 24)), (5, (120, 36))]
)
async def test_enter_alone_shows_the_culprit_under_the_cursor(seed: int, size: tuple[int, int]) -> None:
    async with live(seed, size=size) as (app, pilot, _):
        await until(pilot, lambda: screen_of(app).chosen != "pcu")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.chosen is not None)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        await until(pilot, lambda: screen.aim is None)
        chosen = screen.chosen
        assert chosen is not None
        assert chosen.channel == CLASS
        assert TEACHER in {cause.host_uid for cause in chosen.causes}
        assert screen.moment_ts == chosen.ts // MINUTE * MINUTE
        text = await wait_for(app, pilot, lambda text: f"{TEACHER}   diagnoses" in text and "affected" in text)
        assert f"▸ {app.context.shown(chosen.ts, '%H:%M:%S')}" in text


async def test_a_good_minute_opens_the_list_as_it_comes() -> None:
    async with live() as (app, pilot, _):
        await pilot.press("shift+left", "shift+left", "shift+left", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.data is not None)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        assert (screen.aim, screen.events.grouping) == (None, "none")


async def test_the_minute_that_the_user_chose_stays_the_minute() -> None:
    async with live() as (app, pilot, _):
        await pilot.press("N")
        moment_ts = screen_of(app).moment_ts
        assert moment_ts is not None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.chosen is not None)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        assert screen.moment_ts == moment_ts
        await until(pilot, lambda: screen.chosen is not None and screen.chosen.channel == CLASS)


async def test_an_idle_live_goes_to_the_metric_that_turns_bad() -> None:
    async with live(onset_ago_s=-60) as (app, pilot, clock):
        screen = screen_of(app)
        before = screen.chosen
        await later(app, pilot, clock, 8)
        assert screen.chosen != before
        assert screen.data is not None
        assert screen.data.metrics[screen.chosen].since is not None
        assert screen.query_one(Table).cursor_key == screen.chosen


async def test_a_cursor_that_the_user_moved_stays_when_a_metric_turns_bad() -> None:
    async with live(onset_ago_s=-60) as (app, pilot, clock):
        await pilot.press("G")
        moved_to = screen_of(app).chosen
        await later(app, pilot, clock, 8)
        assert screen_of(app).chosen == moved_to


async def test_a_metric_that_a_key_explained_stays_under_the_cursor_when_another_one_turns_bad() -> None:
    async with live(onset_ago_s=-60) as (app, pilot, clock):
        screen = screen_of(app)
        before = screen.chosen
        await pilot.press("w", "escape")
        await until(pilot, lambda: app.screen is screen)
        await later(app, pilot, clock, 8)
        assert screen.chosen == screen.query_one(Table).cursor_key == before


async def test_the_latest_onset_of_any_metric_is_one_key_away() -> None:
    async with live() as (app, pilot, _):
        screen = screen_of(app)
        await pilot.press("g")
        assert screen.chosen == "pcu"
        await pilot.press("N")
        assert screen.data is not None
        first, *_ = sorted(
            (it.first_ts for view in screen.data.metrics.values() for it in view.stretches), reverse=True
        )
        assert screen.moment_ts == first // MINUTE * MINUTE
        assert first in {it.first_ts for it in screen.data.metrics[screen.chosen].stretches}


async def test_right_comes_back_from_wherever_left_went() -> None:
    async with live() as (app, pilot, _):
        screen = screen_of(app)
        for _ in range(12):
            await pilot.press("shift+left")
            await pilot.pause(0.02)
        far_ts = screen.moment_ts
        assert far_ts is not None
        await until(pilot, lambda: screen.window is not None and screen.window.holds(far_ts))
        for _ in range(14):
            await pilot.press("shift+right")
            await pilot.pause(0.02)
        assert screen.moment_ts is None, "the newest is followed again"
        await until(pilot, lambda: screen.window is not None and screen.window.holds(app.context.clock.now()))


async def test_the_worst_channel_leads_to_its_culprit_and_the_culprit_to_the_call() -> None:
    async with live() as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "worst channels" in text and CLASS in text)
        assert text.index("worst channels") < text.index(CLASS) < text.index("who causes it") < text.rindex(TEACHER)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.data is not None)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        await until(pilot, lambda: screen.chosen is not None and screen.aim is None)
        assert screen.scope.channel == CLASS
        assert screen.chosen is not None
        assert TEACHER in {cause.host_uid for cause in screen.chosen.causes}
        await pilot.press("escape")
        worst = screen_of(app).query_one(WorstList)
        key = next(key for key in worst.shown.row_keys() if key.startswith(f"culprit\x1f{TEACHER}"))
        worst.move_cursor(key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert app.screen.scope.peer_uid == int(TEACHER)  # type: ignore[attr-defined]
        assert app.screen.scope.channel == CLASS  # type: ignore[attr-defined]


async def test_a_narrow_terminal_asks_nothing_for_the_worst_and_the_keys_stay_with_the_metrics() -> None:
    async with live(size=(80, 24)) as (app, pilot, _):
        await pilot.press("tab")
        screen = screen_of(app)
        assert screen.query_one(WorstList).live_query.data is None
        assert screen.focused is screen.query_one("#metrics")


async def test_with_room_every_metric_has_a_chart_on_one_time_axis() -> None:
    async with live(size=(200, 50)) as (app, pilot, _):
        screen = screen_of(app)
        await until(pilot, lambda: all(chart.view.plot for chart in screen.query(Chart)))
        charts = [chart for chart in screen.query(Chart) if chart.display and chart.size.height]
        assert len(charts) == len(LIVE_METRICS)
        assert len({chart.view.plot.window for chart in charts if chart.view.plot}) == 1
        assert len({chart._drawing_now().left for chart in charts}) == 1, "the same minute in the same column"
        await pilot.press("left")
        assert {chart.cursor_ts for chart in charts} == {screen.time.cursor_ts}


async def test_p_freezes_every_screen_at_one_time_and_lets_every_one_go_on() -> None:
    async with live() as (app, pilot, clock):
        await pilot.press("p", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.chosen is not None)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        await until(pilot, lambda: screen.aim is None)
        before = await wait_for(app, pilot, lambda text: "■ frozen" in text)
        for _ in range(4):
            clock.advance(61)
            await at_rest(app, pilot)
        assert text_of(app).splitlines()[2:] == before.splitlines()[2:]
        assert screen.data is not None
        assert screen_of(app).data is not None
        assert screen.data.now_ts == app.context.frozen_ts
        await pilot.press("5")
        await wait_for(app, pilot, lambda text: "■ frozen" in text and "Usage" in text.splitlines()[0])
        await pilot.press("p", "2")
        await wait_for(app, pilot, lambda text: "■ frozen" not in text and "● live" in text)


async def test_a_call_that_is_opened_while_all_is_frozen_is_found_all_the_same() -> None:
    async with live() as (app, pilot, _):
        await pilot.press("p", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.chosen is not None)
        await until(pilot, lambda: app.screen.aim is None)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        await wait_for(app, pilot, lambda text: "■ frozen" in text and "verdict:" in text and TEACHER in text)


async def test_the_sign_of_the_cursor_stands_in_one_list_alone() -> None:
    async with live() as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "worst channels" in text and text.count("▸") == 1)
        await pilot.press("tab")
        text = await wait_for(app, pilot, lambda text: f"▸ {CLASS}" in text)
        assert text.count("▸") == 1
        await pilot.press("2")
        await wait_for(app, pilot, lambda text: "by experience" in text and text.count("▸") == 1)
        await pilot.press("tab")
        text = await wait_for(app, pilot, lambda text: "▸ video freeze" in text)
        assert text.count("▸") == 1


async def test_the_language_is_switched_at_the_second_press() -> None:
    async with live() as (app, pilot, _):
        await pilot.press("L")
        await wait_for(app, pilot, lambda text: "press L again for Chinese" in text and "1 Live" in text)
        await pilot.press("L")
        await wait_for(app, pilot, lambda text: "1 实时" in text)
