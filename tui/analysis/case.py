"""One spell of suffering as the judge sees it, and how a curve stands against it: how far beyond its limit, for how
much of the spell, and how the same curve stood in calm minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from msgspec import Struct

from tui.analysis.criteria import Criteria
from tui.analysis.tracks import Slot, Slots, Tracks
from tui.analysis.verdict import Confidence, Medium, Reason, Testimony
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
    """A curve: its slots, and what it said in the calm minutes."""

    slots: Slots
    quiet: Sequence[Slot]


class Case(NamedTuple):
    """One spell of one medium of a pair: the suffering slots with their weights, and the calm minutes of the pair."""

    tracks: Tracks
    criteria: Criteria
    medium: Medium
    sender_uid: int
    receiver_uid: int
    weights: Mapping[int, float]
    calm: Sequence[int]
    is_shared: bool

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def read(self, uid: int, mid: int, peer_uid: int = 0) -> Course:
        return Course(self.tracks.slots(uid, mid, peer_uid), self.tracks.calm((uid, mid, peer_uid), self.calm))

    def of_receiver(self, mid: int) -> Course:
        """The receiver's curve about the sender."""
        return self.read(self.receiver_uid, mid, self.tracks.about(self.receiver_uid, mid, self.sender_uid))


class Accepted(NamedTuple):
    """`part` is its part of what is counted as one: uplink and downlink share the loss, every other curve is whole."""

    reason: Reason
    part: float
    confidence: Confidence


class Ruling(Struct):
    """What is concluded of one spell. Without `accepted` it is undecided."""

    accepted: list[Accepted]
    fits: set[Reason]
    unknown: set[Reason]
    receivers: Testimony = Testimony()
    senders: Testimony = Testimony()


def weigh(case: Case, course: Course, mid: int) -> Weighed | None:
    """A curve that is worse the greater it is; None where it tells of less than half of the spell."""
    limit = limit_of(case, mid)
    if limit is None:
        return None
    burst = case.criteria.burst
    return weigh_by(case, course, mid, lambda rows: beyond(rows, limit, burst), limit.bad)


def beyond(rows: Iterable[Slot], limit: Threshold, burst: float) -> list[bool]:
    """Whether each slot is beyond the bad limit: by its mean, or near it with a burst."""
    warn, bad, most = limit.warn, limit.bad, burst * limit.bad
    return [row[1] > bad * row[0] or (row[3] > most and row[1] > warn * row[0]) for row in rows]


Test = Callable[[Iterable[Slot]], list[bool]]


def weigh_by(case: Case, course: Course, mid: int, test: Test, bad: float) -> Weighed | None:
    curve, quiet = course
    known = {slot: weight for slot, weight in case.weights.items() if slot in curve}
    total = sum(known.values())
    if total <= 0 or total < case.total / 2:
        return None
    met = test(curve[slot] for slot in known)
    if case.tracks.slot_s < MINUTE and sum(met) > 1:
        # Samples lie up to a slot apart from what they caused, where slots are short. One alone is no fault.
        beside = [[row for step in (-1, 1) if (row := curve.get(slot + step)) is not None] for slot in known]
        met = [one or any(test(rows)) for one, rows in zip(met, beside, strict=True)]
    share = sum(compress(known.values(), met)) / total
    value = sum(weight * curve[slot][1] / curve[slot][0] for slot, weight in known.items()) / total
    times = value / bad if bad > 0 else float("inf")
    if len(quiet) < LEAST_CALM:
        return Weighed(mid, share, None, value, None, times)
    calm_value = sum(row[1] / row[0] for row in quiet) / len(quiet)
    return Weighed(mid, share, sum(test(quiet)) / len(quiet), value, calm_value, times)


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
