"""The values that walk between the rooms: frozen, typed, with the unit in the name.

Times are epoch seconds of the server's clock: `_ts` (whole seconds where the API says so). Windows are
half-open. A channel of "" means the whole project. Section names are those of the API reference.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct, field

T = TypeVar("T")

MINUTE = 60
HOUR = 3600
DAY = 86400
# Epoch seconds in digits: with as many, the year is 2286.
_TS_DIGITS = 10

# A run is a piece of text and the role that styles it; a line is a tuple of runs. See widgets/roles.py.
Run = tuple[str, str]
Runs = tuple[Run, ...]


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


class Scope(Struct, frozen=True):
    """What the screen answers for; each drill narrows it by one field."""

    window: Window | None = None
    moment_ts: int | None = None
    channel: str | None = None
    call_id: str | None = None
    uid: str | None = None
    sid: str | None = None
    peer_uid: int | None = None


class Series(Struct, frozen=True):
    """One metric over time, as the API sent it: points ascending by time, one per timestamp, off the minute or not."""

    metric: str
    points: tuple[tuple[int, float], ...]
    channel: str = ""


class Coverage(Struct, frozen=True):
    """Which minutes of a window an endpoint has answered for: minute start → when the newest answer came.

    `first_ts` is the first minute of all that it answered for, in the window or before it; None: it never did.
    """

    window: Window
    answered_ts: Mapping[int, float] = field(default_factory=dict)
    first_ts: int | None = None


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
    `newest_ts` are when the first and the last of its rows began, None where it had none.
    """

    window: Window
    answered_ts: float
    rows: int
    is_full: bool
    oldest_ts: int | None
    newest_ts: int | None


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


class Report(Struct, frozen=True):
    """A problem reported to the vendor (报告问题); uids are 1 … 2³²-1."""

    channel: str
    teacher_uid: int
    student_uid: int
    abnormal_uid: int
    ts: int
    type: int
    comments: str = ""


class SetAside(Struct, frozen=True):
    """A part of an answer that could not be understood: where it stood, why it was left out."""

    path: str
    reason: str


class Answer(Struct, Generic[T], frozen=True):
    """What one request brought: the value, what was set aside, and what the ledger notes of the exchange.

    `server_ts` is the `Date` header in epoch seconds, None where the server sent none.
    """

    value: T
    set_aside: tuple[SetAside, ...]
    server_ts: float | None
    status: int
    size_bytes: int
    elapsed_ms: float


class FailureKind(Enum):
    """Why a request brought nothing. The advice for each is in messages/failures.py."""

    BAD_REQUEST = "bad request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    SERVER_ERROR = "server error"
    OVER_LIMIT = "over the limit"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable answer"
    CANCELLED = "cancelled"
    NOT_SENT = "not sent"
    UNANSWERED = "unanswered"


class Failure(Struct, frozen=True):
    """A failure is a value until the screen: what happened, in the server's words where it had any.

    `arrived` False: the request never reached the server, and so cost no quota.
    """

    kind: FailureKind
    detail: str = ""
    status: int | None = None
    code: int | None = None
    server_ts: float | None = None
    arrived: bool = True


class Receipt(Struct, frozen=True):
    """The server's yes to a report, in its own words."""

    code: int
    message: str


class ReportDraft(Struct, frozen=True):
    """A report as it is being written: every field as it was typed, "" where nothing was, so that nothing is lost.

    `time` is epoch seconds, in digits, where what was typed is a time. `type` is 1 to 4 (报告问题).
    """

    channel: str = ""
    teacher_uid: str = ""
    student_uid: str = ""
    abnormal_uid: str = ""
    time: str = ""
    type: int = 4
    comments: str = ""

    @property
    def ts(self) -> int | None:
        """The instant, where what was typed is a time: digits without end are none."""
        digits = self.time.isascii() and self.time.isdecimal() and len(self.time) <= _TS_DIGITS
        return int(self.time) if digits else None


class ReportState(Enum):
    """DRAFT: being written, or sent in vain and never arrived; QUEUED: to be sent; SENDING: on its way; SENT; REFUSED:
    the server said no; UNKNOWN: it left, and no answer told what became of it."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class KeptReport(Struct, frozen=True):
    """A report in the outbox. `report` is what is sent, or was, None while it was never whole; `failure` why it was not
    sent, or refused, or is unknown; `receipt` the server's yes. `changed_ts` is when its state, or what a draft says,
    last changed; `by` whose process wrote it, or sends it, or sent it."""

    report_id: int
    draft: ReportDraft
    report: Report | None
    state: ReportState
    changed_ts: float
    by: str
    failure: Failure | None = None
    receipt: Receipt | None = None

    @property
    def is_on_its_way(self) -> bool:
        return self.state in (ReportState.QUEUED, ReportState.SENDING)

    @property
    def is_locked(self) -> bool:
        """Whether it is what it is: on its way, or sent."""
        return self.is_on_its_way or self.state is ReportState.SENT

    @property
    def is_unsent(self) -> bool:
        """Whether somebody said that it be sent, and it was not, or nobody knows."""
        return self.failure is not None and self.state is not ReportState.SENT


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


class Limits(Struct, frozen=True):
    """How often an endpoint may be asked; None: no such limit. `day` says which day the budget belongs to."""

    per_second: int | None = None
    per_minute: int | None = None
    per_day: int | None = None
    day: str = "both"  # "utc" | "rolling" | "both"


class Spend(Struct, frozen=True):
    """One request as the ledger holds it. `answered_ts` is None while it is on its way (or its process died).

    `rows` is how many rows the answer held; `arrived` False: it never reached the server, and cost nothing; `seen_ts`
    when its process last said that a long answer is still coming.
    """

    claim_id: int
    endpoint: str
    channel: str
    window: Window | None
    claimed_ts: float
    answered_ts: float | None
    by: str
    status: int | None = None
    failure: FailureKind | None = None
    detail: str = ""
    set_aside: int = 0
    size_bytes: int = 0
    elapsed_ms: float = 0.0
    rows: int = 0
    arrived: bool = True
    call_id: str = ""
    part: Part | None = None
    seen_ts: float = 0.0


class Want(Struct, frozen=True):
    """What a screen looks at: one endpoint (of one channel or call, for the endpoints that take one).

    `attended` is False for what is collected only so that no minute is lost. With a `window` it is asked for on
    demand: that window, once, ahead of everything that is collected; in as many requests as it takes where an answer
    has a cap (call lists, call details). What the store knows for good is not asked, unless `again` says so.
    """

    endpoint: str
    channel: str = ""
    attended: bool = True
    window: Window | None = None
    call_id: str = ""
    part: Part | None = None
    again: bool = False

    @property
    def subject(self) -> tuple[object, ...]:
        """What is wanted, whoever looks at it."""
        return self.endpoint, self.channel, self.window, self.call_id, self.part


class Request(Struct, frozen=True):
    """What the plan decided to ask next."""

    endpoint: str
    window: Window
    channel: str = ""
    call_id: str = ""
    part: Part | None = None


class Progress(Struct, frozen=True):
    """How far an answer has come: `total_bytes` is None where the server does not say."""

    bytes: int
    total_bytes: int | None
    bytes_per_s: float


class WantState(Enum):
    """STOPPED: so many requests were made for it that somebody must say whether it is worth more."""

    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class WantStatus(Struct, frozen=True):
    """Where a want stands: `next_ts` is when it will be asked again, `failure` why the last try brought nothing.

    `pace_s` is how far apart its endpoint is asked now, None on demand; `requests` how many were answered for it since
    it was asked for on demand, `progress` how far the answer is that is on its way.
    """

    want: Want
    state: WantState
    next_ts: float | None = None
    failure: Failure | None = None
    pace_s: float | None = None
    requests: int = 0
    progress: Progress | None = None


class MinuteState(Enum):
    """The four honest states of a minute, the one before any of them, and the one that nothing heals any more."""

    KNOWN = "known"
    PENDING = "pending"
    MISSING = "missing"
    NOT_ASKED = "not asked"
    LOST = "lost"


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


Points = Sequence[tuple[float, float]]
