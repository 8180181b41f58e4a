"""The questions of the Alarms screen to the store: the alarms with their tellings, and the alerts of the vendor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import (
    DAY,
    MINUTE,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    KeptAlarm,
    Silence,
    VendorAlert,
    Window,
)
from tui.monitor.dry_run import DryRun, dry_run
from tui.monitor.evidence import UNJUDGED_S, JudgedProject, channels_of
from tui.monitor.telling import CLAIM_S
from tui.store.api import Snapshot, Store
from tui.ui.texts.alarms import urgency

# Nobody reads more on a screen.
MOST = 500
# The alerts of so long are listed.
ALERTS_S = 30 * DAY
# The stored past that rules are tried on.
PAST_S = 7 * DAY


class AlarmsQuery(Struct, frozen=True):
    """`window`: only alarms and alerts of that time; None: all alarms, and the alerts of the last weeks. At most `most`
    past alarms, and as many alerts."""

    now_ts: float
    window: Window | None = None
    channel: str = ""
    watched: tuple[str, ...] = ()
    most: int = MOST


class JudgedRules(Struct, frozen=True):
    """The moments at which rules were last judged: (rule, channel) → epoch seconds, read at `now_ts`. `watched` are the
    channels that are watched."""

    now_ts: float
    last: Mapping[tuple[str, str], float] = {}
    watched: Sequence[str] = ()

    def rule_ts(self, rule: AlarmRule) -> float | None:
        """Of the channel that is longest without a judgement; None: at least one has none."""
        found = [self.last.get((rule.name, channel)) for channel in channels_of(rule, self.watched)]
        return None if None in found else min((ts for ts in found if ts is not None), default=None)

    def left_ts(self, alarm: KeptAlarm) -> float | None:
        """The last judgement of an open alarm that no process judges any more; None: one does, or it is over."""
        ts = self.last.get((alarm.rule, alarm.channel))
        return ts if ts is not None and alarm.is_open and self.is_old(ts) else None

    def is_old(self, ts: float) -> bool:
        return self.now_ts - ts > UNJUDGED_S


class AlarmsData(Struct, frozen=True):
    """One reading. `alarms`: the firing ones, the most urgent first, then the pending ones, then the past ones with the
    newest first. `told`: alarm → its deliveries, the first one first. `unread` alarms are of a newer scry. `is_cut`:
    the store has older alarms or alerts of that time."""

    now_ts: float
    alarms: tuple[KeptAlarm, ...] = ()
    told: Mapping[int, Sequence[Delivery]] = {}
    alerts: tuple[VendorAlert, ...] = ()
    silences: tuple[Silence, ...] = ()
    unread: int = 0
    last: Mapping[tuple[str, str], float] = {}
    watched: Sequence[str] = ()
    window: Window | None = None
    channel: str = ""
    is_cut: bool = False
    most: int = MOST

    @property
    def judged(self) -> JudgedRules:
        return JudgedRules(self.now_ts, self.last, self.watched)

    @property
    def firing(self) -> tuple[KeptAlarm, ...]:
        return tuple(alarm for alarm in self.alarms if alarm.is_firing)

    @property
    def entries(self) -> tuple[KeptAlarm | VendorAlert, ...]:
        """The rows: the open alarms, then the past alarms among the alerts, newest first."""
        still = [alarm for alarm in self.alarms if alarm.is_open]
        past: list[KeptAlarm | VendorAlert] = [alarm for alarm in self.alarms if not alarm.is_open]
        past += self.alerts
        past.sort(key=lambda one: (-began_ts(one), key_of(one)))
        return (*still, *past)

    def entry(self, key: str | None) -> KeptAlarm | VendorAlert | None:
        return next((one for one in self.entries if key_of(one) == key), None)

    def silenced_ts(self, alarm: KeptAlarm) -> float | None:
        """The end of the last silence in force over an open alarm; None without one."""
        its = [one.end_ts for one in self.silences if one.covers(alarm.rule, alarm.channel, self.now_ts)]
        return max(its, default=None) if alarm.is_open else None

    def untold(self, alarm_id: int, state: DeliveryState) -> int:
        """The number of its deliveries in that state."""
        return sum(one.state is state for one in self.told.get(alarm_id, ()))


def began_ts(one: KeptAlarm | VendorAlert) -> float:
    return one.ts if isinstance(one, VendorAlert) else float(one.since_ts)


def key_of(one: KeptAlarm | VendorAlert) -> str:
    return f"alert {one.key}" if isinstance(one, VendorAlert) else f"alarm {one.alarm_id}"


def read_alarms(snapshot: Snapshot, query: AlarmsQuery) -> AlarmsData:
    """Runs off the event loop."""
    now_ts, window, most = query.now_ts, query.window, query.most
    found = snapshot.alarms(most, window)
    kept = [one for one in found if query.channel in ("", one.channel)]
    told: defaultdict[int, list[Delivery]] = defaultdict(list)
    for delivery in snapshot.deliveries([alarm.alarm_id for alarm in kept]):
        told[delivery.alarm_id].append(_as_known(delivery, now_ts))
    alerts = snapshot.alerts(window or Window(int(now_ts - ALERTS_S), int(now_ts) + DAY), most)
    return AlarmsData(
        now_ts=now_ts,
        alarms=tuple(sorted(kept, key=_place)),
        told=dict(told),
        alerts=tuple(one for one in alerts if query.channel in ("", one.channel)),
        silences=tuple(one for one in snapshot.silences(now_ts) if one.start_ts <= now_ts),
        unread=snapshot.unread_alarms(),
        last={key: stand.checked_ts for key, stand in snapshot.stands().items()},
        watched=query.watched,
        window=window,
        channel=query.channel,
        is_cut=most in (len(found), len(alerts)),
        most=most,
    )


def _as_known(one: Delivery, now_ts: float) -> Delivery:
    """A claim without an outcome for too long is lost, also where no process gives it up."""
    is_lost = one.state is DeliveryState.CLAIMED and now_ts - one.claimed_ts > CLAIM_S
    return replace(one, state=DeliveryState.LOST) if is_lost else one


def _place(alarm: KeptAlarm) -> tuple[int, tuple[bool, int, float]]:
    if alarm.is_firing:
        return 0, urgency(alarm)
    newest = False, 0, -float(alarm.since_ts)
    return (1 if alarm.state is AlarmState.PENDING else 2), newest


async def read_past(store: Store, project: JudgedProject, now_ts: float) -> Mapping[str, DryRun | None]:
    """Rule → its dry run over the last week; each rule in a reading of its own, so that the store is free for others
    in between."""
    window = past_window(now_ts)
    return {rule.name: await store.read(dry_run, project, rule, window, now_ts) for rule in project.rules}


def past_window(now_ts: float) -> Window:
    """The last week, by whole minutes."""
    end_ts = int(now_ts) // MINUTE * MINUTE
    return Window(end_ts - PAST_S, end_ts)
