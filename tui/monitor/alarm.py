"""Alarm: the metrics that are bad, the feeds that bring nothing any more, and how often that rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.analysis.live import bad_now, bad_stretches
from tui.domain.glossary import LIVE_METRICS, Metric
from tui.domain.records import MINUTE, Threshold

# A feed that is late, and has not failed, may just begin, or the box has just woken: the next answer is on its way.
GRACE_S = MINUTE


class Newest(Struct, frozen=True):
    """The newest point of a metric, and since when (epoch seconds) it is bad there; None where it is not."""

    metric: Metric
    ts: int
    value: float
    since_ts: int | None


class FeedSign(Struct, frozen=True):
    """One endpoint of the alarm: older than `stale_s` its newest minute is late; `has_failed`: the last request did."""

    stale_s: float
    has_failed: bool = False


class Bad(Struct, frozen=True):
    """A metric that is bad; `is_late`: it was at its newest point, and nothing newer came in time."""

    metric: Metric
    value: float
    since_ts: int
    is_late: bool


class Alarm(Struct, frozen=True):
    """`dead`: endpoint → since when (epoch seconds) it has brought nothing. `rings`: how many alarms are new.

    What the next judgement goes by: `rung` are the names of the metrics that need no other ring, `late_since` says when
    (`elapsed` seconds) each endpoint was first seen late.
    """

    now_ts: float = 0.0
    bad: tuple[Bad, ...] = ()
    dead: Mapping[str, float] = {}
    rings: int = 0
    rung: frozenset[str] = frozenset()
    late_since: Mapping[str, float] = {}

    @property
    def is_blind(self) -> bool:
        """Whether no endpoint of the alarm brings anything."""
        return self.dead.keys() >= ALARMING


ALARMED = tuple(metric for metric in LIVE_METRICS.values() if metric.threshold is not None)
ALARMING = frozenset(metric.endpoint for metric in ALARMED)


def newest_of(metric: Metric, threshold: Threshold | None, points: Sequence[tuple[int, float]]) -> Newest | None:
    """`points` ascend by time; None where there is none."""
    if not points:
        return None
    since = bad_now(points, bad_stretches(points, threshold, metric))
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

    `signs` by endpoint; `began_ts` is when (epoch seconds) the monitor began, which an endpoint that never brought
    anything counts from.
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
        # An endpoint that answers, and never had anything to tell, is not dead.
        waited = last_ts is not None and elapsed_s - late_since[name] >= GRACE_S
        if sign.has_failed or waited:
            dead[name] = since_ts
    fresh = [one for one in newest if now_ts - one.ts <= signs[one.metric.endpoint].stale_s]
    names = {one.metric.name for one in fresh if one.since_ts is not None}
    bad = tuple(
        Bad(one.metric, one.value, one.since_ts, is_late)
        for one in newest
        if one.since_ts is not None
        # Bad points that were there before the monitor began are told only once it is known that no newer ones come.
        and (not (is_late := one not in fresh) or one.metric.name in before.rung or one.metric.endpoint in dead)
    )
    return Alarm(
        now_ts,
        bad,
        dead,
        rings=len(names - before.rung) + bool(dead and not before.dead),
        # A metric that is only late is as bad as it was: another ring would tell of another stretch.
        rung=before.rung - {one.metric.name for one in fresh} | names,
        late_since=late_since,
    )
