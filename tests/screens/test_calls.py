"""The Calls screen: the search line, the walk and what it covered, the list and what was diagnosed in its calls."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from textual.pilot import Pilot

from tests.screens.staging import on_stage, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.app import ScryApp
from tui.clock import ManualClock
from tui.messages import Lang
from tui.records import DAY, HOUR, MINUTE, Call, Cause, Diagnosis, Listing, Scope, WantState, WantStatus, Window
from tui.remembered import Remembered, Search
from tui.screens.calls import CallsScreen
from tui.screens.live import LiveScreen
from tui.sim.world import World
from tui.store.calls import put_calls
from tui.store.diagnoses import put_diagnoses
from tui.store.listings import put_listing
from tui.widgets.table import Table

LISTS = "/beta/analytics/call/lists"
NOW = int(NOW_TS)
KEYS = """
j G g s S s S s slash 0 escape plus minus f x escape tab a tab p p u u L L space r question_mark escape escape enter
escape ctrl+d r f 2 h enter escape escape
"""
CALLS = (
    Call("one", "class-1", NOW - 1500, NOW - 900, True),
    Call("two", "大班课-数学", NOW - 1200, NOW - 600, True),
    Call("three", "lobby", NOW - 1000, None, False),
    Call("four", "class-1", NOW - 700, NOW - 650, True),
)


class Lists(SimTransport):
    """The simulator; what it was asked for of call lists, and `answer` in place of its own."""

    def __init__(
        self, world: World, answer: Callable[[dict[str, str]], httpx.Response | None] = lambda asked: None
    ) -> None:
        super().__init__(world)
        self.asked: list[dict[str, str]] = []
        self.answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != LISTS:
            return await super().handle_async_request(request)
        self.asked.append({name: values[0] for name, values in parse_qs(request.url.query.decode()).items()})
        answer = self.answer(self.asked[-1])
        return await super().handle_async_request(request) if answer is None else answer


Staged = tuple[ScryApp, Pilot[None], CallsScreen, Lists, ManualClock]


@asynccontextmanager
async def at_calls(
    *,
    scope: Scope | None = None,
    answer: Callable[[dict[str, str]], httpx.Response | None] = lambda asked: None,
    calls: Sequence[Call] = (),
    told: Sequence[Window] = (),
    remembered: Remembered | None = None,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    scene: str = "incident",
) -> AsyncIterator[Staged]:
    """The screen, once it has read; `told` are stretches of time that answers have told of for good."""
    clock = manual_clock()
    lists = Lists(incident(clock, scene=scene), answer)
    async with on_stage(clock, lists, size=size, lang=lang) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        assert app.context.feed is not None
        store = app.context.feed.store
        if calls:
            await store.write(put_calls, calls, answered_ts=NOW_TS)
        for window in told:
            listing = Listing(window, window.end_ts + 60.0, 0, False, None, None)
            await store.write(put_listing, "call_lists", listing)
        app.context.remembered = remembered or Remembered()
        screen = CallsScreen(app.context, scope)
        if scope is None and not remembered:
            await pilot.press("3")
        else:
            app.push_screen(screen)
        await until(pilot, lambda: isinstance(app.screen, CallsScreen) and app.screen.data is not None)
        assert isinstance(app.screen, CallsScreen)
        yield app, pilot, app.screen, lists, clock


def nothing(asked: dict[str, str]) -> httpx.Response:
    return httpx.Response(200, json={"code": 200, "message": "", "has_more": False, "call_lists": []})


def refused(asked: dict[str, str]) -> httpx.Response:
    return httpx.Response(403, json={"code": 403, "message": "no"})


async def elapse(pilot: Pilot[None], clock: ManualClock, holds: Callable[[], bool]) -> None:
    """Second by second, as three requests a second need it, until something is so."""
    for _ in range(400):
        if holds():
            return
        clock.advance(1.1)
        await pilot.pause(0.01)
    raise AssertionError("it never came to be")


def is_done(screen: CallsScreen) -> bool:
    status, data = screen.status(), screen.data
    return (
        status is not None
        and status.state is WantState.DONE
        and data is not None
        and not (data.told and data.told.open)
    )


async def search(pilot: Pilot[None], screen: CallsScreen, text: str, channel: str = "") -> None:
    """As if it were typed, without the time it takes."""
    await pilot.press("f")
    screen.search_line.range_field.value, screen.search_line.channel_field.value = text, channel
    await pilot.press("enter")


def ids(screen: CallsScreen) -> list[str]:
    """The calls in the order of the list."""
    table = screen.query_one(Table)
    assert screen.rows is not None
    return [screen.rows.data.calls[index].call_id for index in table._view.order]


def line(text: str, part: str) -> str:
    return next((each for each in text.splitlines() if part in each), "")


# -- the walk


async def test_the_walk_lists_every_call_of_the_window_newest_first_and_says_all() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
        await search(pilot, screen, "4m")
        await elapse(pilot, clock, lambda: is_done(screen))
        window = screen.span
        known_ts = int(NOW_TS) - 20
        expected = lists.world.calls.newest(window.start_ts, min(window.end_ts, known_ts), None, 1000)
        assert ids(screen) == [call.call_id for call in expected]
        assert len(expected) > 30
        text = await wait_for(app, pilot, lambda text: f"all {len(expected)}" in text and "░ pending from" in text)
        assert "● on" in line(text, expected[0].call_id)
        answers = {(asked["start_ts"], asked["end_ts"]) for asked in lists.asked}
        assert len(answers) == len(lists.asked), "nothing is asked twice"


async def test_results_appear_as_answers_come_and_the_chosen_row_stays() -> None:
    async with at_calls() as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: screen.rows is not None and len(screen.rows) >= 20)
        text = await wait_for(app, pilot, lambda text: "so far, back to 07:5" in text and "esc stops" in text)
        assert re.search(r"\d+ % · requests \d+", text)
        await pilot.press("j", "j", "j")
        chosen = screen.query_one(Table).cursor_key
        count = len(screen.rows or ())
        await elapse(pilot, clock, lambda: len(screen.rows or ()) > count + 30)
        assert screen.query_one(Table).cursor_key == chosen
        assert ids(screen).index(chosen or "") == 3


async def test_the_cursor_stays_with_the_newest_until_somebody_moves_it() -> None:
    async with at_calls(calls=CALLS) as (_, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: len(screen.rows or ()) > 30)
        assert screen.query_one(Table).cursor_key == ids(screen)[0]
        assert screen.query_one(Table).keys_in_sight[0] == ids(screen)[0]


async def test_esc_stops_the_walk_at_once_and_r_goes_on() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
        await elapse(pilot, clock, lambda: len(lists.asked) >= 4)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "stopped: r goes on" in text and "so far, back to" in text)
        asked = len(lists.asked)
        for _ in range(5):
            clock.advance(2)
            await pilot.pause(0.02)
        assert len(lists.asked) == asked
        assert not screen.wants()
        await pilot.press("r")
        await elapse(pilot, clock, lambda: len(lists.asked) > asked)
        await wait_for(app, pilot, lambda text: "esc stops" in text)


async def test_a_walk_that_stopped_by_itself_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_calls() as (app, pilot, screen, _, clock):
        await elapse(pilot, clock, lambda: len(screen.rows or ()) >= 20)
        walk, feed = screen.want, app.context.feed
        assert walk is not None
        status = WantStatus(walk, WantState.STOPPED, requests=100)
        monkeypatch.setattr(type(feed), "statuses", property(lambda _: {walk: status}))
        screen.tick()
        text = await wait_for(app, pilot, lambda text: "stopped at 100 requests: r goes on" in text)
        assert "so far, back to" in text
        assert not screen.wants()
        clock.advance(5)
        await pilot.press("r")
        assert screen.wants()


async def test_what_the_store_holds_for_good_costs_no_request() -> None:
    window = Window(NOW - 2 * HOUR, NOW - HOUR)
    stored = [Call(f"c{number}", "class-1", window.start_ts + number * 60, NOW - 3000, True) for number in range(25)]
    async with at_calls(calls=stored, told=[window]) as (app, pilot, screen, lists, _):
        await search(pilot, screen, "-2h..-1h")
        await wait_for(app, pilot, lambda text: "all 25" in text)
        await until(pilot, lambda: is_done(screen))
        assert all(int(asked["end_ts"]) > window.end_ts for asked in lists.asked)
        assert "pending" not in line(text_of(app), "all 25")


async def test_a_crowded_second_and_more_that_never_comes_are_said() -> None:
    crowded_ts = NOW - 90
    rows = [
        {"call_id": f"c{n}", "cname": "burst", "created_ts": crowded_ts, "destroyed_ts": 0, "finished": False}
        for n in range(10)
    ]

    def answer(asked: dict[str, str]) -> httpx.Response:
        holds = int(asked["start_ts"]) <= crowded_ts < int(asked["end_ts"])
        body = {"code": 200, "message": "", "has_more": True, "call_lists": rows if holds else []}
        return httpx.Response(200, json=body)

    async with at_calls(answer=answer) as (app, pilot, screen, _, clock):
        await search(pilot, screen, "5m")
        time = "07:54:40"
        await elapse(pilot, clock, lambda: f"more than 10 in the second {time}: the API lists no more" in text_of(app))
        await elapse(pilot, clock, lambda: "the API says there are more and lists none new" in text_of(app))
        assert "all 10" not in text_of(app)


async def test_beyond_three_days_only_the_store_is_looked_into_and_said_so() -> None:
    old = Call("ancient", "class-1", NOW - 4 * DAY, NOW - 4 * DAY + 90, True)
    async with at_calls(calls=[old], answer=nothing) as (app, pilot, screen, lists, _):
        asked = len(lists.asked)
        await search(pilot, screen, "11-18")
        await wait_for(app, pilot, lambda text: "1 from the store" in text and "only what the store holds" in text)
        assert "11-18 07:56:10" in line(text_of(app), "ancient")
        assert not screen.wants()
        assert len(lists.asked) == asked
        await search(pilot, screen, "5d")
        await wait_for(app, pilot, lambda text: "before 11-19 07:57 only what the store holds" in text)


async def test_a_refusal_stands_beside_what_is_known_with_what_to_do() -> None:
    async with at_calls(calls=CALLS, answer=refused) as (app, pilot, _, _, _):
        text = await wait_for(app, pilot, lambda text: "403 forbidden" in text and "sales@agora.io" in text)
        assert "class-1" in text


async def test_an_empty_stretch_of_time_says_so_and_one_that_is_not_known_does_not() -> None:
    async with at_calls(answer=nothing) as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "no call began in this stretch of time" in text and "all 0" in text)
    async with at_calls(answer=refused, lang="zh") as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "该时段尚无数据" in text)


# -- the search line


async def test_what_is_typed_is_checked_letter_by_letter_and_no_letter_is_a_command() -> None:
    async with at_calls(answer=nothing) as (app, pilot, screen, _, _):
        await pilot.press("f", *"q?:/p6 R")
        text = await wait_for(app, pilot, lambda text: "q?:/p6 R is no stretch of time; allowed: last 30 m" in text)
        assert "✕" in line(text, "began")
        assert "enter searches" in text
        await pilot.press("enter")
        assert app.screen is screen
        assert screen.search_line.is_typed_in, "what is no range is not searched for"
        await pilot.press(*["backspace"] * 8, *"07:00..07:30")
        await wait_for(app, pilot, lambda text: "→ 07:00–07:30" in line(text, "began"))
        await pilot.press("tab", *"class/1", "escape")
        text = await wait_for(app, pilot, lambda text: "last 30 m" in line(text, "began") and "f search" in text)
        assert "→ 07:26–07:56" in line(text, "began"), "what was not searched for is forgotten"
        assert screen.query_one(Table).has_focus


async def test_a_channel_alone_is_listed_and_asked_for_and_a_name_that_cannot_be_is_told() -> None:
    async with at_calls(answer=nothing, calls=CALLS) as (app, pilot, screen, lists, _):
        await until(pilot, lambda: is_done(screen))
        asked = len(lists.asked)
        await pilot.press("tab", "tab")
        screen.search_line.channel_field.value = "数学" * 11
        await wait_for(app, pilot, lambda text: "the channel has 66 bytes" in text)
        screen.search_line.channel_field.value = "class-1"
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "all 2" in text and "class-1" in line(text, "began"))
        assert screen.query_one(Table).has_focus
        assert len(lists.asked) == asked, "who asked for all channels has asked for this one"
        await search(pilot, screen, "40m", "class-1")
        await until(pilot, lambda: len(lists.asked) > asked and lists.asked[-1].get("cname") == "class-1")


async def test_the_search_is_remembered_and_one_that_means_nothing_any_more_falls_back(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    first = Remembered.open(path, project="p")
    async with at_calls(answer=nothing, remembered=first) as (app, pilot, screen, _, _):
        await search(pilot, screen, "2 h", "lobby")
        await until(pilot, lambda: first.search == Search("2 h", "lobby"))
        await first.kept()
    again = Remembered.open(path, project="p")
    async with at_calls(answer=nothing, remembered=again) as (app, pilot, screen, _, _):
        assert screen.span == Window(NOW - 2 * HOUR, NOW)
        assert "lobby" in line(text_of(app), "began")
    again.keep_search(Search("2099-01-01 00:00.."))
    async with at_calls(answer=nothing, remembered=again) as (_, _, screen, _, _):
        assert screen.span == Window(NOW - HOUR // 2, NOW)


async def test_a_relative_range_is_resolved_again_by_r_and_a_settled_one_is_not_asked_for_again() -> None:
    async with at_calls(answer=nothing) as (_, pilot, screen, lists, clock):
        await until(pilot, lambda: is_done(screen))
        before = screen.span
        clock.advance(300)
        await pilot.press("r")
        await until(pilot, lambda: is_done(screen) and screen.span.end_ts == before.end_ts + 300)
        assert int(lists.asked[-1]["start_ts"]) >= before.end_ts - 20, "only what is new is asked for"


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
        await store.write(put_diagnoses, events, window=window, cap=10, delay_s=0, answered_ts=NOW_TS)
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
        assert "● on" in line(text_of(app), "lobby")
        walked = len(lists.asked)
        clock.advance(100)
        screen.tick()
        await pilot.pause(0.02)
        assert len(lists.asked) == walked
        clock.advance(25)
        screen.tick()
        text = await wait_for(app, pilot, lambda text: "ended" in line(text, "lobby"))
        assert "18:20" in line(text, "lobby")
        assert [asked["cname"] for asked in lists.asked[walked:]] == ["lobby"]
        assert int(lists.asked[-1]["start_ts"]) == over.created_ts


async def test_the_state_of_a_call_that_nobody_asked_about_for_long_is_told_with_its_time() -> None:
    async with at_calls(calls=CALLS, answer=refused) as (app, pilot, _, _, clock):
        await wait_for(app, pilot, lambda text: "16 m" in line(text, "lobby") and "● on" in line(text, "lobby"))
        clock.advance(2 * HOUR)
        await wait_for(app, pilot, lambda text: "≥ 16 m" in line(text, "lobby") and "○ on 07:56" in line(text, "lobby"))


async def test_a_frozen_view_stands_still_while_the_walk_goes_on() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
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
        live._move_to(NOW - 950)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen) and app.screen.data is not None)
        screen = app.screen
        assert isinstance(screen, CallsScreen)
        await until(pilot, lambda: ids(screen) == ["three", "two", "one"])
        assert screen.moment_ts == (NOW - 950) // MINUTE * MINUTE
        text = await wait_for(app, pilot, lambda text: "on at 07:40:00" in text and "all 3" in text)
        assert "of the calls that began from 01:40 on" in text
        await pilot.press("plus")
        await wait_for(app, pilot, lambda text: "began from 05:40 on" in text)
        await pilot.press("minus", "minus")
        await wait_for(app, pilot, lambda text: "began from 11-21 19:40 on" in text)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is live)


async def test_the_calls_of_a_channel_are_those_of_the_one_that_was_drilled_into() -> None:
    async with at_calls(calls=CALLS, answer=nothing, scope=Scope(channel="class-1")) as (app, pilot, screen, lists, _):
        await wait_for(app, pilot, lambda text: "› class-1" in text and "all 2" in text)
        assert ids(screen) == ["four", "one"]
        assert {asked["cname"] for asked in lists.asked} == {"class-1"}
        assert screen.span == Window(NOW - DAY, NOW), "the one that is on may have begun hours ago"
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


async def test_every_key_does_something_and_none_ends_the_program() -> None:
    async with at_calls(size=(80, 24)) as (app, pilot, _, _, clock):
        for key in KEYS.split():
            await pilot.press(key)
            clock.advance(0.4)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


async def test_hostile_answers_leave_the_screen_standing() -> None:
    async with at_calls(scene="hostile") as (app, pilot, _, lists, clock):
        await elapse(pilot, clock, lambda: len(lists.asked) >= 12)
        await wait_for(app, pilot, lambda text: "began" in text)


async def test_a_name_from_outside_is_shown_and_never_obeyed() -> None:
    call = Call("x", "a\x1b[2J[/]b", NOW - 700, NOW - 650, True)
    async with at_calls(calls=[call], answer=nothing) as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "a\ufffd[2J[/]b" in text)
        assert "\x1b" not in text_of(app)
        await asyncio.sleep(0)
