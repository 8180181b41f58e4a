"""What a project's store holds, as dicts and lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tui.clock import DateReading
from tui.domain.percentages import Scale
from tui.domain.records import (
    Call,
    Curve,
    Delivery,
    Diagnosis,
    FeedKey,
    KeptAlarm,
    KeptFigure,
    KeptNote,
    KeptReport,
    KeptVerdict,
    KnownDay,
    Listing,
    Part,
    SeriesName,
    Session,
    Silence,
    Spend,
    Stand,
    VendorAlert,
    Window,
)


@dataclass
class Feed:
    """One endpoint of one channel: minute → when it was answered for, or when it was last left open."""

    newest_ts: float = 0.0
    covered: dict[int, float] = field(default_factory=dict)
    unread: dict[int, float] = field(default_factory=dict)


@dataclass
class Claimed:
    """`arrived_by_ts` is 0 where it never arrived; `_s` are by the clock that nobody sets, in the count of `boot`."""

    spend: Spend
    boot: str
    claimed_s: float
    arrived_by_ts: float
    answered_s: float | None = None


@dataclass
class ToldCurve:
    """What one answer told of one curve."""

    call_id: str
    window: Window
    answered_ts: float
    curve: Curve


@dataclass
class Listed:
    endpoint: str
    channel: str
    call_id: str
    part: Part | None
    listing: Listing


@dataclass
class Project:
    topics: dict[str, int] = field(default_factory=dict)
    points: dict[SeriesName, dict[int, float]] = field(default_factory=dict)
    feeds: defaultdict[FeedKey, Feed] = field(default_factory=lambda: defaultdict(Feed))
    diagnoses: dict[tuple[int, str, int, str], tuple[Diagnosis, float]] = field(default_factory=dict)
    alerts: dict[str, VendorAlert] = field(default_factory=dict)
    truncated: dict[int, float] = field(default_factory=dict)
    days: dict[int, KnownDay] = field(default_factory=dict)
    calls: dict[str, tuple[Call, float]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], tuple[Session, float]] = field(default_factory=dict)
    told: list[ToldCurve] = field(default_factory=list)
    listings: list[Listed] = field(default_factory=list)
    told_curves: dict[tuple[str, str, Window], Listing] = field(default_factory=dict)
    scales: set[Scale] = field(default_factory=set)
    figures: dict[tuple[str, str, str, str, str, str, Window], KeptFigure] = field(default_factory=dict)
    verdicts: dict[str, KeptVerdict] = field(default_factory=dict)
    requests: dict[int, Claimed] = field(default_factory=dict)
    turns: dict[FeedKey, tuple[int, int]] = field(default_factory=dict)
    dates: list[DateReading] = field(default_factory=list)
    reports: dict[int, KeptReport] = field(default_factory=dict)
    collectors: dict[str, tuple[float, float, str]] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=dict)  # report → the request that brings it
    reports_made: int = 0
    stands: dict[tuple[str, str], Stand] = field(default_factory=dict)
    alarms: dict[int, KeptAlarm] = field(default_factory=dict)
    alarms_made: int = 0
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    notifiers: dict[str, int] = field(default_factory=dict)
    silences: dict[int, Silence] = field(default_factory=dict)
    notes: dict[str, KeptNote] = field(default_factory=dict)

    def bump(self, topic: str) -> None:
        self.topics[topic] = 1 + max(self.topics.values(), default=0)


class Rows:
    """Base of the methods. `keys` belong to all projects of the store."""

    def __init__(self, project: Project, keys: list[bytes]) -> None:
        self.project = project
        self.keys = keys
