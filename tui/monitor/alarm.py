"""Alarm: the bad metrics, the dead feeds, and the number of new alarms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.project.live import bad_now, bad_stretches
from tui.domain.edition import Edition
from tui.domain.glossary import Metric
from tui.domain.records import MINUTE, AlarmState, KeptAlarm, RuleKind, Threshold

# A late feed without a failure may just begin, or the box has just woken: the next answer is under way.
GRACE_S = MINUTE


class Newest(Struct, frozen=True):
    """The newest point of a metric; `since_ts`: the start (epoch seconds) of its bad stretch, None if it is not bad."""

    metric: Metric
    ts: int
    value: float
    since_ts: int | None


class FeedSign(Struct, frozen=True):
    """One endpoint of the alarm: its newest minute is late when older than `stale_s`; `has_failed`: the last request
    failed."""

    stale_s: float
    has_failed: bool = False


class BadMetric(Struct, frozen=True):
    """A bad metric; `is_late`: its newest point, of `newest_ts` (epoch seconds), is bad, and no newer one came in
    time."""

    metric: Metric
    value: float
    since_ts: int
    is_late: bool
    newest_ts: int


class Alarm(Struct, frozen=True):
    """`dead`: endpoint → the time (epoch seconds) since which it has brought nothing. `newly_bad` are the names of
    the metrics that ring; `is_newly_dead`: the feed does.

    `watched` are the endpoints of the alarm.

    For the next alarm: `rung` are the names of the metrics that need no second ring; `late_since` is the time
    (`elapsed` seconds) at which each endpoint was first seen late.
    """

    now_ts: float = 0.0
    bad: tuple[BadMetric, ...] = ()
    dead: Mapping[str, float] = {}
    newly_bad: frozenset[str] = frozenset()
    is_newly_dead: bool = False
    rung: frozenset[str] = frozenset()
    late_since: Mapping[str, float] = {}
    watched: frozenset[str] = frozenset()

    @property
    def rings(self) -> int:
        """The number of new alarms."""
        return len(self.newly_bad) + self.is_newly_dead

    @property
    def is_blind(self) -> bool:
        """Whether no endpoint of the alarm brings anything."""
        return bool(self.watched) and self.dead.keys() >= self.watched


def alarmed(edition: Edition) -> tuple[Metric, ...]:
    """The metrics of the alarm: those of Live with a threshold."""
    return tuple(metric for metric in edition.live_metrics.values() if metric.threshold is not None)


def alarming(edition: Edition) -> frozenset[str]:
    """The endpoints of the alarm."""
    return frozenset(metric.endpoint for metric in alarmed(edition))


def newest_of(
    metric: Metric, threshold: Threshold | None, points: Sequence[tuple[int, float]], slot_s: int = MINUTE
) -> Newest | None:
    """`points` ascend by time, `slot_s` seconds apart. A bad stretch shorter than a minute is none. None without
    points."""
    if not points:
        return None
    since = bad_now(points, bad_stretches(points, threshold, metric))
    if since is not None and since.last_ts - since.first_ts + slot_s < MINUTE:
        since = None
    return Newest(metric, *points[-1], None if since is None else since.first_ts)


def alarm(
    newest: Sequence[Newest],
    signs: Mapping[str, FeedSign],
    before: Alarm,
    *,
    now_ts: float,
    elapsed_s: float,
    began_ts: float,
) -> Alarm:
    """Each metric rings once for as long as it is bad, the feed once for as long as any of its endpoints is dead.

    `signs` by endpoint; `began_ts` (epoch seconds) is the start of the monitor. The age of an endpoint without any data
    counts from there.
    """
    newest_ts = {name: max((one.ts for one in newest if one.metric.endpoint == name), default=None) for name in signs}
    late_since: dict[str, float] = {}
    dead: dict[str, float] = {}
    for name, sign in signs.items():
        last_ts = newest_ts[name]
        since_ts = began_ts if last_ts is None else float(last_ts)
        if now_ts - since_ts <= sign.stale_s:
            continue
        late_since[name] = before.late_since.get(name, elapsed_s)
        # An endpoint that answers without ever having data is not dead.
        waited = last_ts is not None and elapsed_s - late_since[name] >= GRACE_S
        if sign.has_failed or waited:
            dead[name] = since_ts
    fresh = [one for one in newest if now_ts - one.ts <= signs[one.metric.endpoint].stale_s]
    names = {one.metric.name for one in fresh if one.since_ts is not None}
    bad = tuple(
        BadMetric(one.metric, one.value, one.since_ts, is_late, one.ts)
        for one in newest
        if one.since_ts is not None
        # Bad points from before the monitor's start are told only once it is known that no newer ones come.
        and (not (is_late := one not in fresh) or one.metric.name in before.rung or one.metric.endpoint in dead)
    )
    return Alarm(
        now_ts,
        bad,
        dead,
        newly_bad=frozenset(names - before.rung),
        is_newly_dead=bool(dead and not before.dead),
        # A late metric counts as bad as before: a second ring would mean a new bad stretch.
        rung=before.rung - {one.metric.name for one in fresh} | names,
        late_since=late_since,
        watched=frozenset(signs),
    )


def unseen(alarm: Alarm, firing: Iterable[KeptAlarm]) -> Alarm:
    """Without the bad metrics and the dead feed that somebody has acknowledged: nobody need be called to these. One of
    several rules about the same that is not acknowledged keeps it."""
    states: dict[str, set[AlarmState]] = {}
    for one in firing:
        if not one.channel and one.kind in (RuleKind.METRIC, RuleKind.FEED_DEAD):
            states.setdefault(one.metric, set()).add(one.state)
    # The feed has no metric.
    seen = {metric for metric, found in states.items() if found == {AlarmState.ACKNOWLEDGED}}
    is_feed_seen = "" in seen
    return replace(
        alarm,
        bad=tuple(one for one in alarm.bad if one.metric.name not in seen),
        dead={} if is_feed_seen else alarm.dead,
        newly_bad=alarm.newly_bad - seen,
        is_newly_dead=alarm.is_newly_dead and not is_feed_seen,
    )
