"""Rounding: numbers as decimal text, halves rounded away from zero."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

# Beyond this a float has no decimals to round.
_MOST = 1e15


def fixed(value: float, decimals: int, form: str = ",") -> str:
    """`98.85` to one place is `98.9`: halves of the written decimals go away from zero. format() rounds the binary
    value, which may lie slightly below. `form` is the part of the format before the places."""
    if math.isfinite(value) and abs(value) < _MOST:
        exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{exact:{form}.{decimals}f}"
    return f"{value:{form}.{decimals}f}"


def significant(value: float, digits: int) -> str:
    """`0.125` to two significant digits is `0.13`, rounded as in `fixed`."""
    if value and math.isfinite(value):
        exact = Decimal(repr(float(value)))
        value = float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), ROUND_HALF_UP))
    return f"{value:.{digits}g}"
