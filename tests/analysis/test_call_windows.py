"""The windows of a call: none longer than the API answers, none twice, the one that is pointed at first."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.windows import details_wants, windows_of
from tui.domain.records import DAY, HOUR, Call, Part, Window

START_TS = 1_795_300_000


def call(seconds: int | None) -> Call:
    ended_ts = None if seconds is None else START_TS + seconds
    return Call("c1", "class", START_TS, ended_ts, ended_ts is not None)


def test_a_short_call_is_one_window_that_holds_its_last_second() -> None:
    assert windows_of(EDITION.call_details, call(600), START_TS + 9000) == (Window(START_TS, START_TS + 601),)


def test_a_long_call_is_asked_newest_first_and_the_window_pointed_at_before_all() -> None:
    whole = call(7 * HOUR)
    newest_first = windows_of(EDITION.call_details, whole, START_TS + 8 * HOUR)
    assert [window.start_ts - START_TS for window in newest_first] == [6 * HOUR, 3 * HOUR, 0]
    pointed = windows_of(EDITION.call_details, whole, START_TS + 8 * HOUR, START_TS + 10)
    assert [window.start_ts - START_TS for window in pointed] == [0, 6 * HOUR, 3 * HOUR]


def test_a_call_that_is_on_has_the_same_windows_until_new_data_can_be_there() -> None:
    now_ts = START_TS + 4 * HOUR
    same = {
        windows_of(EDITION.call_details, call(None), now_ts + seconds)
        for seconds in range(EDITION.call_details.longest_delay_s)
    }
    assert len(same) <= 2
    assert windows_of(EDITION.call_details, call(None), START_TS + EDITION.call_details.longest_delay_s - 1) == ()
    assert all(window.end_ts <= now_ts for window in windows_of(EDITION.call_details, call(None), now_ts))


def test_who_was_there_is_asked_before_what_they_measured() -> None:
    wants = details_wants(EDITION.call_details, call(4 * HOUR), START_TS + 9 * HOUR)
    assert [want.part for want in wants] == [Part.USERS, Part.USERS, Part.METRICS, Part.METRICS]
    with_servers = details_wants(EDITION.call_details, call(60), START_TS + 9 * HOUR, servers=True)
    assert [want.part for want in with_servers] == [Part.ALL_USERS, Part.ALL_METRICS]


def test_what_is_older_than_the_reach_is_not_asked_for() -> None:
    now_ts = START_TS + 3 * DAY + 4 * HOUR
    wants = details_wants(EDITION.call_details, call(5 * HOUR), now_ts)
    assert {want.window and want.window.start_ts for want in wants} == {START_TS + 3 * HOUR}


def test_the_end_that_only_the_users_tell_ends_the_windows_too() -> None:
    on = call(None)
    assert windows_of(EDITION.call_details, on, START_TS + 9 * HOUR, end_ts=START_TS + 60) == (
        Window(START_TS, START_TS + 61),
    )
    wants = details_wants(EDITION.call_details, on, START_TS + 9 * HOUR, end_ts=START_TS + 60)
    assert {want.window for want in wants} == {Window(START_TS, START_TS + 61)}


@given(st.integers(0, 30 * HOUR), st.one_of(st.none(), st.integers(-HOUR, 31 * HOUR)))
def test_the_windows_follow_upon_each_other_and_hold_the_whole_call(seconds: int, moment: int | None) -> None:
    pointed_ts = None if moment is None else START_TS + moment
    windows = sorted(
        windows_of(EDITION.call_details, call(seconds), START_TS + 40 * HOUR, pointed_ts),
        key=lambda window: window.start_ts,
    )
    assert windows[0].start_ts == START_TS
    assert windows[-1].end_ts == START_TS + seconds + 1
    assert all(before.end_ts == after.start_ts for before, after in pairwise(windows))
    assert all(window.seconds <= (EDITION.call_details.span_s or 0) for window in windows)
