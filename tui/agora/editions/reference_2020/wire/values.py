"""Single values of the wire: the accepted forms of each, and the reason to refuse any other."""

from __future__ import annotations

import math
import re

from tui.domain.quoting import visible

_NUMBER = re.compile(r"[+-]?[0-9]{1,32}(\.[0-9]{0,32})?([eE][+-]?[0-9]{1,3})?")

# Beyond this no documented value lies, and beyond 2⁵³ a float loses units.
HUGE = 1e15
OLDEST_TS = 1_420_070_400  # 2015-01-01, before the service had an API
NEWEST_TS = 4_102_444_800  # 2100-01-01
# In which fraction of a second a time is told is evident: those of seconds, milliseconds, microseconds and nanoseconds
# lie a factor of three hundred apart.
UNITS = (1, 10**3, 10**6, 10**9)
UID_END = 2**32
_SHOWN = 40
# A byte that is no UTF-8, as the decoder of the envelope leaves it.
_NO_UTF8 = re.compile("[\udc80-\udcff]")


class Refused(ValueError):  # noqa: N818 - said of the value
    """A value that cannot be understood; the text is the reason."""


class Contradiction:
    """In the place of a field that stands twice in an object, with another value each time: neither is believed."""

    def __str__(self) -> str:
        return "said twice, differently"


CONTRADICTION = Contradiction()


def shown(value: object) -> str:
    """A value as a reason quotes it: short, on one line."""
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return f"'{visible(value[:_SHOWN])}{'…' if len(value) > _SHOWN else ''}'"
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case int() if abs(value) > HUGE:
            return "a number beyond 10¹⁵"
        case _:
            return str(value)


def number(value: object) -> float:
    """A finite number below 10¹⁵, or a string that holds one. A boolean is no number."""
    given = _given(value)
    if not -HUGE <= given <= HUGE:  # false for NaN too
        raise Refused(f"no usable number: {shown(given)}")
    return float(given)


def _given(value: object) -> int | float:
    """Any number, infinite ones too, or a string that holds one."""
    if type(value) is str and _NUMBER.fullmatch(value.strip()):
        bare = value.strip()
        return int(bare) if bare.isdecimal() else float(bare)
    if type(value) is not int and type(value) is not float:
        raise Refused(f"not a number: {shown(value)}")
    return value


def integer(value: object) -> int:
    """A whole number, or a string that holds one."""
    whole = number(value)
    if not whole.is_integer():
        raise Refused(f"not a whole number: {shown(value)}")
    return int(whole)


def timestamp(value: object) -> int:
    """Epoch seconds, fractions cut off; on the minute or not. Of milliseconds and finer ones, too."""
    given = _given(value)
    for unit in UNITS:
        if OLDEST_TS * unit <= given < NEWEST_TS * unit:
            return int(given // unit)
    if isinstance(given, float) and not math.isfinite(given):
        raise Refused(f"no usable number: {shown(given)}")
    raise Refused(f"not epoch seconds between 2015 and 2100: {shown(value)}")


def uid(value: object) -> int:
    """An unsigned 32-bit integer; 0 is allowed (as `peer_uid` it means the user itself)."""
    whole = integer(value)
    if not 0 <= whole < UID_END:
        raise Refused(f"not an unsigned 32-bit integer: {shown(value)}")
    return whole


def flag(value: object) -> bool:
    """A boolean, 0 or 1, or a string that holds one of these."""
    said = {"true": True, "false": False, "1": True, "0": False}.get(
        str(value).strip().lower() if type(value) in (bool, int, str) else ""
    )
    if said is None:
        raise Refused(f"neither true nor false: {shown(value)}")
    return said


def text(value: object) -> str:
    """A string, made visible; a whole number is taken for its digits."""
    if type(value) is str:
        if not value.isascii() and _NO_UTF8.search(value):
            raise Refused(f"not UTF-8: {shown(value)}")
        return visible(value)
    if type(value) is int or type(value) is float:
        return str(integer(value))
    raise Refused(f"not a text: {shown(value)}")


def name(value: object) -> str:
    """A text that is not empty."""
    said = text(value)
    if not said:
        raise Refused("empty")
    return said
