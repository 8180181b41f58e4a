"""Spark: a curve in one line."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.charts.test_scale import anything, instants, repeatable
from tui.domain.records import DAY, MINUTE, Window
from tui.ui.charts.spark import sparkline


def test_levels_run_from_the_least_to_the_greatest_value() -> None:
    points = [(i * MINUTE, float(i)) for i in range(8)]
    assert sparkline(points, Window(0, 8 * MINUTE), 8) == "▁▂▃▄▅▆▇█"
    assert sparkline(points, Window(0, 8 * MINUTE), 8, ascii=True) == ".:-=+*%#"


def test_a_given_range_is_kept() -> None:
    points = [(0, 0.0), (60, 4.0), (120, 12.0)]
    assert sparkline(points, Window(0, 180), 3, low=0, high=8) == "▁▅█"


def test_the_least_difference_there_is_is_none() -> None:
    assert sparkline([(0, 0.0), (60, 5e-324)], Window(0, 120), 2) == "▁▄"


def test_a_missing_minute_is_a_space() -> None:
    points = [(0, 1.0), (60, 8.0), (180, 1.0)]
    assert sparkline(points, Window(0, 240), 4) == "▁█ ▁"


def test_a_cell_between_two_minutes_is_not_a_gap() -> None:
    points = [(0, 1.0), (60, 8.0)]
    assert sparkline(points, Window(0, 120), 6) == "▁▁▁█  "


def test_a_spike_and_a_dip_of_one_minute_both_show_in_a_week() -> None:
    values = {3000 * MINUTE: 9.0, 6000 * MINUTE: 1.0}
    line = sparkline([(ts, values.get(ts, 5.0)) for ts in range(0, 7 * DAY, MINUTE)], Window(0, 7 * DAY), 14)
    assert line.count("█") == 1
    assert line.count("▁") == 1


def test_a_curve_that_does_not_move_lies_in_the_middle_and_zero_at_the_bottom() -> None:
    assert sparkline([(0, 7.0), (60, 7.0)], Window(0, 120), 2) == "▄▄"
    assert sparkline([(0, 0.0), (60, 0.0)], Window(0, 120), 2) == "▁▁"


def test_the_newest_value_is_at_the_right() -> None:
    assert sparkline([(100, 1.0), (119, 1.0)], Window(0, 120), 4) == "   ▄"


@repeatable
@given(st.lists(st.tuples(instants, anything), max_size=40), st.integers(0, 30), st.booleans())
def test_a_sparkline_is_as_wide_as_asked_whatever_comes_in(points: Any, columns: int, plain: bool) -> None:
    line = sparkline(points, Window(0, 3600), columns, ascii=plain)
    assert len(line) == columns
    assert line.isascii() or not plain
