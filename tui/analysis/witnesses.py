"""What the other users of a call tell of a spell: other receivers of the sender, other senders to the receiver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tui.analysis.case import Case
from tui.analysis.criteria import Criteria
from tui.analysis.flow import MEDIA
from tui.analysis.tracks import Slots
from tui.analysis.verdict import Testimony


class Witnesses(NamedTuple):
    """Other streams of one side in the same time: how many of them suffer; of each that tells it the mean loss, and the
    part of the time that it was frozen."""

    testimony: Testimony
    losses: Sequence[float]
    frozen: Sequence[float]

    def are_alike(self, criteria: Criteria) -> bool:
        known, alike = self.testimony.known, self.testimony.alike
        return known >= criteria.least_witnesses and alike >= criteria.alike * known

    def are_fine(self, criteria: Criteria) -> bool:
        return are_fine(self.testimony, criteria)


def are_alike(one: Testimony, criteria: Criteria) -> bool:
    return one.known >= 1 and one.alike >= criteria.alike * one.known


def are_fine(one: Testimony, criteria: Criteria) -> bool:
    return one.known >= 1 and one.alike <= (1 - criteria.alike) * one.known


def receivers_of(case: Case) -> Witnesses:
    mids = MEDIA[case.medium]
    uids = {*case.tracks.receivers_of(case.sender_uid, mids.freeze)}
    uids |= {*case.tracks.receivers_of(case.sender_uid, mids.end_to_end)}
    return _witnesses(case, [(case.sender_uid, uid) for uid in sorted(uids) if uid != case.receiver_uid])


def senders_to(case: Case) -> Witnesses:
    mids = MEDIA[case.medium]
    uids = {*case.tracks.senders_to(case.receiver_uid, mids.freeze)}
    uids |= {*case.tracks.senders_to(case.receiver_uid, mids.end_to_end)}
    return _witnesses(case, [(uid, case.receiver_uid) for uid in sorted(uids) if uid != case.sender_uid])


def _witnesses(case: Case, pairs: Iterable[tuple[int, int]]) -> Witnesses:
    tracks, mids = case.tracks, MEDIA[case.medium]
    alike = 0
    losses: list[float] = []
    frozen: list[float] = []
    limit = case.criteria.frozen_percent(case.medium) / 100
    for sender_uid, receiver_uid in pairs:
        loss = mean_over(tracks.some((receiver_uid, mids.end_to_end, sender_uid), case.weights), case.weights)
        if loss is not None:
            losses.append(loss)
        rows = tracks.some((receiver_uid, mids.freeze, sender_uid), case.weights).values()
        if len(rows) * 2 < len(case.weights):
            continue
        got = tracks.some((receiver_uid, mids.received, sender_uid), case.weights).values()
        is_told = bool(tracks.minutes(receiver_uid, mids.received, sender_uid))
        if is_told and not any(row[3] > 0 for row in got):
            # It gets nothing of this stream: muted, or worse; no witness of how well it comes.
            continue
        frozen.append(sum(row[1] for row in rows) / 1000 / (tracks.slot_s * len(rows)))
        alike += frozen[-1] > limit
    return Witnesses(Testimony(len(frozen), alike), losses, frozen)


def mean_over(curve: Slots, weights: Mapping[int, float]) -> float | None:
    """The mean of a curve over slots, by their weights; None where it tells of less than half of them."""
    known = [(weight, row) for slot, weight in weights.items() if (row := curve.get(slot)) is not None]
    total = sum(weight for weight, _ in known)
    if total <= 0 or total < sum(weights.values()) / 2:
        return None
    return sum(weight * row[1] / row[0] for weight, row in known) / total
