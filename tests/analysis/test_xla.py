"""The minutes beyond the limit of an agreement: counted, told from unknown ones, taken from the allowance."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.feeds.minutes import MinuteStates, minute_states
from tui.analysis.project.xla import MinuteTally, XlaMetric, by_day, minutes_of, month_of, tallied
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import DAY, Coverage, MinuteState, Threshold, Window

# 2026-11-22T00:00:00Z
T = 1_795_305_600
FREEZE, JOIN = LIVE_METRICS["videoFreezeRate"], LIVE_METRICS["joinSuccess5SecsRate"]
LIMIT = Threshold(5.0, 5.0)
HOUR = Window(T, T + 3600)
KNOWN, MISSING, PENDING = MinuteState.KNOWN, MinuteState.MISSING, MinuteState.PENDING


@given(st.dictionaries(st.integers(0, 59), st.floats(0, 100), max_size=60))
def test_a_minute_is_beyond_within_or_unknown_and_never_two_of_them(values: dict[int, float]) -> None:
    points = [(T + 60 * minute, value) for minute, value in sorted(values.items())]
    answered = Coverage(HOUR, dict.fromkeys(HOUR.minutes(), T + 7200.0), T - 60)
    states = minute_states(points, answered, HOUR, 180, T + 7200.0)
    found = tallied(Counter(minutes_of(points, states, LIMIT, FREEZE).values()))
    assert found.beyond == sum(value > 5.0 for value in values.values())
    assert found.within == sum(value <= 5.0 for value in values.values())
    assert found.gaps == ({MISSING: 60 - len(values)} if len(values) < 60 else {})
    assert found.known + found.unknown == 60


def test_a_success_rate_is_beyond_below_its_limit_and_not_on_it() -> None:
    points = [(T, 95.0), (T + 60, 94.9), (T + 120, 96.0)]
    states = MinuteStates([(Window(T, T + 180), KNOWN)])
    assert [*minutes_of(points, states, Threshold(95.0, 95.0), JOIN).values()] == [KNOWN, None, KNOWN]


def test_a_minute_with_one_bad_slot_is_beyond_though_another_slot_is_missing() -> None:
    states = MinuteStates([(Window(T, T + 20), KNOWN), (Window(T + 20, T + 120), MISSING)], slot_s=20)
    assert [*minutes_of([(T, 9.0)], states, LIMIT, FREEZE).values()] == [None, MISSING]


def test_a_slot_without_a_row_of_its_own_has_the_value_of_the_row_that_bridges_it() -> None:
    states = MinuteStates([(Window(T, T + 180), KNOWN)])
    assert [*minutes_of([(T + 58, 9.0), (T + 121, 1.0)], states, LIMIT, FREEZE).values()] == [None, None, KNOWN]
    assert [*minutes_of([(T + 58, 1.0), (T + 121, 9.0)], states, LIMIT, FREEZE).values()] == [KNOWN, KNOWN, None]


def test_points_outside_the_states_count_for_nothing() -> None:
    states = MinuteStates([(Window(T, T + 60), KNOWN)])
    assert minutes_of([(T - 60, 9.0), (T, 1.0), (T + 60, 9.0)], states, LIMIT, FREEZE) == {T: KNOWN}


def test_the_minutes_of_a_month_are_those_of_its_utc_days() -> None:
    minutes = {T - 60: None, T: KNOWN, T + 60: PENDING, T + DAY: MISSING}
    days = by_day(minutes)
    assert [*days] == [T - DAY, T, T + DAY]
    assert days[T] == MinuteTally(0, 1, {PENDING: 1})
    one = XlaMetric(FREEZE, 5.0, True, 10, days)
    assert one.month == MinuteTally(1, 1, {PENDING: 1, MISSING: 1})
    assert one.left == (7, 9)
    assert XlaMetric(FREEZE, 5.0, True, None, days).left is None


def test_a_month_is_one_of_utc_whatever_its_length() -> None:
    assert month_of(T + 0.5) == Window(1_793_491_200, 1_796_083_200)
    assert month_of(1_796_083_200).seconds == 31 * DAY
    assert month_of(1_798_761_599.9).end_ts == 1_798_761_600
    assert month_of(1_709_164_800).seconds == 29 * DAY
