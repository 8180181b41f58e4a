"""Bars: a value as a bar in one line of text, in steps of an eighth of a cell."""

from __future__ import annotations

from math import isfinite

_EIGHTHS = "▏▎▍▌▋▊▉█"
# ASCII has signs for halves only.
_ASCII_EIGHTHS = "---====#"


def bar(value: float, most: float, columns: int, *, ascii: bool = False) -> str:  # noqa: A002
    """A bar in exactly `columns` cells, from the left; `most` and larger values fill them all.

    A positive value shows one eighth at least. Zero, negative values and NaN are blank.
    """
    if columns <= 0 or not isfinite(value) or value <= 0:
        return " " * max(columns, 0)
    share = min(1.0, value / most) if most > 0 else 1.0
    eighths = max(1, round(share * columns * 8))
    signs = _ASCII_EIGHTHS if ascii else _EIGHTHS
    full, rest = divmod(eighths, 8)
    return (signs[-1] * full + (signs[rest - 1] if rest else "")).ljust(columns)
