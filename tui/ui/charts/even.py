"""Even: value axes with ticks at even distances, whole rows apart. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10

# Steps of ticks, times a power of ten.
_ROUND = (1, 2, 2.5, 3, 4, 5, 6, 8)


def evened(low: float, high: float, rows: int, decimals: int = 1) -> tuple[float, float]:
    """The range widened until round values lie whole rows apart on an axis of `rows`: its ticks are at even distances.

    A range that ends at 100 keeps that end where there is room below.
    """
    apart = _rows_apart(rows)
    spans = (rows - 1) / apart
    if spans < 1 or not low < high:
        return low, high
    for step in _round_steps((high - low) / spans, decimals):
        if high == 100 and low > 0 and 0 <= high - step * spans <= low:
            return high - step * spans, high
        base = floor(low / step + 1e-9) * step
        if base + step * spans >= high * (1 - 1e-9):
            return base, base + step * spans
    return low, high


def _rows_apart(rows: int) -> int:
    return ceil(max(1.5, rows / 8))


def _round_steps(at_least: float, decimals: int) -> Iterator[float]:
    """Steps that read well, ascending."""
    power = floor(log10(at_least))
    for each in range(power, power + 3):
        unit = 10.0**each if each >= 0 else 1 / 10.0**-each
        for n in _ROUND:
            step = n * unit
            if step >= at_least * (1 - 1e-9) and abs(step - round(step, decimals)) < step * 1e-9:
                yield step


def even_ticks(low: float, high: float, rows: int, decimals: int) -> tuple[float, ...]:
    """Values a round step and whole rows apart, from the lower end or from the upper one; none where there are none."""
    apart = _rows_apart(rows)
    step = (high - low) * apart / (rows - 1)
    if not any(abs(step - each) < step * 1e-6 for each in _round_steps(step * (1 - 1e-7), decimals)):
        return ()
    count = (rows - 1) // apart + 1
    for end, sign in ((low, 1), (high, -1)):
        if count > 1 and (end == 100 or abs(end / step - round(end / step)) < 1e-6):
            found = (round(end + sign * n * step, decimals) for n in range(count))
            return tuple(sorted(value for value in found if low - step * 1e-6 <= value <= high + step * 1e-6))
    return ()
