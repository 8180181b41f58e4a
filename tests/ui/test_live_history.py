"""The Live screen and what is behind it: earlier days, and minutes that are lost."""

from __future__ import annotations

import re
import sqlite3

import pytest
from textual.pilot import Pilot

from tests import patience
from tests.store.rows import by_rows
from tests.ui.staging import at_rest, on_stage, samples, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.domain.records import DAY, HOUR, MINUTE, Series, Window
from tui.domain.text import Lang
from tui.store.api import Store
from tui.store.rows import series
from tui.ui.app import ScryApp
from tui.ui.features.live.screen import LiveScreen

NOW = int(NOW_TS) // MINUTE * MINUTE
FREEZE = ("videoFreezeRate", "")


def put_day(connection: sqlite3.Connection, project_id: int, days: int, value: float) -> None:
    """Two hours around this time of day, so many days ago."""
    window = Window(NOW - days * DAY - HOUR, NOW - days * DAY + HOUR)
    told = [Series(metric, tuple((ts + 7, value) for ts in window.minutes())) for metric in ("videoFreezeRate", "pcu")]
    series.put_series(
        connection,
        project_id,
        endpoint="live_experience",
        channel="",
        window=window,
        series=told,
        answered_ts=window.end_ts + 300,
        delay_s=120,
    )


def store_of(app: ScryApp) -> Store:
    assert app.context.feed is not None
    return app.context.feed.store


async def freeze_chosen(app: ScryApp, pilot: Pilot[None]) -> None:
    await wait_for(app, pilot, lambda text: "Video freeze %" in text or "视频卡顿率 %" in text)


@pytest.mark.parametrize(
    ("lang", "size", "yesterday", "last_week"),
    [
        ("en", (80, 24), "yesterday", "last week"),
        ("zh", (120, 36), "昨日", "上周"),
        ("en", (200, 50), "yesterday", "last week"),
    ],
)
async def test_yesterday_and_last_week_stand_behind_the_chart_each_with_its_name(
    lang: Lang, size: tuple[int, int], yesterday: str, last_week: str
) -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock)), lang=lang, size=size) as (app, pilot):
        await freeze_chosen(app, pilot)
        assert yesterday not in text_of(app), "nothing is drawn of a day of which nothing is stored"
        await store_of(app).write(by_rows(put_day), 1, 2.5)
        text = await wait_for(app, pilot, lambda text: f"⠒⠒ {yesterday}" in text)
        assert f"⠂ ⠂ {last_week}" not in text
        await store_of(app).write(by_rows(put_day), 7, 4.0)
        await wait_for(app, pilot, lambda text: f"⠂ ⠂ {last_week}" in text and f"⠒⠒ {yesterday}" in text)


async def test_beside_the_list_the_earlier_values_are_read_at_the_moment() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await freeze_chosen(app, pilot)
        await store_of(app).write(by_rows(put_day), 1, 2.5)
        await wait_for(app, pilot, lambda text: "yesterday  2.5 % at 07:53" in text)
        await pilot.press("left", "left")
        await wait_for(app, pilot, lambda text: "yesterday  2.5 % at 07:51" in text)


async def test_earlier_days_give_way_to_a_pinned_metric_and_to_a_week() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await freeze_chosen(app, pilot)
        await store_of(app).write(by_rows(put_day), 1, 2.5)
        await wait_for(app, pilot, lambda text: "⠒⠒ yesterday" in text)
        await pilot.press("space", "up")
        await wait_for(app, pilot, lambda text: "● Video freeze" in text and "⠒⠒ yesterday" not in text)
        await pilot.press("space", "space", "down", "minus", "minus")
        await wait_for(app, pilot, lambda text: "24 h" in text and "⠒⠒ yesterday" in text)
        await pilot.press("minus")
        await wait_for(app, pilot, lambda text: "7 d" in text and "yesterday" not in text)


async def test_earlier_days_cost_no_request() -> None:
    clock = manual_clock()
    world = incident(clock)
    async with on_stage(clock, SimTransport(world)) as (app, pilot):
        await freeze_chosen(app, pilot)
        await at_rest(app, pilot)
        asked = len(world.journal.requests())
        await store_of(app).write(by_rows(put_day), 1, 2.5)
        await wait_for(app, pilot, lambda text: "⠒⠒ yesterday" in text)
        await pilot.press("minus", "minus", "plus")
        await wait_for(app, pilot, lambda text: " 6 h" in text)
        assert len(world.journal.requests()) == asked


async def test_exactly_the_minutes_that_an_outage_took_beyond_the_reach_are_told_to_be_lost() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await freeze_chosen(app, pilot)
        known = await minutes_known(store_of(app))
        clock.advance(3 * HOUR)
        await pilot.press("minus")

        async def came_back() -> set[int]:
            return {ts for ts in await minutes_known(store_of(app)) if ts > max(known)}

        await patience.until(came_back)
        await at_rest(app, pilot)
        later = await came_back()
        lost = range(max(known) + MINUTE, min(later), MINUTE)
        lost_minutes = sum(1 for minute_ts in lost if minute_ts < clock.now() - HOUR)
        # Two hours, and the minutes that were pending when the clock leapt.
        assert 118 <= lost_minutes <= len(lost) <= 125
        text = await wait_for(app, pilot, lambda text: f"× lost {lost_minutes} m" in text)
        (axis,) = (line for line in text.splitlines() if "└" in line)
        # Six hours stand on the axis, two of them are lost; a written time takes the place of five columns.
        columns = lost_minutes * len(axis.partition("└")[2].strip()) // (6 * 60)
        assert columns - 6 <= axis.count("×") <= columns + 1
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        while screen.moment_ts is None or screen.moment_ts > max(known) + HOUR:
            await pilot.press("shift+left")
        await wait_for(app, pilot, lambda text: bool(re.search(r"Video freeze %.* lost", text)))


async def minutes_known(store: Store) -> set[int]:
    found = await store.read(lambda snapshot: snapshot.series([FREEZE], Window(NOW - DAY, NOW + DAY)))
    return {ts // MINUTE * MINUTE for ts, _ in found[FREEZE].points}


async def test_before_the_first_answer_of_all_nothing_is_lost() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, lambda text: bool(re.search(r"Users +\d", text)))
        await pilot.press("minus", "minus")
        await until(pilot, lambda: "24 h" in text_of(app))
        text = await wait_for(app, pilot, lambda text: "not asked" in text)
        assert "lost" not in text
