"""Alarms: their lives, the tellings of them, silences, and the stand of each rule between two judgements."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records.rules import RuleKind, Severity
from tui.domain.records.time import MINUTE, Window

# The longest pause between two tries to tell.
MOST_PAUSE_S = 15.0 * MINUTE


class AlarmState(Enum):
    """PENDING: beyond the limit, not yet for long enough; FIRING; ACKNOWLEDGED: firing, and seen by somebody; OVER."""

    PENDING = "pending"
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    OVER = "over"


class KeptAlarm(Struct, frozen=True):
    """One alarm of one rule, in one channel or ("") the whole project; `alarm_id` 0: not stored yet.

    `since_ts` is the first slot beyond the limit, `value` the value of the newest judged slot, `newest_ts`, and `worst`
    the worst value, at `worst_ts`: times of the data. `pending_ts`, `fired_ts`, `acknowledged_ts` and `over_ts` are the
    moments of the changes of state; `fired_slot_ts` is the slot by which it fired. `beyond_until_ts` is the end of the
    last slot beyond the limit so far.
    `is_at_least` and `worst_is_at_least`: the value, or the worst one, is the least that it can be.
    `since_or_earlier`: no slot shortly before `since_ts` is known, so it may have begun earlier.
    `is_dropped`: over because no process judges its rule any more, so its end is not known.
    """

    alarm_id: int
    rule: str
    channel: str
    kind: RuleKind
    metric: str
    severity: Severity
    state: AlarmState
    since_ts: int
    newest_ts: int
    value: float
    worst_ts: int
    worst: float
    limit: float
    is_above: bool
    pending_ts: float
    fired_ts: float | None = None
    acknowledged_ts: float | None = None
    acknowledged_by: str = ""
    over_ts: float | None = None
    beyond_until_ts: int | None = None
    is_dropped: bool = False
    fired_slot_ts: int = 0
    cause: int | None = None
    is_at_least: bool = False
    worst_is_at_least: bool = False
    since_or_earlier: bool = False

    @property
    def end_ts(self) -> int | None:
        """The end; None while the alarm is open, and where the end is not known."""
        return None if self.is_open or self.is_dropped else self.beyond_until_ts

    @property
    def is_open(self) -> bool:
        return self.state is not AlarmState.OVER

    def was_on(self, window: Window) -> bool:
        """Whether it lasted at any time of the window; one without a known end until it was closed."""
        end_ts = self.over_ts if self.end_ts is None else self.end_ts
        return self.since_ts < window.end_ts and (self.is_open or end_ts is None or end_ts >= window.start_ts)

    @property
    def is_firing(self) -> bool:
        """Whether it fired and is not over, acknowledged or not."""
        return self.state in (AlarmState.FIRING, AlarmState.ACKNOWLEDGED)


class SlotLevel(Enum):
    """A judged slot: BAD is beyond the limit, BAD_AT_LEAST so with a value that is the least that it can be; LINGERING
    is within the limit and not yet clear of it."""

    BAD = "bad"
    BAD_AT_LEAST = "bad_at_least"
    LINGERING = "lingering"
    CLEAR = "clear"

    @property
    def is_bad(self) -> bool:
        return self in (SlotLevel.BAD, SlotLevel.BAD_AT_LEAST)


class Stand(Struct, frozen=True):
    """The stand of one rule in one channel: the slots judged so far.

    `version` counts the changes of it in the store; 0: not stored yet. `recent` holds the judged slots that still
    count, ascending; those before `floor_ts` count no more. `checked_ts` is the moment of the last judgement.
    """

    rule: str
    channel: str = ""
    version: int = 0
    floor_ts: int = 0
    recent: tuple[tuple[int, SlotLevel, float], ...] = ()
    checked_ts: float = 0.0


class Judgement(Struct, frozen=True):
    """One judgement to store: the stand after it, with the `version` that it was judged from, and the changed alarms of
    the rule and channel in order; `alarm_id` 0 is a new one. An alarm that is OVER and never fired is deleted."""

    stand: Stand
    alarms: tuple[KeptAlarm, ...] = ()


class AlarmEvent(Enum):
    """The step of an alarm that somebody is told."""

    FIRING = "firing"
    REMINDER = "reminder"
    OVER = "over"


class DeliveryState(Enum):
    """CLAIMED: a process is about to tell; SENT; FAILED: tried again at `next_ts`, if ever; LOST: the process ended
    between claim and answer, so that it may have been told or not, and nobody tries again."""

    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    LOST = "lost"


class Delivery(Struct, frozen=True):
    """One telling of one alarm's event by one notifier, in one process or ("by") another.

    `notifier` is the notifier's key. `turn` counts the reminders, from 1; 0 for other events. `settled_ts` is the
    moment of the outcome, `next_ts` of the next try; `detail` is the notifier's answer, without a secret.
    """

    delivery_id: int
    alarm_id: int
    notifier: str
    event: AlarmEvent
    turn: int
    state: DeliveryState
    claimed_ts: float
    by: str
    attempts: int = 1
    settled_ts: float | None = None
    next_ts: float | None = None
    detail: str = ""

    def is_due(self, now_ts: float) -> bool:
        """Whether its next try is due. A try further off than any pause is due, too: the clock was set back."""
        return self.next_ts is not None and not now_ts < self.next_ts <= now_ts + MOST_PAUSE_S


class Silence(Struct, frozen=True):
    """Nobody is told of the alarms of `rule` ("": every rule) in `channel` ("": everywhere) in these hours."""

    silence_id: int
    rule: str
    channel: str
    start_ts: float
    end_ts: float
    by: str
    comment: str = ""

    def covers(self, rule: str, channel: str, ts: float) -> bool:
        """Whether nobody is told at `ts` of an alarm of that rule in that channel."""
        is_its = self.rule in ("", rule) and self.channel in ("", channel)
        return is_its and self.start_ts <= ts < self.end_ts
