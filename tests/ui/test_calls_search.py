"""Calls are searched for: the walk and what it covered, and the search line."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

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
from tests.ui.staging import still, text_of, until, wait_for
from tests.worlds import NOW_TS
from tui.config.remembered import Remembered, Search
from tui.domain.records import DAY, HOUR, Call, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.ui.features.calls.query import HANDFUL
from tui.ui.widgets.table import Table

# -- the walk


async def test_the_walk_lists_every_call_of_the_window_newest_first_and_says_all() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
        await search(pilot, screen, "4m")
        await elapse(pilot, clock, lambda: is_done(screen))
        window = screen.search.span
        known_ts = int(NOW_TS) - 20
        expected = lists.world.calls.newest(window.start_ts, min(window.end_ts, known_ts), None, 1000)
        assert ids(screen) == [call.call_id for call in expected]
        assert len(expected) > 30
        text = await wait_for(app, pilot, lambda text: f"all {len(expected)}" in text and "░ pending: calls" in text)
        assert "● running" in line(text, expected[0].call_id)
        answers = {(asked["start_ts"], asked["end_ts"]) for asked in lists.asked}
        assert len(answers) == len(lists.asked), "nothing is asked twice"


async def test_results_appear_as_answers_come_and_the_chosen_row_stays() -> None:
    async with at_calls() as (app, pilot, screen, _, clock):
        await search(pilot, screen, "30 m")
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
        await search(pilot, screen, "30 m")
        await elapse(pilot, clock, lambda: len(screen.rows or ()) > 30)
        assert screen.query_one(Table).cursor_key == ids(screen)[0]
        assert screen.query_one(Table).keys_in_sight[0] == ids(screen)[0]


async def test_esc_stops_the_walk_at_once_and_r_goes_on() -> None:
    async with at_calls() as (app, pilot, screen, lists, clock):
        await search(pilot, screen, "30 m")
        await elapse(pilot, clock, lambda: len(lists.asked) >= 4)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "stopped: r resumes" in text and "so far, back to" in text)
        asked = len(lists.asked)
        for _ in range(5):
            clock.advance(2)
            await still(app, pilot)
        assert len(lists.asked) == asked
        assert not screen.search.wants()
        await pilot.press("r")
        await elapse(pilot, clock, lambda: len(lists.asked) > asked)
        await wait_for(app, pilot, lambda text: "esc stops" in text)


@pytest.mark.parametrize(
    ("lang", "cost"),
    [
        pytest.param(
            "en",
            r"the rest costs about (\d+) requests of (\d+) left for the rest of today",
            marks=pytest.mark.long,
        ),
        ("zh", r"其余约需 (\d+) 次请求，今天还剩 (\d+) 次"),
    ],
)
async def test_opening_calls_asks_a_handful_and_says_what_the_rest_costs(lang: Lang, cost: str) -> None:
    async with at_calls(lang=lang, size=(80, 24)) as (app, pilot, screen, lists, clock):
        await elapse(pilot, clock, lambda: screen.search.stopped_at is not None)
        for _ in range(10):
            clock.advance(2)
            await pilot.pause(0.01)
        assert len(lists.asked) == screen.search.stopped_at == HANDFUL
        text = await wait_for(app, pilot, lambda text: re.search(cost, text) is not None)
        found = re.search(cost, text)
        assert found is not None
        about, left = map(int, found.groups())
        assert left == 1000 - HANDFUL
        await pilot.press("r")
        await elapse(pilot, clock, lambda: is_done(screen))
        assert 0.6 * about < len(lists.asked) - HANDFUL < 1.6 * about
        await wait_for(app, pilot, lambda text: re.search(cost, text) is None)


@pytest.mark.long
async def test_looking_at_calls_that_are_on_asks_about_a_handful_of_them_by_itself() -> None:
    async with at_calls() as (_, pilot, screen, lists, clock):
        await elapse(pilot, clock, lambda: screen.search.stopped_at is not None)
        for _ in range(200):
            clock.advance(10)
            await pilot.pause(0.005)
        assert len(lists.asked) <= 2 * HANDFUL


async def test_a_walk_that_stopped_by_itself_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_calls() as (app, pilot, screen, _, clock):
        await search(pilot, screen, "30 m")
        await elapse(pilot, clock, lambda: len(screen.rows or ()) >= 20)
        walk, feed = screen.search.want, app.context.feed
        assert walk is not None
        status = WantStatus(walk, WantState.STOPPED, requests=100)
        monkeypatch.setattr(type(feed), "statuses", property(lambda _: {walk: status}))
        screen.tick()
        text = await wait_for(app, pilot, lambda text: "stopped at 100 requests: r resumes" in text)
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
        await elapse(pilot, clock, lambda: f"more than 10 calls in the second {time}: the API lists 10" in text_of(app))
        await elapse(pilot, clock, lambda: "the API announces more calls and lists none" in text_of(app))
        assert "all 10" not in text_of(app)


async def test_beyond_three_days_only_the_store_is_looked_into_and_said_so() -> None:
    old = Call("ancient", "class-1", NOW - 4 * DAY, NOW - 4 * DAY + 90, True)
    async with at_calls(calls=[old], answer=nothing) as (app, pilot, screen, lists, _):
        asked = len(lists.asked)
        await search(pilot, screen, "11-18")
        await wait_for(app, pilot, lambda text: "1 from the store" in text and "stored calls only" in text)
        assert "11-18 07:56:10" in line(text_of(app), "ancient")
        assert not screen.wants()
        assert len(lists.asked) == asked
        await search(pilot, screen, "5d")
        await wait_for(app, pilot, lambda text: "before 11-19 07:57 stored calls only" in text)


async def test_a_refusal_stands_beside_what_is_known_with_what_to_do() -> None:
    async with at_calls(calls=CALLS, answer=refused) as (app, pilot, _, _, _):
        text = await wait_for(app, pilot, lambda text: "403 forbidden" in text and "sales@agora.io" in text)
        assert "class-1" in text


async def test_an_empty_stretch_of_time_says_so_and_one_that_is_not_known_does_not() -> None:
    async with at_calls(answer=nothing) as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "no call began in this period" in text and "all 0" in text)
    async with at_calls(answer=refused, lang="zh") as (app, pilot, _, _, _):
        await wait_for(app, pilot, lambda text: "该时段尚无数据" in text)


# -- the search line


async def test_what_is_typed_is_checked_letter_by_letter_and_no_letter_is_a_command() -> None:
    async with at_calls(answer=nothing) as (app, pilot, screen, _, _):
        await pilot.press("f", *"q?:/p6 R")
        text = await wait_for(app, pilot, lambda text: "q?:/p6 R is not a range of time; allowed: last 30 m" in text)
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
        assert screen.search.span == Window(NOW - 2 * HOUR, NOW)
        assert "lobby" in line(text_of(app), "began")
    again.keep_search(Search("2099-01-01 00:00.."))
    async with at_calls(answer=nothing, remembered=again) as (_, _, screen, _, _):
        assert screen.search.span == Window(NOW - HOUR // 2, NOW)


async def test_a_relative_range_is_resolved_again_by_r_and_a_settled_one_is_not_asked_for_again() -> None:
    async with at_calls(answer=nothing) as (_, pilot, screen, lists, clock):
        await until(pilot, lambda: is_done(screen))
        before = screen.search.span
        clock.advance(300)
        await pilot.press("r")
        await until(pilot, lambda: is_done(screen) and screen.search.span.end_ts == before.end_ts + 300)
        assert int(lists.asked[-1]["start_ts"]) >= before.end_ts - 20, "only what is new is asked for"
