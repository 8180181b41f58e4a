"""Rounding: a number as text, its last place rounded as people round the decimals that they are shown."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

# Beyond this a float has no decimals to round.
_MOST = 1e15


def fixed(value: float, decimals: int, form: str = ",") -> str:
    """`98.85` to one place is `98.9`: halves go away from zero, of the decimals the number is written with. The number
    itself may lie a trifle below them, and format() goes by that. `form`: what stands before the places in a format.
    """
    if math.isfinite(value) and abs(value) < _MOST:
        exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{exact:{form}.{decimals}f}"
    return f"{value:{form}.{decimals}f}"


def significant(value: float, digits: int) -> str:
    """`0.125` to two digits is `0.13`: as `fixed`, by how many digits are told."""
    if value and math.isfinite(value):
        exact = Decimal(repr(float(value)))
        value = float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), ROUND_HALF_UP))
    return f"{value:.{digits}g}"
