"""Spells: the suffering of a stream, cut at calm breaks; and the minutes that are calm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tui.analysis.cause.case import LEAST_CALM
from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import runs
from tui.analysis.cause.stream import Stream
from tui.analysis.cause.verdict import Confidence, Reason, Suffering
from tui.domain.records import MINUTE, Level


class Spell(NamedTuple):
    """Suffering of one medium without a calm break; `weights` are the seconds suffered in each slot.
    `is_stop`: nothing came; else it came and stood still."""

    stream: Stream
    weights: Mapping[int, float]
    is_stop: bool

    @property
    def seconds(self) -> float:
        return sum(self.weights.values())


def spells_of(
    stream: Stream, judged: Mapping[int, int], criteria: Criteria, slot_s: int, *, is_moment: bool
) -> Iterable[Spell]:
    """The spells of a stream in the judged slots; a freeze too small for an incident is none."""
    medium = stream.medium
    times = criteria.least_times_at if is_moment else criteria.least_times
    least_s = times * criteria.frozen_percent(medium) / 100 * MINUTE
    if is_moment:
        frozen = {slot: stream.frozen[slot] for slot in judged if slot in stream.frozen and slot not in stream.stopped}
        seconds = sum(judged[slot] for slot in frozen)
        whole = sum(frozen.values())
        if whole >= least_s and whole > criteria.frozen_percent(medium) / 100 * seconds:
            yield Spell(stream, {slot: value for slot, value in frozen.items() if value > 0}, is_stop=False)
    else:
        beyond = stream.beyond(criteria.frozen_percent(medium))
        for run in runs((slot for slot in beyond if slot in judged and slot not in stream.stopped), gap=1):
            weights = {slot: stream.frozen[slot] for slot in run}
            if sum(weights.values()) >= least_s:
                yield Spell(stream, weights, is_stop=False)
    stopped = [slot for slot in stream.stopped if slot in judged]
    for run in runs(stopped):
        yield Spell(stream, {slot: float(judged[slot]) for slot in run}, is_stop=True)


def stops_of(spell: Spell) -> Mapping[Reason, tuple[float, Confidence]]:
    """The seconds of a stop by reason; those without one count for nobody."""
    seconds: dict[Reason, float] = defaultdict(float)
    sure: dict[Reason, float] = defaultdict(float)
    for slot, weight in spell.weights.items():
        stop = spell.stream.stopped[slot]
        if stop.reason is not None:
            seconds[stop.reason] += weight
            sure[stop.reason] += weight if stop.is_sure else 0.0
    return {
        reason: (weight, Confidence.CERTAIN if sure[reason] * 2 > weight else Confidence.LIKELY)
        for reason, weight in seconds.items()
    }


def calm_minutes(streams: Iterable[Stream], everywhere: Mapping[int, int], criteria: Criteria) -> list[int]:
    """The minutes in which no stream of the pair suffers or is near it, nor in the minute before or after a bad one: an
    onset lies anywhere in a minute."""
    near: set[int] = set()
    bad: set[int] = set()
    for stream in streams:
        near.update(stream.beyond(criteria.near_percent(stream.medium)))
        beyond = stream.beyond(criteria.frozen_percent(stream.medium))
        bad |= {slot + step for slot in (*beyond, *stream.stopped) for step in (-1, 0, 1)}
    calm = set(everywhere) - bad
    # A user always near the limit has no calmer minutes than those.
    return sorted(calm - near if len(calm - near) > LEAST_CALM else calm)


def suffering_of(
    stream: Stream, judged: Mapping[int, int], spells: Sequence[Spell], criteria: Criteria, slot_s: int
) -> Suffering | None:
    """How much of a medium stood still in all that was judged; None where no curve tells and nothing stopped."""
    told = (
        stream.frozen
        if judged is stream.seconds
        else {slot: stream.frozen[slot] for slot in judged if slot in stream.frozen}
    )
    seconds, frozen_s = sum(map(judged.__getitem__, told)), sum(told.values())
    own = [spell for spell in spells if spell.stream is stream]
    absent_s = sum(sum(spell.weights.values()) for spell in own if spell.is_stop)
    if not seconds and not own:
        return None
    percent = 100 * frozen_s / seconds if seconds else 0.0
    beyond = stream.beyond(criteria.frozen_percent(stream.medium))
    near = percent > criteria.near_percent(stream.medium) or any(slot in judged for slot in beyond)
    slots = [slot for spell in own for slot in spell.weights] or judged
    return Suffering(
        stream.medium,
        Level.BAD if own else Level.WARN if near else Level.GOOD,
        percent,
        frozen_s,
        absent_s,
        min(slots) * slot_s,
        (max(slots) + 1) * slot_s,
        len(own),
    )
