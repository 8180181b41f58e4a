"""Stops: nothing comes of a stream that came before; which side stopped it, and whether on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import MEDIA, State, is_partly, runs_of, states
from tui.analysis.cause.verdict import Medium, Reason
from tui.analysis.curves.excerpt import SlotSums, spans_of
from tui.analysis.curves.tracks import CurveKey, CurveSlots, Tracks
from tui.domain.records import MINUTE


class Stop(NamedTuple):
    """Why nothing came in a slot; no reason: the curves do not tell which side stopped. `is_sure`: others bear it
    out."""

    reason: Reason | None
    is_sure: bool = False


class Off(NamedTuple):
    """The sender switched the medium off, as far as can be told; nobody suffers by it."""


class Silent(NamedTuple):
    """Nothing at all is told of the receiver."""


Interruption = Stop | Off | Silent
# An uplink that loses as much carries nothing.
DEAD_PERCENT = 50.0


class Stops:
    """The slots of one medium of a pair in which nothing came, from the first in which something did."""

    def __init__(
        self,
        tracks: Tracks,
        criteria: Criteria,
        medium: Medium,
        sender_uid: int,
        receiver_uid: int,
        *,
        seconds: Mapping[int, int],
        frozen: Mapping[int, float],
        came_ts: int,
    ) -> None:
        self._tracks, self._criteria, self._medium = tracks, criteria, medium
        self._sender_uid, self._receiver_uid = sender_uid, receiver_uid
        self._seconds, self._frozen = seconds, frozen
        first, half_s = came_ts // tracks.slot_s, tracks.slot_s / 2
        self._slots = sorted([slot for slot, lasted_s in seconds.items() if slot >= first and lasted_s >= half_s])

    def find(self) -> dict[int, Interruption]:
        """The meaning of each slot without a stream; a slot without an answer is left out."""
        tracks, sender_uid = self._tracks, self._sender_uid
        mids = MEDIA[self._medium]
        if self._is_unbroken((self._receiver_uid, mids.received, sender_uid)):
            return {}
        received = tracks.slots(self._receiver_uid, mids.received, sender_uid)
        self._got = states(tracks, self._receiver_uid, received, self._slots)
        empty = [slot for slot in self._slots if self._got[slot] in (State.ZERO, State.HOLE)]
        empty = runs_of(empty, max(1, -(-self._criteria.least_stop_s // tracks.slot_s)))
        if not empty:
            return {}
        other = MEDIA[Medium.AUDIO if self._medium is Medium.VIDEO else Medium.VIDEO]
        sends = tracks.first_flow_ts(sender_uid, mids.sent) is not None
        self._sending = states(tracks, sender_uid, tracks.slots(sender_uid, mids.sent), self._slots, exists=sends)
        self._other_sent = tracks.slots(sender_uid, other.sent)
        self._has_other = tracks.first_flow_ts(sender_uid, other.sent) is not None
        self._others = [
            (curve, max((row[0] for row in curve.values()), default=0.0))
            for uid in tracks.receivers_of(sender_uid, mids.received)
            if uid != self._receiver_uid and (curve := tracks.slots(uid, mids.received, sender_uid))
        ]
        self._freezes = [
            tracks.slots(uid, mids.freeze, sender_uid)
            for uid in tracks.receivers_of(sender_uid, mids.freeze)
            if uid != self._receiver_uid
        ]
        self._other_received = tracks.slots(self._receiver_uid, other.received, sender_uid)
        unasked = tracks.unasked(empty)
        self._is_asked = sender_uid not in unasked
        self._are_asked = not unasked - {sender_uid, self._receiver_uid}
        self._silent_receiver = _silent(tracks, self._receiver_uid, self._slots)
        self._silent_sender = _silent(tracks, sender_uid, self._slots)
        return {slot: found for slot in empty if (found := self._of(slot)) is not None}

    def _is_unbroken(self, key: CurveKey) -> bool:
        """Whether a curve flows in all slots: most do, and cost no more than this look."""
        tracks = self._tracks
        seen = tracks.excerpt(key, spans_of(self._slots))
        if len(seen.slots) < len(self._slots) or min(seen.highs, default=1.0) <= 0:
            return False
        usual = max(tracks.excerpt(key, tracks.everywhere).counts, default=0) if tracks.slot_s >= MINUTE else 0
        return not is_partly(min(seen.counts, default=0), usual)

    def _of(self, slot: int) -> Interruption | None:
        state, got = self._sending[slot], self._got[slot]
        seen = [row for each, usual in self._others if (row := each.get(slot)) is not None and _is_plain(row, usual)]
        flows = any(row[3] > 0 for row in seen)
        if state is State.PARTLY and not flows:
            return None
        if got is State.HOLE and slot in self._silent_receiver:
            lost = _lost_as_sender(self._tracks, self._receiver_uid, slot)
            return Stop(Reason.RECEIVER_SIDE) if lost else Silent()
        if got is State.HOLE and slot in self._frozen and not self._is_frozen(slot):
            # The freeze curve of that time tells that the stream did not stand still: points are missing.
            return None
        if flows:
            # A curve of the receiver that ends may be one that was not told, and a stream may be switched off there.
            is_sure = got is State.ZERO and (self._is_frozen(slot) or self._is_zero(self._other_received, slot))
            return Stop(Reason.NOT_RECEIVING, is_sure)
        is_borne_out = len(seen) >= self._criteria.least_others
        if state is State.FLOWS:
            if is_borne_out or (seen and self._are_asked):
                return Stop(Reason.SENDER_SIDE, is_borne_out)
            return Stop(None) if seen else self._alone(slot)
        if state is State.UNKNOWN:
            return Stop(Reason.SENDER_SIDE if is_borne_out and self._is_asked else None)
        if state is State.HOLE and slot in self._silent_sender:
            return Stop(Reason.SENDER_SIDE, is_sure=bool(seen))
        return self._of_sender(slot, state, is_sure=bool(seen))

    def _of_sender(self, slot: int, state: State, *, is_sure: bool) -> Interruption:
        """The sender sends 0, or its curve of this medium ends while others of its own go on."""
        if self._is_frozen(slot) and self._freeze_alike(slot):
            return Stop(Reason.NOT_SENDING, is_sure)
        other_flows = (row := self._other_sent.get(slot)) is not None and row[3] > 0
        if state is State.ZERO or other_flows:
            return Off()
        # One medium alone that ends: switched off or failed, nobody can tell.
        return Stop(Reason.NOT_SENDING if self._has_other else None, is_sure)

    def _is_frozen(self, slot: int) -> bool:
        return self._frozen.get(slot, 0.0) > self._seconds[slot] * self._criteria.frozen_percent(self._medium) / 100

    def _freeze_alike(self, slot: int) -> bool:
        """Whether the other receivers of nothing freeze as well: a single client may take a camera that is switched off
        for a freeze."""
        limit_ms = self._tracks.slot_s * self._criteria.frozen_percent(self._medium) * 10
        told = [row for curve in self._freezes if (row := curve.get(slot)) is not None]
        return not told or 2 * sum(row[1] > limit_ms for row in told) >= len(told)

    @staticmethod
    def _is_zero(curve: CurveSlots, slot: int) -> bool:
        return (row := curve.get(slot)) is not None and row[3] <= 0

    def _alone(self, slot: int) -> Stop:
        """A stream that is sent and does not come, without any other receiver: a dead uplink is seen upstream."""
        row = self._tracks.slots(self._sender_uid, MEDIA[self._medium].upstream).get(slot)
        if row is not None and row[1] / row[0] > DEAD_PERCENT:
            return Stop(Reason.UPLINK)
        return Stop(Reason.NOT_RECEIVING if row is not None and self._are_asked else None)


def _is_plain(row: SlotSums, usual: float) -> bool:
    """Whether all of a slot flows, or none of it: a slot that flows or is known in part says nothing of the rest, since
    clocks differ and a minute is long."""
    return (row[2] > 0 or row[3] <= 0) and row[0] * 2 >= usual


def _silent(tracks: Tracks, uid: int, slots: Iterable[int]) -> frozenset[int]:
    """The slots without any point of a user that is in the call."""
    told = dict.fromkeys(tracks.alive(uid), (1.0, 1.0, 1.0, 1.0))
    return frozenset(slot for slot, state in states(tracks, uid, told, slots).items() if state is State.HOLE)


def _lost_as_sender(tracks: Tracks, uid: int, slot: int) -> bool:
    """Whether the receivers of a user without points miss that user: none of them received anything of it."""
    for mids in MEDIA.values():
        receivers = tracks.receivers_of(uid, mids.received)
        curves = [tracks.slots(receiver_uid, mids.received, uid) for receiver_uid in receivers]
        known = [row for curve in curves if (row := curve.get(slot)) is not None]
        came = any(row[3] > 0 for curve in curves for row in curve.values())
        if known and came and not any(row[3] > 0 for row in known):
            return True
    return False
