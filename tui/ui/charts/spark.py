"""Spark: a curve in one line of text, a cell in eight levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import floor

from tui.domain.records import Points, Run, Runs, Window
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
    cells = spark_cells(points, window, columns, gap_s=gap_s)
    return "".join(char for char, _ in _drawn(cells, columns, ascii, low, high))


def spark_runs(
    points: Points,
    window: Window,
    columns: int,
    is_bad: Callable[[float], bool],
    *,
    ascii: bool = False,  # noqa: A002
    low: float | None = None,
    high: float | None = None,
    gap_s: float = MINUTE_GAP_S,
) -> Runs:
    """As `sparkline`, the cells with an abnormal value in the role "beyond". Such a cell shows that value."""
    cells = spark_cells(points, window, columns, is_bad, gap_s=gap_s)
    runs: list[Run] = []
    for char, value in _drawn(cells, columns, ascii, low, high):
        role = "beyond" if value is not None and is_bad(value) else "axis"
        if runs and runs[-1][1] == role:
            runs[-1] = runs[-1][0] + char, role
        else:
            runs.append((char, role))
    return tuple(runs)


def spark_cells(
    points: Points,
    window: Window,
    columns: int,
    is_bad: Callable[[float], bool] = lambda _: False,
    *,
    gap_s: float = MINUTE_GAP_S,
) -> dict[int, float]:
    """The value of each cell that has one."""
    stretches = bucket(points, window, columns, gap_s)
    values = [v for stretch in stretches for _, v in stretch]
    # Divided before the sum: two finite values can have an infinite sum.
    mean = sum(v / len(values) for v in values)
    cells: dict[int, float] = {}
    for stretch in stretches:
        cells.update(_cells(stretch, TimeScale(window, columns), mean, is_bad))
    return cells


def _drawn(
    cells: Mapping[int, float],
    columns: int,
    ascii_only: bool,
    low: float | None,
    high: float | None,
) -> Iterator[tuple[str, float | None]]:
    levels = _ASCII_LEVELS if ascii_only else _LEVELS
    low = min(cells.values(), default=0.0) if low is None else low
    high = max(cells.values(), default=0.0) if high is None else high
    for column in range(max(columns, 0)):
        value = cells.get(column)
        yield (" " if value is None else levels[_level(value, low, high, len(levels))]), value


def _cells(
    stretch: UnbrokenPoints, scale: TimeScale, mean: float, is_bad: Callable[[float], bool]
) -> list[tuple[int, float]]:
    """The value of each column from the first to the last of a stretch; a column without a point repeats the last
    value."""
    columns = [min(floor(scale.column(ts)), scale.columns - 1) for ts, _ in stretch]
    cells: dict[int, float] = {}
    value = stretch[0][1]
    for column, (_, other) in zip(columns, stretch, strict=True):
        if column not in cells or (is_bad(other), abs(other - mean)) > (is_bad(value), abs(value - mean)):
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
