"""The other users of a call in a spell: other receivers of the sender, other senders to the receiver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from tui.analysis.cause.case import Case
from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.verdict import OthersCount


class OtherStreams:
    """Other streams of one medium and one side in the time of a spell. They are heard when they are first asked."""

    def __init__(self, case: Case, pairs: Iterable[tuple[int, int]]) -> None:
        """`pairs` are sender and receiver of each stream."""
        self._case, self._pairs = case, tuple(pairs)

    @cached_property
    def frozen(self) -> Sequence[float]:
        """The share of the time that each known stream stood still, 0 to 1."""
        shares = [_frozen(self._case, sender_uid, receiver_uid) for sender_uid, receiver_uid in self._pairs]
        return [share for share in shares if share is not None]

    @cached_property
    def counted(self) -> OthersCount:
        limit = self._case.criteria.frozen_percent(self._case.medium) / 100
        return OthersCount(len(self.frozen), sum(share > limit for share in self.frozen))

    @cached_property
    def losses(self) -> Sequence[float]:
        """The mean loss of each stream that tells it by the definition of the pair, in percent."""
        case, mid = self._case, self._case.end_to_end
        keys = [(receiver_uid, mid, sender_uid) for sender_uid, receiver_uid in self._pairs]
        means = [case.mean(case.spell.read(key).curve) for key in keys]
        return [mean for mean in means if mean is not None]

    def are_alike(self, criteria: Criteria) -> bool:
        return self.counted.known >= criteria.least_others and are_alike(self.counted, criteria)

    def are_fine(self, criteria: Criteria) -> bool:
        return are_fine(self.counted, criteria)


def _frozen(case: Case, sender_uid: int, receiver_uid: int) -> float | None:
    """The part of the spell that a stream stood still; None: it does not count. Without anything received it is muted,
    or worse, and does not tell how well it comes."""
    tracks, mids = case.tracks, case.mids
    freeze = case.spell.read((receiver_uid, mids.freeze, sender_uid)).curve
    count = len(freeze.slots)
    if count * 2 < len(case.weights):
        return None
    if tracks.flows((receiver_uid, mids.received, sender_uid), case.spell.spans) is False:
        return None
    return sum(freeze.sums) / 1000 / (tracks.slot_s * count)


def are_alike(one: OthersCount, criteria: Criteria) -> bool:
    return one.known >= 1 and one.alike >= criteria.alike * one.known


def are_fine(one: OthersCount, criteria: Criteria) -> bool:
    return one.known >= 1 and one.alike <= (1 - criteria.alike) * one.known


def receivers_of(case: Case) -> OtherStreams:
    mids = case.mids
    uids = {*case.tracks.receivers_of(case.sender_uid, mids.freeze)}
    uids |= {*case.tracks.receivers_of(case.sender_uid, case.end_to_end)}
    return OtherStreams(case, [(case.sender_uid, uid) for uid in sorted(uids) if uid != case.receiver_uid])


def senders_to(case: Case) -> OtherStreams:
    mids = case.mids
    uids = {*case.tracks.senders_to(case.receiver_uid, mids.freeze)}
    uids |= {*case.tracks.senders_to(case.receiver_uid, case.end_to_end)}
    return OtherStreams(case, [(uid, case.receiver_uid) for uid in sorted(uids) if uid != case.sender_uid])
