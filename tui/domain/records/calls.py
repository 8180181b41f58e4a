"""Calls, their sessions and curves, and the diagnoses of abnormal users."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field

from tui.domain.records.time import Window


class Cause(Struct, frozen=True):
    """A root cause of a diagnosis; `host_uid` "" means the user itself; `count`: how often the answer named it."""

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
    """One call of a list (通话调查); `destroyed_ts` is None while the call is on.

    `peak_users` is the most users at one time, `all_users` the number of users in all. None: the edition, or the
    answer, does not tell.
    """

    call_id: str
    channel: str
    created_ts: int
    destroyed_ts: int | None
    finished: bool
    peak_users: int | None = None
    all_users: int | None = None
    audio_freeze_percent: float | None = None
    video_freeze_percent: float | None = None


class CallList(Struct, frozen=True):
    """`total` is the number of calls that the answer claims to have found, None where it claims none."""

    calls: tuple[Call, ...]
    has_more: bool
    total: int | None = None


class Session(Struct, frozen=True):
    """One user's stay in a call (`sid`); a rejoin starts another one. `leave_ts` is None until the user leaves.

    `account` is the user's own name, `roles` as the answer spells them. None, "" and (): the edition, or the answer,
    does not tell.
    """

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
    account: str = ""
    roles: tuple[str, ...] = ()
    audio_freeze_percent: float | None = None
    video_freeze_percent: float | None = None


class SessionPage(Struct, frozen=True):
    """One page of a call's sessions; `total` as of a list of calls. On the last page `lacking` counts the sessions that
    the pages before it told of and did not hold, as far as it is known."""

    sessions: tuple[Session, ...]
    has_more: bool
    total: int | None = None
    lacking: int = 0


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


class MinuteCurve(Struct, frozen=True):
    """One curve by the minute, for a list of sessions, which cannot read millions of points.

    Item i is the whole minute from `first_ts + 60 i`: the count of its points (0: a gap), their sum, minimum, maximum.
    """

    sid: str
    mid: int
    peer_uid: int
    first_ts: int
    counts: array[int]  # uint32
    sums: array[float]
    lows: array[float]
    highs: array[float]


class KeptVerdict(Struct, frozen=True):
    """The verdict on a call as it was packed, and a digest of everything that it was judged by."""

    call_id: str
    evidence: str
    judged: bytes


class Listing(Struct, frozen=True):
    """One answer about the calls (call lists) or sessions (call details) that began in `window`.

    `is_full`: the answer may omit rows that began before its oldest one, or at the same time. `oldest_ts` and
    `newest_ts` are the starts of its first and last row, None without rows. `unread` counts rows and parts skipped or
    read in part.
    """

    window: Window
    answered_ts: float
    rows: int
    is_full: bool
    oldest_ts: int | None
    newest_ts: int | None
    unread: int = 0


class Part(Enum):
    """The requested part of a call's details: users alone or with curves; with Linux (server) users or without."""

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
    """A call in the store; `answered_ts` is the arrival of the newest answer about it, the others are those of Call."""

    call_id: str
    channel: str
    created_ts: int
    destroyed_ts: int | None
    finished: bool
    answered_ts: float
    peak_users: int | None = None
    all_users: int | None = None
    audio_freeze_percent: float | None = None
    video_freeze_percent: float | None = None


class AnswerTimes(Struct, frozen=True):
    """The arrival of the newest answer about a call, and about each of its sessions by `sid`."""

    call_ts: float
    sessions_ts: Mapping[str, float]


class DiagnosisCounts(Struct, frozen=True):
    """The diagnoses of a call: the number of users, and the number for each experience, most first."""

    people: int
    experiences: tuple[tuple[int, int], ...]


class DiagnosisFilter(Struct, frozen=True):
    """Filter of diagnoses; None: any. `host_uid` "" means that the user itself is a cause.

    With both a factor and a host, one cause must be that factor of that host.
    """

    exp_id: int | None = None
    factor_id: int | None = None
    host_uid: str | None = None
    channel: str | None = None


class Totals(Struct, frozen=True):
    """Totals of diagnoses and of users; the number of diagnoses for each experience, channel, root cause and host.

    A diagnosis counts once for a cause or host, however often it names it.
    """

    events: int = 0
    people: int = 0
    by_experience: dict[int, int] = field(default_factory=dict)
    by_factor: dict[int, int] = field(default_factory=dict)
    by_host: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)


ANY_DIAGNOSIS = DiagnosisFilter()
