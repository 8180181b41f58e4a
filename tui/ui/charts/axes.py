"""Axes: the frame around the plot area, in Unicode or ASCII signs."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tui.domain.records import Window
from tui.ui.charts.cell_grid import CellGrid, text_width
from tui.ui.charts.scale import TimeScale, time_ticks, value_ticks

if TYPE_CHECKING:
    from tui.analysis.times.moments import OffsetAt

# One width for all labels, so that charts above each other share their columns.
LABEL_WIDTH = 5
# By suffix: the least magnitude written with it, and its unit.
_SUFFIXES = {"T": (1e12, 1e12), "G": (1e9, 1e9), "M": (1e6, 1e6), "k": (1e4, 1e3)}


class AxisSigns(Struct, frozen=True):
    """A chart's characters beside its curves."""

    axis: str
    left_tick: str
    right_tick: str
    left_corner: str
    right_corner: str
    time: str
    missing: str
    lost: str
    rule: str
    pending: str
    mark: str
    note: str


SIGNS = AxisSigns("│", "┤", "├", "└", "┘", "─", "·", "×", "╌", "░", "◆", "◇")
ASCII_SIGNS = AxisSigns("|", "+", "+", "+", "+", "-", ".", "x", "-", "/", "!", "n")


class ValueScale(Struct, frozen=True):
    """A value axis of `rows`: `high` is in the middle of the first row, `low` in the middle of the last.

    `labels` holds (text, role) by row.
    """

    low: float
    high: float
    rows: int
    decimals: int
    labels: dict[int, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for value in value_ticks(self.low, self.high, self.rows, self.decimals):
            self.label(value, "axis")

    def label(self, value: float, role: str) -> None:
        """Label the value's row, if no other label is there and the number as written lies in that row.

        A limit beside the tick 0 would make a curve at 0 read as one at the limit. Only the same number again changes
        the role of a label.
        """
        row, text = self.row(value), value_label(value, self.decimals)
        if self.row(label_value(text)) == row and self.labels.get(row, (text,))[0] == text:
            self.labels[row] = text, role

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def share(self, value: float) -> float:
        """0 at `low`, 1 at `high`, beyond them for values beyond."""
        return (value - self.low) / (self.high - self.low)

    def row(self, value: float) -> int:
        return round((1 - self.share(value)) * (self.rows - 1))

    @property
    def label_width(self) -> int:
        return max((text_width(text) for text, _ in self.labels.values()), default=0)


def value_label(value: float, decimals: int) -> str:
    """A value for an axis: no more decimals than needed, thousands as k, M, G."""
    for suffix, (least, unit) in _SUFFIXES.items():
        if abs(value) >= least:
            scaled = value / unit
            return f"{scaled:.3f}".rstrip("0").rstrip(".") + suffix
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def label_value(label: str) -> float:
    """The number that a value's label says."""
    suffix = label[-1]
    return float(label[:-1]) * _SUFFIXES[suffix][1] if suffix in _SUFFIXES else float(label)


def draw_left_axis(grid: CellGrid, scale: ValueScale, column: int, signs: AxisSigns) -> None:
    """Labels end at the axis; a label without room is left out."""
    for row in range(scale.rows):
        grid.put_cells(row, column, signs.left_tick if row in scale.labels else signs.axis, "axis")
    for row, (text, role) in scale.labels.items():
        if text_width(text) <= column:
            grid.put(row, column - text_width(text), text, role)


def draw_right_axis(grid: CellGrid, scale: ValueScale, column: int, signs: AxisSigns) -> None:
    for row in range(scale.rows):
        grid.put_cells(row, column, signs.right_tick if row in scale.labels else signs.axis, "axis")
    for row, (text, role) in scale.labels.items():
        grid.put(row, column + 1, text, role)
    grid.put_cells(grid.height - 1, column, signs.right_corner, "axis")


def draw_time_axis(
    grid: CellGrid,
    time: TimeScale,
    left: int,
    offset_at: OffsetAt,
    missing: Iterable[Window],
    lost: Iterable[Window],
    marks: Iterable[float],
    signs: AxisSigns,
    noted: Iterable[float] = (),
) -> None:
    """The last row: a line with labels from the corner under the left axis, dotted at missing minutes, crossed at lost
    ones. A mark at the instant of a label's letter stands above it, as letters of a time say nothing else; the sign of
    a note stands above the mark of its instant."""
    row = grid.height - 1
    grid.put_cells(row, left - 1, signs.left_corner + signs.time * time.columns, "axis")
    holes = {
        column: sign
        for windows, sign in ((missing, signs.missing), (lost, signs.lost))
        for hole in windows
        for column in _columns_of(hole, time)
    }
    for column, sign in holes.items():
        grid.put_cells(row, left + column, sign, "missing")
    first_rows: dict[int, int] = {}
    for first, text in time_ticks(time.window, time.columns, offset_at):
        for column, char in enumerate(text, first):
            grid.put_cells(row, left + column, char, "missing" if column in holes else "axis")
            first_rows[column] = row - 1
    for times, sign, role in ((marks, signs.mark, "bad"), (noted, signs.note, "accent")):
        for column in {floor(time.column(ts)) for ts in times if time.window.holds(ts)}:
            free = first_rows.get(column, row)
            grid.put_cells(free, left + column, sign, role)
            first_rows[column] = free - 1


def _columns_of(window: Window, time: TimeScale) -> range:
    """Every column that overlaps the window."""
    return range(max(floor(time.column(window.start_ts)), 0), min(ceil(time.column(window.end_ts)), time.columns))
