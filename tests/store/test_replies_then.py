"""The state of each slot at each answer, told again from the log of requests."""

from __future__ import annotations

from tests.store.worlds import T0
from tui.store.sqlite.bundle.arrivals import Arrivals, Pace, PastReply, coverage_then, truncations_then
from tui.store.sqlite.bundle.shape import EVER

FEED = ("diagnosis", "", "")
PACE = Pace(60, 180, cap=10)


def reply(number: int, first: int, last: int, asked_s: float, rows: int, *, is_read: bool = True) -> PastReply:
    """About the minutes from `first` to before `last`; it came two seconds after it was asked."""
    asked_ts = T0 + asked_s
    return PastReply(
        number, FEED, T0 + 60 * first, T0 + 60 * last, asked_ts, asked_ts + 2.0, is_read=is_read, rows=rows
    )


def test_a_row_is_known_from_the_arrival_of_its_answer() -> None:
    arrivals = Arrivals([reply(1, 0, 3, 200.5, 3), reply(2, 0, 3, 300.0, 0, is_read=False)])
    assert arrivals.of(T0 + 200.5) == T0 + 202.5
    assert arrivals.of(T0 + 200.5, FEED) == T0 + 202.5
    # Second of the request, rounded up, as points have it.
    assert arrivals.of_second([FEED], T0 + 201) == T0 + 202.5
    assert arrivals.of_second([("usage", "", "")], T0 + 201) == T0 + 201.0
    # Of a failure nothing is known; a log that was pruned tells nothing.
    assert arrivals.of(T0 + 300.0) == T0 + 300.0


def test_a_row_keeps_the_time_of_then_and_the_log_is_set_right_afterwards() -> None:
    other = PastReply(2, ("call_lists", "", ""), None, None, T0 + 200.6, T0 + 209.0, is_read=True)
    arrivals = Arrivals([reply(1, 0, 3, 200.5, 3), other])
    for asked_ts in (T0 + 200.2, T0 + 200.9):
        assert arrivals.of(asked_ts, FEED) == T0 + 202.5
        assert arrivals.of(asked_ts, endpoints=["diagnosis"]) == T0 + 202.5
        assert arrivals.of(asked_ts, endpoints=["call_lists"]) == T0 + 209.0
    assert arrivals.of_second([FEED], T0 + 200) == T0 + 202.5
    # No request of that time.
    assert arrivals.of(T0 + 210.0, FEED) == T0 + 210.0
    assert arrivals.of(EVER, endpoints=["diagnosis"]) == EVER
    (slot,) = coverage_then([reply(1, 0, 1, 200.5, 3)], PACE, {T0: T0 + 200.2})
    assert slot == (T0, T0 + 200.2, T0 + 202.5, EVER)


def test_a_slot_is_truncated_from_the_full_answer_to_the_one_that_was_not() -> None:
    replies = [reply(1, 0, 2, 200.0, 10), reply(2, 0, 1, 260.0, 4)]
    assert sorted(truncations_then(replies, PACE, {T0 + 60: T0 + 200.0})) == [
        (T0, T0 + 200.0, T0 + 202.0, T0 + 262.0),
        (T0 + 60, T0 + 200.0, T0 + 202.0, EVER),
    ]


def test_a_full_answer_confirmed_by_a_later_one_was_truncated_from_the_first_on() -> None:
    replies = [reply(1, 0, 2, 200.0, 10), reply(2, 0, 2, 260.0, 12)]
    (first, second) = truncations_then(replies, PACE, {T0: T0 + 260.0, T0 + 60: T0 + 260.0})
    assert [each[2] for each in (first, second)] == [T0 + 202.0] * 2


def test_a_full_answer_covers_no_slot_unless_it_is_about_one() -> None:
    replies = [reply(1, 0, 2, 130.0, 10), reply(2, 0, 1, 200.0, 10)]
    assert [*coverage_then(replies, PACE, {T0: T0 + 200.0})] == [(T0, T0 + 200.0, T0 + 202.0, EVER)]


def test_a_settled_slot_is_not_truncated_any_more() -> None:
    replies = [reply(1, 0, 1, 300.0, 3), reply(2, 0, 1, 400.0, 10)]
    assert [*truncations_then(replies, PACE, {})] == []
