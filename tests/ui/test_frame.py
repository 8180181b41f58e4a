"""The frame: the trail of screens, the tabs, what is attended, and the lines around every screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.staging import at_rest, on_stage, samples, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, make_context, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.background import live_wants
from tui.analysis.feeds.feed import feed_view
from tui.clock import ServerClock
from tui.config.remembered import Remembered
from tui.domain.names import Names
from tui.domain.records import Failure, FailureKind, Scope, Spend, Want, WantState, WantStatus
from tui.domain.text import LANGS, Lang
from tui.monitor.alarm import alarming
from tui.ui.app import ScryApp
from tui.ui.banner import banner_text, unread_texts
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Feed
from tui.ui.features.live.screen import LiveScreen
from tui.ui.header import CLOCK, state_runs
from tui.ui.project_session import kept_wants
from tui.ui.widgets.table import Table

SIGNS = {"refresh": ["r"], "reports": ["ctrl+r"]}
MINUTE_TS = 1_795_333_980  # 07:53 UTC, the newest minute of the samples


def shows_all(text: str) -> bool:
    return bool(re.search(r"Audio end-to-end +\d", text) and re.search(r"Users +\d", text))


def live_of(app: ScryApp) -> LiveScreen:
    screen = frames_of(app)[0]
    assert isinstance(screen, LiveScreen)
    return screen


async def drilled(app: ScryApp, pilot: Pilot[None]) -> str:
    """Live at another row, zoom and moment, and Diagnosis over it; returns what the breadcrumb calls the moment."""
    await wait_for(app, pilot, shows_all)
    await pilot.press("minus", "j", "j", "left", "left", "left")
    text = await wait_for(app, pilot, lambda text: " 6 h" in text and "Live › 07:" in text)
    moment = text.split("Live › ")[1][:5]
    await pilot.press("enter")
    await wait_for(app, pilot, lambda text: f"Live › {moment} › Diagnosis" in text.splitlines()[0])
    return moment


async def test_enter_on_a_minute_opens_diagnosis_at_it_and_esc_comes_back_to_exactly_what_was_there() -> None:
    async with on_stage(manual_clock(), samples(), size=(80, 24)) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await at_rest(app, pilot)
        await pilot.press("minus", "j", "j", "left", "left", "left")
        before = await wait_for(
            app, pilot, lambda text: " 6 h" in text and re.search(r"at 07:\d\d: ", text) is not None
        )
        live = live_of(app)
        row, moment_ts = live.query_one(Table).cursor_key, live.moment_ts
        for key in ("escape", "q"):
            await pilot.press("enter")
            await wait_for(app, pilot, lambda text: "Diagnosis" in text.splitlines()[0])
            diagnosis = app.screen
            assert isinstance(diagnosis, FrameScreen)
            assert diagnosis.scope == Scope(moment_ts=moment_ts)
            await pilot.press(key)
            await wait_for(app, pilot, lambda text: text.splitlines()[1:] == before.splitlines()[1:])
            assert (live.query_one(Table).cursor_key, live.moment_ts) == (row, moment_ts)


async def test_without_a_moment_enter_opens_the_newest_minute_and_live_goes_on_following() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "Live › Diagnosis › 07:53" in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: shows_all(text) and "Live ›" not in text)


async def test_each_part_of_the_breadcrumb_leads_back_to_its_screen_or_to_that_without_its_moment() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        for part, after in (("Live", "Live "), ("07:", "Live › {moment}"), ("课堂", "Live ")):
            moment = await drilled(app, pilot)
            line = text_of(app).splitlines()[0]
            await pilot.click("#breadcrumb", offset=(cell_len(line[: line.index(part)]), 0))
            trail = after.format(moment=moment)
            await wait_for(app, pilot, lambda text, trail=trail: shows_all(text) and f"› {trail}" in text)  # type: ignore[misc]
            assert len(app.screen_stack) == 1
            await pilot.press("escape", "0")


async def test_a_tab_keeps_its_place_and_its_number_once_more_leads_to_its_root() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        moment = await drilled(app, pilot)
        await pilot.press("3")
        await wait_for(app, pilot, lambda text: "› Calls" in text)
        await pilot.press("1")
        await wait_for(app, pilot, lambda text: f"› Live › {moment} › Diagnosis" in text)
        await pilot.press("1")
        await wait_for(app, pilot, lambda text: f"› Live › {moment} " in text and shows_all(text))


async def test_the_tab_strip_marks_the_tab_that_was_drilled_from() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await drilled(app, pilot)
        strip = app.screen.query_one("#tabs")
        marked = [text for text, role in strip.runs if role == "mark"]  # type: ignore[attr-defined]
        assert marked == ["Live"]


async def test_only_what_fills_the_screen_is_attended_and_what_the_alarm_looks_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await until(pilot, lambda: app.context.feed is not None)
        feed = app.context.feed
        assert feed is not None
        told: list[set[str]] = []
        submit = feed.submit

        def listening(wants: Sequence[Want]) -> None:
            wants = list(wants)
            assert len({(want.endpoint, want.channel) for want in wants}) == len(wants), "each thing is wanted once"
            told.append({want.endpoint for want in wants if want.attended})
            submit(wants)

        monkeypatch.setattr(feed, "submit", listening)
        live = {"live_scale", "live_experience", "live_net", "diagnosis"}
        diagnosis, calls = {"diagnosis", *alarming(EDITION)}, {"call_lists", *alarming(EDITION)}
        for key, attended in (("enter", diagnosis), ("escape", live), ("3", calls), ("2", diagnosis)):
            await pilot.press(key)
            await until(pilot, lambda attended=attended: bool(told) and told[-1] == attended)  # type: ignore[misc]
        await pilot.press("1", "question_mark")
        await until(pilot, lambda: told[-1] == live)


async def test_live_is_not_drawn_while_another_screen_is_looked_at_and_catches_up_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = manual_clock()
    drawn: list[int] = []
    show = LiveScreen.show_charts
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await wait_for(app, pilot, lambda text: shows_all(text) and "07:53" in text)
        await at_rest(app, pilot)
        live = live_of(app)
        await pilot.press("3")
        await wait_for(app, pilot, lambda text: "› Calls" in text)
        asked_ts = live.live_query.asked_ts

        def counted(screen: LiveScreen) -> None:
            drawn.append(1)
            show(screen)

        monkeypatch.setattr(LiveScreen, "show_charts", counted)
        for _ in range(3):
            # Half an hour each: what nobody looks at is collected that often.
            clock.advance(1860)
            await at_rest(app, pilot)
        assert not drawn
        assert live.live_query.asked_ts == asked_ts, "what rings and titles needs no screen"
        await pilot.press("1")
        await wait_for(app, pilot, lambda text: "09:2" in text and shows_all(text))
        assert drawn


async def test_a_screen_that_wants_nothing_tells_the_state_and_the_age_of_the_project_s_own_minutes() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press("3")
        text = await wait_for(app, pilot, lambda text: "› Calls" in text and "● live  3 m old" in text)
        assert re.search(r"○ \d+/1000", text)


async def test_the_help_of_a_pushed_screen_shows_its_own_keys() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await drilled(app, pilot)
        await pilot.press("question_mark")
        await wait_for(app, pilot, lambda text: "Keys and signs · Diagnosis" in text and "Group the list" in text)


async def test_live_opens_at_a_moment_and_a_channel_which_diagnosis_is_narrowed_to() -> None:
    scope = Scope(moment_ts=MINUTE_TS - 1200, channel="standup-room")
    async with on_stage(manual_clock(), samples(), opened_at=scope) as (app, pilot):
        # The metrics are the whole project's: the title names no channel, the strip of the minute does.
        await wait_for(app, pilot, lambda text: shows_all(text) and "Live › 07:33" in text)
        assert "standup" not in text_of(app).splitlines()[0]
        await wait_for(app, pilot, lambda text: "at 07:33 in standup-room: " in text)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "Live › 07:33 › Diagnosis › standup-room" in text)
        assert isinstance(app.screen, FrameScreen)
        assert app.screen.scope == scope
        await pilot.press("escape", "escape")
        await wait_for(app, pilot, lambda text: "Live › 07:33 " in text and "standup" not in text.splitlines()[0])


async def test_a_moment_of_long_ago_is_opened_with_the_window_around_it() -> None:
    scope = Scope(moment_ts=MINUTE_TS - 26 * 3600)
    async with on_stage(manual_clock(), samples(), opened_at=scope) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Live › 11-21 05:53" in text and "not asked 60 m" in text)


# -- the notice


def told(statuses: Mapping[str, WantStatus]) -> str:
    async def never() -> Feed:
        raise AssertionError

    context = make_context(manual_clock(), never)
    return banner_text(context, list(statuses.values()), [status.want for status in statuses.values()], SIGNS)


def waiting(seconds: float, *, pace_s: float = 61.0, endpoint: str = "live_scale", channel: str = "") -> WantStatus:
    return WantStatus(Want(endpoint, channel), WantState.WAITING, NOW_TS + seconds, pace_s=pace_s)


def test_a_wait_beyond_the_usual_says_until_when() -> None:
    assert told({"a": waiting(60)}) == ""
    assert told({"a": waiting(300)}) == "waiting until 08:01:10 (quota)"
    assert told({"a": waiting(300, pace_s=180)}) == "", "so far apart it is asked now"
    assert told({"a": waiting(60), "b": waiting(300, endpoint="live_net")}) == "waiting until 08:01:10 (quota)"


def test_what_was_not_read_is_told_with_its_count_and_its_reason_in_both_languages() -> None:
    detail = "data[0].ts: not a number: 'soon'"
    answer = Spend(
        claim_id=1,
        endpoint="live_scale",
        channel="",
        window=None,
        claimed_ts=NOW_TS,
        by="me",
        rows=58,
        set_aside=3,
        detail=detail,
    )
    # Those that lack the same are told together.
    answers = [answer, replace(answer, claim_id=2, endpoint="diagnosis", rows=10), replace(answer, endpoint="live_net")]
    assert unread_texts(answers, "en", Names()) == [
        f"live scale, live network: 3 of 58 rows could not be read ({detail}). Nothing is concluded from them.",
        f"diagnosis: 3 of 10 rows could not be read ({detail}). Nothing is concluded from them.",
    ]
    assert unread_texts(answers[:1], "zh", Names()) == [
        "实时规模 API：58 行中有 3 行无法解析（data[0].ts：不是数值：'soon'），不据此下结论。"
    ]


def test_an_answer_of_another_shape_says_what_is_wrong_with_it_and_when_it_is_asked_for_again() -> None:
    reason = "none of 10 rows could be read: data[0].ts: missing"
    failed = replace(waiting(60), failure=Failure(FailureKind.UNREADABLE, reason))
    assert told({"a": failed}).startswith(f"unreadable answer: {reason}. The answer differs from the API's document")
    page = replace(failed, failure=Failure(FailureKind.UNREADABLE, "the answer is not JSON (x): <html>"))
    assert "<html>. Check that the base URL" in told({"a": page})


def test_channels_that_take_turns_are_no_wait() -> None:
    turns = {
        name: waiting(60 * (number + 1), endpoint="channel_users", channel=name) for number, name in enumerate("abcdef")
    }
    assert told(turns) == ""


def test_who_meets_the_limit_though_it_kept_to_it_is_told_that_somebody_else_spends() -> None:
    failure = Failure(FailureKind.OVER_LIMIT)
    status = WantStatus(Want("live_scale"), WantState.FAILED, NOW_TS + 60, failure, pace_s=180.0)
    text = told({"a": status})
    assert "Another client spends this quota too: Scry now asks every 3 m." in text
    assert "Next try 07:57:10" in text


# -- what is collected whatever is looked at


def test_watched_channels_are_kept_and_no_big_channel_is_asked_for_where_none_is_watched() -> None:
    async def never() -> Feed:
        raise AssertionError

    context = make_context(manual_clock(), never)
    alone = {want.endpoint for want in kept_wants(context)}
    assert alone == {"live_scale", "live_experience", "live_net", "diagnosis", "usage"}
    context.remembered = Remembered(configured=("a", "b"))
    kept = kept_wants(context)
    assert {want.endpoint for want in kept if want.attended} == alarming(EDITION)
    context.bell = context.title = False
    assert not any(want.attended for want in kept_wants(context))
    assert {(want.endpoint, want.channel) for want in kept} >= {("channel_score", "b"), ("all_slow_joining", "")}
    assert len(kept) == len(alone) + 3 + 2 * 3


async def test_a_language_that_cannot_be_kept_is_said_on_the_screen_it_was_chosen_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        app.context.remembered = Remembered(in_the_way / "state.toml")
        await pilot.press("L", "L")
        await wait_for(app, pilot, lambda text: "退出后不会保留" in text)


async def test_a_tick_of_the_clock_makes_no_table_of_keys_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)

        def anew(*_: object) -> None:
            raise AssertionError("made anew")

        monkeypatch.setattr("tui.ui.base_screen.signs_of", anew)
        for tab in ("1", "1"):
            await pilot.press(tab)
            app.project_session.tick()


@pytest.mark.parametrize(
    ("off_s", "says"),
    [(240, "box clock 4 m ahead"), (26 * 3600, "box clock 26 h ahead"), (-50 * 3600, "box clock 2 d behind"), (30, "")],
)
@pytest.mark.parametrize("width", [80, 120])
def test_a_box_whose_clock_is_more_than_a_minute_off_is_told_so_in_the_top_line(
    off_s: int, says: str, width: int
) -> None:
    box = ManualClock(NOW_TS + off_s)
    clock = ServerClock(box)
    reading = clock.read(NOW_TS)
    assert reading is not None
    clock.learn([reading])

    async def never() -> Feed:
        raise AssertionError

    context = make_context(clock, never)
    feed = feed_view(statuses=[], newest_ts=NOW_TS, answered=True, frozen=False, now_ts=NOW_TS)
    text = "".join(run for run, _ in state_runs(context, feed, [], width=width))
    assert says in text
    assert ("box clock" in text) == bool(says)


@pytest.mark.parametrize("age_s", [83, 119, 120, 7199, 7200])
@pytest.mark.parametrize("lang", LANGS)
def test_a_narrow_top_line_drops_pace_and_quota_before_a_part_of_the_place(age_s: int, lang: Lang) -> None:
    async def never() -> Feed:
        raise AssertionError

    context = make_context(ManualClock(NOW_TS), never)
    context.lang, context.demo_speed = lang, 20.0
    context.edition, context.spent = edition_of("premium"), {"realtime_quality": (20, 40)}
    (want,) = live_wants(context.edition)[:1]
    status = WantStatus(want, WantState.WAITING, next_ts=NOW_TS + 60, pace_s=840.0)
    feed = feed_view(statuses=[], newest_ts=NOW_TS - age_s, answered=True, frozen=False, now_ts=NOW_TS)
    for place in (14, 20, 26, 40):
        runs = state_runs(context, feed, [status], width=80, place=place)
        bare = state_runs(context, feed, [], width=80, place=place)
        taken = sum(cell_len(text) for text, _ in runs)
        assert taken <= 80 - CLOCK - place or runs == bare
