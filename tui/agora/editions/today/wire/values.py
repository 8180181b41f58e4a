"""Values of today's wire beside the reference's: rates, counts, roles, buckets.

Rates are fractions on the wire and percent everywhere else; `percent` is the one place of the conversion.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tui.agora.editions.reference_2020.wire.values import Refused, integer, number, shown, text
from tui.agora.editions.today.endpoints import FREEZES, QUALITY

RATES = frozenset((*FREEZES, *QUALITY))
# A server may round a fraction of 1 upwards.
_MOST = 1 + 1e-6
# No source tells more than 18 digits, and 0.07 in percent is 7.
_DIGITS = 12
_BUCKET = re.compile(r"[\[(]\s*(\d+(?:\.\d+)?)\s*%?\s*,\s*(\d+(?:\.\d+)?)\s*%?\s*[\])]")


def percent(value: object) -> float:
    """A fraction from 0 to 1, in percent."""
    fraction = number(value)
    if not 0 <= fraction <= _MOST:
        raise Refused(f"not a fraction from 0 to 1: {shown(value)}")
    return min(100.0, round(fraction * 100, _DIGITS))


def count(value: object) -> int:
    whole = integer(value)
    if whole < 0:
        raise Refused(f"a negative count: {shown(value)}")
    return whole


def amount(value: object) -> float:
    """A count, or minutes."""
    taken = number(value)
    if taken < 0:
        raise Refused(f"a negative amount: {shown(value)}")
    return taken


def decoder_of(metric: str) -> Callable[[object], float]:
    """In percent for a rate, as sent for any other metric."""
    return percent if metric in RATES else amount


def roles(value: object) -> tuple[str, ...]:
    """A list of texts, or one text with commas; unknown roles as they come."""
    parts = value if isinstance(value, list) else text(value).split(",")
    return tuple(dict.fromkeys(said for part in parts if (said := text(part).strip())))


def bucket(value: object) -> tuple[float, float]:
    """`[3%,5%)` as (3.0, 5.0)."""
    found = _BUCKET.fullmatch(text(value).strip())
    if found is None or float(found[1]) >= float(found[2]):
        raise Refused(f"not a range of percent: {shown(value)}")
    return float(found[1]), float(found[2])
