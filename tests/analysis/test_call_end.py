"""When a call is over of which the lists do not tell it: by those who were in it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.analysis.calls_made import T, session
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.end import end_of, is_listed
from tui.domain.records import DAY, HOUR, AnswerTimes, Call, Listing, Session, Window

NOW = float(T + HOUR)
FINISHED = Call("c1", "class", T, None, True)
# Begun before the lists' reach, when it was heard of as on.
OLD = Call("c2", "class", T - 5 * DAY, None, False)


def told(start_ts: int, end_ts: int, answered_ts: float, rows: int = 1, *, is_full: bool = False) -> Listing:
    oldest_ts = start_ts if rows else None
    return Listing(Window(start_ts, end_ts), answered_ts, rows, is_full, oldest_ts, oldest_ts)


def end(
    call: Call,
    *listings: Listing,
    sessions: Sequence[Session] = (),
    heard_ts: float = T + 900.0,
    named_ts: float = 0.0,
    now_ts: float = NOW,
) -> int | None:
    heard = AnswerTimes(heard_ts, {one.sid: named_ts for one in sessions})
    return end_of(EDITION, call, heard, sessions, listings, now_ts)


def test_the_end_that_the_lists_tell_is_the_end() -> None:
    assert end(Call("c", "class", T, T + 600, True), sessions=[session(1, leave_ts=T + 700)]) == T + 600


def test_a_finished_call_without_an_end_ended_by_the_list_answer_until_all_are_told_to_have_left() -> None:
    left = [session(1, leave_ts=T + 300), session(2, leave_ts=T + 500)]
    all_of_it = told(T, T + 901, NOW)
    assert end(FINISHED) == T + 900
    assert end(FINISHED, sessions=left) == T + 900, "who else was there is not told yet"
    assert end(FINISHED, all_of_it, sessions=left) == T + 500
    assert end(FINISHED, all_of_it, sessions=[*left, session(3, leave_ts=None)]) == T + 900
    assert end(FINISHED, all_of_it) == T + 900


def test_of_what_is_out_of_reach_no_more_is_waited_for() -> None:
    late = T + 4.0 * DAY
    assert end(FINISHED, sessions=[session(1, leave_ts=T + 300)], now_ts=late) == T + 300


def test_a_call_within_the_lists_reach_is_on_until_they_say_otherwise() -> None:
    young = Call("c", "class", T - DAY, None, False)
    empty = told(T, T + 3450, NOW, rows=0)
    assert is_listed(EDITION, young, NOW)
    assert not is_listed(EDITION, OLD, NOW)
    assert end(young, empty) is None


def test_out_of_reach_it_is_over_when_the_newest_answer_names_nobody_that_is_on() -> None:
    left = session(1, leave_ts=T + 300)
    staying = session(2, leave_ts=None)
    newest = told(T, T + 3450, NOW)
    assert end(OLD, heard_ts=T - DAY) is None, "nobody was asked"
    assert end(OLD, newest, sessions=[left], named_ts=NOW, heard_ts=T - DAY) == T + 3449
    assert end(OLD, newest, sessions=[left, staying], named_ts=NOW, heard_ts=T - DAY) is None
    # Who was on long ago and is named no more has gone, though nobody told when.
    assert end(OLD, newest, sessions=[staying], named_ts=NOW - 900, heard_ts=T - DAY) == T + 3449


def test_an_answer_about_older_minutes_or_a_full_one_does_not_say_that_nobody_is_on() -> None:
    older = told(T, T + 1000, NOW, rows=0)
    full = told(T, T + 3450, NOW, rows=10, is_full=True)
    assert end(OLD, older, heard_ts=T - DAY) is None
    assert end(OLD, full, heard_ts=T - DAY) is None
    assert end(OLD, told(T, T + 3450, NOW, rows=0), heard_ts=NOW - 100) is None, "the lists say that it was on then"


def test_the_end_stays_where_it_is_however_often_somebody_looks() -> None:
    first = told(T, T + 3450, NOW, rows=0)
    later = told(T + 3400, T + 9000, T + 9100.0, rows=0)
    assert end(OLD, later, first, heard_ts=T - DAY, now_ts=T + 2.0 * DAY) == T + 3449
