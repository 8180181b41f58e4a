"""What a big channel's values amount to: ratios, standings, names."""

from __future__ import annotations

import math

import pytest

from tui.analysis.project.channels import (
    ChannelState,
    ChannelValues,
    Trial,
    Value,
    per_hundred,
    silent_minutes,
    standing,
    try_name,
    unjoined,
)
from tui.domain.records import Failure, FailureKind, Want, WantState, WantStatus

T = 1_795_330_680 // 60 * 60
WANT = Want("channel_users", "big")


def minutes(*values: float | None) -> tuple[tuple[int, float], ...]:
    return tuple((T + 60 * index, value) for index, value in enumerate(values) if value is not None)


def test_a_ratio_is_known_only_where_both_sides_are_and_nothing_is_divided_by_zero() -> None:
    parts, wholes = minutes(1, 2, None, 4, 5), minutes(10, 0, 10, None, 20)
    assert per_hundred(parts, wholes) == ((T, 10.0), (T + 240, 25.0))
    assert per_hundred((), wholes) == per_hundred(parts, ()) == ()


def test_a_ratio_goes_by_minutes_wherever_in_them_the_rows_lie() -> None:
    assert per_hundred(((T + 58, 3.0),), ((T + 1, 9.0), (T + 2, 6.0))) == ((T, 50.0),)


def test_more_parts_than_the_whole_has_are_no_parts_of_it() -> None:
    assert per_hundred(minutes(30, 20), minutes(20, 20)) == ((T + 60, 100.0),)


def test_a_line_of_minutes_breaks_where_one_is_left_out() -> None:
    line = unjoined(minutes(1, 2, None, 4))
    assert [math.isnan(value) for _, value in line] == [False, False, True, False]
    assert unjoined(()) == ()


def test_the_share_is_of_the_newest_minute_that_both_know_and_the_row_is_as_old_as_its_older_count() -> None:
    values = ChannelValues(Value(minutes(100, 200)), Value(minutes(7, 50, 90)), Value(minutes(None, None, None, 4.5)))
    assert values.share == 25.0
    assert values.newest_ts == T + 60


def test_a_channel_of_which_nothing_is_known_has_neither_share_nor_age() -> None:
    assert (ChannelValues().share, ChannelValues().newest_ts) == (None, None)


def status(state: WantState, next_ts: float | None = None, failure: FailureKind | None = None) -> WantStatus:
    return WantStatus(WANT, state, next_ts, None if failure is None else Failure(failure))


@pytest.mark.parametrize(
    ("value", "status", "its"),
    [
        (Value(), None, ChannelState.PENDING),
        (Value(), status(WantState.FETCHING), ChannelState.FETCHING),
        (Value(), status(WantState.WAITING, T + 60.0), ChannelState.WAITING),
        (Value(), status(WantState.WAITING, T - 60.0), ChannelState.PENDING),
        (Value(answered=True), status(WantState.WAITING, T + 60.0), ChannelState.PENDING),
        (Value(settled=3, answered=True), status(WantState.WAITING, T + 60.0), ChannelState.EMPTY),
        (Value(), status(WantState.FAILED, None, FailureKind.FORBIDDEN), ChannelState.REFUSED),
        (Value(), status(WantState.FAILED, T + 60.0, FailureKind.TIMEOUT), ChannelState.FAILED),
        (Value(minutes(1)), status(WantState.FAILED, None, FailureKind.FORBIDDEN), ChannelState.KNOWN),
    ],
)
def test_a_value_stands_as_what_is_known_of_it_says(value: Value, status: WantStatus | None, its: ChannelState) -> None:
    assert standing(value, status, float(T)) is its


def test_no_ratings_is_said_of_ten_empty_minutes_and_of_ratings_alone() -> None:
    assert standing(Value(settled=10, answered=True), None, float(T), unrated=True) is ChannelState.UNRATED
    assert standing(Value(settled=9, answered=True), None, float(T), unrated=True) is ChannelState.EMPTY
    assert standing(Value(settled=10, answered=True), None, float(T)) is ChannelState.EMPTY


def test_silence_is_as_long_as_the_longest_answer_and_one_value_anywhere_ends_it() -> None:
    empty = [Value(settled=12, answered=True), Value(settled=41, answered=True), Value()]
    assert silent_minutes(empty) == 41
    assert silent_minutes([*empty, Value(minutes(0.0))]) == 0
    assert silent_minutes([]) == 0


@pytest.mark.parametrize(
    ("name", "its"),
    [
        ("", Trial.EMPTY),
        ("大班课-数学", Trial.GOOD),
        ("a b!#$%&()+-:;<=.>?@[]^_{}|~,", Trial.GOOD),
        ("x" * 64, Trial.GOOD),
        ("x" * 65, Trial.TOO_LONG),
        ("课" * 22, Trial.TOO_LONG),
        ("a\x1b[2Jb", Trial.UNSEEN),
        ("a\nb", Trial.UNSEEN),
        ("\ud800", Trial.UNSEEN),
        ("watched", Trial.WATCHED),
    ],
)
def test_a_name_is_tried_before_it_is_watched(name: str, its: Trial) -> None:
    assert try_name(name, ("watched",)) is its
