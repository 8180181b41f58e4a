"""Plot: curves over time with axes, thresholds and what is not known, as lines of runs. Alone uses plotext.

    8┤                        ⣀⣠⠤⠤⣀             the highest label, a curve
    5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ bad > 5 ╌╌░░░          a rule; hatched, every other row: pending
    2┤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠊⠁        ⠒⠒⠒⠒⠒⠒⠒░░░          a hole in the curve: missing,
     └──13:32─────···13:47──────14:02──          and dots for it on the time axis

plotext is imported by the first `draw` (or by `prepare`), which takes tens of milliseconds; importing this module
does not import it. Its figure is global and its kernel not thread-safe: all drawing belongs on one thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, cycle
from math import floor, isfinite
from typing import Any

from msgspec import Struct

from tui.charts.axes import (
    ASCII_SIGNS,
    SIGNS,
    Signs,
    ValueScale,
    draw_left_axis,
    draw_right_axis,
    draw_time_axis,
)
from tui.charts.paper import Paper, text_width
from tui.charts.scale import LARGEST, MINUTE_GAP_S, OffsetAt, Stretch, TimeScale, bucket, value_range
from tui.records import Points, Runs, Window

# Smaller drawings are all curve.
_LEAST_WIDTH_WITH_AXES = 10
_LEAST_HEIGHT_WITH_AXES = 3
_LEAST_COLUMNS = 6
_AFTER_RULE_LABEL = 2
_LOW_CHART_ROWS = 12

_ASCII_MARKERS = "*ox#@%&="
_ASCII_HISTORY = "."
_SGR = re.compile(r"\x1b\[(?:0|38;5;(\d+))m")


class Line(Struct, frozen=True):
    """One curve: points ascending by time. `right` draws it on the scale at the right."""

    points: Points
    role: str = "curve1"
    name: str = ""
    right: bool = False


class Rule(Struct, frozen=True):
    """A threshold: dashed across at `value` of the left scale, `label` near its right end."""

    value: float
    role: str = "threshold"
    label: str = ""


class Plot(Struct, frozen=True):
    """What a chart shows.

    Lines are drawn first to last, so the last lies on top. `low` and `high` fix the left scale, which otherwise
    fits the data; what lies beyond is drawn on the border. `decimals` is how fine a label may be. `offset_at`
    gives the seconds from UTC to the wall clock. Rows of a line more than `gap_s` apart are not joined.
    """

    window: Window
    offset_at: OffsetAt
    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    pending_from_ts: float | None = None
    missing: tuple[Window, ...] = ()
    unit: str = ""
    decimals: int = 1
    right_unit: str = ""
    right_decimals: int = 1
    ascii: bool = False
    low: float | None = None
    high: float | None = None
    gap_s: float = MINUTE_GAP_S


class Drawing(Struct, frozen=True):
    """A drawn plot: `rows` of runs, all of one width, and where in them the plot area lies.

    The area spans the columns `left` … `left + columns - 1` and the rows `top` … `top + rows_in_plot - 1`;
    `low` and `high` are the left scale's.
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
        """The column that shows an instant; None outside the window."""
        if not self.window.holds(ts):
            return None
        return self.left + min(floor(TimeScale(self.window, self.columns).column(ts)), self.columns - 1)

    def ts_of(self, column: int) -> float:
        """The instant in the middle of a column; the nearest in the plot area for columns beside it."""
        inside = min(max(column - self.left, 0), self.columns - 1)
        return TimeScale(self.window, self.columns).ts(inside + 0.5)


def prepare() -> None:
    """Import plotext and set it up, so that the first `draw` does not have to."""
    _plotext()


def draw(plot: Plot, width: int, height: int) -> Drawing:
    """The plot in exactly `height` rows of exactly `width` cells. See Drawing."""
    if width < 1 or height < 1:
        # A widget that is hidden or squeezed has such a size.
        return Drawing(((),) * height, plot.window, left=0, columns=1, top=0, rows_in_plot=height, low=0.0, high=1.0)
    with_axes = width >= _LEAST_WIDTH_WITH_AXES and height >= _LEAST_HEIGHT_WITH_AXES
    rows = height - 1 if with_axes else height
    # How many columns are left depends on the labels, the labels on the data: it is bucketed for the whole width.
    stretches = [bucket(line.points, plot.window, width, plot.gap_s) for line in plot.lines]
    left_scale = _left_scale(plot, stretches, rows)
    right_scale = _right_scale(plot, stretches, rows)
    left = left_scale.label_width + 1 if with_axes else 0
    right = right_scale.label_width + 1 if with_axes and right_scale else 0
    if width - left - right < _LEAST_COLUMNS:
        left, right = min(left, 1), 0
    time = TimeScale(plot.window, width - left - right)

    paper = Paper(width, height, blank_role="axis")
    signs = ASCII_SIGNS if plot.ascii else SIGNS
    scales = [right_scale if line.right and right_scale else left_scale for line in plot.lines]
    _draw_curves(paper, plot, stretches, scales, time, left)
    _draw_rules(paper, plot, left_scale, time, left, signs)
    # The edge of the unknown moves every minute, and a terminal is sent whole rows for it: in a tall chart every other
    # one will do, in the role of the blanks beside it, so that both are one run.
    for row in range(rows - 1, -1, -1 if rows <= _LOW_CHART_ROWS else -2):
        paper.put_if_blank(row, left + _pending_column(plot, time), left + time.columns, signs.pending, "axis")
    if left:
        draw_left_axis(paper, left_scale, left - 1, signs)
        draw_time_axis(paper, time, left, plot.offset_at, plot.missing, signs)
    if right and right_scale:
        draw_right_axis(paper, right_scale, left + time.columns, signs)
    return Drawing(paper.lines(), plot.window, left, time.columns, 0, rows, low=left_scale.low, high=left_scale.high)


def _left_scale(plot: Plot, stretches: Sequence[list[Stretch]], rows: int) -> ValueScale:
    data = chain.from_iterable(s for line, s in zip(plot.lines, stretches, strict=True) if not line.right)
    low, high = value_range(data, (rule.value for rule in plot.rules), plot.unit, plot.decimals)
    low = low if plot.low is None or not abs(plot.low) <= LARGEST else plot.low
    high = high if plot.high is None or not abs(plot.high) <= LARGEST else plot.high
    if not high - low >= 1 / 10.0**plot.decimals:
        low, high = value_range([[(0, low)]], (), "", plot.decimals)
    scale = ValueScale(low, high, rows, plot.decimals)
    for rule in plot.rules:
        if scale.holds(rule.value):
            scale.label(rule.value, rule.role)
    return scale


def _right_scale(plot: Plot, stretches: Sequence[list[Stretch]], rows: int) -> ValueScale | None:
    if not any(line.right for line in plot.lines):
        return None
    data = chain.from_iterable(s for line, s in zip(plot.lines, stretches, strict=True) if line.right)
    low, high = value_range(data, (), plot.right_unit, plot.right_decimals)
    return ValueScale(low, high, rows, plot.right_decimals)


def _pending_column(plot: Plot, time: TimeScale) -> int:
    if plot.pending_from_ts is None:
        return time.columns
    return floor(max(min(time.columns, time.column(plot.pending_from_ts)), 0))


def _draw_rules(paper: Paper, plot: Plot, scale: ValueScale, time: TimeScale, left: int, signs: Signs) -> None:
    """Dashes wherever no curve is; the label as far right as known time goes and no curve crosses it."""
    label_end = left + _pending_column(plot, time) - _AFTER_RULE_LABEL
    for rule in plot.rules:
        if not scale.holds(rule.value):
            continue
        row = scale.row(rule.value)
        text = f" {rule.label} "
        place = paper.last_blank(row, left, label_end, text_width(text)) if rule.label else None
        if place is not None:
            paper.put(row, place, text, rule.role)
        paper.put_if_blank(row, left, left + time.columns, signs.rule, rule.role)


def _draw_curves(
    paper: Paper,
    plot: Plot,
    stretches: Sequence[list[Stretch]],
    scales: Sequence[ValueScale],
    time: TimeScale,
    left: int,
) -> None:
    if not any(stretches):
        return
    palette = list(dict.fromkeys(line.role for line in plot.lines))
    markers = cycle(_ASCII_MARKERS)
    canvas = _Canvas(time.columns, scales[0].rows)
    for line, pieces, scale in zip(plot.lines, stretches, scales, strict=True):
        marker = "braille" if not plot.ascii else _ASCII_HISTORY if line.role == "history" else next(markers)
        pieces = [[(time.column(ts), scale.share(value)) for ts, value in piece] for piece in pieces]
        canvas.add(pieces, marker, palette.index(line.role))
    for row, column, text, color in canvas.pieces():
        paper.put_cells(row, left + column, text, palette[color])


class _Canvas:
    """plotext's global figure as a bare sheet of `columns` × `rows` cells, emptied for every new one.

    Its x runs from 0 to `columns`, its y from 0 in the middle of the last row to 1 in the middle of the first.
    What is not finite or lies far outside makes plotext abort the process: `add` is the only way in.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._last_dot = columns * 2 - 1
        self._plotext = _plotext()
        self._figure = self._plotext.figure
        self._figure.clear.data()
        self._figure.plot_size(columns, rows)
        self._figure.ruler("x").lim(0, columns)

    def add(self, stretches: Iterable[Stretch], marker: str, color: int) -> None:
        """Draw lines through each stretch of (x, y), and none between them; `color` is 0 … 255."""
        xs: list[float] = []
        ys: list[float] = []
        starts: list[int] = []
        for stretch in stretches:
            starts.append(len(xs))
            for x, y in stretch:
                if isfinite(x) and isfinite(y):
                    # The middle of a braille dot: plotext shifts a point by up to 1/500 of a cell, which would
                    # move one on the edge of a column out of it.
                    dot = min(max(floor(x * 2), 0), self._last_dot)
                    xs.append((dot + 0.5) / 2)
                    ys.append(min(max(y, 0.0), 1.0))
        if not xs:
            return
        signal = self._figure.signal(xs, ys, marker=self._plotext.marker(marker, self._plotext.pixel(color)))
        signal.lines(True)
        for start in starts:
            signal.line(start, False)
        # For the cycle of its default colours plotext would look at every point's colour, a third of a chart's cost.
        # Should it stop to call this, nothing breaks.
        signal._get_unique_pixels = tuple
        self._figure.draw(signal)

    def pieces(self) -> Iterator[tuple[int, int, str, int]]:
        """(row, column, text, color) of all that is drawn."""
        for row, line in enumerate(self._figure.build().string().splitlines()):
            column = 0
            # Texts and, between them, the colours that begin there: None where it ends.
            parts = _SGR.split(line)
            for color, text in zip([None, *parts[1::2]], parts[::2], strict=True):
                if color is not None and text:
                    yield row, column, text, int(color)
                column += len(text)


@cache
def _plotext() -> Any:
    import plotext

    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.canvas("default")
    figure.axes(False)
    figure.legend(False)
    figure.ruler("x").ticks([])
    figure.ruler("y").ticks([])
    figure.ruler("x").alignment(lim="edge")
    figure.ruler("y").lim(0, 1)
    return plotext
