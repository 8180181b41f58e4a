"""Stretches of time, and what is known of the minutes in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from msgspec import Struct, field

MINUTE = 60
HOUR = 3600
DAY = 86400

Points = Sequence[tuple[float, float]]


class Window(Struct, frozen=True):
    """A stretch of time, `start_ts` included, `end_ts` not."""

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
        return range(-(-self.start_ts // MINUTE) * MINUTE, self.end_ts - MINUTE + 1, MINUTE)

    def holds(self, ts: float) -> bool:
        return self.start_ts <= ts < self.end_ts


def day_of(ts: float) -> int:
    """The start of the UTC day that holds `ts`."""
    return int(ts // DAY) * DAY


class Coverage(Struct, frozen=True):
    """Which minutes of a window an endpoint has answered for: minute start → when the newest answer came.

    `first_ts` is the first minute of all that it answered for, in the window or before it; None: it never did.
    `unread` are the minutes of which the last answer held something, or may have, that could not be read.
    """

    window: Window
    answered_ts: Mapping[int, float] = field(default_factory=dict)
    first_ts: int | None = None
    unread: frozenset[int] = frozenset()


class Answered(NamedTuple):
    """How a feed was answered: when last, and how many minutes of a window by answers that came late enough."""

    newest_ts: float
    settled: int


class MinuteState(Enum):
    """The four honest states of a minute, the one before any of them, the one of an answer that could not be read, and
    the one that nothing heals any more."""

    KNOWN = "known"
    PENDING = "pending"
    MISSING = "missing"
    NOT_ASKED = "not asked"
    UNREAD = "unread"
    LOST = "lost"
