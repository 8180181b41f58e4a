"""Times on screen: what is written beside one so that it can be read only one way."""

from __future__ import annotations

import pytest

from tests.manual_clock import ManualClock
from tests.ui.staging import on_stage, samples, wait_for
from tests.worlds import make_context
from tests.zones import at, zone
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.minutes import MinuteStates
from tui.analysis.project.history import moved
from tui.analysis.project.live import BadMinutes, MetricView
from tui.clock import ServerClock, Zone
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import Diagnosis, KnownCall, Level, Window
from tui.domain.text import Said
from tui.messages import local_time as words
from tui.ui.base_screen import frames_of
from tui.ui.context import Context, Feed
from tui.ui.features.calls.columns import CallRows, Looks
from tui.ui.features.calls.query import CallsData, CallsQuery
from tui.ui.features.diagnosis.view import event_row
from tui.ui.features.live.view import about
from tui.ui.texts.minutes import state_text

BERLIN = "Europe/Berlin"


async def no_feed() -> Feed:
    raise NotImplementedError


def context_at(now: str, here: Zone) -> Context:
    context = make_context(ServerClock(ManualClock(at(now))), no_feed)
    context.zone = here
    return context


@pytest.mark.parametrize(
    ("name", "now", "ts", "says"),
    [
        (BERLIN, "2026-10-25 02:20 +01", "2026-10-25 02:55 +02", "02:55 +02"),
        (BERLIN, "2026-10-25 02:20 +01", "2026-10-25 02:10 +01", "02:10"),
        (BERLIN, "2026-10-25 02:20 +02", "2026-10-25 02:10 +02", "02:10"),
        (BERLIN, "2026-10-26 02:20 +01", "2026-10-25 02:10 +02", "10-25 02:10 +02"),
        (BERLIN, "2026-10-26 02:20 +01", "2026-10-25 02:10 +01", "10-25 02:10"),
        (BERLIN, "2026-03-29 03:10 +02", "2026-03-29 01:50 +01", "01:50 +01"),
        ("Australia/Lord_Howe", "2026-04-05 01:40 +1030", "2026-04-05 01:45 +11", "01:45 +11"),
        ("America/St_Johns", "2026-11-01 01:10 -0330", "2026-11-01 01:50 -0230", "01:50 -0230"),
        ("Asia/Kathmandu", "2026-10-25 02:20 +0545", "2026-10-25 01:55 +0545", "01:55"),
    ],
)
def test_a_time_has_its_offset_where_that_is_not_the_present_one(name: str, now: str, ts: str, says: str) -> None:
    with zone(name) as here:
        assert context_at(now, here).when(at(ts)) == says


@pytest.mark.parametrize(
    ("name", "now", "start", "end", "says"),
    [
        (
            BERLIN,
            "2026-10-25 02:53 +01",
            "2026-10-25 02:52 +02",
            "2026-10-25 02:50 +01",
            "02:52 +02–02:50 +01",
        ),
        (BERLIN, "2026-10-25 02:53 +01", "2026-10-25 01:10 +02", "2026-10-25 01:20 +02", "01:10–01:20 +02"),
        (BERLIN, "2026-10-25 02:53 +01", "2026-10-25 02:10 +01", "2026-10-25 02:20 +01", "02:10–02:20"),
        (
            BERLIN,
            "2026-11-22 12:00 +01",
            "2026-10-24 23:00 +02",
            "2026-10-25 02:20 +01",
            "10-24 23:00 +02–10-25 02:20 +01",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-05 01:59 +1030",
            "2026-04-05 01:45 +11",
            "2026-04-05 01:40 +1030",
            "01:45 +11–01:40 +1030",
        ),
    ],
)
def test_a_stretch_over_a_change_of_the_clocks_has_both_offsets(
    name: str, now: str, start: str, end: str, says: str
) -> None:
    with zone(name) as here:
        assert "–".join(context_at(now, here).ends(at(start), at(end))) == says


def test_in_utc_no_time_has_an_offset() -> None:
    with zone(BERLIN):
        context = context_at("2026-10-25 02:53 +01", Zone(utc=True))
        assert context.ends(at("2026-10-25 02:52 +02"), at("2026-10-25 02:50 +01")) == ("00:52", "01:50")


def test_the_times_of_a_list_have_their_offsets_where_it_reaches_over_a_change_of_the_clocks() -> None:
    with zone(BERLIN) as here:
        times = here.over(at("2026-10-25 02:10 +02"), at("2026-10-25 02:10 +01"))
        assert (times.text(at("2026-10-25 02:55 +02"), "%H:%M:%S"), times.wider) == ("02:55:00 +02", 4)
        times = here.over(at("2026-10-25 02:10 +02"), at("2026-10-25 02:50 +02"))
        assert (times.text(at("2026-10-25 02:55 +02"), "%H:%M:%S"), times.wider) == ("02:55:00", 0)


async def test_a_time_zone_that_does_not_exist_is_told_until_esc_or_while_local_times_are_shown() -> None:
    clock = ManualClock(at("2026-11-22 12:00 +00"))
    async with on_stage(clock, samples()) as (app, pilot):
        app.context.zone_trouble = Said(words.NO_ZONES, {"name": "Asia/Beijing", "zones": "/zones"})
        app.context.zone = Zone(utc=False)
        told = "TZ=Asia/Beijing: there are no time zones"
        frame = frames_of(app)[0]
        frame.tick()
        await wait_for(app, pilot, lambda text: told in text)
        await pilot.press("u")
        frame.tick()
        await wait_for(app, pilot, lambda text: told not in text)
        await pilot.press("u")
        await wait_for(app, pilot, lambda text: told in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: told not in text)
        assert app.context.unseen == []


@pytest.mark.parametrize(
    ("start", "first"), [("2026-10-25 02:10 +02", "02:52:31 +02"), ("2026-10-25 02:10 +01", "02:12:31")]
)
def test_calls_that_began_before_and_after_the_clocks_were_put_back_are_told_apart(start: str, first: str) -> None:
    begun_ts = at("2026-10-25 02:52 +02" if start.endswith("2") else "2026-10-25 02:12 +01") + 31
    window = Window(at(start), at("2026-10-25 02:20 +01"))
    call = KnownCall("id", "big-1", begun_ts, None, False, window.end_ts)
    with zone(BERLIN):
        query = CallsQuery(EDITION, window, window, "", None, window.end_ts, window.end_ts)
        rows = CallRows(CallsData(query, [call]), Looks("en", False, False))
        assert (rows.start(call), rows.wider) == (first, len(first) - len("02:12:31"))


def test_diagnoses_before_and_after_the_clocks_were_put_back_are_told_apart() -> None:
    with zone(BERLIN) as here:
        context = context_at("2026-10-25 02:20 +01", here)
        times = here.over(at("2026-10-25 02:40 +02"), at("2026-10-25 02:20 +01"))
        for written in ("02:52:00 +02", "02:12:00 +01"):
            one = Diagnosis(at(f"2026-10-25 {written}"), "7", 4, "big-1")
            assert event_row(one, context, times, cut=False, dated=False, short=True).cells[0] == written


def test_since_when_it_is_bad_and_what_it_was_yesterday_have_the_offset_of_then() -> None:
    now_ts = at("2026-10-25 02:20 +01")
    view = MetricView(
        metric=LIVE_METRICS["videoFreezeRate"],
        threshold=None,
        points=(),
        now=(now_ts - 180, 6.9),
        states=MinuteStates(()),
        line=(),
        level=Level.BAD,
        delta=None,
        since=BadMinutes(at("2026-10-25 02:55 +02"), now_ts - 180),
        was_bad=None,
        stretches=(),
    )
    yesterday = moved(1, [(at("2026-10-24 03:10 +02"), 2.5)])
    assert yesterday is not None
    with zone(BERLIN) as here:
        context = context_at("2026-10-25 02:20 +01", here)
        assert state_text(view, context, now_ts)[0][0] == "bad since 02:55 +02"
        told = about(view, [yesterday], context, at("2026-10-25 02:10 +01"), whole=True)
        assert told.plain.endswith("yesterday  2.5 % at 03:10 +02")
