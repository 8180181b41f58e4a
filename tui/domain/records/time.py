"""Windows of time, and the state of the minutes in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from msgspec import Struct, field

MINUTE = 60
HOUR = 3600
DAY = 86400

Points = Sequence[tuple[float, float]]


class Window(Struct, frozen=True):
    """A window of time, from `start_ts` to before `end_ts`."""

    start_ts: int
    end_ts: int

    def __post_init__(self) -> None:
        if self.end_ts < self.start_ts:
            raise ValueError(f"a window ends before it starts: {self.start_ts}..{self.end_ts}")

    @property
    def seconds(self) -> int:
        return self.end_ts - self.start_ts

    def minutes(self) -> range:
        """The start of each whole minute that lies in the window."""
        return self.slots(MINUTE)

    def slots(self, slot_s: int) -> range:
        """The start of each whole slot of `slot_s` seconds that lies in the window."""
        return range(-(-self.start_ts // slot_s) * slot_s, self.end_ts - slot_s + 1, slot_s)

    def touched(self, slot_s: int) -> range:
        """The start of each slot that the window touches."""
        return range(self.start_ts // slot_s * slot_s, self.end_ts, slot_s)

    def holds(self, ts: float) -> bool:
        return self.start_ts <= ts < self.end_ts


def day_of(ts: float) -> int:
    """The start of the UTC day that holds `ts`."""
    return int(ts // DAY) * DAY


class Coverage(Struct, frozen=True):
    """The slots of a window with an answer of one feed: start of the slot → time of the newest answer.

    A slot is one step of the feed's data, `slot_s` seconds long. `first_ts` is the first slot with any answer, in the
    window or before it; None: there was no answer. `unread` are the slots with something unreadable in the last answer.
    """

    window: Window
    answered_ts: Mapping[int, float] = field(default_factory=dict)
    first_ts: int | None = None
    unread: frozenset[int] = frozenset()
    slot_s: int = MINUTE

    def is_settled(self, slot_ts: int, delay_s: int) -> bool:
        """True where an answer came `delay_s` or more after the end of the slot: it held all there is."""
        return self.answered_ts.get(slot_ts, -math.inf) >= slot_ts + self.slot_s + delay_s


class Answered(NamedTuple):
    """The answers to a feed: arrival of the last one, and the number of minutes in a window answered late enough to be
    final."""

    newest_ts: float
    settled: int


class MinuteState(Enum):
    """State of a minute: KNOWN: it has a value. PENDING: a value may still come. MISSING: an answer after the delay had
    none. NOT_ASKED: no such answer yet. UNREAD: the answer could not be read. LOST: NOT_ASKED, and too old for the API
    now."""

    KNOWN = "known"
    PENDING = "pending"
    MISSING = "missing"
    NOT_ASKED = "not asked"
    UNREAD = "unread"
    LOST = "lost"
