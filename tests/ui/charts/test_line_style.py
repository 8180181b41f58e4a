"""Line styles: lines of comparison behind the others, and their effect on a chart."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.charts.test_plot import BAD, BARE, flat, is_curve, minutes, role_at, text
from tui.ui.charts.line_style import LineStyle, dashed
from tui.ui.charts.plot import DrawnPlot, PlotLine, draw

NOW = PlotLine(flat(2.0))
LINE_STYLES = (LineStyle.DASHED, LineStyle.DOTTED)


def behind(value: float, style: LineStyle = LineStyle.DASHED, name: str = "yesterday") -> PlotLine:
    return PlotLine(flat(value), "history", name, style=style)


def marks(drawing: DrawnPlot) -> str:
    """Which columns the curve in the role `history` takes: # or a space each."""
    rows = text(drawing)[:-1]

    def is_marked(row: int, column: int) -> bool:
        return is_curve(rows[row][column]) and role_at(drawing, row, column) == "history"

    columns = range(drawing.left, drawing.left + drawing.columns)
    return "".join(" #"[any(is_marked(row, column) for row in range(len(rows)))] for column in columns)


def test_dashes_and_dots_differ_from_a_curve_and_from_each_other_without_colour() -> None:
    drawn = {
        style: marks(draw(replace(BARE, lines=(behind(3.0, style, name=""),)), 50, 8))[:24]
        for style in (LineStyle.SOLID, *LINE_STYLES)
    }
    assert drawn[LineStyle.SOLID] == "#" * 24
    assert drawn[LineStyle.DASHED] == "##  " * 6
    assert drawn[LineStyle.DOTTED] == "# " * 12


@pytest.mark.parametrize("ascii_only", [False, True])
def test_each_is_named_in_blank_cells_with_a_sample_of_its_stroke(ascii_only: bool) -> None:
    lines = (behind(3.5, LineStyle.DOTTED, "上周"), behind(3.0, LineStyle.DASHED, "昨日"), NOW)
    rows = text(draw(replace(BARE, lines=lines, ascii=ascii_only), 60, 12))
    dashed, dotted = ("..", ": :") if ascii_only else ("⠒⠒", "⠂ ⠂")
    assert sum(f" {dashed} 昨日 " in row for row in rows) == 1
    assert sum(f" {dotted} 上周 " in row for row in rows) == 1


def test_what_lies_near_comes_into_view() -> None:
    alone = draw(replace(BARE, lines=(NOW,)), 60, 12)
    beside = draw(replace(BARE, lines=(behind(alone.high + 1), NOW)), 60, 12)
    assert alone.high + 1 <= beside.high
    assert "⠒⠒ yesterday" in "".join(text(beside))


def test_what_lies_far_off_leaves_the_chart_and_its_scale_alone() -> None:
    alone = draw(replace(BARE, lines=(NOW,)), 60, 12)
    for value in (90.0, -90.0, 1e300, -1e300):
        assert draw(replace(BARE, lines=(behind(value), NOW)), 60, 12) == alone


def test_no_more_than_its_own_span_is_added_to_a_scale_on_either_side_and_no_threshold_with_it() -> None:
    rising = PlotLine(minutes(*[2 + (n - 30) / 50 for n in range(60)]), "history", "yesterday", style=LineStyle.DASHED)
    plot = replace(BARE, lines=(NOW,), rules=(replace(BAD, value=3.5),), unit="")
    alone, beside = draw(plot, 60, 12), draw(replace(plot, lines=(rising, NOW)), 60, 12)
    span = alone.high - alone.low
    assert alone.high < beside.high <= alone.high + 2 * span
    assert alone.low - 2 * span <= beside.low <= alone.low
    assert "bad > 5" not in "".join(text(beside))


def test_a_curve_that_leaves_the_chart_ends_at_its_edge_and_does_not_run_along_it() -> None:
    peak = PlotLine(minutes(*[2.0] * 20, *[500.0] * 20, *[2.0] * 20), "history", style=LineStyle.DASHED)
    drawing = draw(replace(BARE, lines=(peak, replace(NOW, points=flat(1.0)[:3]))), 62, 12)
    top = text(drawing)[0][drawing.left :]
    assert not any(is_curve(char) for char in top[24:36])
    assert not marks(drawing)[24:36].strip()


SHARES = st.floats(-3, 4, allow_nan=False)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), SHARES), min_size=1, max_size=30), st.sampled_from(LINE_STYLES))
def test_a_mark_lies_on_the_curve_and_inside_the_chart(steps: list[tuple[float, float]], style: LineStyle) -> None:
    column, curve = 0.0, []
    for step, share in steps:
        column += step
        curve.append((column, share))
    low, high = min(share for _, share in curve), max(share for _, share in curve)
    for mark in dashed(curve, style):
        assert mark
        for at, share in mark:
            assert -1e-9 <= share <= 1 + 1e-9
            assert low - 1e-9 <= share <= high + 1e-9
            assert curve[0][0] <= at <= curve[-1][0]


@pytest.mark.parametrize("style", LINE_STYLES)
def test_nothing_that_is_no_number_ends_the_program(style: LineStyle) -> None:
    odd: Any = (1, nan, inf, -inf, None, 1e308, -1e308, 0, 5, 2)
    draw(replace(BARE, lines=(PlotLine(minutes(*odd), "history", "昨日", style=style), NOW)), 40, 8)
