"""Spark: a curve in one line of text, a cell in eight levels."""

from __future__ import annotations

from math import floor

from tui.domain.records import Points, Window
from tui.ui.charts.scale import MINUTE_GAP_S, TimeScale, UnbrokenPoints, bucket

_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = ".:-=+*%#"


def sparkline(
    points: Points,
    window: Window,
    columns: int,
    *,
    ascii: bool = False,  # noqa: A002  (the word of the contract's option)
    low: float | None = None,
    high: float | None = None,
    gap_s: float = MINUTE_GAP_S,
) -> str:
    """Exactly `columns` cells, the window's end at the right; a cell without a value is a space.

    A cell shows its value farthest from the mean, so that neither spikes nor dips vanish. Levels run from `low` to
    `high`, by default the least and the greatest value; a constant curve lies in the middle, or at the bottom if it is
    zero.
    """
    stretches = bucket(points, window, columns, gap_s)
    values = [v for stretch in stretches for _, v in stretch]
    if not values:
        return " " * max(columns, 0)
    low = min(values) if low is None else low
    high = max(values) if high is None else high
    # Divided before the sum: two finite values can have an infinite sum.
    mean = sum(v / len(values) for v in values)
    levels = _ASCII_LEVELS if ascii else _LEVELS
    cells = [" "] * columns
    for stretch in stretches:
        for column, value in _cells(stretch, TimeScale(window, columns), mean):
            cells[column] = levels[_level(value, low, high, len(levels))]
    return "".join(cells)


def _cells(stretch: UnbrokenPoints, scale: TimeScale, mean: float) -> list[tuple[int, float]]:
    """The value of each column from the first to the last of a stretch; a column without a point repeats the last
    value."""
    columns = [min(floor(scale.column(ts)), scale.columns - 1) for ts, _ in stretch]
    cells: dict[int, float] = {}
    value = stretch[0][1]
    for column, (_, other) in zip(columns, stretch, strict=True):
        if column not in cells or abs(other - mean) > abs(value - mean):
            value = other
        cells[column] = value
    for column in range(columns[0], columns[-1]):
        cells.setdefault(column + 1, cells[column])
    return list(cells.items())


def _level(value: float, low: float, high: float, levels: int) -> int:
    # Halves: the difference of two finite values can be infinite. The smallest values underflow to nothing.
    height = high / 2 - low / 2
    if not height > 0:
        return 0 if value == 0 else (levels - 1) // 2
    share = (value / 2 - low / 2) / height
    return min(max(floor(share * levels), 0), levels - 1)
