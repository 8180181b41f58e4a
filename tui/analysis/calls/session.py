"""The session: the curves of one user session at an instant, at their worst, and in their bad spells."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter, sub
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.standing import RATES, threshold_of
from tui.analysis.calls.windows import windows_of
from tui.domain.edition import Endpoint
from tui.domain.glossary import CURVE_METRICS, MIDS, Mid, level, mid
from tui.domain.records import MINUTE, Call, Curve, Direction, Level, Session, Threshold, Window

# Points lie about two seconds apart; a distance beyond this, or beyond so many usual steps, leaves a hole.
HOLE_S = 10
HOLE_STEPS = 3
# A curve that trembles around its limit has been abnormal since it first crossed it.
RELIEF_S = 30
# The unit of a freeze: it is judged by the share of the last minute that was frozen.
SHARE_OF_MINUTE = "%/min"
GROUP_ORDER = ("audio", "video", "device", "network", "other")


class AbnormalSpan(Struct, frozen=True):
    """A stretch beyond the bad limit, its first and its last point, and the worst between them."""

    first_ts: int
    last_ts: int
    worst_ts: int
    worst: float


class Judged(Struct, frozen=True):
    """One curve with its judgement. `graded` holds the judged values, point by point: the curve's own or, of a freeze
    time, the percentage of the last minute that was frozen.

    `worst` is (ts, value) of the worst of `graded`, None where neither more nor less is worse. No point: no Judged.
    """

    curve: Curve
    gap_s: float
    graded: Sequence[float]
    worst: tuple[int, float] | None
    bad: tuple[AbnormalSpan, ...]

    @property
    def peer_uid(self) -> int:
        return self.curve.peer_uid

    def index_at(self, ts: float) -> int | None:
        """The index of the point that stands for an instant: the nearest one, unless the instant is in a hole."""
        stamps = self.curve.ts
        after = bisect_left(stamps, ts)
        near = min(
            (index for index in (after - 1, after) if 0 <= index < len(stamps)), key=lambda i: abs(stamps[i] - ts)
        )
        return near if abs(stamps[near] - ts) <= self.gap_s / 2 else None

    def spans(self, ts: float) -> bool:
        """Whether an instant lies between its points: where there is none then, that is a hole."""
        return self.curve.ts[0] <= ts <= self.curve.ts[-1]

    def value_at(self, ts: float) -> float | None:
        index = self.index_at(ts)
        return None if index is None else self.graded[index]


class MetricCurves(Struct, frozen=True):
    """The curves of one metric, worst first: one of the user's own (`peer_uid` 0), or one towards each peer.

    `metric` has the unit of `Judged.graded`.
    """

    metric: Mid
    threshold: Threshold | None
    curves: tuple[Judged, ...]

    def level_at(self, judged: Judged, ts: float | None) -> Level:
        """How a curve stands at an instant, None: at its end; NEUTRAL in a hole."""
        index = len(judged.curve.ts) - 1 if ts is None else judged.index_at(ts)
        if index is None:
            return Level.NEUTRAL
        return level(judged.graded[index], self.threshold, self.metric.direction)

    def at(self, ts: float | None) -> tuple[tuple[Judged, float | None, Level], ...]:
        """Each curve's value and level at an instant, None: its last; in the order of the curves."""
        return tuple(
            (one, one.graded[-1] if ts is None else one.value_at(ts), self.level_at(one, ts)) for one in self.curves
        )

    @property
    def worst(self) -> tuple[Judged, int, float] | None:
        """The worst point of all curves: its curve, its instant and its value."""
        found = [(one, *one.worst) for one in self.curves if one.worst is not None]
        pick = min if self.metric.direction is Direction.LESS_IS_WORSE else max
        return pick(found, key=itemgetter(2)) if found else None


class Onset(Struct, frozen=True, order=True):
    """Where an abnormal stretch of a curve begins; `place` is that of its metric in the list."""

    ts: int
    place: int
    peer_uid: int
    value: float
    value_ts: int


def metrics_of(curves: Iterable[Curve], thresholds: Mapping[str, Threshold]) -> Mapping[int, MetricCurves]:
    """The metrics of a session, in the order shown; a curve without points makes none."""
    by_mid: dict[int, list[Curve]] = {}
    for curve in curves:
        if curve.ts:
            by_mid.setdefault(curve.mid, []).append(curve)
    gaps: dict[int, float] = {}
    found = {}
    for mid_id in sorted(by_mid, key=place_of):
        metric, threshold = judged_mid(mid_id), threshold_of(mid_id, thresholds)
        judged = []
        for curve in by_mid[mid_id]:
            # Curves that were measured together share their timestamps.
            gap_s = gaps.get(id(curve.ts))
            if gap_s is None:
                gap_s = gaps[id(curve.ts)] = _gap_s(curve.ts)
            judged.append(judge(curve, metric.direction, threshold, gap_s))
        judged.sort(key=lambda one: _rank(one, metric.direction))
        found[mid_id] = MetricCurves(metric, threshold, tuple(judged))
    return found


def judged_mid(mid_id: int) -> Mid:
    """The metric with the unit of the judged value: of a freeze time the share of a minute."""
    return replace(mid(mid_id), unit=SHARE_OF_MINUTE) if mid_id in RATES else mid(mid_id)


_PLACES = {mid_id: place for place, mid_id in enumerate(CURVE_METRICS)}


def place_of(mid_id: int) -> tuple[int, int, int]:
    """By group, and in a group as the table of metrics; unlisted ids by number."""
    return GROUP_ORDER.index(mid(mid_id).group), _PLACES.get(mid_id, len(_PLACES)), abs(mid_id)


def by_abnormality(metrics: Mapping[int, MetricCurves]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The metrics as their charts stand: those that move, the most times beyond their limit first; those that never do.

    Those of equal abnormality keep the order of the list.
    """
    moving = [mid_id for mid_id, each in metrics.items() if not is_constant(each)]
    moving.sort(key=lambda mid_id: -badness(metrics[mid_id], None))
    return tuple(moving), tuple(mid_id for mid_id in metrics if mid_id not in moving)


def is_constant(each: MetricCurves) -> bool:
    """Whether none of its curves ever moves. A value beyond a limit is worth a look all the same."""
    is_calm = not any(one.bad for one in each.curves)
    return is_calm and all(min(one.graded) == max(one.graded) for one in each.curves)


def not_reported(metrics: Mapping[int, MetricCurves], documented: Iterable[int] = MIDS) -> tuple[Mid, ...]:
    """The documented metrics of which there is no curve."""
    return tuple(mid(each) for each in sorted(documented, key=place_of) if each not in metrics)


def judge(curve: Curve, direction: Direction, threshold: Threshold | None, gap_s: float) -> Judged:
    graded = frozen_percent(curve) if curve.mid in RATES else curve.values
    worst = None
    if direction is not Direction.NEITHER:
        value = min(graded) if direction is Direction.LESS_IS_WORSE else max(graded)
        worst = curve.ts[graded.index(value)], value
    return Judged(curve, gap_s, graded, worst, _bad(curve, graded, threshold, direction, gap_s))


def frozen_percent(curve: Curve) -> array[float]:
    """Of a freeze time: the frozen part of the minute up to each point."""
    percents, first, frozen_ms = array("d"), 0, 0.0
    for ts, value in zip(curve.ts, curve.values, strict=True):
        frozen_ms += value
        while curve.ts[first] <= ts - MINUTE:
            frozen_ms -= curve.values[first]
            first += 1
        percents.append(max(0.0, frozen_ms) / (10 * MINUTE))
    return percents


def _gap_s(ts: Sequence[int]) -> float:
    steps = list(map(sub, islice(ts, 1, None), ts))
    return max(HOLE_S, HOLE_STEPS * median(steps)) if steps else HOLE_S


def _bad(
    curve: Curve, graded: Sequence[float], threshold: Threshold | None, direction: Direction, gap_s: float
) -> tuple[AbnormalSpan, ...]:
    """Every spell beyond the bad limit. A gap shorter than RELIEF_S, or than a hole, does not end one."""
    if threshold is None or direction is Direction.NEITHER:
        return ()
    less, limit = direction is Direction.LESS_IS_WORSE, threshold.bad
    # The same as level() for BAD, for thousands of points at once.
    if less:
        beyond = [index for index, value in enumerate(graded) if value < limit]
    else:
        beyond = [index for index, value in enumerate(graded) if value > limit]
    stretches: list[list[int]] = []
    for index in beyond:
        if stretches and curve.ts[index] - curve.ts[stretches[-1][-1]] <= max(RELIEF_S, gap_s):
            stretches[-1].append(index)
        else:
            stretches.append([index])
    found = []
    for indexes in stretches:
        worst = (min if less else max)(indexes, key=graded.__getitem__)
        found.append(AbnormalSpan(curve.ts[indexes[0]], curve.ts[indexes[-1]], curve.ts[worst], graded[worst]))
    return tuple(found)


def _rank(one: Judged, direction: Direction) -> tuple[float, float, int]:
    """Worst first: by how long it was abnormal, then by its worst value; where nothing is worse, by peer."""
    bad_s = sum(bad.last_ts - bad.first_ts + 1 for bad in one.bad)
    if one.worst is None:
        return 0.0, 0.0, one.peer_uid
    value = one.worst[1]
    return -bad_s, value if direction is Direction.LESS_IS_WORSE else -value, one.peer_uid


def onsets(metrics: Mapping[int, MetricCurves]) -> tuple[Onset, ...]:
    """Where every abnormal stretch of every curve begins, ascending."""
    return tuple(
        sorted(
            Onset(bad.first_ts, place, one.peer_uid, bad.worst, bad.worst_ts)
            for place, each in enumerate(metrics.values())
            for one in each.curves
            for bad in one.bad
        )
    )


def next_onset(found: Sequence[Onset], direction: int, ts: float | None, place: int, window: Window) -> Onset | None:
    """The onset after, or before, an instant at which the metric in `place` is looked at; None: of the whole window.

    Those of several metrics at one instant follow upon each other; those of several peers are one.
    """
    here = (window.start_ts - 1, -1) if ts is None else (ts, place)
    if ts is None and direction < 0:
        here = (window.end_ts, -1)
    keys = [(onset.ts, onset.place) for onset in found]
    index = bisect_right(keys, here) if direction > 0 else bisect_left(keys, here) - 1
    if direction < 0 and 0 <= index < len(found):
        # The first of those that begin there: the peers are in the order of their numbers.
        index = bisect_left(keys, keys[index])
    return found[index] if 0 <= index < len(found) else None


def worst_metric(metrics: Mapping[int, MetricCurves], ts: float | None) -> int | None:
    """The metric to look at first: that which is the most times its bad limit around the instant (None: ever); where
    none is abnormal, the first. None where there is nothing."""
    return max(metrics, key=lambda mid_id: badness(metrics[mid_id], ts), default=None)


def badness(each: MetricCurves, ts: float | None) -> float:
    """How many times its bad limit the metric is around the instant (None: ever); 0 where it is not beyond it."""
    limit, direction = each.threshold, each.metric.direction
    if limit is None or direction is Direction.NEITHER:
        return 0.0
    most = 0.0
    for one in each.curves:
        first, last = 0, len(one.graded)
        if ts is not None:
            first = bisect_left(one.curve.ts, ts - MINUTE)
            last = bisect_right(one.curve.ts, ts + MINUTE)
        graded = one.graded[first:last]
        if graded and one.bad:
            value = min(graded) if direction is Direction.LESS_IS_WORSE else max(graded)
            over, under = (limit.bad, value) if direction is Direction.LESS_IS_WORSE else (value, limit.bad)
            most = max(most, over / under if under > 0 else math.inf)
    return most if most > 1 else 0.0


def whole_of(
    details: Endpoint, session: Session, call: Call, now_ts: float, metrics: Iterable[MetricCurves] = ()
) -> Window:
    """From the join to the leave; of one that is on to where the newest data can be. No point lies outside, and nothing
    of it is still to come."""
    known_ts = max((window.end_ts for window in windows_of(details, call, now_ts)), default=call.created_ts)
    end_ts = known_ts if session.leave_ts is None else min(session.leave_ts, int(now_ts)) + 1
    stamps = [one.curve.ts for each in metrics for one in each.curves]
    start_ts = min([session.join_ts, *(ts[0] for ts in stamps)])
    return Window(start_ts, max([start_ts + 1, end_ts, *(ts[-1] + 1 for ts in stamps)]))
