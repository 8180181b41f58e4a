"""The stream of one medium from a sender to a receiver, slot by slot: flowing, frozen, stopped on purpose, or not
there, and which side stopped it as far as the curves of the call tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from tui.records import MINUTE
from tui.triage.criteria import Criteria
from tui.triage.tracks import Slot, Slots, Tracks
from tui.triage.verdict import Medium, Reason

# A sample that is missing is no stop: nothing for this long is one.
HOLE_S = 25


class Mids(Struct, frozen=True):
    """The metric ids of one medium (指标 ID 表)."""

    sent: int
    received: int
    freeze: int
    upstream: int
    end_to_end: int
    rate: str  # the live metric by which a frozen share is judged


MIDS: Mapping[Medium, Mids] = {
    Medium.VIDEO: Mids(20006, 20009, 20011, 20017, 20018, "videoFreezeRate"),
    Medium.AUDIO: Mids(20003, 20004, 20005, 20015, 20016, "audioFreezeRate"),
}


class State(Enum):
    """What a curve of a bitrate says of a slot. PARTLY: it flows, and is 0 too. HOLE: it should have points, and has
    none. UNKNOWN: no curve, or no answer, tells."""

    FLOWS = "flows"
    PARTLY = "partly"
    ZERO = "zero"
    HOLE = "hole"
    UNKNOWN = "unknown"


class Stop(NamedTuple):
    """Why nothing came in a slot; no reason: the curves do not tell which side stopped. `is_sure`: others bear it
    out."""

    reason: Reason | None
    is_sure: bool = False


class Stream(Struct):
    """One medium of a pair over some slots.

    `seconds` is how long each slot was shared by both users. `frozen` are the frozen seconds of each slot of which a
    freeze curve tells. `stopped` are the slots in which nothing came although it should; `off` those in which the
    sender sent nothing and nobody suffered by it; `silent` those in which nothing at all is told of the receiver.
    `is_shared`: the receiver's curve is about all senders together, and others sent too.
    """

    medium: Medium
    seconds: Mapping[int, int]
    frozen: dict[int, float]
    stopped: dict[int, Stop]
    off: list[int]
    silent: list[int]
    is_used: bool
    is_shared: bool = False


def states(tracks: Tracks, uid: int, curve: Slots, slots: Iterable[int], *, exists: bool = True) -> dict[int, State]:
    """What a curve of `uid` says of each slot, in ascending order. A short gap between two points says nothing;
    a minute with a few of its points is one with a hole. `exists`: at any time, be it outside of these slots, the curve
    has points."""
    found: dict[int, State] = {}
    gap: list[int] = []
    ordered = sorted(slots)
    usual = max((row[0] for row in curve.values()), default=0.0)

    def close() -> None:
        is_hole = len(gap) * tracks.slot_s >= HOLE_S
        for slot in gap:
            found[slot] = State.HOLE if is_hole and exists and tracks.is_told(uid, slot) else State.UNKNOWN
        gap.clear()

    last = None
    for slot in ordered:
        if last is not None and slot != last + 1:
            close()
        last = slot
        row = curve.get(slot)
        if row is None or (row[0] * 4 < usual and tracks.slot_s >= MINUTE):
            gap.append(slot)
            continue
        close()
        is_whole = row[0] * 2 >= usual or tracks.slot_s < MINUTE
        found[slot] = State.ZERO if row[3] <= 0 else State.FLOWS if row[2] > 0 and is_whole else State.PARTLY
    close()
    return found


def stream_of(
    tracks: Tracks, medium: Medium, sender_uid: int, receiver_uid: int, seconds: Mapping[int, int], criteria: Criteria
) -> Stream:
    """The stream over the slots of `seconds`."""
    mids = MIDS[medium]
    freeze = tracks.slots(receiver_uid, mids.freeze, tracks.about(receiver_uid, mids.freeze, sender_uid))
    received_peer = tracks.about(receiver_uid, mids.received, sender_uid)
    received = tracks.slots(receiver_uid, mids.received, received_peer)
    is_shared = not tracks.about(receiver_uid, mids.freeze, sender_uid) and bool(freeze)
    received_shared = not received_peer and bool(received)
    sent = tracks.slots(sender_uid, mids.sent)
    is_shared = (is_shared or received_shared) and bool(_others_sending(tracks, medium, sender_uid, receiver_uid))
    sends = tracks.first_flow_ts(sender_uid, mids.sent) is not None
    frozen = {
        slot: min(float(seconds[slot]), max(0.0, row[1]) / 1000)
        for slot in seconds
        if (row := freeze.get(slot)) is not None
    }
    came_ts = None if received_shared else tracks.first_flow_ts(receiver_uid, mids.received, sender_uid)
    is_used = sends or came_ts is not None or bool(frozen)
    stream = Stream(medium, seconds, frozen, {}, [], [], is_used=is_used, is_shared=is_shared)
    if came_ts is not None:
        _find_stops(stream, tracks, sender_uid, receiver_uid, received, sent, criteria, came_ts)
    return stream


def _others_sending(tracks: Tracks, medium: Medium, sender_uid: int, receiver_uid: int) -> list[int]:
    """The other users who sent that medium at any time."""
    mid = MIDS[medium].sent
    return [
        uid
        for uid in tracks.stays
        if uid not in (sender_uid, receiver_uid) and tracks.first_flow_ts(uid, mid) is not None
    ]


def _find_stops(
    stream: Stream,
    tracks: Tracks,
    sender_uid: int,
    receiver_uid: int,
    received: Slots,
    sent: Slots,
    criteria: Criteria,
    came_ts: int,
) -> None:
    """Fill in the slots in which nothing came, from the first in which something did."""
    first = came_ts // tracks.slot_s
    slots = sorted(slot for slot, lasted_s in stream.seconds.items() if slot >= first and lasted_s >= tracks.slot_s / 2)
    got = states(tracks, receiver_uid, received, slots)
    empty = [slot for slot in slots if got[slot] in (State.ZERO, State.HOLE)]
    empty = _runs_of(empty, max(1, -(-criteria.least_stop_s // tracks.slot_s)))
    if not empty:
        return
    medium = stream.medium
    sends = tracks.first_flow_ts(sender_uid, MIDS[medium].sent) is not None
    sending = states(tracks, sender_uid, sent, slots, exists=sends)
    other = MIDS[Medium.AUDIO if medium is Medium.VIDEO else Medium.VIDEO]
    other_sent = tracks.slots(sender_uid, other.sent)
    has_other = tracks.first_flow_ts(sender_uid, other.sent) is not None
    witnesses = [
        (curve, max((row[0] for row in curve.values()), default=0.0))
        for uid in tracks.receivers_of(sender_uid, MIDS[medium].received)
        if uid != receiver_uid and (curve := tracks.slots(uid, MIDS[medium].received, sender_uid))
    ]
    silent_receiver = _silent(tracks, receiver_uid, slots)
    silent_sender = _silent(tracks, sender_uid, slots)
    for slot in empty:
        lasted_s = stream.seconds[slot]
        is_frozen = stream.frozen.get(slot, 0.0) > lasted_s * criteria.frozen_percent(medium) / 100
        seen = [row for each, usual in witnesses if (row := each.get(slot)) is not None and _is_plain(row, usual)]
        flows = any(row[3] > 0 for row in seen)
        state = sending[slot]
        if state is State.PARTLY and not flows:
            continue
        if got[slot] is State.HOLE and slot in silent_receiver:
            if _lost_as_sender(tracks, receiver_uid, slot):
                stream.stopped[slot] = Stop(Reason.RECEIVER_SIDE)
            else:
                stream.silent.append(slot)
        elif flows:
            # A curve of the receiver that ends may be one that was not told.
            stream.stopped[slot] = Stop(Reason.NOT_RECEIVING, is_sure=got[slot] is State.ZERO)
        elif state is State.FLOWS:
            is_sure = len(seen) >= criteria.least_witnesses
            stream.stopped[slot] = (
                Stop(Reason.SENDER_SIDE, is_sure) if seen else _alone(tracks, medium, sender_uid, slot)
            )
        elif state is State.ZERO:
            if is_frozen:
                stream.stopped[slot] = Stop(Reason.NOT_SENDING, is_sure=bool(seen))
            else:
                stream.off.append(slot)
        elif state is State.HOLE and slot in silent_sender:
            stream.stopped[slot] = Stop(Reason.SENDER_SIDE, is_sure=bool(seen))
        elif state is State.HOLE:
            other_flows = (row := other_sent.get(slot)) is not None and row[3] > 0
            if other_flows and not is_frozen:
                stream.off.append(slot)
            else:
                # One medium alone that ends: switched off or failed, nobody can tell.
                stream.stopped[slot] = Stop(Reason.NOT_SENDING if is_frozen or has_other else None, is_sure=bool(seen))
        else:
            stream.stopped[slot] = Stop(Reason.SENDER_SIDE if len(seen) >= criteria.least_witnesses else None)


def _is_plain(row: Slot, usual: float) -> bool:
    """Whether all of a slot flows, or nothing of it: what does so in part, or is told in part, says nothing of the
    rest, since clocks differ and a minute is long."""
    return (row[2] > 0 or row[3] <= 0) and row[0] * 2 >= usual


def _silent(tracks: Tracks, uid: int, slots: Iterable[int]) -> frozenset[int]:
    """The slots in which nothing at all is told of a user who is there."""
    told = dict.fromkeys(tracks.alive(uid), (1.0, 1.0, 1.0, 1.0))
    return frozenset(slot for slot, state in states(tracks, uid, told, slots).items() if state is State.HOLE)


def _alone(tracks: Tracks, medium: Medium, sender_uid: int, slot: int) -> Stop:
    """Of a stream that is sent and does not come, without any other receiver: a dead uplink is seen upstream."""
    row = tracks.slots(sender_uid, MIDS[medium].upstream).get(slot)
    if row is None:
        return Stop(None)
    return Stop(Reason.UPLINK if row[1] / row[0] > DEAD_PERCENT else Reason.NOT_RECEIVING)


# An uplink that loses as much carries nothing.
DEAD_PERCENT = 50.0


def _lost_as_sender(tracks: Tracks, uid: int, slot: int) -> bool:
    """Whether somebody who is told of nothing is missed by those who received it: nothing of it came to any of them."""
    for mids in MIDS.values():
        receivers = tracks.receivers_of(uid, mids.received)
        curves = [tracks.slots(receiver_uid, mids.received, uid) for receiver_uid in receivers]
        known = [row for curve in curves if (row := curve.get(slot)) is not None]
        came = any(row[3] > 0 for curve in curves for row in curve.values())
        if known and came and not any(row[3] > 0 for row in known):
            return True
    return False


def _runs_of(slots: Iterable[int], least: int) -> list[int]:
    """The slots that stand in unbroken runs of so many at least."""
    found: list[int] = []
    run: list[int] = []
    for slot in sorted(slots):
        if run and slot != run[-1] + 1:
            found += run if len(run) >= least else []
            run = []
        run.append(slot)
    return found + (run if len(run) >= least else [])


def runs(slots: Iterable[int], gap: int = 0) -> list[list[int]]:
    """Neighbouring slots together; so many that are missing between two do not part them."""
    found: list[list[int]] = []
    for slot in sorted(slots):
        if found and slot - found[-1][-1] <= gap + 1:
            found[-1].append(slot)
        else:
            found.append([slot])
    return found


assert MINUTE > HOLE_S  # a minute without points is a hole
