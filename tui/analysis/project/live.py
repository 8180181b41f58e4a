"""Live: the line of a metric on the Live screen, from its minutes: now, change, level, start of the bad spell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import itemgetter

from msgspec import Struct

from tui.analysis.feeds.minutes import GAP_SLOTS, MinuteStates, broken, minute_states, windows_of
from tui.domain.edition import Endpoint
from tui.domain.glossary import Metric, level
from tui.domain.records import HOUR, MINUTE, Coverage, Direction, Level, MinuteState, Threshold, Window

DELTA_S = 10 * MINUTE
# How far before the window a bad stretch is followed back.
LOOK_BACK_S = 6 * HOUR
# A bad stretch goes on over this many minutes that are not bad: a metric that trembles around its threshold has been
# bad since the first crossing, not since the last.
RELIEF_MINUTES = 2


class BadMinutes(Struct, frozen=True):
    """Minutes in a row at which a metric was bad, first and last; `or_earlier`: nothing older is known."""

    first_ts: int
    last_ts: int
    or_earlier: bool = False


class MetricView(Struct, frozen=True):
    """One metric as the Live screen shows it.

    `now` is the newest known point, be it older than the window. `line` is the points as they are drawn: broken where
    minutes are not known. `delta` is in percent of the older value for counts, in points else. `since` is the bad
    stretch that reaches to now, `was_bad` else the last one of the window; `stretches` are all, be they older than the
    window.
    """

    metric: Metric
    threshold: Threshold | None
    points: tuple[tuple[int, float], ...]
    now: tuple[int, float] | None
    states: MinuteStates
    line: tuple[tuple[float, float], ...]
    level: Level
    delta: float | None
    since: BadMinutes | None
    was_bad: BadMinutes | None
    stretches: tuple[BadMinutes, ...]
    # The slots with the value of one product alone, where the view joins several: slot → product.
    alone: Mapping[int, str] = {}
    # The product that the points are of; "" for all products together.
    product: str = ""

    @property
    def answered(self) -> bool:
        """Whether any answer has told of any minute, be it that there is nothing."""
        return any(state in (MinuteState.KNOWN, MinuteState.MISSING) for _, state in self.states.stretches)

    @property
    def missing(self) -> tuple[Window, ...]:
        return windows_of(self.states, MinuteState.MISSING)

    @property
    def lost(self) -> tuple[Window, ...]:
        return windows_of(self.states, MinuteState.LOST)

    @property
    def pending(self) -> tuple[Window, ...]:
        return windows_of(self.states, MinuteState.PENDING)

    def pending_from(self, now_ts: float) -> float:
        """The start of the unknown part at the right edge: the newest minutes, and the time to come."""
        pending = self.pending
        return pending[-1].start_ts if pending and pending[-1].end_ts > now_ts else now_ts

    def level_of(self, value: float) -> Level:
        return level(value, self.threshold, self.metric.direction)

    def bad_minutes(self) -> tuple[int, ...]:
        """The minutes of the window at which the metric is abnormal, ascending."""
        bad = bad_points(self.points, self.threshold, self.metric)
        return tuple(dict.fromkeys(self.points[index][0] // MINUTE * MINUTE for index in bad))

    def bad_window(self, minute_ts: int) -> Window | None:
        """The whole minutes of the bad stretch that holds that minute; None in a minute of no bad stretch."""
        for stretch in self.stretches:
            start_ts, last_ts = (ts // MINUTE * MINUTE for ts in (stretch.first_ts, stretch.last_ts))
            if start_ts <= minute_ts <= last_ts or (stretch == self.since and minute_ts >= start_ts):
                return Window(start_ts, max(last_ts, minute_ts) + MINUTE)
        return None

    def extremes(self) -> tuple[tuple[int, float], tuple[int, float]]:
        """The lowest and the highest point of the window, the first of equal ones. ValueError where it has none."""
        value = itemgetter(1)
        return min(self.points, key=value), max(self.points, key=value)

    def at(self, minute_ts: int) -> tuple[MinuteState, float | None]:
        """State and value of a minute: those of its last slot, or the bridging row before it."""
        state = self.states.get(minute_ts + MINUTE - self.states.slot_s, MinuteState.NOT_ASKED)
        if state is not MinuteState.KNOWN:
            return state, None
        point = newest_before(self.points, minute_ts + MINUTE)
        return state, None if point is None else point[1]


def look_back(window: Window) -> Window:
    """The window to read for the start of a metric's bad spell at the end of `window`."""
    return Window(min(window.start_ts, window.end_ts - LOOK_BACK_S), window.end_ts)


def live_metric(
    endpoint: Endpoint,
    metric: Metric,
    threshold: Threshold | None,
    points: tuple[tuple[int, float], ...],
    coverage: Coverage,
    window: Window,
    now_ts: float,
    alone: Mapping[int, str] | None = None,
    product: str = "",
) -> MetricView:
    """All that the Live screen says of `metric` over `window`. `points` ascend by time and may begin before it."""
    first, last = (bisect_left(points, (ts,)) for ts in (window.start_ts, window.end_ts))
    in_window = points[first:last]
    states = minute_states(in_window, coverage, window, endpoint.longest_delay_s, now_ts, endpoint.reach_s)
    stretches = bad_stretches(points, threshold, metric)
    newest, since = stretches[-1] if stretches else None, bad_now(points, stretches)
    return MetricView(
        metric=metric,
        threshold=threshold,
        points=in_window,
        now=points[-1] if points else None,
        states=states,
        line=broken(in_window, states),
        level=level(points[-1][1], threshold, metric.direction) if points else Level.NEUTRAL,
        delta=change(points, relative=metric.unit != "%", slot_s=endpoint.slot_s),
        since=since,
        was_bad=newest if newest is not None and since is None and newest.last_ts >= window.start_ts else None,
        stretches=stretches,
        alone=alone or {},
        product=product,
    )


def change(points: Sequence[tuple[int, float]], *, relative: bool, slot_s: int = MINUTE) -> float | None:
    """The newest value against the one ten minutes before it; None where that one is not known."""
    if not points:
        return None
    now_ts, now = points[-1]
    # By the minute, as the moment cursor reads it: ten minutes back from the newest one.
    end_ts = now_ts // MINUTE * MINUTE - DELTA_S + MINUTE
    before = newest_before(points, end_ts)
    if before is not None and before[0] < end_ts - GAP_SLOTS * slot_s:
        before = None
    if before is None:
        return None
    if not relative:
        return now - before[1]
    return (now - before[1]) / before[1] * 100 if before[1] else None


def bad_points(points: Sequence[tuple[int, float]], threshold: Threshold | None, metric: Metric) -> Sequence[int]:
    """The indexes of the points with level BAD, ascending: the same as `level`, for a week of points at once."""
    if threshold is None or metric.direction is Direction.NEITHER:
        return ()
    limit = threshold.bad
    if metric.direction is Direction.MORE_IS_WORSE:
        return [index for index, (_, value) in enumerate(points) if value > limit]
    return [index for index, (_, value) in enumerate(points) if value < limit]


def bad_stretches(
    points: Sequence[tuple[int, float]], threshold: Threshold | None, metric: Metric
) -> tuple[BadMinutes, ...]:
    """Every bad stretch, ascending. Up to RELIEF_MINUTES that are good or not known do not end one.

    One that begins behind a longer hole may have begun in it: `or_earlier`.
    """
    stretches: list[BadMinutes] = []
    first_ts = last_ts = 0
    or_earlier = False
    for index in bad_points(points, threshold, metric):
        ts = points[index][0]
        if last_ts and minutes_between(last_ts, ts) <= RELIEF_MINUTES + 1:
            last_ts = ts
            continue
        if last_ts:
            stretches.append(BadMinutes(first_ts, last_ts, or_earlier))
        first_ts = last_ts = ts
        or_earlier = index == 0 or minutes_between(points[index - 1][0], ts) > RELIEF_MINUTES + 1
    if last_ts:
        stretches.append(BadMinutes(first_ts, last_ts, or_earlier))
    return tuple(stretches)


def bad_now(points: Sequence[tuple[int, float]], stretches: Sequence[BadMinutes]) -> BadMinutes | None:
    """The last of the bad stretches of `points`, where it reaches to the newest point."""
    if not stretches or minutes_between(stretches[-1].last_ts, points[-1][0]) > RELIEF_MINUTES:
        return None
    return stretches[-1]


def minutes_between(older_ts: int, newer_ts: int) -> int:
    return newer_ts // MINUTE - older_ts // MINUTE


def newest_before(points: Sequence[tuple[int, float]], end_ts: int) -> tuple[int, float] | None:
    """The last point before `end_ts`."""
    index = bisect_left(points, (end_ts,))
    return points[index - 1] if index else None
