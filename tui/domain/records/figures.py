"""Figures of the project: its series and days of usage, and how a value stands against its thresholds."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records.time import DAY, HOUR

# A day is counted by 08:00 UTC of the next one (数据洞察 › API 限制).
COUNTED_S = 8 * HOUR


class Series(Struct, frozen=True):
    """One metric over time, as the API sent it: points ascending by time, one per timestamp, off the minute or not."""

    metric: str
    points: tuple[tuple[int, float], ...]
    channel: str = ""


class UsageDay(Struct, frozen=True):
    """Usage of one day (数据洞察); None where the answer did not hold the figure."""

    ts: int
    users: int | None
    sessions: int | None
    channels: int | None


class KnownDay(Struct, frozen=True):
    """A UTC day as the store holds it; no figure at all: it was asked for, and the answer did not hold it.

    `answered_ts` is when the newest answer about it came; `changed_ts` when one last differed from what an answer
    before had held for final, None while none did.
    """

    ts: int
    users: int | None
    sessions: int | None
    channels: int | None
    answered_ts: float
    changed_ts: float | None = None


def final_ts(day_ts: int) -> int:
    """From when on an answer's figures of that day are final, as far as the document promises."""
    return day_ts + DAY + COUNTED_S


class Level(Enum):
    """How a value stands against its thresholds."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NEUTRAL = "neutral"


class Threshold(Struct, frozen=True):
    """Beyond `warn` it deserves a look, beyond `bad` it is abnormal; which way is the metric's direction."""

    warn: float
    bad: float


class Direction(Enum):
    MORE_IS_WORSE = "more is worse"
    LESS_IS_WORSE = "less is worse"
    NEITHER = "neither"


class StoreSize(Struct, frozen=True):
    """The store with its free room, without its log; `oldest_ts` is the project's oldest minute, None: it has none."""

    file_bytes: int
    free_bytes: int
    oldest_ts: int | None
