"""Incident: the metrics and the diagnoses of a stretch of time, counted. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from tui.analysis.project.diagnosis import ranked
from tui.analysis.project.live import BadMinutes, MetricView
from tui.analysis.project.xla import minutes_of, tallied
from tui.domain.glossary import Metric
from tui.domain.records import Diagnosis, Direction, MinuteState, Threshold, Window


class MetricCount(Struct, frozen=True):
    """One metric with a limit over a stretch: its minutes by state, and the minutes that are beyond the limit.

    `first` is the first bad stretch, which may have begun before the window; `last_ts` is the last bad point. `lasts`:
    the newest known point, at `newest_ts`, still belongs to a bad stretch. `worst` is the worst point of the window.
    """

    metric: Metric
    threshold: Threshold
    minutes: Mapping[MinuteState, int]
    bad: int = 0
    first: BadMinutes | None = None
    last_ts: int | None = None
    lasts: bool = False
    newest_ts: int | None = None
    worst: tuple[int, float] | None = None

    @property
    def known(self) -> int:
        return self.minutes.get(MinuteState.KNOWN, 0)

    @property
    def all(self) -> int:
        return sum(self.minutes.values())

    @property
    def gaps(self) -> tuple[tuple[MinuteState, int], ...]:
        """The minutes without a value, by their reason."""
        unknown = (state for state in MinuteState if state is not MinuteState.KNOWN)
        return tuple((state, n) for state in unknown if (n := self.minutes[state]))


class Sufferer(Struct, frozen=True):
    """A user with diagnoses of Agora; `experiences` counts the diagnoses of each, most first."""

    uid: str
    channels: tuple[str, ...]
    experiences: tuple[tuple[int, int], ...]
    first_ts: int
    last_ts: int

    @property
    def diagnoses(self) -> int:
        return sum(count for _, count in self.experiences)


def count_metric(view: MetricView, window: Window) -> MetricCount | None:
    """None for a metric without a limit."""
    if view.threshold is None or view.metric.direction is Direction.NEITHER:
        return None
    within = [one for one in view.stretches if one.first_ts < window.end_ts and one.last_ts >= window.start_ts]
    lowest_highest = view.extremes() if view.points else None
    found = tallied(Counter(minutes_of(view.points, view.states, view.threshold, view.metric).values()))
    is_less = view.metric.direction is Direction.LESS_IS_WORSE
    return MetricCount(
        metric=view.metric,
        threshold=view.threshold,
        minutes={**dict.fromkeys(MinuteState, 0), **found.gaps, MinuteState.KNOWN: found.known},
        bad=found.beyond,
        first=within[0] if within else None,
        last_ts=within[-1].last_ts if within else None,
        lasts=bool(within) and view.since is not None,
        newest_ts=view.points[-1][0] if view.points else None,
        worst=None if lowest_highest is None else lowest_highest[0 if is_less else 1],
    )


def onset(counts: Iterable[MetricCount]) -> MetricCount | None:
    """The metric that was bad first; None where none was."""
    bad = [one for one in counts if one.first is not None]
    return min(bad, key=lambda one: one.first.first_ts if one.first else 0, default=None)


def sufferers_of(diagnoses: Iterable[Diagnosis]) -> tuple[Sufferer, ...]:
    """Most diagnoses first, then by uid."""
    found: defaultdict[str, list[Diagnosis]] = defaultdict(list)
    for one in diagnoses:
        found[one.uid].append(one)
    users = [
        Sufferer(
            uid,
            tuple(name for name, _ in ranked(Counter(one.channel for one in its))),
            ranked(Counter(one.exp_id for one in its)),
            min(one.ts for one in its),
            max(one.ts for one in its),
        )
        for uid, its in found.items()
    ]
    return tuple(sorted(users, key=lambda one: (-one.diagnoses, one.uid)))
