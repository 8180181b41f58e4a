"""The Calls screen: the list, what was diagnosed in its calls, and the ways into it and on from it."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from tests.manual_clock import ManualClock
from tests.ui.searching import (
    CALLS,
    NOW,
    at_calls,
    elapse,
    ids,
    is_done,
    line,
    nothing,
    refused,
    search,
)
from tests.ui.staging import at_rest, on_stage, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.domain.records import DAY, HOUR, MINUTE, Call, Cause, Diagnosis, Scope, Window
from tui.domain.text import Lang
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.features.live.screen import LiveScreen
from tui.ui.widgets.table import Table

KEYS = """
j G g s S s S s slash 0 escape plus minus f x escape tab a tab p p u u L L space r question_mark escape escape enter
escape ctrl+d r f 2 h enter escape escape
"""


# -- the list


async def test_what_was_diagnosed_in_a_call_is_told_with_the_most_frequent_first_and_sorts() -> None:
    events = [
        Diagnosis(NOW - 1100 + at, uid, exp_id, "大班课-数学", (Cause(23),))
        for at, uid, exp_id in ((0, "1", 4), (9, "2", 4), (9, "1", 6), (30, "3", 5))
    ]
    events.append(Diagnosis(NOW - 680, "5", 5, "class-1", (Cause(10),)))
    window = Window(NOW - HOUR, NOW)
    async with at_calls(calls=CALLS, answer=nothing, size=(160, 36)) as (app, pilot, screen, _, _):
        store = app.context.feed.store  # type: ignore[union-attr]
        await store.write(
            lambda changes: changes.put_diagnoses(
                events, window=window, cap=10, delay_s=0, answered_ts=NOW_TS, slot_s=MINUTE
            )
        )
        text = await wait_for(app, pilot, lambda text: "video freeze 2 · audio freeze 1 · slow join 1" in text)
        assert re.search(r"07:36:10 +10:00 +大班课-数学 +ended +≥ 3 +video", line(text, "video freeze 2"))
        assert "audio freeze 1" in line(text, "07:44:30")
        assert ids(screen) == ["four", "three", "two", "one"]
        await pilot.press("s", "s", "s", "s", "s", "S")
        await until(pilot, lambda: ids(screen) == ["two", "four", "three", "one"])
        assert app.context.remembered.sorting("calls") is not None
        await pilot.press("slash", *"数学", "enter")
        await until(pilot, lambda: ids(screen) == ["two"])
        await wait_for(app, pilot, lambda text: "1 of 4" in text)


async def test_a_call_that_is_on_is_asked_about_again_every_two_minutes_and_found_over() -> None:
    over = Call("three", "lobby", NOW - 1000, NOW + 100, True)

    def answer(asked: dict[str, str]) -> httpx.Response:
        row = {"call_id": over.call_id, "cname": over.channel, "created_ts": over.created_ts}
        row |= {"destroyed_ts": over.destroyed_ts, "finished": True}
        found = [row] if asked.get("cname") == "lobby" else []
        return httpx.Response(200, json={"code": 200, "message": "", "has_more": False, "call_lists": found})

    async with at_calls(calls=CALLS, answer=answer) as (app, pilot, screen, lists, clock):
        await until(pilot, lambda: is_done(screen))
        assert "● running" in line(text_of(app), "lobby")
        walked = len(lists.asked)
        clock.advance(100)
        screen.tick()
        await at_rest(app, pilot)
        assert len(lists.asked) == walked
        clock.advance(25)
        screen.tick()
        text = await wait_for(app, pilot, lambda text: "ended" in line(text, "lobby"))
        assert "18:20" in line(text, "lobby")
        assert [asked["cname"] for asked in lists.asked[walked:]] == ["lobby"]
        assert int(lists.asked[-1]["start_ts"]) == over.created_ts


async def test_the_state_of_a_call_that_nobody_asked_about_for_long_is_told_with_its_time() -> None:
    async with at_calls(calls=CALLS, answer=refused) as (app, pilot, _, _, clock):
        await wait_for(app, pilot, lambda text: "16 m" in line(text, "lobby") and "● running" in line(text, "lobby"))
        clock.advance(2 * HOUR)
        await wait_for(
            app, pilot, lambda text: "≥ 16 m" in line(text, "lobby") and "○ ran 07:56" in line(text, "lobby")
        )


async def test_a_frozen_view_stands_still_while_the_walk_goes_on() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
        await search(pilot, screen, "30 m")
        await elapse(pilot, clock, lambda: len(screen.rows or ()) >= 10)
        await pilot.press("p")
        await wait_for(app, pilot, lambda text: "frozen" in text)
        before, asked = ids(screen), len(lists.asked)
        await elapse(pilot, clock, lambda: len(lists.asked) > asked + 3)
        assert ids(screen) == before
        await pilot.press("p")
        await elapse(pilot, clock, lambda: len(ids(screen)) > len(before))


# -- drilled into


async def test_c_in_live_lists_the_calls_that_were_on_at_the_minute() -> None:
    async with at_calls(calls=CALLS, answer=nothing) as (app, pilot, _, _, _):
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, LiveScreen) and app.screen.data is not None)
        live = app.screen
        assert isinstance(live, LiveScreen)
        live.time.move_to(NOW - 950)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen) and app.screen.data is not None)
        screen = app.screen
        assert isinstance(screen, CallsScreen)
        await until(pilot, lambda: ids(screen) == ["three", "two", "one"])
        assert screen.moment_ts == (NOW - 950) // MINUTE * MINUTE
        text = await wait_for(app, pilot, lambda text: "running at 07:40:00" in text and "all 3" in text)
        assert "of the calls that began since 01:40" in text
        await pilot.press("plus")
        await wait_for(app, pilot, lambda text: "began since 05:40" in text)
        await pilot.press("minus", "minus")
        await wait_for(app, pilot, lambda text: "began since 11-21 19:40" in text)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is live)


async def test_the_calls_of_a_channel_are_those_of_the_one_that_was_drilled_into() -> None:
    async with at_calls(calls=CALLS, answer=nothing, scope=Scope(channel="class-1")) as (app, pilot, screen, lists, _):
        await wait_for(app, pilot, lambda text: "› class-1" in text and "all 2" in text)
        assert ids(screen) == ["four", "one"]
        assert {asked["cname"] for asked in lists.asked} == {"class-1"}
        assert screen.search.span == Window(NOW - DAY, NOW), "the one that is on may have begun hours ago"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        opened = app.screen.scope  # type: ignore[attr-defined]
        assert (opened.call_id, opened.channel) == ("four", "class-1")
        while app.screen is not screen:
            # The first one may stop what the call asks for.
            await pilot.press("escape")
        assert screen.query_one(Table).cursor_key == "four"


# -- anywhere


@pytest.mark.parametrize(("size", "lang"), [((20, 5), "en"), ((80, 24), "zh"), ((200, 50), "en")])
async def test_the_screen_is_drawn_at_any_size(size: tuple[int, int], lang: Lang) -> None:
    async with at_calls(calls=CALLS, answer=nothing, size=size, lang=lang) as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "scry" in text)
        if size != (20, 5):
            await wait_for(app, pilot, lambda text: "大班课-数学" in text and "10:00" in text)
            assert ("two" in line(text_of(app), "大班课")) == (size[0] >= 100)


@pytest.mark.long
async def test_every_key_does_something_and_none_ends_the_program() -> None:
    async with at_calls(size=(80, 24)) as (app, pilot, _, _, clock):
        for key in KEYS.split():
            await pilot.press(key)
            clock.advance(0.4)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


@pytest.mark.long
async def test_hostile_answers_leave_the_screen_standing() -> None:
    async with at_calls(scene="hostile") as (app, pilot, screen, lists, clock):
        await search(pilot, screen, "30 m")
        await elapse(pilot, clock, lambda: len(lists.asked) >= 12)
        await wait_for(app, pilot, lambda text: "began" in text)


async def test_a_name_from_outside_is_shown_and_never_obeyed() -> None:
    call = Call("x", "a\x1b[2J[/]b", NOW - 700, NOW - 650, True)
    async with at_calls(calls=[call], answer=nothing) as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "a\ufffd[2J[/]b" in text)
        assert "\x1b" not in text_of(app)
        await asyncio.sleep(0)


def _is_told(screen: CallsScreen) -> bool:
    return screen.data is not None and screen.data.told is not None and not screen.data.told.open


@pytest.mark.long
async def test_a_box_whose_clock_is_two_hours_ahead_searches_the_server_s_half_hour_all_the_same() -> None:
    clock, theirs = manual_clock(), ManualClock(NOW_TS - 2 * HOUR)
    async with on_stage(clock, SimTransport(incident(theirs, scene="calm")), first_screen="calls") as (app, pilot):
        for _ in range(300):
            clock.advance(0.5)
            theirs.advance(0.5)
            await pilot.pause(0.005)
            if isinstance(app.screen, CallsScreen) and _is_told(app.screen):
                break
        assert isinstance(app.screen, CallsScreen)
        now_ts = theirs.now()
        assert abs(app.screen.search.span.end_ts - now_ts) < 200
        assert app.screen.rows is not None
        began = [call.created_ts for call in app.screen.rows.data.calls]
        assert len(began) > 30
        assert now_ts - 2000 < min(began) < max(began) < now_ts


async def test_the_last_half_hour_is_another_one_when_the_list_is_looked_at_again() -> None:
    async with at_calls(answer=nothing) as (app, pilot, screen, lists, clock):
        await until(pilot, lambda: is_done(screen))
        before, asked = screen.search.span, len(lists.asked)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, LiveScreen))
        clock.advance(5 * MINUTE)
        await pilot.press("3")
        later = Window(before.start_ts + 5 * MINUTE, before.end_ts + 5 * MINUTE)
        await until(pilot, lambda: screen.search.span == later and len(lists.asked) > asked and is_done(screen))
        # Only what had not been told for good is asked for.
        assert int(lists.asked[-1]["start_ts"]) >= before.end_ts - 60
