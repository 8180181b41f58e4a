"""Figures of a project: its series, its days of usage, and thresholds."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from tui.domain.records.time import DAY, HOUR, Window

# The API has counted a day by 08:00 UTC of the next one (数据洞察 › API 限制).
COUNTED_S = 8 * HOUR


class SeriesName(NamedTuple):
    """The name of a series in the store. `channel` "" is the whole project. Where an answer tells one metric of one
    product at a step, `product` and `step_s` (seconds) name them; else they are "" and 0."""

    metric: str
    channel: str = ""
    product: str = ""
    step_s: int = 0


class Series(Struct, frozen=True):
    """One metric over time: points ascending by time, one per timestamp, possibly off the whole minute. Rates are in
    percent.

    `of` is the user's id or the dimension's value, "" for all together.
    """

    metric: str
    points: tuple[tuple[int, float], ...]
    channel: str = ""
    of: str = ""


class BreakdownRow(Struct, frozen=True):
    """One value of a dimension: "Android", and the metric there: `percent` of a rate, else `count`.

    `users` are the users behind it, `weight` the API's own weight of the figure (attempts to join, or minutes of
    media). None: not told.
    """

    name: str
    percent: float | None = None
    count: float | None = None
    users: int | None = None
    weight: float | None = None


class Breakdown(Struct, frozen=True):
    """One metric by one dimension, in the answer's order; `window` where the answer tells its own."""

    metric: str
    dimension: str
    rows: tuple[BreakdownRow, ...]
    window: Window | None = None


class FreezeBucket(Struct, frozen=True):
    """The number of users of a call with a freeze rate from `low_percent` to below `high_percent`."""

    low_percent: float
    high_percent: float
    users: int


class KeptFigure(Struct, frozen=True):
    """One answer of figures about `window` of a call, or of the project or one `channel` and a `product`: the points of
    a series, the rows of a breakdown, or freeze buckets, by its endpoint. `unread` counts the rows that were not
    read."""

    endpoint: str
    metric: str
    dimension: str
    window: Window
    answered_ts: float
    points: tuple[tuple[int, float], ...] = ()
    rows: tuple[BreakdownRow, ...] = ()
    buckets: tuple[FreezeBucket, ...] = ()
    channel: str = ""
    product: str = ""
    unread: int = 0


class UsageDay(Struct, frozen=True):
    """Usage of one day (数据洞察); None: the answer lacks the figure."""

    ts: int
    users: int | None
    sessions: int | None
    channels: int | None


class KnownDay(Struct, frozen=True):
    """A UTC day in the store; without any figure: the answer did not hold the day.

    `answered_ts` is the arrival of the newest answer about the day. `changed_ts` is the arrival of the last answer that
    changed a figure already final; None: none did.
    """

    ts: int
    users: int | None
    sessions: int | None
    channels: int | None
    answered_ts: float
    changed_ts: float | None = None


def final_ts(day_ts: int) -> int:
    """The moment from which, by the document, an answer's figures of that day are final."""
    return day_ts + DAY + COUNTED_S


class Level(Enum):
    """Rating of a value by its thresholds."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NEUTRAL = "neutral"


class Threshold(Struct, frozen=True):
    """Beyond `warn` a value deserves a look, beyond `bad` it is abnormal; the metric's direction says which side is
    beyond."""

    warn: float
    bad: float


class XlaTerm(Struct, frozen=True):
    """The agreed limit of one metric in percent, and the minutes beyond it that a month may have. None: not given."""

    limit: float | None = None
    allowance_minutes: int | None = None


class Direction(Enum):
    MORE_IS_WORSE = "more is worse"
    LESS_IS_WORSE = "less is worse"
    NEITHER = "neither"


class StoreSize(Struct, frozen=True):
    """Size of the store, free pages included, WAL excluded; `oldest_ts` is the project's oldest minute, None without
    any."""

    file_bytes: int
    free_bytes: int
    oldest_ts: int | None
