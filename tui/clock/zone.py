"""Zone: times as text, in local time or UTC."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

_NO_TWO_CHANGES_S = 86400


class Zone:
    """The zone of times on screen: local time by the machine's zone, or UTC."""

    def __init__(self, *, utc: bool) -> None:
        self.utc = utc

    def offset_s(self, ts: float) -> int:
        """Seconds east of UTC at `ts`."""
        return 0 if self.utc else time.localtime(ts).tm_gmtoff

    def text(self, ts: float, form: str = "%H:%M") -> str:
        """`ts` in this zone, by `strftime`."""
        return time.strftime(form, time.gmtime(ts) if self.utc else time.localtime(ts))

    def label(self, ts: float) -> str:
        """The offset as people write it: `UTC`, `+08`, `+0530`."""
        return "UTC" if self.utc else offset_label(self.offset_s(ts))

    def full(self, ts: float, form: str = "%H:%M") -> str:
        """`ts` with its offset: `02:55 +02`."""
        return f"{self.text(ts, form)} {self.label(ts)}"

    def beside(self, ts: float, *others: float, form: str = "%H:%M") -> str:
        """`ts`, with its offset if one of the `others` has a different offset."""
        offset_s = self.offset_s(ts)
        is_plain = all(self.offset_s(other) == offset_s for other in others)
        return self.text(ts, form) if is_plain else self.full(ts, form)

    def over(self, start_ts: float, end_ts: float) -> Times:
        """The format for a list over this range: with offsets if the offset changes within it."""
        if self.change_ts(start_ts, end_ts) is None:
            return Times(self.text, 0)
        return Times(self.full, 1 + max(len(self.label(ts)) for ts in (start_ts, end_ts)))

    def change_ts(self, start_ts: float, end_ts: float) -> int | None:
        """The first second after `start_ts`, at most `end_ts`, with another offset; None: the offset stays the same."""
        return None if self.utc else change_ts(self.offset_s, int(start_ts), int(end_ts))


class Times(NamedTuple):
    """The times of a list: `text` writes one; `wider` is the number of additional cells for the offset."""

    text: Callable[[float, str], str]
    wider: int


def offset_label(offset_s: int) -> str:
    """`+08`, `+0530`, `-0330`."""
    minutes = abs(offset_s) // 60
    sign, (hours, rest) = "+-"[offset_s < 0], divmod(minutes, 60)
    return f"{sign}{hours:02d}{rest:02d}" if rest else f"{sign}{hours:02d}"


def change_ts(offset_at: Callable[[int], int], start_ts: int, end_ts: int) -> int | None:
    """The first second after `start_ts`, at most `end_ts`, with another offset; None: the offset stays the same.

    No two changes of a zone lie within a day of each other.
    """
    offset_s = offset_at(start_ts)
    before_ts = start_ts
    while before_ts < end_ts:
        after_ts = min(before_ts + _NO_TWO_CHANGES_S, end_ts)
        if offset_at(after_ts) != offset_s:
            while after_ts - before_ts > 1:
                middle_ts = (before_ts + after_ts) // 2
                if offset_at(middle_ts) == offset_s:
                    before_ts = middle_ts
                else:
                    after_ts = middle_ts
            return after_ts
        before_ts = after_ts
    return None
