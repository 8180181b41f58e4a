"""Ranges: a stretch of time as people write it → Window. Pure: now and the zone are passed in.

last 30 m · 30m · 最近 30 分钟      up to now           14:00..15:00 · 23:00..01:00     the last such until now
today · 今天 · yesterday · 昨天     days of the zone    -2h..-1h · 14:00..              up to now where no end stands
11-20 · 2026-11-20                  that day            11-20 14:00..11-21 02:00        each side as moments.py
14:00..14:00                        that minute         14:00:07..14:00:07              that second
"""

from __future__ import annotations

import re

from tui.analysis.times.moments import MomentError, date_start, day_start, instant
from tui.clock import Zone
from tui.domain.records import DAY, HOUR, MINUTE, Window
from tui.domain.text import Phrase, SaidError
from tui.domain.typed import plain
from tui.messages import calls as words
from tui.messages import moments as moment_words

_LAST = re.compile(
    r"(?:(last|past|最近|过去) ?)?(\d{0,9}) ?(s|sec|seconds?|秒|m|min|minutes?|分|分钟|h|hours?|时|小时|d|days?|天)",
    re.ASCII,
)
# As a Chinese input method makes it of two dots, and as people write it.
_BETWEEN = re.compile(r"\.{2,}|。{2,}|[~–—至到]")
_DAYS = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}
_DATE = re.compile(r"(?:\d{4}-)?\d{1,2}-\d{1,2}", re.ASCII)
_NO_DATE = re.compile(r"\d{1,2}:\d{2}.*", re.ASCII)
_SECONDS = re.compile(r"\d{1,2}:\d{2}:\d{2}|^\d{9,10}$", re.ASCII)
_NO_MONTHS = re.compile(r"-.*|\d{9,10}", re.ASCII)
_NOW = ("", "now", "现在")
_UNITS_S = {"s": 1, "秒": 1, "m": MINUTE, "分": MINUTE, "h": HOUR, "时": HOUR, "小": HOUR, "d": DAY, "天": DAY}
# An end without a date that lies so far behind its start, and after midnight, was not meant.
_NIGHT_S = 12 * HOUR
# An end with a date but no year is the last such until so long after its start.
_YEAR_S = 300 * DAY


class RangeError(SaidError):
    """The fault of a range, and the allowed forms."""

    def __init__(self, phrase: Phrase, **values: object) -> None:
        super().__init__(phrase, **values, allowed=words.ALLOWED)


def window_of(text: str, now_ts: float, zone: Zone) -> Window:
    """The period of `text`. A period with its end in the future ends now. Raises RangeError."""
    now_ts = int(now_ts)
    text = " ".join(plain(text).split())
    start_ts, end_ts = _sides(text, now_ts, zone)
    if start_ts < DAY:
        raise RangeError(words.TOO_LONG_AGO)
    if start_ts > now_ts:
        raise RangeError(words.IN_FUTURE, now=zone.full(now_ts, "%F %H:%M"))
    if end_ts < start_ts:
        raise RangeError(words.ENDS_FIRST)
    end_ts = min(end_ts, now_ts)
    if end_ts == start_ts:
        raise RangeError(words.NOTHING_YET)
    return Window(start_ts, end_ts)


def written(window: Window, zone: Zone) -> str:
    """The range as `window_of` reads it back, at any time after."""
    return f"{_written(window.start_ts, zone)}..{_written(window.end_ts, zone)}"


def _written(ts: int, zone: Zone) -> str:
    # An hour that the clocks show twice is told apart by its offset.
    minutes = zone.offset_s(ts) // MINUTE
    sign, (hours, rest) = "+-"[minutes < 0], divmod(abs(minutes), 60)
    return f"{zone.text(ts, '%FT%T')}{sign}{hours:02d}:{rest:02d}"


def _sides(text: str, now_ts: int, zone: Zone) -> tuple[int, int]:
    if between := _BETWEEN.search(text):
        return _between(text[: between.start()].strip(), text[between.end() :].strip(), now_ts, zone)
    if last := _LAST.fullmatch(text.lower()):
        count = int(last[2]) if last[2] else 1
        if not last[1] and not last[2]:
            raise RangeError(words.NO_RANGE, text=text)
        return now_ts - count * _UNITS_S[last[3][0]], now_ts
    if text.lower() in _DAYS:
        today_ts = day_start(now_ts, zone)
        return (day_start(now_ts, zone, days=-1), today_ts) if _DAYS[text.lower()] else (today_ts, now_ts)
    if _DATE.fullmatch(text):
        try:
            start_ts = date_start(text, now_ts, zone)
        except MomentError:
            raise RangeError(words.NO_TIME, text=text) from None
        return start_ts, day_start(start_ts, zone, days=1)
    raise RangeError(words.NO_RANGE, text=text or "…")


def _between(start: str, end: str, now_ts: int, zone: Zone) -> tuple[int, int]:
    def at(text: str, until_ts: int) -> int:
        return _moment(text, now_ts, until_ts, zone)

    if end.lower() in _NOW:
        return at(start, now_ts), now_ts
    if start == end and not start.startswith("-"):
        start_ts = at(start, now_ts)
        return start_ts, start_ts + (1 if _SECONDS.search(start) else MINUTE)
    if _NO_DATE.fullmatch(end):
        latest_ts = at(start, now_ts)
        # Of an hour that the clocks show twice, `02:45..02:15` begins in the first one.
        twin_ts = at(start, latest_ts - 1)
        is_twice = zone.text(twin_ts, "%F %T") == zone.text(latest_ts, "%F %T")
        for start_ts in (latest_ts, twin_ts) if is_twice else (latest_ts,):
            # The first such after the start.
            end_ts = at(end, start_ts + DAY - 1)
            is_next_day = zone.text(start_ts, "%F") != zone.text(end_ts, "%F")
            if end_ts > start_ts and not (is_next_day and end_ts - start_ts > _NIGHT_S):
                return start_ts, end_ts
        raise RangeError(words.ENDS_FIRST)
    if _NO_DATE.fullmatch(start) or _NO_MONTHS.fullmatch(end):
        end_ts = at(end, now_ts)
        return at(start, end_ts if _NO_DATE.fullmatch(start) else now_ts), end_ts
    start_ts = at(start, now_ts)
    return start_ts, at(end, start_ts + _YEAR_S)


def _moment(text: str, now_ts: int, until_ts: int, zone: Zone) -> int:
    """That moment, the last such until then where it leaves out its date."""
    try:
        return instant(text, now_ts, zone, until_ts=until_ts)
    except MomentError as error:
        if error.said.phrase is moment_words.SKIPPED:
            raise RangeError(words.SKIPPED, **error.said.values) from None
        raise RangeError(words.NO_TIME, text=text or "…") from None
