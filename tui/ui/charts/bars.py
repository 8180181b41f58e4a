"""Bars: a value as a bar in one line of text, an eighth of a cell exact."""

from __future__ import annotations

from math import isfinite

_EIGHTHS = "▏▎▍▌▋▊▉█"
# What there is in ASCII tells a half, no more.
_ASCII_EIGHTHS = "---====#"


def bar(value: float, most: float, columns: int, *, ascii: bool = False) -> str:  # noqa: A002
    """Exactly `columns` cells from the left; `most` fills them all, and so does what is more.

    What is more than nothing is seen: one eighth at least. Nothing, what is less, and what is no number are blank.
    """
    if columns <= 0 or not isfinite(value) or value <= 0:
        return " " * max(columns, 0)
    share = min(1.0, value / most) if most > 0 else 1.0
    eighths = max(1, round(share * columns * 8))
    signs = _ASCII_EIGHTHS if ascii else _EIGHTHS
    full, rest = divmod(eighths, 8)
    return (signs[-1] * full + (signs[rest - 1] if rest else "")).ljust(columns)
