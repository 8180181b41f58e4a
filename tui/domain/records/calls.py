"""Calls, the stays of users in them with their curves, and who was diagnosed as abnormal."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field

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


class KnownCall(Struct, frozen=True):
    """A call as the store holds it; `answered_ts` is when the newest answer about it came."""

    call_id: str
    channel: str
    created_ts: int
    destroyed_ts: int | None
    finished: bool
    answered_ts: float


class Heard(Struct, frozen=True):
    """When the newest answer about a call came, and about each of its sessions, by `sid`."""

    call_ts: float
    sessions_ts: Mapping[str, float]


class Flags(Struct, frozen=True):
    """What was diagnosed in a call: how many people, and of each experience how many, most first."""

    people: int
    experiences: tuple[tuple[int, int], ...]


class Narrowed(Struct, frozen=True):
    """Which diagnoses are asked for; None: any. `host_uid` "" means that the user itself is a cause.

    With both a factor and a host, one cause must be that factor of that host.
    """

    exp_id: int | None = None
    factor_id: int | None = None
    host_uid: str | None = None
    channel: str | None = None


class Totals(Struct, frozen=True):
    """How many diagnoses, of how many users; and for each experience, channel, root cause and host, how many name it.

    A diagnosis counts once for a cause or host, however often it names it.
    """

    events: int = 0
    people: int = 0
    by_experience: dict[int, int] = field(default_factory=dict)
    by_factor: dict[int, int] = field(default_factory=dict)
    by_host: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)


ANY_DIAGNOSIS = Narrowed()
