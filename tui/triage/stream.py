"""The stream of one medium from a sender to a receiver, slot by slot: flowing, frozen, stopped on purpose, or not
there, and which side stopped it as far as the curves of the call tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from tui.records import MINUTE
from tui.triage.limits import Limits
from tui.triage.tracks import Slots, Tracks
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
    """What a curve of a bitrate says of a slot. HOLE: it should have points, and has none. UNKNOWN: no curve, or no
    answer, tells."""

    FLOWS = "flows"
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


def about(tracks: Tracks, receiver_uid: int, mid: int, sender_uid: int) -> tuple[Slots, bool]:
    """A receiver's curve about a sender; where it has none of its own, the one about nobody in particular, and True."""
    own = tracks.slots(receiver_uid, mid, sender_uid)
    if own or tracks.senders_to(receiver_uid, mid):
        return own, False
    shared = tracks.slots(receiver_uid, mid, 0)
    return shared, bool(shared)


def states(tracks: Tracks, uid: int, curve: Slots, slots: Iterable[int]) -> dict[int, State]:
    """What a curve of `uid` says of each slot, in ascending order. A short gap between two points says nothing."""
    found: dict[int, State] = {}
    gap: list[int] = []
    ordered = sorted(slots)

    def close() -> None:
        is_hole = len(gap) * tracks.slot_s >= HOLE_S
        for slot in gap:
            found[slot] = State.HOLE if is_hole and curve and tracks.is_told(uid, slot) else State.UNKNOWN
        gap.clear()

    last = None
    for slot in ordered:
        if last is not None and slot != last + 1:
            close()
        last = slot
        row = curve.get(slot)
        if row is None:
            gap.append(slot)
            continue
        close()
        found[slot] = State.FLOWS if row[3] > 0 else State.ZERO
    close()
    return found


def stream_of(
    tracks: Tracks, medium: Medium, sender_uid: int, receiver_uid: int, seconds: Mapping[int, int], limits: Limits
) -> Stream:
    """The stream over the slots of `seconds`."""
    mids = MIDS[medium]
    freeze, is_shared = about(tracks, receiver_uid, mids.freeze, sender_uid)
    received, received_shared = about(tracks, receiver_uid, mids.received, sender_uid)
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
        _find_stops(stream, tracks, sender_uid, receiver_uid, received, sent, limits, came_ts)
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
    limits: Limits,
    came_ts: int,
) -> None:
    """Fill in the slots in which nothing came, from the first in which something did."""
    first = came_ts // tracks.slot_s
    slots = sorted(slot for slot, lasted_s in stream.seconds.items() if slot >= first and lasted_s >= tracks.slot_s / 2)
    got = states(tracks, receiver_uid, received, slots)
    empty = [slot for slot in slots if got[slot] in (State.ZERO, State.HOLE)]
    empty = _runs_of(empty, max(1, -(-limits.least_stop_s // tracks.slot_s)))
    if not empty:
        return
    sending = states(tracks, sender_uid, sent, slots)
    medium = stream.medium
    other = MIDS[Medium.AUDIO if medium is Medium.VIDEO else Medium.VIDEO]
    other_sent = tracks.slots(sender_uid, other.sent)
    has_other = any(row[3] > 0 for row in other_sent.values())
    witnesses = [
        tracks.slots(uid, MIDS[medium].received, sender_uid)
        for uid in tracks.receivers_of(sender_uid, MIDS[medium].received)
        if uid != receiver_uid
    ]
    for slot in empty:
        lasted_s = stream.seconds[slot]
        is_frozen = stream.frozen.get(slot, 0.0) > lasted_s * limits.frozen_percent(medium) / 100
        seen = [row for each in witnesses if (row := each.get(slot)) is not None]
        flows = any(row[3] > 0 for row in seen)
        state = sending[slot]
        if got[slot] is State.HOLE and slot not in tracks.alive(receiver_uid):
            if _lost_as_sender(tracks, receiver_uid, slot):
                stream.stopped[slot] = Stop(Reason.RECEIVER_SIDE)
            else:
                stream.silent.append(slot)
        elif flows:
            # A curve of the receiver that ends may be one that was not told.
            stream.stopped[slot] = Stop(Reason.NOT_RECEIVING, is_sure=got[slot] is State.ZERO)
        elif state is State.FLOWS:
            is_sure = len(seen) >= limits.least_witnesses
            stream.stopped[slot] = (
                Stop(Reason.SENDER_SIDE, is_sure) if seen else _alone(tracks, medium, sender_uid, slot)
            )
        elif state is State.ZERO:
            if is_frozen:
                stream.stopped[slot] = Stop(Reason.NOT_SENDING, is_sure=bool(seen))
            else:
                stream.off.append(slot)
        elif state is State.HOLE and slot not in tracks.alive(sender_uid):
            stream.stopped[slot] = Stop(Reason.SENDER_SIDE, is_sure=bool(seen))
        elif state is State.HOLE:
            other_flows = (row := other_sent.get(slot)) is not None and row[3] > 0
            if other_flows and not is_frozen:
                stream.off.append(slot)
            else:
                # One medium alone that ends: switched off or failed, nobody can tell.
                stream.stopped[slot] = Stop(Reason.NOT_SENDING if is_frozen or has_other else None, is_sure=bool(seen))
        else:
            stream.stopped[slot] = Stop(Reason.SENDER_SIDE if len(seen) >= limits.least_witnesses else None)


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
