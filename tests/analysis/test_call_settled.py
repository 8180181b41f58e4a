"""A minute that no answer is sure to have told all of is not judged."""

from __future__ import annotations

from tests.analysis.calls_made import T, listing, minutes
from tui.analysis.calls.settled import settled, told_until

DELAY_S = 150


def test_what_was_younger_than_the_delay_when_it_was_answered_is_not_told_of() -> None:
    fresh = [listing(T, T + 300, answered_ts=T + 310.0), listing(T, T + 150, answered_ts=T + 160.0)]
    assert told_until(fresh, end_ts=None, now_ts=T + 9000, delay_s=DELAY_S) == T + 160
    assert told_until([], end_ts=None, now_ts=T + 600, delay_s=DELAY_S) == T + 450


def test_of_a_call_that_is_told_of_to_its_end_its_last_minute_counts_however_short() -> None:
    whole = [listing(T, T + 91, answered_ts=T + 1000.0)]
    curves = [minutes("S1", 20018, [0.0, 30.0], 9)]
    until_ts = told_until(whole, end_ts=T + 90, now_ts=T + 2000, delay_s=DELAY_S)
    assert settled(curves, until_ts) == tuple(curves)


def test_a_minute_that_was_not_over_is_left_out_and_a_curve_without_any_other_says_nothing() -> None:
    curves = [minutes("S1", 20018, [1.0, 2.0, 30.0], 9), minutes("S1", 20018, [30.0], 8, first_ts=T + 120)]
    (left,) = settled(curves, T + 179)
    assert (left.peer_uid, list(left.counts), list(left.sums)) == (9, [30, 30], [30.0, 60.0])
    assert settled(curves, T + 180) == tuple(curves)
