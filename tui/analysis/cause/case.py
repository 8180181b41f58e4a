"""One spell of suffering, and how a curve stands against it: how far beyond its limit, for how
much of the spell, and how the same curve stood in calm minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from operator import mul, truediv
from typing import NamedTuple

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import MEDIA, told_loss
from tui.analysis.cause.verdict import Medium
from tui.analysis.curves.excerpt import Excerpt
from tui.analysis.curves.reading import SlotReading, Test
from tui.analysis.curves.tracks import Readings, Tracks
from tui.domain.records import MINUTE, Threshold

# A curve says nothing of calm times by fewer minutes than this.
LEAST_CALM = 2


class Weighed(NamedTuple):
    """A candidate's curve in one spell: `beyond` and `calm_beyond` are shares of the suffering and of the calm time in
    which it was beyond its limit (`calm_beyond` None: no calm time is known), `times` its mean over its limit."""

    mid: int
    beyond: float
    calm_beyond: float | None
    value: float
    calm: float | None
    times: float


class Course(NamedTuple):
    """A curve: in the slots of the spell (and beside them, where slots are short), and in the calm minutes."""

    spell: Excerpt
    quiet: SlotReading


class Case:
    """One spell of one medium of a pair: the suffering slots with their weights, and the calm minutes of the pair."""

    def __init__(
        self,
        tracks: Tracks,
        criteria: Criteria,
        medium: Medium,
        sender_uid: int,
        receiver_uid: int,
        weights: Mapping[int, float],
        calm: Readings,
        *,
        is_shared: bool,
    ) -> None:
        self.tracks, self.criteria, self.medium, self.mids = tracks, criteria, medium, MEDIA[medium]
        self.sender_uid, self.receiver_uid = sender_uid, receiver_uid
        mids = self.mids
        self.upstream = told_loss(tracks, sender_uid, mids.upstream, mids.web_upstream)
        self.end_to_end = told_loss(tracks, receiver_uid, mids.end_to_end, mids.web_downstream, sender_uid)
        self.weights, self.calm, self.is_shared = weights, calm, is_shared
        self.total = sum(weights.values())
        self.spell = self._near = tracks.readings(weights)
        if tracks.slot_s < MINUTE:
            self._near = tracks.readings({slot + step for slot in weights for step in (-1, 0, 1)})
        # Most curves tell of each slot.
        self._whole = self.spell.spans[0] if len(self.spell.spans) == 1 else None
        self._weights = [weights[slot] for slot in sorted(weights)]

    @property
    def is_one_loss(self) -> bool:
        """Whether the losses of both users are of one definition: the sender's is a part of the receiver's."""
        return self.upstream is self.mids.upstream and self.end_to_end is self.mids.end_to_end

    def read(self, uid: int, mid: int, peer_uid: int = 0) -> Course:
        key = uid, mid, peer_uid
        return Course(self._near.read(key).curve, self.calm.read(key))

    def of_receiver(self, mid: int) -> Course:
        """The receiver's curve about the sender."""
        return self.read(self.receiver_uid, mid, self.tracks.about(self.receiver_uid, mid, self.sender_uid))

    def weights_of(self, curve: Excerpt) -> list[float] | None:
        """The weight of each slot of a curve, 0 beside the spell; None where it tells of less than half of it."""
        if curve.slots == self._whole:
            return self._weights
        weights = [self.weights.get(slot, 0.0) for slot in curve.slots]
        total = sum(weights)
        return weights if total > 0 and total >= self.total / 2 else None

    def mean(self, curve: Excerpt) -> float | None:
        """The mean of a curve over the spell, by the weights of the slots; None where it tells of less than half."""
        weights = self.weights_of(curve)
        return None if weights is None else weighted(curve, weights)


def weighted(curve: Excerpt, weights: Sequence[float]) -> float:
    """The mean of a curve, by the weights of the slots."""
    return sum(map(truediv, map(mul, weights, curve.sums), curve.counts), 0.0) / sum(weights)


def weigh(case: Case, course: Course, mid: int) -> Weighed | None:
    """A curve that is worse the greater it is; None where it tells of less than half of the spell."""
    limit = limit_of(case, mid)
    if limit is None:
        return None
    burst = case.criteria.burst
    return _weighed(case, course, mid, course.spell.beyond(limit, burst), course.quiet.beyond(limit, burst), limit.bad)


def weigh_by(case: Case, course: Course, mid: int, test: Test, bad: float) -> Weighed | None:
    """The same by another test than the limit of the metric."""
    return _weighed(case, course, mid, test(course.spell), course.quiet.share(test), bad)


def _weighed(
    case: Case, course: Course, mid: int, is_met: Sequence[bool], calm_share: float | None, bad: float
) -> Weighed | None:
    spell, quiet = course
    weights = case.weights_of(spell)
    if weights is None:
        return None
    met = set(compress(spell.slots, is_met))
    if case.tracks.slot_s < MINUTE and len(met & case.weights.keys()) > 1:
        # Samples lie up to a slot apart from their effects, where slots are short. One alone is no fault.
        met |= {slot + step for slot in met for step in (-1, 1)}
    part = sum([weight for slot, weight in zip(spell.slots, weights, strict=True) if slot in met]) if met else 0.0
    share = part / sum(weights)
    value = weighted(spell, weights)
    times = value / bad if bad > 0 else float("inf")
    if len(quiet.curve.slots) < LEAST_CALM:
        return Weighed(mid, share, None, value, None, times)
    return Weighed(mid, share, calm_share, value, quiet.mean, times)


def is_active(one: Weighed, criteria: Criteria) -> bool:
    return one.beyond >= criteria.least_share


def has_contrast(one: Weighed, criteria: Criteria) -> bool:
    """Whether the curve was beyond its limit because of the time: it was not so, or much less, at calm times."""
    if one.calm_beyond is None or one.calm is None:
        return False
    return one.calm_beyond <= criteria.calm_share * one.beyond or one.value >= criteria.lift * one.calm


def is_plain(one: Weighed, criteria: Criteria) -> bool:
    return (
        one.beyond >= criteria.certain_share
        and one.calm_beyond is not None
        and one.calm_beyond <= criteria.certain_calm
    )


def limit_of(case: Case, mid: int) -> Threshold | None:
    return case.criteria.thresholds.get(str(mid))
