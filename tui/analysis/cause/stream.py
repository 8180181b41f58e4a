"""The stream of one medium from a sender to a receiver, slot by slot: flowing, frozen, stopped, or not told."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import MEDIA
from tui.analysis.cause.stops import Off, Stop, Stops
from tui.analysis.cause.verdict import Medium
from tui.analysis.curves.excerpt import spans_of
from tui.analysis.curves.tracks import Tracks


class Stream(Struct):
    """One medium of a pair over some slots.

    `seconds` is how long each slot was shared by both users. `frozen` are the frozen seconds of each slot of which a
    freeze curve tells, `standing` those above 0. `stopped` are the slots in which nothing came although it should;
    `off` those in which the sender sent nothing and nobody suffered by it; `silent` those in which nothing at all is
    told of the receiver.
    `is_shared`: the receiver's curve is about all senders together, and others sent too.
    """

    medium: Medium
    seconds: Mapping[int, int]
    frozen: dict[int, float]
    standing: dict[int, float]
    stopped: dict[int, Stop]
    off: list[int]
    silent: list[int]
    is_used: bool
    is_shared: bool = False

    def beyond(self, percent: float) -> list[int]:
        """The slots that were frozen for more than that part of them."""
        part = percent / 100
        return [slot for slot, frozen_s in self.standing.items() if frozen_s > part * self.seconds[slot]]


def stream_of(
    tracks: Tracks, medium: Medium, sender_uid: int, receiver_uid: int, seconds: Mapping[int, int], criteria: Criteria
) -> Stream:
    """The stream over the slots of `seconds`."""
    mids = MEDIA[medium]
    freeze_peer = tracks.about(receiver_uid, mids.freeze, sender_uid)
    received_peer = tracks.about(receiver_uid, mids.received, sender_uid)
    is_shared = not freeze_peer and bool(tracks.slots(receiver_uid, mids.freeze))
    received_shared = not received_peer and bool(tracks.slots(receiver_uid, mids.received))
    is_shared = (is_shared or received_shared) and bool(_others_sending(tracks, medium, sender_uid, receiver_uid))
    sends = tracks.first_flow_ts(sender_uid, mids.sent) is not None
    freeze = tracks.excerpt((receiver_uid, mids.freeze, freeze_peer), spans_of(seconds))
    standing = {
        slot: min(float(seconds[slot]), frozen_ms / 1000)
        for slot, frozen_ms in zip(freeze.slots, freeze.sums, strict=True)
        if frozen_ms > 0
    }
    frozen = dict.fromkeys(freeze.slots, 0.0) | standing
    came_ts = None if received_shared else tracks.first_flow_ts(receiver_uid, mids.received, sender_uid)
    is_used = sends or came_ts is not None or bool(frozen)
    stream = Stream(medium, seconds, frozen, standing, {}, [], [], is_used=is_used, is_shared=is_shared)
    if came_ts is not None:
        stops = Stops(
            tracks, criteria, medium, sender_uid, receiver_uid, seconds=seconds, frozen=frozen, came_ts=came_ts
        )
        for slot, found in stops.find().items():
            if isinstance(found, Stop):
                stream.stopped[slot] = found
            else:
                (stream.off if isinstance(found, Off) else stream.silent).append(slot)
    return stream


def _others_sending(tracks: Tracks, medium: Medium, sender_uid: int, receiver_uid: int) -> list[int]:
    """The other senders of that medium at any time."""
    mid = MEDIA[medium].sent
    return [
        uid
        for uid in tracks.stays
        if uid not in (sender_uid, receiver_uid) and tracks.first_flow_ts(uid, mid) is not None
    ]
