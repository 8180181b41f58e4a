"""Single values of the wire: what each may look like, and why one that does not is refused."""

from __future__ import annotations

import math
import re
import unicodedata

# What would act on a terminal or turn the order of text round, were it printed: C0, DEL, C1, the bidirectional
# controls, the line and paragraph separators; what takes no room or looks like none, so that two names look like one
# (joiners stay: they are in emoji and in many scripts); and lone surrogates, which cannot be printed or stored at all.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,32}(\.[0-9]{0,32})?([eE][+-]?[0-9]{1,3})?")

# Beyond this no documented value lies, and beyond 2⁵³ a float loses units.
HUGE = 1e15
OLDEST_TS = 1_420_070_400  # 2015-01-01, before the service had an API
NEWEST_TS = 4_102_444_800  # 2100-01-01
# In which fraction of a second a time is told is evident: those of seconds, milliseconds, microseconds and nanoseconds
# lie a factor of three hundred apart.
UNITS = (1, 10**3, 10**6, 10**9)
UID_END = 2**32
# As many marks as a letter bears in any script that is written; more of them pile up over the lines above and below.
MOST_MARKS = 4
QUOTE = 200
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


def visible(text: str) -> str:
    """`text` with what does not show made visible: U+001B as ␛, U+202E as \\u{202E}.

    Done once, here, so that no later room can forget it. The limitation: a name that held such a character is kept in
    its visible form, and a later request for a channel of that name asks for the visible form and finds nothing.
    """
    return text if text.isascii() and text.isprintable() else _levelled(_HIDDEN.sub(_shown_character, text))


def _levelled(text: str) -> str:
    """Without the marks that pile up: `…` stands for all beyond the first MOST_MARKS."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
        elif marks == MOST_MARKS + 1:
            kept.append("…")
    return "".join(kept)


def _shown_character(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{{{code:04X}}}"


def quoted(text: str) -> str:
    """The server's words on one line, at most 200 characters."""
    line = visible(" ".join(text[: 8 * QUOTE].split()))
    return line if len(line) <= QUOTE else line[: QUOTE - 1] + "…"


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
