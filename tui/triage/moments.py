"""Moments: a time as people write it → epoch seconds. Pure: now and the zone are passed in."""

from __future__ import annotations

import re
from calendar import monthrange, timegm
from collections.abc import Callable, Iterator
from time import gmtime

from tui.clock import Zone
from tui.messages import SaidError
from tui.messages import moments as words
from tui.records import DAY, HOUR, MINUTE


class MomentError(SaidError):
    """What is wrong with a time; it goes on from the name of the option."""


_AGO = re.compile(r"-(\d{1,9})([smhd])")
_EPOCH = re.compile(r"\d{9,10}")
_WRITTEN = re.compile(
    r"(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_UNITS_S = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY}
# The 29th of February may be eight years back.
_YEARS = 9

Day = tuple[int, int, int]
OffsetAt = Callable[[float], int]


def moment(text: str, now_ts: float, zone: Zone) -> int:
    """The time that `text` names; what it leaves out of the date is that of the last such time until now.

    Raises MomentError for what is no time, for one that its day does
    not have (the clocks went forward), and for one in the future.
    """
    ts = instant(text, now_ts, zone)
    if ts > now_ts:
        raise MomentError(words.IN_FUTURE, now=f"{zone.text(now_ts, '%F %H:%M')} {zone.label(now_ts)}")
    if ts < DAY:
        raise MomentError(words.TOO_LONG_AGO)
    return ts


def instant(text: str, now_ts: float, zone: Zone) -> int:
    """As `moment`, wherever it lies: what is written with its year may be in the future."""
    text = text.strip()
    if ago := _AGO.fullmatch(text):
        return int(now_ts) - int(ago[1]) * _UNITS_S[ago[2]]
    if _EPOCH.fullmatch(text):
        return int(text)
    if written := _WRITTEN.fullmatch(text):
        return _latest(written, now_ts, zone)
    raise MomentError(words.NO_TIME)


def _latest(written: re.Match[str], now_ts: float, zone: Zone) -> int:
    year, month, day, hour, minute, second, offset = written.groups()
    offset_at: OffsetAt = zone.offset_s if offset is None else lambda _: _offset_s(offset)
    at_s = int(hour) * HOUR + int(minute) * MINUTE + int(second or 0)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise MomentError(words.NO_TIME_OF_DAY)
    today = _day_at(now_ts, offset_at)
    if month is None:
        days: Iterator[Day] = (_day_at(now_ts - back * DAY, offset_at) for back in range(3))
    else:
        years = range(today[0], today[0] - _YEARS, -1) if year is None else (int(year),)
        days = ((each, int(month), int(day)) for each in years if _exists(each, int(month), int(day)))
    found = [ts for each in days if (ts := _instant(each, at_s, offset_at)) is not None]
    if not found:
        raise MomentError(words.NO_DAY)
    return next((ts for ts in found if ts <= now_ts), found[0])


def _offset_s(offset: str) -> int:
    """`Z`, `UTC`, `+08`, `+0800`, `+08:00` → seconds east of UTC."""
    if offset in ("Z", "UTC"):
        return 0
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * HOUR + int(digits[2:] or 0) * MINUTE
    return -seconds if offset[0] == "-" else seconds


def _day_at(ts: float, offset_at: OffsetAt) -> Day:
    at = gmtime(ts + offset_at(ts))
    return at.tm_year, at.tm_mon, at.tm_mday


def _exists(year: int, month: int, day: int) -> bool:
    return year >= 1970 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _instant(day: Day, at_s: int, offset_at: OffsetAt) -> int | None:
    """The first instant at which the clocks of the zone show that; None where they skip it."""
    shown_ts = timegm((*day, 0, 0, 0)) + at_s
    offsets = {offset_at(shown_ts - DAY), offset_at(shown_ts + DAY)}
    return min((shown_ts - each for each in offsets if offset_at(shown_ts - each) == each), default=None)
