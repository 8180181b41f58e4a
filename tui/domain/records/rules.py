"""Rules: the conditions of alarms, and the terms on which somebody is told."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records.time import MINUTE

_DAY_MINUTES = 1440


class Severity(Enum):
    """How urgent an alarm is, least first."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class RuleKind(Enum):
    """The subject of a rule.

    METRIC: a live metric of the project, or a metric of a big channel, by the slot. DIAGNOSES: diagnoses a minute.
    FEED_DEAD: minutes without news of a live endpoint. QUOTA_DRY: minutes until a day's requests are spent.
    REPORT_UNSENT: reports that were to be sent and are not known to have arrived.
    """

    METRIC = "metric"
    DIAGNOSES = "diagnoses"
    FEED_DEAD = "feed_dead"
    QUOTA_DRY = "quota_dry"
    REPORT_UNSENT = "report_unsent"


class QuietHours(Struct, frozen=True):
    """The hours of each day in which nobody is told: from `first` to before `end`, minutes since midnight, across
    midnight where `end` is the smaller one. `zone` is a name of the IANA database, "" the box's own zone."""

    first: int
    end: int
    zone: str = ""

    def hold(self, ts: float) -> bool:
        """Whether `ts` (epoch seconds) lies in the quiet hours."""
        # Few rules have quiet hours: the others need not pay for these.
        from datetime import UTC, datetime
        from zoneinfo import ZoneInfo

        at = datetime.fromtimestamp(ts, UTC).astimezone(ZoneInfo(self.zone) if self.zone else None)
        minute = at.hour * 60 + at.minute
        return (minute - self.first) % _DAY_MINUTES < (self.end - self.first) % _DAY_MINUTES


class AlarmRule(Struct, frozen=True):
    """One rule: an alarm fires where `for_slots` of the last `of_slots` slots are beyond `limit`.

    `metric` names the metric of METRIC. `cause` is the root cause of DIAGNOSES, None for any. With `channels` each
    channel is judged alone; without, the project (a channel's metric: each watched channel). `is_above`: a value beyond
    the limit is a larger one. An alarm is over where `clear_slots` known slots in a row are at `clear` or better, and
    fewer than `for_slots` of the last `of_slots` beyond the limit. `slot_s` is the step of the judged data in seconds.
    """

    name: str
    kind: RuleKind
    limit: float
    clear: float
    is_above: bool
    metric: str = ""
    cause: int | None = None
    for_slots: int = 1
    of_slots: int = 1
    clear_slots: int = 1
    slot_s: int = MINUTE
    severity: Severity = Severity.WARNING
    channels: tuple[str, ...] = ()
    quiet: QuietHours | None = None

    @property
    def is_of_now(self) -> bool:
        """Whether the present state is judged, a slot a minute, not data with times of their own."""
        return self.kind not in (RuleKind.METRIC, RuleKind.DIAGNOSES)

    def is_beyond(self, value: float) -> bool:
        return value > self.limit if self.is_above else value < self.limit

    def is_clear(self, value: float) -> bool:
        return value <= self.clear if self.is_above else value >= self.clear


class Terms(Struct, frozen=True):
    """The alarms that one notifier tells of: those of `severities`, again each `repeat_s` seconds (0: never), and their
    end where `resolved`."""

    severities: frozenset[Severity] = frozenset(Severity)
    repeat_s: int = 0
    resolved: bool = True
