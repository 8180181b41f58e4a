"""Calls, the stays of users in them with their curves, and who was diagnosed as abnormal."""

from __future__ import annotations

from array import array
from enum import Enum

from msgspec import Struct

from tui.domain.records.time import Window


class Cause(Struct, frozen=True):
    """A root cause of a diagnosis; `host_uid` "" means the user itself; `count` is how often the answer said it."""

    factor_id: int
    host_uid: str = ""
    count: int = 1


class Diagnosis(Struct, frozen=True):
    """One abnormal user and experience (自动诊断)."""

    ts: int
    uid: str
    exp_id: int
    channel: str
    causes: tuple[Cause, ...] = ()


class Call(Struct, frozen=True):
    """One call of a list (通话调查); `destroyed_ts` is None while the call is on."""

    call_id: str
    channel: str
    created_ts: int
    destroyed_ts: int | None
    finished: bool


class CallList(Struct, frozen=True):
    calls: tuple[Call, ...]
    has_more: bool


class Session(Struct, frozen=True):
    """One user's stay in a call (`sid`); a user who rejoins has several. `leave_ts` is None until it leaves."""

    sid: str
    channel: str
    uid: int
    network: str
    platform: str
    speaker: bool
    sdk_version: str
    device_type: str
    join_ts: int
    leave_ts: int | None
    finished: bool


class Curve(Struct, frozen=True):
    """One metric of one session, towards one peer (0: the user itself); `ts` ascending int64, `values` float64."""

    sid: str
    mid: int
    peer_uid: int
    ts: array[int]
    values: array[float]


class CallDetails(Struct, frozen=True):
    call_id: str
    sessions: tuple[Session, ...]
    curves: tuple[Curve, ...]


class Minutes(Struct, frozen=True):
    """One curve by the minute: what a list of sessions needs of it, without its millions of points.

    Item i is the whole minute that begins at `first_ts + 60 i`: how many points fell into it (0: a gap), their sum,
    the least and the greatest of them.
    """

    sid: str
    mid: int
    peer_uid: int
    first_ts: int
    counts: array[int]  # uint32
    sums: array[float]
    lows: array[float]
    highs: array[float]


class Listing(Struct, frozen=True):
    """What one answer told of what began in `window`: calls (call lists), or sessions (call details).

    `is_full`: it may have left some out, those that began before the oldest of its `rows`, or with it. `oldest_ts` and
    `newest_ts` are when the first and the last of its rows began, None where it had none. `unread` is how many rows or
    parts of it were not read, or not wholly.
    """

    window: Window
    answered_ts: float
    rows: int
    is_full: bool
    oldest_ts: int | None
    newest_ts: int | None
    unread: int = 0


class Part(Enum):
    """Which part of a call's details is asked for: its users, or their curves too; Linux (server) users or not."""

    USERS = "users"
    METRICS = "metrics"
    ALL_USERS = "users and servers"
    ALL_METRICS = "metrics and servers"

    @property
    def with_metrics(self) -> bool:
        return self in (Part.METRICS, Part.ALL_METRICS)

    @property
    def with_servers(self) -> bool:
        return self in (Part.ALL_USERS, Part.ALL_METRICS)
