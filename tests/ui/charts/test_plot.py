"""Plot: what a chart shows, cell by cell."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.charts.test_scale import anything, instants, repeatable
from tui.domain.records import HOUR, MINUTE, Window
from tui.ui.charts.cell_grid import text_width
from tui.ui.charts.plot import DrawnPlot, Plot, PlotLine, Rule, draw, parted

WINDOW = Window(12 * HOUR, 13 * HOUR)


def in_utc(_: float) -> int:
    return 0


def minutes(*values: float, every: int = MINUTE) -> tuple[tuple[float, float], ...]:
    return tuple((WINDOW.start_ts + i * every, value) for i, value in enumerate(values))


def flat(value: float) -> tuple[tuple[float, float], ...]:
    return minutes(*[value] * 60)


BARE = Plot(WINDOW, in_utc, unit="%")
BAD = Rule(5.0, "bad", "bad > 5")


def text(drawing: DrawnPlot) -> list[str]:
    return ["".join(part for part, _ in runs) for runs in drawing.rows]


def role_at(drawing: DrawnPlot, row: int, column: int) -> str:
    for part, role in drawing.rows[row]:
        column -= len(part)
        if column < 0:
            return role
    raise AssertionError("no such column")


def is_curve(char: str) -> bool:
    return "\u2800" < char <= "\u28ff"


def test_an_incident_is_drawn_as_designed() -> None:
    curve = PlotLine(minutes(*[1.5] * 30, *[1.5 + 0.4 * i for i in range(13)], *[6.3] * 15))
    drawing = draw(replace(BARE, lines=(curve,), rules=(BAD,), pending_from_ts=WINDOW.end_ts - 120), 62, 9)
    assert text(drawing) == [
        " │                                                            ",
        "6┤                                        ⢀⠔⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁░░",
        "5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⡠⠊⠁╌╌╌╌╌╌ bad > 5 ╌╌╌╌",
        "4┤                                   ⢀⠔⠉                    ░░",
        " │                                ⢀⡠⠊⠁                        ",
        "2┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠔⠁                         ░░",
        " │                                                            ",
        "0┤                                                          ░░",
        " └12:00───12:10─────12:20─────12:30─────12:40─────12:50──13:00",
    ]


@pytest.mark.parametrize(("beyond", "bad_rows"), [(1, {0, 1}), (-1, {3, 4, 5, 6, 7})])
def test_a_curve_changes_its_colour_where_it_is_beyond_its_limit(beyond: int, bad_rows: set[int]) -> None:
    curve = PlotLine(minutes(*[1.5] * 30, *[1.5 + 0.4 * i for i in range(13)], *[6.3] * 15))
    drawing = draw(replace(BARE, lines=(curve,), rules=(replace(BAD, beyond=beyond),)), 62, 9)
    found = {
        (row, role)
        for row, runs in enumerate(drawing.rows)
        for part, role in runs
        if any(map(is_curve, part)) and row != 2
    }
    assert {row for row, role in found if role == "beyond"} <= bad_rows
    assert {row for row, role in found if role == "curve1"}.isdisjoint(bad_rows)
    assert {role for _, role in found} == {"beyond", "curve1"}


def test_the_parts_of_a_curve_meet_on_the_limit() -> None:
    within, beyond = parted([[(0.0, 0.0), (10.0, 10.0), (20.0, 0.0)]], replace(BAD, beyond=1))
    assert within == [[(0.0, 0.0), (5.0, 5.0)], [(15.0, 5.0), (20.0, 0.0)]]
    assert beyond == [[(5.0, 5.0), (10.0, 10.0), (15.0, 5.0)]]


def test_a_second_axis_with_the_same_numbers_is_left_out() -> None:
    lines = PlotLine(flat(3.0)), PlotLine(flat(3.0), "curve2", right=True)
    alike = draw(replace(BARE, lines=lines, right_unit="%"), 60, 9)
    assert not any("├" in row for row in text(alike))
    apart = draw(replace(BARE, lines=(lines[0], PlotLine(flat(300.0), "curve2", right=True))), 60, 9)
    assert any("├" in row for row in text(apart))


@pytest.mark.parametrize("height", [6, 9, 14, 30])
def test_the_pending_hatch_looks_alike_at_every_size(height: int) -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0)[:45]),), pending_from_ts=WINDOW.end_ts - 600), 62, height)
    rows = ["░" in row for row in text(drawing)[:-1]]
    assert rows[::-1][0]
    assert all(one is not other for one, other in pairwise(rows))


@pytest.mark.parametrize("columns", [30, 57, 60, 90, 133])
def test_a_spike_stands_in_the_column_of_its_minute(columns: int) -> None:
    for minute in range(0, 60, 7):
        values = [0.0] * 60
        values[minute] = 50.0
        drawing = draw(replace(BARE, lines=(PlotLine(minutes(*values)),), low=0, high=50), columns, 6)
        column = drawing.column_of(WINDOW.start_ts + minute * MINUTE)
        assert [i for i, char in enumerate(text(drawing)[0]) if is_curve(char)] == [column]


def test_no_line_crosses_what_is_missing_and_the_time_axis_is_dotted_there() -> None:
    hole = Window(WINDOW.start_ts + 20 * MINUTE, WINDOW.start_ts + 40 * MINUTE)
    points = tuple(p for p in flat(3.0) if not hole.holds(p[0]))
    drawing = draw(replace(BARE, lines=(PlotLine(points),), missing=(hole,)), 122, 8)
    first, last = drawing.column_of(hole.start_ts), drawing.column_of(hole.end_ts)
    assert first is not None
    assert last is not None
    for row in text(drawing)[:-1]:
        assert not any(map(is_curve, row[first:last]))
    assert set(text(drawing)[-1][first:last]) <= set("·0123456789:")
    assert role_at(drawing, 7, first) == "missing"
    assert "·" not in text(drawing)[-1][:first] + text(drawing)[-1][last:]


def test_a_missing_minute_is_marked_however_narrow() -> None:
    hole = Window(WINDOW.start_ts + 541, WINDOW.start_ts + 542)
    assert text(draw(replace(BARE, missing=(hole,)), 44, 5))[-1].count("·") == 1


def test_a_time_label_over_missing_minutes_says_so_by_its_role() -> None:
    hole = Window(WINDOW.start_ts + 1750, WINDOW.start_ts + 1850)
    drawing = draw(replace(BARE, missing=(hole,)), 62, 5)
    column = text(drawing)[-1].index("12:30") + 2
    assert [role_at(drawing, 4, column + i) for i in (-2, 0, 2)] == ["axis", "missing", "axis"]


def test_a_single_point_is_a_visible_dot() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(((WINDOW.start_ts + 1800, 3.0),)),)), 60, 8)
    assert sum(is_curve(char) for row in text(drawing) for char in row) == 1


def test_what_is_pending_is_hatched_in_empty_cells_only() -> None:
    pending = WINDOW.end_ts - 10 * MINUTE
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0)),), rules=(BAD,), pending_from_ts=pending), 63, 21)
    first = drawing.column_of(pending)
    rows = text(drawing)[:-1]
    assert not any("░" in row[:first] for row in rows)
    for row in rows[1::2]:
        assert set(row[first:]) <= {"░"} or "╌" in row or any(map(is_curve, row[first:]))
    assert not any("░" in row for row in rows[::2]), "every other row is enough"
    assert role_at(drawing, 1, first or 0) == "axis"
    assert any(is_curve(row[first or 0]) for row in text(drawing))


def test_a_threshold_is_dashed_labelled_and_hidden_only_by_the_curve() -> None:
    values = [1.0] * 30 + [7.0] * 30
    drawing = draw(replace(BARE, lines=(PlotLine(minutes(*values)),), rules=(BAD,)), 63, 9)
    row = next(row for row in text(drawing) if "bad > 5" in row)
    assert row.lstrip().startswith("5┤╌╌╌")
    assert row.endswith(" bad > 5 ╌╌")
    assert sum(map(is_curve, row)) == 1
    assert role_at(drawing, text(drawing).index(row), 0) == "bad"


def test_the_label_of_a_threshold_makes_way_for_the_curve() -> None:
    points = (*flat(5.0)[40:],)
    drawing = draw(replace(BARE, lines=(PlotLine(points),), rules=(BAD,)), 63, 9)
    row = next(row for row in text(drawing) if "bad > 5" in row)
    assert row.index("bad > 5") < drawing.column_of(points[0][0])  # type: ignore[operator]


def test_a_threshold_beyond_the_range_is_not_drawn() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0)),), rules=(Rule(nan), Rule(inf), Rule(90.0))), 63, 9)
    assert not any("╌" in row for row in text(drawing))


def test_an_overlay_has_its_own_scale_at_the_right() -> None:
    users = PlotLine(minutes(*range(12_000, 12_600, 10)), "curve2", right=True)
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0)), users), right_decimals=0), 63, 9)
    assert drawing.high <= 7
    assert [row.split("├")[1].strip() for row in text(drawing) if "├" in row] == ["12.6k", "12.3k", "12k", "11.7k"]
    assert text(drawing)[-1].rstrip().endswith("┘")
    assert any(role == "curve2" for runs in drawing.rows for _, role in runs)


def test_the_last_line_lies_on_top() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0), "history"), PlotLine(flat(3.0), "curve1"))), 63, 9)
    roles = {role for runs in drawing.rows for part, role in runs if any(map(is_curve, part))}
    assert roles == {"curve1"}


def test_with_ascii_nothing_but_ascii_is_drawn() -> None:
    hole = Window(WINDOW.start_ts, WINDOW.start_ts + 600)
    lines = (PlotLine(flat(1.0), "history"), PlotLine(flat(4.0)), PlotLine(minutes(*range(60)), "curve2", right=True))
    plot = replace(BARE, lines=lines, rules=(BAD,), missing=(hole,), pending_from_ts=WINDOW.end_ts - 300, ascii=True)
    drawn = text(draw(plot, 80, 12))
    assert all(row.isascii() for row in drawn)
    assert {"*", "o", "x", "/"} <= set("".join(drawn[:-1]))
    assert "." in drawn[-1]


def test_a_curve_that_does_not_move_lies_between_the_borders() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(flat(611.0)),), unit=""), 63, 9)
    rows = [i for i, row in enumerate(text(drawing)) if any(map(is_curve, row))]
    assert rows
    assert 0 < rows[0] <= rows[-1] < 7


def test_what_lies_beyond_a_fixed_range_is_drawn_on_the_border() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(minutes(*[1.0] * 30, *[1e300] * 30)),), low=0, high=8), 63, 9)
    assert (drawing.low, drawing.high) == (0, 8)
    assert sum(map(is_curve, text(drawing)[0])) >= 28


def test_a_drawing_knows_its_columns_times() -> None:
    drawing = draw(replace(BARE, lines=(PlotLine(flat(3.0)),)), 63, 9)
    assert drawing.column_of(WINDOW.start_ts) == drawing.left
    assert drawing.column_of(WINDOW.end_ts - 1) == drawing.left + drawing.columns - 1 == 62
    assert drawing.column_of(WINDOW.end_ts) is None
    assert drawing.column_of(WINDOW.start_ts - 1) is None
    for column in range(drawing.left, drawing.left + drawing.columns):
        assert drawing.column_of(drawing.ts_of(column)) == column
    assert drawing.ts_of(0) == drawing.ts_of(drawing.left)


def test_one_drawing_leaves_nothing_to_the_next() -> None:
    plot = replace(BARE, lines=(PlotLine(flat(3.0)),))
    first = draw(plot, 63, 9)
    draw(replace(BARE, lines=(PlotLine(flat(70.0), "curve5"), PlotLine(flat(1.0), right=True)), ascii=True), 120, 30)
    assert draw(plot, 63, 9) == first


def test_a_chart_without_a_row_is_drawn_as_no_rows() -> None:
    assert draw(replace(BARE, lines=(PlotLine(flat(3.0)),)), 40, 0).rows == ()


def test_an_axis_is_left_out_where_there_is_no_room_for_it() -> None:
    assert draw(replace(BARE, lines=(PlotLine(flat(3.0)),)), 9, 5).left == 0
    assert draw(replace(BARE, lines=(PlotLine(flat(3.0)),)), 20, 2).rows_in_plot == 2


@settings(repeatable, max_examples=60)
@given(
    st.lists(
        st.tuples(st.lists(st.tuples(instants, anything), max_size=40), st.booleans(), st.integers(1, 8)), max_size=8
    ),
    st.integers(0, 130),
    st.integers(0, 40),
    st.lists(st.one_of(anything.filter(lambda v: v is not None), st.just(5)), max_size=2),
    st.tuples(st.one_of(st.none(), st.floats()), st.one_of(st.none(), st.floats())),
    st.one_of(st.none(), st.floats()),
    st.booleans(),
)
def test_whatever_comes_in_the_drawing_is_exactly_as_large_as_asked(
    lines: Any, width: int, height: int, rules: Any, limits: Any, pending: float | None, plain: bool
) -> None:
    drawing = draw(
        Plot(
            Window(0, 3600),
            in_utc,
            tuple(PlotLine(points, f"curve{role}", right=right) for points, right, role in lines),
            tuple(Rule(value, label="异常") for value in rules),
            pending,
            low=limits[0],
            high=limits[1],
            ascii=plain,
        ),
        width,
        height,
    )
    assert [text_width(row) for row in text(drawing)] == [width] * height
    assert 0 <= drawing.left < drawing.left + drawing.columns <= max(width, 1)


def test_importing_the_room_does_not_import_plotext() -> None:
    code = (
        "import sys, tui.ui.charts.plot\n"
        "sys.exit(any(name.split('.')[0] in ('plotext', 'textual', 'rich') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
