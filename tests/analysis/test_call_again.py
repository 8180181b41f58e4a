"""What is asked anew when a call is over: who was still on when last told of, whose curves stood still, once."""

from __future__ import annotations

from collections.abc import Sequence

from tests.analysis.calls_made import T, session
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.again import Again, asked_again
from tui.analysis.calls.windows import SHARED_S
from tui.domain.records import HOUR, Listing, Session, Window

END = T + 5 * HOUR
FIRST, SECOND = Window(T, T + 3 * HOUR), Window(T + 3 * HOUR, END + 1)
SINCE = END + 1 + EDITION.call_details.longest_delay_s
NOW = float(SINCE + SHARED_S)
ON = session(1, join_ts=T + 60, leave_ts=None)
LEFT = session(2, join_ts=T + 60, leave_ts=END)


def told(window: Window, answered_ts: float, *joined: int, is_full: bool = False) -> Listing:
    first_ts, last_ts = min(joined, default=None), max(joined, default=None)
    return Listing(window, answered_ts, len(joined), is_full, first_ts, last_ts)


def again(
    *sessions: Session, users: Sequence[Listing] = (), curves: Sequence[Listing] = (), now_ts: float = NOW
) -> Again:
    windows = (FIRST, SECOND)
    return asked_again(
        EDITION.call_details, windows, sessions, lambda _: users, lambda _: curves, end_ts=END, now_ts=now_ts
    )


def test_who_was_still_on_is_asked_for_in_the_window_of_the_join_when_it_must_be_known() -> None:
    early = told(FIRST, T + 900.0, T + 60)
    assert again(ON, LEFT, users=[early]) == Again(users=(FIRST,))
    assert again(LEFT, users=[early]) == Again()
    assert again(ON, users=[early], now_ts=NOW - 1) == Again()


def test_one_who_joined_before_all_windows_is_asked_for_in_the_first() -> None:
    assert again(session(1, join_ts=T - 5, leave_ts=None)) == Again(users=(FIRST,))


def test_it_is_asked_once_and_to_the_end() -> None:
    full = told(FIRST, SINCE + 20.0, T + 90, T + 120, is_full=True)
    rest = told(Window(T, T + 91), SINCE + 21.0, T + 60, T + 90)
    assert again(ON, users=[full]) == Again(users=(FIRST,)), "ten of them were told"
    assert again(ON, users=[rest, full]) == Again(), "the server does not tell when it left"
    assert again(ON, users=[told(FIRST, SINCE - 1.0, T + 60)]) == Again(users=(FIRST,))


def test_curves_that_later_answers_left_out_are_asked_for_anew_once_all_have_left() -> None:
    whole = told(FIRST, T + 400.0, T + 60)
    without = told(Window(T + 250, T + 900), T + 950.0)
    assert again(ON, curves=[without, whole]) == Again(users=(FIRST,))
    assert again(LEFT, curves=[without, whole]) == Again(curves=(FIRST,))
    assert again(LEFT, curves=[without, told(FIRST, SINCE + 1.0, T + 60)]) == Again()


def test_curves_are_not_asked_for_anew_where_nobody_was_left_out() -> None:
    tail = Window(T + 250, T + 900)
    for answer in (
        told(tail, T + 950.0, T + 60, T + 300),
        told(tail, T + 950.0, *range(T + 300, T + 310), is_full=True),
        told(Window(T + 40, T + 900), T + 950.0),
        told(SECOND, NOW - 500.0),
    ):
        assert again(LEFT, curves=[answer]) == Again()
    assert again(session(2, join_ts=T + 60, leave_ts=T + 250), curves=[told(tail, T + 950.0)]) == Again()
