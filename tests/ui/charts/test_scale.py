"""Scale: buckets, ranges and ticks."""

from __future__ import annotations

from itertools import pairwise
from math import inf, isfinite, nan
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.analysis.times.moments import OffsetAt
from tui.domain.records import DAY, HOUR, MINUTE, Window
from tui.ui.charts.axes import value_label
from tui.ui.charts.even import evened
from tui.ui.charts.scale import TimeScale, bucket, time_ticks, value_range, value_ticks

# The same examples every time, however slow the machine.
repeatable = settings(derandomize=True, deadline=None)

HOUR_WINDOW = Window(0, HOUR)
WEEK = Window(0, 7 * DAY)

anything = st.one_of(st.none(), st.integers(), st.floats(), st.sampled_from([nan, inf, -inf, 1e300, -1e300, 5e-324]))
instants = st.one_of(st.integers(-1000, 5000), st.floats(-1000, 5000), st.sampled_from([nan, inf]))


def minutes(*values: Any) -> list[tuple[float, Any]]:
    return [(i * MINUTE, value) for i, value in enumerate(values)]


def test_a_time_and_its_column_are_each_others_inverse() -> None:
    scale = TimeScale(HOUR_WINDOW, 80)
    assert scale.column(0) == 0
    assert scale.column(HOUR) == 80
    assert scale.ts(scale.column(1234)) == pytest.approx(1234)


def test_a_window_without_length_has_one_column() -> None:
    assert TimeScale(Window(7, 7), 80).column(7) == 0


@pytest.mark.parametrize("columns", [1, 2, 13, 80, 200])
def test_a_one_minute_spike_survives_any_width(columns: int) -> None:
    points = [(ts, 99.0 if ts == 5000 * MINUTE else 1.0) for ts in range(0, 7 * DAY, MINUTE)]
    drawn = [p for stretch in bucket(points, WEEK, columns) for p in stretch]
    assert (5000 * MINUTE, 99.0) in drawn
    assert len(drawn) <= 2 * columns


def test_least_and_greatest_of_a_column_come_in_the_order_they_happened() -> None:
    up = [(float(i), float(i % 60)) for i in range(600)]
    down = [(ts, -value) for ts, value in up]
    assert bucket(up, Window(0, 600), 1) == [[(0.0, 0.0), (59.0, 59.0)]]
    assert bucket(down, Window(0, 600), 1) == [[(0.0, 0.0), (59.0, -59.0)]]


def test_what_has_no_more_points_than_columns_is_left_as_it_is() -> None:
    points = minutes(1.0, 2.0, 3.0)
    assert bucket(points, HOUR_WINDOW, 80) == [points]


def test_rows_more_than_90_s_apart_are_not_joined() -> None:
    assert bucket([(23, 1.0), (113, 2.0), (204, 3.0)], HOUR_WINDOW, 80) == [[(23, 1.0), (113, 2.0)], [(204, 3.0)]]


def test_a_hole_narrower_than_a_braille_dot_does_not_break_a_curve() -> None:
    points = [(ts, 1.0) for ts in range(0, 7 * DAY, MINUTE) if ts not in (600, 660)]
    assert len(bucket(points, WEEK, 80)) == 1
    assert len(bucket(points, WEEK, 8000)) == 2


@pytest.mark.parametrize("hole", [None, nan, inf, -inf])
def test_a_value_that_is_no_number_is_dropped_and_breaks_the_curve(hole: Any) -> None:
    found = bucket([(0, 1.0), (50, hole), (80, 3.0)], HOUR_WINDOW, 80)
    assert found == [[(0, 1.0)], [(80, 3.0)]]


def test_points_beyond_the_window_are_left_out() -> None:
    assert bucket([(-60, 1.0), (0, 2.0), (3600, 3.0)], HOUR_WINDOW, 80) == [[(0, 2.0)]]


def test_points_out_of_order_are_put_in_order() -> None:
    assert bucket([(60, 2.0), (0, 1.0)], HOUR_WINDOW, 80) == [[(0, 1.0), (60, 2.0)]]


def test_a_curve_full_of_holes_gives_no_more_points_than_can_be_seen() -> None:
    points = [(ts, nan if ts % 120 else 1.0) for ts in range(0, 7 * DAY, MINUTE)]
    assert sum(map(len, bucket(points, WEEK, 80))) <= 6 * 80


@repeatable
@given(st.lists(st.tuples(instants, anything), max_size=60), st.integers(1, 40))
def test_only_finite_points_of_the_window_in_order_come_out_of_a_bucket(points: Any, columns: int) -> None:
    drawn = [p for stretch in bucket(points, HOUR_WINDOW, columns) for p in stretch]
    assert all(HOUR_WINDOW.holds(ts) and isfinite(value) for ts, value in drawn)
    assert all(a <= b for (a, _), (b, _) in pairwise(drawn))
    assert set(drawn) <= set(points)


@pytest.mark.parametrize(
    ("values", "thresholds", "unit", "expected"),
    [
        ([97.8, 98.4], [95.0], "%", (94, 100)),
        ([99.1, 99.5], [95.0, 90.0], "%", (94, 100)),
        ([1.1, 6.8], [5.0], "%", (0, 8)),
        ([1.1, 1.2], [2.5, 5.0], "%", (0, 6)),
        ([0.0], [5.0], "%", (0, 6)),
        ([100.0], [95.0], "%", (94, 100)),
        ([50.0], [], "%", (47, 53)),
        ([35.0, 42.0], [80.0, 95.0], "%", (34, 43)),
        ([611.0], [], "", (590, 630)),
        ([12_400.0, 12_480.0], [], "", (12_000, 12_800)),
        ([-5.0, 5.0], [], "", (-6, 6)),
        ([-5.0, -3.0], [], "", (-5.5, -2.5)),
        ([], [], "%", (0, 5)),
    ],
)
def test_a_range_shows_what_matters(
    values: list[float], thresholds: list[float], unit: str, expected: tuple[float, float]
) -> None:
    assert value_range([minutes(*values)], thresholds, unit) == pytest.approx(expected)


@repeatable
@given(
    st.lists(st.floats(-1e15, 1e15), max_size=9),
    st.lists(st.floats(), max_size=3),
    st.sampled_from(["", "%", "ms"]),
    st.integers(0, 3),
)
def test_a_range_is_finite_holds_every_value_and_has_a_border_only_at_natural_ends(
    values: list[float], thresholds: list[float], unit: str, decimals: int
) -> None:
    low, high = value_range([minutes(*values)], thresholds, unit, decimals)
    assert isfinite(low)
    assert isfinite(high)
    assert low < high
    assert all(low < value or value == low == 0 for value in values)
    assert all(value < high or (value == high == 100 and unit == "%") for value in values)


@repeatable
@given(st.floats(-1e15, 1e15), st.floats(0.1, 1e15), st.integers(1, 60), st.integers(0, 3))
def test_ticks_lie_in_the_range_and_no_two_share_a_row(low: float, span: float, rows: int, decimals: int) -> None:
    low, high = value_range([minutes(low, low + span)], (), "", decimals)
    ticks = value_ticks(low, high, rows, decimals)
    slack = (high - low) * 1e-6
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    assert len({round((high - tick) / (high - low) * (rows - 1)) for tick in ticks}) == len(ticks)


def test_ticks_are_round() -> None:
    assert value_ticks(0, 8, 9) == (0, 2, 4, 6, 8)
    assert value_ticks(94, 100, 29) == (94, 95, 96, 97, 98, 99, 100)
    assert value_ticks(0, 3, 29, decimals=0) == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(8.0, 1, "8"), (2.5, 1, "2.5"), (-0.01, 1, "0"), (100, 0, "100"), (12_400, 0, "12.4k"), (3e6, 0, "3M")],
)
def test_a_label_has_no_more_digits_than_it_needs(value: float, decimals: int, expected: str) -> None:
    assert value_label(value, decimals) == expected


def in_utc(_: float) -> int:
    return 0


def in_india(_: float) -> int:
    return 5 * HOUR + 30 * MINUTE


def test_time_labels_stand_centred_on_round_minutes_of_the_wall_clock() -> None:
    ticks = time_ticks(Window(13 * HOUR + 32 * MINUTE, 14 * HOUR + 32 * MINUTE), 60, in_india)
    assert ticks == ((6, "19:10"), (16, "19:20"), (26, "19:30"), (36, "19:40"), (46, "19:50"), (55, "20:00"))


def test_the_beginning_of_a_day_is_labelled_with_its_date() -> None:
    labels = [label for _, label in time_ticks(Window(20 * HOUR, 32 * HOUR), 60, in_utc)]
    assert labels == ["20:00", "22:00", "01-02", "02:00", "04:00", "06:00", "08:00"]


def test_a_week_is_labelled_with_days() -> None:
    labels = [label for _, label in time_ticks(WEEK, 90, in_india)]
    assert labels == ["01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08"]


def put_forward_at_two(ts: float) -> int:
    return HOUR if ts >= 2 * HOUR else 0


def put_back_at_three(ts: float) -> int:
    return 2 * HOUR if ts < HOUR else HOUR


def half_an_hour_at_two(ts: float) -> int:
    """As on Lord Howe, in autumn."""
    return 11 * HOUR if ts < 15 * HOUR else 10 * HOUR + 30 * MINUTE


@pytest.mark.parametrize(
    ("start_ts", "offset_at", "shown"),
    [
        (1800, put_back_at_three, ["02:30 +02", "02:45 +02", "02:00 +01", "02:15 +01", "02:30 +01"]),
        (5400, put_forward_at_two, ["01:30 +00", "01:45 +00", "03:00 +01", "03:15 +01", "03:30 +01"]),
        (
            14 * HOUR + 30 * MINUTE,
            half_an_hour_at_two,
            ["01:30 +11", "01:45 +11", "01:30 +1030", "01:45 +1030", "02:00 +1030"],
        ),
    ],
)
def test_an_hour_over_a_change_of_the_clocks_has_every_tick_with_its_offset(
    start_ts: int, offset_at: OffsetAt, shown: list[str]
) -> None:
    ticks = time_ticks(Window(start_ts, start_ts + HOUR), 80, offset_at)
    assert [label for _, label in ticks] == shown
    centres = [first + len(label) // 2 for first, label in ticks]
    assert all(abs(centre - column) <= 2 for centre, column in zip(centres[1:-1], (20, 40, 60), strict=True))


def test_a_day_that_begins_at_one_o_clock_is_labelled_with_its_date_there() -> None:
    def without_midnight(ts: float) -> int:
        return HOUR if ts >= 3 * DAY else 0

    ticks = time_ticks(WEEK, 90, without_midnight)
    assert [label for _, label in ticks] == ["01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08"]
    assert [round((first + 2) * 7 / 90, 1) for first, _ in ticks][3] == 3.0


def test_the_midnight_that_the_clocks_show_twice_begins_a_day_once() -> None:
    def midnight_twice(ts: float) -> int:
        return HOUR if ts < DAY else 0

    labels = [label for _, label in time_ticks(Window(DAY - 3 * HOUR, DAY + 2 * HOUR), 90, midnight_twice)]
    assert labels == ["22:00 +01", "23:00 +01", "01-02", "00:00 +00", "01:00 +00", "02:00 +00"]


@repeatable
@given(st.integers(0, 10**9), st.integers(0, 60 * DAY), st.integers(1, 250), st.integers(-12 * 4, 14 * 4))
def test_time_labels_lie_inside_and_never_touch(start: int, seconds: int, columns: int, quarters: int) -> None:
    ticks = time_ticks(Window(start, start + seconds), columns, lambda _: quarters * 900)
    spans = [(first, first + len(label)) for first, label in ticks]
    assert all(first >= 0 and end <= columns for first, end in spans)
    assert all(end < first for (_, end), (first, _) in pairwise(spans))


@repeatable
@given(st.integers(0, 10**9), st.integers(60, 60 * DAY), st.integers(9, 250))
def test_a_chart_that_has_room_for_a_label_has_one(start: int, seconds: int, columns: int) -> None:
    assert time_ticks(Window(start, start + seconds), columns, in_utc)


@given(st.floats(0, 1e4), st.floats(0.5, 1e4), st.integers(3, 40), st.sampled_from([0, 1]), st.booleans())
@example(61.6, 25.2, 11, 1, True)
@example(88.9, 7.2, 5, 1, True)
def test_ticks_of_a_chart_are_whole_rows_apart(
    low: float, span: float, rows: int, decimals: int, is_share: bool
) -> None:
    """Every other distance would make a straight line look bent."""
    if is_share:
        low, span = min(low, 99.5), min(span, 100 - min(low, 99.5))
    asked = value_range([[(0, low), (1, low + span)]], (), "%" if is_share else "", decimals)
    low, high = evened(*asked, rows, decimals)
    assert low <= asked[0] + 1e-6
    assert high >= asked[1] * (1 - 1e-6)
    ticks = value_ticks(low, high, rows, decimals)
    places = [(1 - (tick - low) / (high - low)) * (rows - 1) for tick in ticks]
    distances = {round(above - below, 3) for above, below in pairwise(places)}
    assert len(distances) <= 1
    assert all(abs(place - round(place)) < 0.05 for place in places)


def test_a_range_up_to_a_hundred_percent_ends_there() -> None:
    assert evened(92, 100, 9) == (92, 100)
    assert value_ticks(92, 100, 9) == (92, 94, 96, 98, 100)
