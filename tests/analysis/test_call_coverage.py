"""How much of a call is told: all users or perhaps more, which curves, what is out of reach."""

from __future__ import annotations

from tests.analysis.calls_made import T, listing
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.coverage import CallCoverage, coverage
from tui.domain.records import DAY, HOUR, Listing, Window

FIRST, SECOND = Window(T, T + 3 * HOUR), Window(T + 3 * HOUR, T + 5 * HOUR)
NOW = T + 6 * HOUR


def of(users: list[Listing], curves: list[Listing], now_ts: float = NOW) -> CallCoverage:
    def telling(listings: list[Listing], window: Window) -> list[Listing]:
        return [one for one in listings if one.window.start_ts < window.end_ts and window.start_ts < one.window.end_ts]

    return coverage(
        EDITION.call_details,
        (SECOND, FIRST),
        lambda window: telling(users, window),
        lambda window: telling(curves, window),
        now_ts=now_ts,
        since_ts=now_ts,
    )


def test_answers_that_were_not_full_have_told_all_users() -> None:
    both = [listing(*(FIRST.start_ts, FIRST.end_ts)), listing(SECOND.start_ts, SECOND.end_ts)]
    assert of(both, []).has_all_users
    assert not of(both[:1], []).has_all_users
    assert not of([*both[:1], listing(SECOND.start_ts, SECOND.end_ts, oldest_ts=T + 4 * HOUR)], []).has_all_users


def test_windows_without_curves_are_named_until_some_answer_told_of_them() -> None:
    curves = [listing(SECOND.start_ts, SECOND.end_ts, oldest_ts=T + 4 * HOUR)]
    told = of([], curves)
    assert told.without_curves == (FIRST,)
    assert told.out_of_reach == ()
    assert not told.is_settled


def test_what_is_older_than_three_days_and_not_stored_is_out_of_reach() -> None:
    late = NOW + 3 * DAY
    told = of([], [listing(SECOND.start_ts, SECOND.end_ts)], late)
    assert told.without_curves == ()
    assert told.out_of_reach == (FIRST,)


def test_a_call_that_has_just_ended_is_settled_by_an_answer_after_the_delay() -> None:
    early, late = SECOND.end_ts + 10.0, SECOND.end_ts + 151.0
    first = listing(FIRST.start_ts, FIRST.end_ts)
    for answered_ts, settled in ((early, False), (late, True)):
        both = [first, listing(SECOND.start_ts, SECOND.end_ts, answered_ts=answered_ts)]
        assert of(both, both).is_settled is settled
