"""Rounding: numbers as decimal text, halves rounded away from zero, each on its own side of its limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

# Beyond this a float has no decimals to round.
_MOST = 1e15
# So many decimals more than usual tell a value from its limit; a value that is nearer is rounded away from the limit.
_MORE_DECIMALS = 3
# The digits of a float that survive a sum.
_DIGITS = 14


class Limit(NamedTuple):
    """A limit that a value is judged by; `beyond` is the side of abnormal values: 1 above, -1 below, 0 both."""

    value: float
    beyond: int = 0


def fixed(value: float, decimals: int, form: str = ",", limits: Iterable[Limit] = ()) -> str:
    """`98.85` to one place is `98.9`: halves of the written decimals go away from zero. format() rounds the binary
    value, which may lie slightly below. `form` is the part of the format before the places.

    The text is beyond a limit where the value is, and nowhere else: 94.99 with the lower limit 95 is `94.99`, not
    `95.0`; 95.04 is `95.0`, which is not below it either.
    """
    if not math.isfinite(value) or abs(value) >= _MOST:
        return f"{value:{form}.{decimals}f}"
    exact = Decimal(repr(float(value)))
    near = [limit for limit in limits if abs(value - limit.value) <= 10.0**-decimals]
    rounded = _beside(exact, decimals, near) if near else _rounded(exact, decimals)
    return f"{rounded:{form}.{max(decimals, -_exponent(rounded))}f}"


def _beside(exact: Decimal, decimals: int, limits: Sequence[Limit]) -> Decimal:
    def sides(number: Decimal) -> list[bool | Decimal]:
        compared = ((number.compare(Decimal(repr(float(limit.value)))), limit.beyond) for limit in limits)
        return [side if not beyond else side == beyond for side, beyond in compared]

    most, own = decimals + _MORE_DECIMALS, sides(exact)
    tries = [_rounded(exact, each) for each in range(decimals, most + 1)]
    tries += [_rounded(exact, most, ROUND_FLOOR), _rounded(exact, most, ROUND_CEILING)]
    return next((one for one in tries if sides(one) == own), exact)


def _rounded(exact: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def significant(value: float, digits: int, limits: Iterable[Limit] = ()) -> str:
    """`0.125` to two significant digits is `0.13`, rounded as in `fixed`."""
    if not value or not math.isfinite(value):
        return f"{value:.{digits}g}"
    exact = Decimal(repr(float(value)))
    rounded = _beside(exact, digits - exact.adjusted() - 1, [*limits])
    return f"{float(rounded):.{max(digits, len(rounded.as_tuple().digits))}g}"


def figure(value: float, limits: Iterable[Limit] = ()) -> str:
    """A value without more digits than can be read: `1,240`, `31.4`, `0.05`."""
    limits = tuple(limits)
    if abs(value) < 1 and value:
        return significant(value, 2, limits)
    text = fixed(value, 1 if abs(value) < 100 else 0, limits=limits)
    return text.rstrip("0").removesuffix(".") if "." in text else text


def share(percent: float, limits: Iterable[Limit] = ()) -> str:
    """A percentage as short as it can be, without its sign: `4.2`, `31`."""
    limits = tuple(limits)
    tenths = fixed(percent, 1, "", limits)
    return tenths if float(tenths) < 10 else fixed(percent, 0, "", limits)


def progress(done: float, whole: float) -> str:
    """How much of the whole is done, in percent without the sign: 100 only when all is, 0 only while nothing is."""
    return fixed(100 * done / whole, 0, "", (Limit(0.0), Limit(100.0)))


def size_text(size_bytes: float) -> str:
    """`812 B`, `4.1 kB`, `21.9 MB`."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        text = fixed(size, 0 if unit == "B" else 1, "")
        if float(text) < 1000:
            return f"{text} {unit}"
        size /= 1000
    return f"{fixed(size, 1, '')} GB"


def exact(limit: float) -> str:
    """A limit of the config, or one that is reckoned from it, with all digits that it has: `5`, `2.5`, `94.9999999`.
    A sum of floats has digits behind those, which are the machine's: 99.9 + 0.01 is `99.91`."""
    return f"{Decimal(f'{limit:.{_DIGITS}g}').normalize():f}"


def adding_up(values: Sequence[float], decimals: int = 0) -> list[str]:
    """Summands rounded so that the texts add up to the rounded sum: those that rounding down costs most go up."""
    unit = Decimal(1).scaleb(-decimals)
    whole = [Decimal(repr(float(value))) for value in values]
    down = [value.quantize(unit, ROUND_FLOOR) for value in whole]
    missing = int((sum(whole, Decimal()).quantize(unit, ROUND_HALF_UP) - sum(down, Decimal())) / unit)
    order = sorted(range(len(whole)), key=lambda index: (down[index] - whole[index], index))
    up = set(order[:missing])
    return [f"{value + (unit if index in up else 0):.{decimals}f}" for index, value in enumerate(down)]
