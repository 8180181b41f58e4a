"""Moments: a time as people write it → epoch seconds. Pure: now and the zone are passed in."""

from __future__ import annotations

import re
from calendar import monthrange, timegm
from collections.abc import Callable, Iterable, Iterator
from time import gmtime, strftime

from tui.clock import Zone, change_ts
from tui.domain.records import DAY, HOUR, MINUTE
from tui.domain.text import SaidError
from tui.domain.typed import plain
from tui.messages import moments as words


class MomentError(SaidError):
    """The fault of a time; the text continues the name of the option."""


_AGO = re.compile(r"-(\d{1,9})([smhd])")
_EPOCH = re.compile(r"\d{9,10}")
_WRITTEN = re.compile(
    r"(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})[ T])?(\d{1,2}):(\d{2})(?::(\d{2}))? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)
_UNITS_S = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY}
# The 29th of February may be eight years back.
_YEARS = 9

Day = tuple[int, int, int]
OffsetAt = Callable[[float], int]


def moment(text: str, now_ts: float, zone: Zone) -> int:
    """The time of `text`; without a full date, the last such time until now.

    Raises MomentError for a text that is no time, for a time that its day does not have (the clocks went forward), and
    for a time in the future.
    """
    ts = instant(text, now_ts, zone)
    if ts > now_ts:
        raise MomentError(words.IN_FUTURE, now=zone.full(now_ts, "%F %H:%M"))
    if ts < DAY:
        raise MomentError(words.TOO_LONG_AGO)
    return ts


def instant(text: str, now_ts: float, zone: Zone, *, until_ts: float | None = None) -> int:
    """As `moment`, also in the future: a time with its year may lie there.

    A time without its date, or without a part of it, is the last such time until `until_ts`, now where that is None. Of
    two times with the same reading of the clocks it is the later one that is not after now.
    """
    text = plain(text).strip()
    if text.lower() == "now":
        return int(now_ts)
    if ago := _AGO.fullmatch(text):
        return int(now_ts) - int(ago[1]) * _UNITS_S[ago[2]]
    if _EPOCH.fullmatch(text):
        return int(text)
    if written := _WRITTEN.fullmatch(text):
        return _latest(written, now_ts, now_ts if until_ts is None else until_ts, zone)
    raise MomentError(words.NO_TIME)


def day_start(ts: float, zone: Zone, *, days: int = 0) -> int:
    """The first second of the day of the zone in which `ts` lies, or of the one so many days after it."""
    return _day_start(timegm((*_day_at(ts, zone.offset_s), 0, 0, 0)) + days * DAY, zone.offset_s)


def date_start(text: str, now_ts: float, zone: Zone) -> int:
    """The first second of the last day until now that is written so: `11-20`, `2026-11-20`. Raises MomentError."""
    written = _DATE.fullmatch(plain(text).strip())
    if written is None:
        raise MomentError(words.NO_TIME)
    year, month, day = written.groups()
    days = _days(year, month, day, _day_at(now_ts, zone.offset_s))
    starts = [_day_start(timegm((*each, 0, 0, 0)), zone.offset_s) for each in days]
    if not starts:
        raise MomentError(words.NO_DAY)
    return next((ts for ts in starts if ts <= now_ts), starts[0])


def _latest(written: re.Match[str], now_ts: float, until_ts: float, zone: Zone) -> int:
    year, month, day, hour, minute, second, offset = written.groups()
    offset_at: OffsetAt = zone.offset_s if offset is None else lambda _: _offset_s(offset)
    at_s = int(hour) * HOUR + int(minute) * MINUTE + int(second or 0)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise MomentError(words.NO_TIME_OF_DAY)
    today = _day_at(until_ts, offset_at)
    if month is None and offset is not None:
        # Before the clocks were put back over midnight they showed it on this very day, with that offset.
        ts = timegm((*_day_at(until_ts, zone.offset_s), 0, 0, 0)) + at_s - offset_at(until_ts)
        if ts <= until_ts and zone.offset_s(ts) == offset_at(ts):
            return ts
    if month is None:
        days: Iterable[Day] = (gmtime(timegm((*today, 0, 0, 0)) - back * DAY)[:3] for back in range(3))
    else:
        days = _days(year, month, day, today)
    earliest = None
    for each in days:
        shown_ts = timegm((*each, 0, 0, 0)) + at_s
        found = _instants(shown_ts, offset_at)
        if not found and (skip_ts := _skip(shown_ts, offset_at)) <= until_ts:
            raise _skipped(shown_ts, skip_ts, zone)
        past = [ts for ts in found if ts <= until_ts]
        if past:
            # One that the reader has seen comes before one that is still to come.
            return max((ts for ts in past if ts <= now_ts), default=past[0])
        earliest = earliest or (found[0] if found else None)
    if earliest is None:
        raise MomentError(words.NO_DAY)
    return earliest


def _days(year: str | None, month: str, day: str, today: Day) -> Iterator[Day]:
    """The days that are written so, the latest first."""
    for each in range(today[0], today[0] - _YEARS, -1) if year is None else (int(year),):
        if _exists(each, int(month), int(day)):
            yield each, int(month), int(day)


def _offset_s(offset: str) -> int:
    """`Z`, `UTC`, `+08`, `+0800`, `+08:00` → seconds east of UTC."""
    if offset in ("Z", "UTC"):
        return 0
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * HOUR + int(digits[2:] or 0) * MINUTE
    return -seconds if offset[0] == "-" else seconds


def _day_at(ts: float, offset_at: OffsetAt) -> Day:
    return gmtime(ts + offset_at(ts))[:3]


def _exists(year: int, month: int, day: int) -> bool:
    return year >= 1970 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


# `shown_ts` is the reading of the clocks, taken as UTC.


def _instants(shown_ts: int, offset_at: OffsetAt) -> list[int]:
    """The instants at which the clocks show that, ascending: two where they were put back over it, none where they
    were put forward over it."""
    offsets = {offset_at(shown_ts - DAY), offset_at(shown_ts + DAY)}
    return sorted(shown_ts - each for each in offsets if offset_at(shown_ts - each) == each)


def _skip(shown_ts: int, offset_at: OffsetAt) -> int:
    """When the clocks were put forward over that."""
    found = change_ts(offset_at, shown_ts - DAY, shown_ts + DAY)
    return shown_ts - offset_at(shown_ts) if found is None else found


def _day_start(midnight_ts: int, offset_at: OffsetAt) -> int:
    """The first second of the day that would begin then, as the clocks show it: its midnight may be left out."""
    found = _instants(midnight_ts, offset_at)
    return found[0] if found else _skip(midnight_ts, offset_at)


def _skipped(shown_ts: int, skip_ts: int, zone: Zone) -> MomentError:
    """That the clocks never showed that, and between which times they left it out."""
    at, day = gmtime(shown_ts), gmtime(shown_ts)[:3]
    neighbours = [
        zone.full(ts, "%H:%M" if _day_at(ts, zone.offset_s) == day else "%F %H:%M") for ts in (skip_ts - 1, skip_ts)
    ]
    time = strftime("%H:%M:%S" if at.tm_sec else "%H:%M", at)
    return MomentError(words.SKIPPED, time=time, day=strftime("%F", at), before=neighbours[0], after=neighbours[1])
