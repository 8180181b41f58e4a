"""Labels of the value axis, captions of limits, marks: each says what is true in its own cells."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.charts.test_plot import is_curve, minutes, role_at, text
from tests.ui.charts.test_scale import repeatable
from tui.domain.records import HOUR, MINUTE, Window
from tui.ui.charts.plot import DrawnPlot, Plot, PlotLine, Rule, draw

WINDOW = Window(12 * HOUR, 13 * HOUR)
BARE = Plot(WINDOW, lambda _: 0, unit="%")
BAD = Rule(5.0, "bad", "bad > 5", beyond=1)
CALM_THEN_BAD = PlotLine(minutes(*[0.0] * 50, *[46.0] * 5, *[0.0] * 5))
UNITS = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def labels(drawing: DrawnPlot) -> dict[int, str]:
    """The printed labels by row."""
    texts = {row: line[: drawing.left - 1].strip() for row, line in enumerate(text(drawing)[: drawing.rows_in_plot])}
    return {row: label for row, label in texts.items() if label}


def said(label: str) -> float:
    return float(label.rstrip("kMGT")) * UNITS.get(label[-1], 1)


@pytest.mark.parametrize("height", range(3, 9))
def test_a_calm_curve_stands_beside_0_and_not_beside_the_limit(height: int) -> None:
    drawing = draw(replace(BARE, lines=(CALM_THEN_BAD,), rules=(BAD,)), 72, height)
    calm_row = drawing.rows_in_plot - 1
    assert is_curve(text(drawing)[calm_row][drawing.left])
    assert labels(drawing)[calm_row] == "0"
    assert role_at(drawing, calm_row, drawing.left - 2) == "axis"


def test_a_limit_between_the_ticks_has_its_label_in_its_own_row() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(minutes(*[1.0] * 30, *[7.0] * 30)),), rules=(BAD,)), 63, 10)
    assert labels(drawing)[drawing.rows_in_plot - 1] == "0"
    row = next(row for row, label in labels(drawing).items() if label == "5")
    assert role_at(drawing, row, drawing.left - 2) == "bad"


def test_a_limit_at_a_tick_colours_the_label_of_the_tick() -> None:
    drawing = draw(replace(BARE, rules=(replace(BAD, value=4.0),), low=0, high=8), 63, 10)
    (row,) = [row for row, label in labels(drawing).items() if label == "4"]
    assert role_at(drawing, row, drawing.left - 2) == "bad"


values = st.one_of(st.floats(-100, 100), st.floats(0, 10), st.floats(-1e9, 1e9), st.integers(0, 100).map(float))
# A scale that fits the data, or a fixed one: (low, span).
fixed_scales = st.one_of(st.none(), st.tuples(values, st.floats(0.1, 1e6)))


@repeatable
@given(
    st.lists(values, min_size=1, max_size=6),
    st.lists(values, max_size=3),
    st.integers(3, 20),
    st.sampled_from(["", "%"]),
    st.integers(0, 2),
    fixed_scales,
)
@example([0.0, 46.0], [5.0], 4, "%", 1, None)
@example([0.0, 0.3], [0.15], 20, "", 1, (0.0, 0.3))
@example([0.0], [], 20, "", 1, (0.04, 0.1))
@example([0.0], [], 12, "", 0, (1e6, 1000.0))
@example([0.0, 8.0], [5.0, 5.0, 5.04], 7, "%", 1, None)
def test_each_label_is_true_in_its_row_and_no_limit_replaces_a_tick(
    moves: list[float],
    limits: list[float],
    height: int,
    unit: str,
    decimals: int,
    fixed: tuple[float, float] | None,
) -> None:
    low, high = (None, None) if fixed is None else (fixed[0], fixed[0] + fixed[1])
    rules = tuple(Rule(limit, "bad", f"bad > {limit:g}", 1) for limit in limits)
    plot = Plot(WINDOW, BARE.offset_at, (PlotLine(minutes(*moves)),), rules, unit=unit, decimals=decimals)
    drawing = draw(replace(plot, low=low, high=high), 80, height)
    found = labels(drawing)
    per_row = (drawing.high - drawing.low) / (drawing.rows_in_plot - 1)
    for row, label in found.items():
        assert abs(drawing.high - row * per_row - said(label)) <= per_row * 0.5001
    assert len({said(label) for label in found.values()}) == len(found)
    ticks = labels(draw(replace(plot, rules=(), low=drawing.low, high=drawing.high), 80, height))
    assert {row: found.get(row) for row in ticks} == ticks
    if isclose(drawing.low, 0, abs_tol=per_row * 1e-6):
        assert found[drawing.rows_in_plot - 1] == "0"


@pytest.mark.parametrize("label", ["bad > 5", "异常 > 5"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_mark_and_the_caption_of_a_limit_share_no_cell(label: str, ascii_only: bool) -> None:
    """In charts of few rows the limit lies in the row over the time axis, where marks stand above letters of a time."""
    line = PlotLine(minutes(*[46.0] * 5, *[0.0] * 5))
    plot = replace(BARE, lines=(line,), rules=(replace(BAD, label=label),), ascii=ascii_only)
    lifted = moved = 0
    place = "".join(text(draw(plot, 72, 4))).index(label)
    for minute in range(60):
        marked = text(draw(replace(plot, marks=(WINDOW.start_ts + minute * MINUTE,)), 72, 4))
        lifted += ("!" if ascii_only else "◆") in marked[2]
        assert label in marked[2]
        moved += "".join(marked).index(label) != place
    assert lifted >= 10
    assert moved >= 1


@pytest.mark.parametrize(("beyond", "steps"), [(1, -1), (-1, 1), (0, None)])
def test_a_caption_without_room_stands_on_the_abnormal_side_and_hides_no_curve(beyond: int, steps: int | None) -> None:
    rule = replace(BAD, beyond=beyond)
    plot = replace(BARE, lines=(PlotLine(minutes(*[5.0] * 61)),), low=0, high=10)
    bare, ruled = text(draw(plot, 72, 6)), text(draw(replace(plot, rules=(rule,)), 72, 6))
    captions = [row for row, line in enumerate(ruled) if "bad > 5" in line]
    (curve_row,) = [row for row, line in enumerate(bare) if any(map(is_curve, line))]
    assert captions == ([] if steps is None else [curve_row + steps])
    assert list(filter(is_curve, ruled[curve_row])) == list(filter(is_curve, bare[curve_row]))


def test_a_caption_is_whole_or_absent_however_narrow_the_chart() -> None:
    line = PlotLine(minutes(*[46.0] * 5, *[0.0] * 5))
    plot = replace(BARE, lines=(line,), rules=(BAD,), marks=(WINDOW.start_ts + 30 * MINUTE,))
    rows = [row for width in range(12, 40) for row in text(draw(plot, width, 4))[:3]]
    assert any("bad > 5" in row for row in rows)
    assert all("bad > 5" in row or not set("bad>") & set(row) for row in rows)
