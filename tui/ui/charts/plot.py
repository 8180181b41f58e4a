"""Plot: curves over time with axes, thresholds and unknown stretches, as lines of runs.

    8┤                        ⣀⣠⠤⠤⣀             the highest label, a curve
    5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ bad > 5 ╌╌░░░          a rule; hatched, every other row: pending
    2┤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠊⠁        ⠒⠒⠒⠒⠒⠒⠒░░░          a hole in the curve: missing,
     └──13:32─────···13:47──────14:02──          and dots for it on the time axis

All drawing belongs on one thread (canvas.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, cycle
from math import floor
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.domain.records import Points, Runs, Window
from tui.ui.charts.axes import (
    ASCII_SIGNS,
    SIGNS,
    AxisSigns,
    ValueScale,
    draw_left_axis,
    draw_right_axis,
    draw_time_axis,
)
from tui.ui.charts.canvas import Canvas, plotext
from tui.ui.charts.cell_grid import CellGrid, text_width
from tui.ui.charts.even import evened
from tui.ui.charts.line_style import ASCII_MARKERS, ASCII_SAMPLES, SAMPLES, LineStyle, dashed
from tui.ui.charts.scale import LARGEST, MINUTE_GAP_S, TimeScale, UnbrokenPoints, bucket, value_range

if TYPE_CHECKING:
    from tui.analysis.times.moments import OffsetAt

# Smaller drawings have no axes.
_LEAST_WIDTH_WITH_AXES = 10
_LEAST_HEIGHT_WITH_AXES = 3
_LEAST_COLUMNS = 6
_AFTER_RULE_LABEL = 2

_ASCII_MARKERS = "*ox#@%&="
# Distance of a name from its line's end: one row counts as this many columns.
_COLUMNS_A_ROW = 4


class PlotLine(Struct, frozen=True):
    """One curve: points ascending by time. `right` draws it on the right scale.

    A line that is not solid is a comparison behind the others: its name is near its right end. It widens the scale by
    at most as much again to each side, and leaves the chart beyond that.
    """

    points: Points
    role: str = "curve1"
    name: str = ""
    right: bool = False
    style: LineStyle = LineStyle.SOLID


class Rule(Struct, frozen=True):
    """A threshold: dashed across at `value` of the left scale, `label` near its right end, in its row if there is room.

    `beyond` is the abnormal side, where curves are drawn in the role "beyond": 1 above, -1 below, 0 none.
    """

    value: float
    role: str = "threshold"
    label: str = ""
    beyond: int = 0


class Plot(Struct, frozen=True):
    """The content of a chart.

    Lines are drawn first to last, so the last lies on top. `low` and `high` fix the left scale, which otherwise fits
    the data; values beyond are drawn on the border. `decimals` is the finest label. `offset_at` gives the seconds from
    UTC to the wall clock. Points of a line more than `gap_s` apart are not joined. `marks` are instants of diagnoses,
    `noted` of notes, on the time axis; `label_width` is the least width of the left labels, so that charts above each
    other share their columns.
    """

    window: Window
    offset_at: OffsetAt
    lines: tuple[PlotLine, ...] = ()
    rules: tuple[Rule, ...] = ()
    pending_from_ts: float | None = None
    missing: tuple[Window, ...] = ()
    lost: tuple[Window, ...] = ()
    marks: tuple[float, ...] = ()
    noted: tuple[float, ...] = ()
    unit: str = ""
    decimals: int = 1
    right_unit: str = ""
    right_decimals: int = 1
    ascii: bool = False
    low: float | None = None
    high: float | None = None
    gap_s: float = MINUTE_GAP_S
    label_width: int = 0


class DrawnPlot(Struct, frozen=True):
    """A drawn plot: `rows` of runs, all of one width, and the place of the plot area in them.

    The area spans the columns `left` … `left + columns - 1` and the rows `top` … `top + rows_in_plot - 1`; `low` and
    `high` are the left scale's.
    """

    rows: tuple[Runs, ...]
    window: Window
    left: int
    columns: int
    top: int
    rows_in_plot: int
    low: float
    high: float

    def column_of(self, ts: float) -> int | None:
        """The column of an instant; None outside the window."""
        if not self.window.holds(ts):
            return None
        return self.left + min(floor(TimeScale(self.window, self.columns).column(ts)), self.columns - 1)

    def ts_of(self, column: int) -> float:
        """The instant in the middle of a column; outside the plot area, of the nearest column."""
        inside = min(max(column - self.left, 0), self.columns - 1)
        return TimeScale(self.window, self.columns).ts(inside + 0.5)


def prepare() -> None:
    """Import plotext and set it up, before the first `draw` needs it."""
    plotext()


def draw(plot: Plot, width: int, height: int) -> DrawnPlot:
    """The plot in exactly `height` rows of exactly `width` cells. See DrawnPlot."""
    if width < 1 or height < 1:
        # A hidden or squeezed widget has such a size.
        return DrawnPlot(((),) * height, plot.window, left=0, columns=1, top=0, rows_in_plot=height, low=0.0, high=1.0)
    with_axes = width >= _LEAST_WIDTH_WITH_AXES and height >= _LEAST_HEIGHT_WITH_AXES
    rows = height - 1 if with_axes else height
    # The number of columns depends on the labels, and the labels on the data: so the data is bucketed for the whole
    # width.
    stretches = [bucket(line.points, plot.window, width, plot.gap_s) for line in plot.lines]
    left_scale = _left_scale(plot, stretches, rows)
    right_scale = _right_scale(plot, stretches, rows)
    if right_scale is not None and (right_scale.low, right_scale.high) == (left_scale.low, left_scale.high):
        # A second axis with the same numbers says nothing.
        right_scale = None
    left = max(left_scale.label_width, plot.label_width) + 1 if with_axes else 0
    right = right_scale.label_width + 1 if with_axes and right_scale else 0
    if width - left - right < _LEAST_COLUMNS:
        left, right = min(left, 1), 0
    time = TimeScale(plot.window, width - left - right)

    grid = CellGrid(width, height, blank_role="axis")
    signs = ASCII_SIGNS if plot.ascii else SIGNS
    scales = [right_scale if line.right and right_scale else left_scale for line in plot.lines]
    _draw_curves(grid, plot, stretches, scales, time, left)
    if left:
        # A mark can stand in the last row of the plot: captions keep clear of what is there.
        draw_left_axis(grid, left_scale, left - 1, signs)
        draw_time_axis(grid, time, left, plot.offset_at, plot.missing, plot.lost, plot.marks, signs, plot.noted)
    _draw_rules(grid, plot, left_scale, time, left, signs)
    _draw_names(grid, plot, stretches, left_scale, time, left)
    # The edge of the pending area moves every minute, and a terminal gets whole rows for it. So every other row is
    # hatched, in the role of the blanks beside it: both are one run.
    for row in range(rows - 1, -1, -2):
        grid.put_if_blank(row, left + _pending_column(plot, time), left + time.columns, signs.pending, "axis")
    if right and right_scale:
        draw_right_axis(grid, right_scale, left + time.columns, signs)
    return DrawnPlot(grid.lines(), plot.window, left, time.columns, 0, rows, low=left_scale.low, high=left_scale.high)


def _left_scale(plot: Plot, stretches: Sequence[list[UnbrokenPoints]], rows: int) -> ValueScale:
    lines = [(line, pieces) for line, pieces in zip(plot.lines, stretches, strict=True) if not line.right]
    data = [piece for line, pieces in lines if line.style is LineStyle.SOLID for piece in pieces]
    behind = [piece for line, pieces in lines if line.style is not LineStyle.SOLID for piece in pieces]
    low, high = value_range(data, (rule.value for rule in plot.rules), plot.unit, plot.decimals)
    low, high = _widened(low, high, data, behind, plot)
    if plot.low is None and plot.high is None:
        low, high = evened(low, high, rows, plot.decimals)
    low = low if plot.low is None or not abs(plot.low) <= LARGEST else plot.low
    high = high if plot.high is None or not abs(plot.high) <= LARGEST else plot.high
    if not high - low >= 1 / 10.0**plot.decimals:
        low, high = value_range([[(0, low)]], (), "", plot.decimals)
    scale = ValueScale(low, high, rows, plot.decimals)
    for rule in plot.rules:
        if scale.holds(rule.value):
            scale.label(rule.value, rule.role)
    return scale


def _widened(
    low: float, high: float, data: Sequence[UnbrokenPoints], behind: Sequence[UnbrokenPoints], plot: Plot
) -> tuple[float, float]:
    """The range with the lines behind in it, as far as they are near. Near lines show whether now is as usual; far from
    them, now matters more. This brings no rule into view."""
    span = high - low
    near = [[point for point in piece if low - span <= point[1] <= high + span] for piece in behind]
    if all(low <= value <= high for piece in near for _, value in piece):
        return low, high
    rules = (rule.value for rule in plot.rules if low <= rule.value <= high)
    return value_range([*data, *near], rules, plot.unit, plot.decimals)


def _right_scale(plot: Plot, stretches: Sequence[list[UnbrokenPoints]], rows: int) -> ValueScale | None:
    if not any(line.right for line in plot.lines):
        return None
    data = chain.from_iterable(s for line, s in zip(plot.lines, stretches, strict=True) if line.right)
    low, high = value_range(data, (), plot.right_unit, plot.right_decimals)
    low, high = evened(low, high, rows, plot.right_decimals)
    return ValueScale(low, high, rows, plot.right_decimals)


def _pending_column(plot: Plot, time: TimeScale) -> int:
    if plot.pending_from_ts is None:
        return time.columns
    return floor(max(min(time.columns, time.column(plot.pending_from_ts)), 0))


def _draw_rules(grid: CellGrid, plot: Plot, scale: ValueScale, time: TimeScale, left: int, signs: AxisSigns) -> None:
    """Dashes without a curve; the label as far right as known time reaches, in cells without a curve.

    A label without room in the row of its limit stands in the next row on the abnormal side.
    """
    label_end = left + _pending_column(plot, time) - _AFTER_RULE_LABEL
    for rule in plot.rules:
        if not scale.holds(rule.value):
            continue
        row = scale.row(rule.value)
        text = f" {rule.label} "
        for beside in dict.fromkeys((row, row - rule.beyond) if rule.label else ()):
            place = grid.last_blank(beside, left, label_end, text_width(text)) if 0 <= beside < scale.rows else None
            if place is not None:
                grid.put(beside, place, text, rule.role)
                break
        grid.put_if_blank(row, left, left + time.columns, signs.rule, rule.role)


def _draw_names(
    grid: CellGrid,
    plot: Plot,
    stretches: Sequence[list[UnbrokenPoints]],
    scale: ValueScale,
    time: TimeScale,
    left: int,
) -> None:
    """The names of the lines behind, each in the blank cells nearest to its right end."""
    samples = ASCII_SAMPLES if plot.ascii else SAMPLES
    for line, pieces in zip(plot.lines, stretches, strict=True):
        seen = [point for piece in pieces for point in piece if scale.holds(point[1])]
        if line.style is LineStyle.SOLID or not line.name or not seen:
            continue
        text = f" {samples[line.style]} {line.name} "
        width = text_width(text)
        end = min(left + floor(time.column(seen[-1][0])) + 1, left + time.columns)
        places = [
            (abs(row - scale.row(seen[-1][1])) * _COLUMNS_A_ROW + end - column, row, column)
            for row in range(scale.rows)
            if (column := grid.last_blank(row, left, end, width)) is not None
        ]
        if places:
            _, row, column = min(places)
            grid.put(row, column, text, "dim")


def _draw_curves(
    grid: CellGrid,
    plot: Plot,
    stretches: Sequence[list[UnbrokenPoints]],
    scales: Sequence[ValueScale],
    time: TimeScale,
    left: int,
) -> None:
    if not any(stretches):
        return
    palette = [*dict.fromkeys([*(line.role for line in plot.lines), "beyond"])]
    rule = next((rule for rule in plot.rules if rule.beyond), None)
    markers = cycle(_ASCII_MARKERS)
    canvas = Canvas(time.columns, scales[0].rows)
    for line, pieces, scale in zip(plot.lines, stretches, scales, strict=True):
        marker = "braille" if not plot.ascii else ASCII_MARKERS.get(line.style) or next(markers)
        is_judged = rule is not None and line.style is LineStyle.SOLID and scale is scales[0]
        sides = parted(pieces, rule) if rule is not None and is_judged else (pieces, [])
        for side, role in zip(sides, (line.role, "beyond"), strict=True):
            placed = [[(time.column(ts), scale.share(value)) for ts, value in piece] for piece in side]
            if line.style is not LineStyle.SOLID:
                placed = [mark for piece in placed for mark in dashed(piece, line.style)]
            canvas.add(placed, marker, palette.index(role))
    for row, column, text, color in canvas.pieces():
        grid.put_cells(row, left + column, text, palette[color])


def parted(pieces: Iterable[UnbrokenPoints], rule: Rule) -> tuple[list[UnbrokenPoints], list[UnbrokenPoints]]:
    """The curve within the limit, and beyond it; they meet where it crosses the limit."""
    sides: tuple[list[UnbrokenPoints], list[UnbrokenPoints]] = [], []
    for piece in pieces:
        was_beyond = None
        for ts, value in piece:
            is_beyond = (value - rule.value) * rule.beyond > 0
            if is_beyond != was_beyond:
                begun: UnbrokenPoints = []
                if was_beyond is not None:
                    last_ts, last = sides[was_beyond][-1][-1]
                    crossed_ts = last_ts + (ts - last_ts) * (rule.value - last) / (value - last)
                    sides[was_beyond][-1].append((crossed_ts, rule.value))
                    begun.append((crossed_ts, rule.value))
                sides[is_beyond].append(begun)
                was_beyond = is_beyond
            sides[is_beyond][-1].append((ts, value))
    return sides
