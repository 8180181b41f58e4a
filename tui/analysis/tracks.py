"""Tracks: the curves of a call by user, metric and peer, cut into slots of time, as the judgement reads them.

A slot is (points, sum, least, greatest), by its number: `ts // slot_s`. A whole call is judged by the minute, from what
the store keeps of every curve; a moment is judged by ten seconds, from the points of both users, with the others'
minutes beside them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from tui.domain.records import MINUTE, Curve, Minutes, Session, Threshold, Window

# Points lie 2 to 10 s apart, and clocks of users up to 3 s: a slot of a moment holds one to five points.
FINE_S = 10

Slot = tuple[float, float, float, float]
Slots = Mapping[int, Slot]
Thresholds = Mapping[str, Threshold]
Stay = tuple[int, int | None]  # joined, left (None: still there)
Key = tuple[int, int, int]  # uid, mid, peer uid

_NOTHING: Slots = {}


class Tracks:
    """The curves of one call in slots of one length. Reads what it is asked for once, and keeps it.

    `told` are the stretches that answers are sure to have told of a session, by sid; without it all is told up to the
    last point of the call.
    """

    slot_s = MINUTE

    def __init__(
        self,
        sessions: Iterable[Session],
        minutes: Iterable[Minutes],
        thresholds: Thresholds,
        told: Mapping[str, Sequence[Window]] | None = None,
    ) -> None:
        self.thresholds = thresholds
        self.stays: dict[int, list[Stay]] = defaultdict(list)
        uid_of: dict[str, int] = {}
        self._told: dict[int, list[Window]] | None = None if told is None else defaultdict(list)
        for session in sessions:
            uid_of[session.sid] = session.uid
            self.stays[session.uid].append((session.join_ts, session.leave_ts))
            if told is not None and self._told is not None:
                self._told[session.uid] += told.get(session.sid, ())
        self.stays = {uid: _joined(stays) for uid, stays in self.stays.items()}
        self._minutes: dict[Key, list[Minutes]] = defaultdict(list)
        self.end_ts = 0
        for curve in minutes:
            uid = uid_of.get(curve.sid)
            if uid is not None:
                self._minutes[uid, curve.mid, curve.peer_uid].append(curve)
                self.end_ts = max(self.end_ts, curve.first_ts + MINUTE * len(curve.counts))
        # About whom a user's curves of a metric are, and who has curves of a metric about a user.
        self._peers: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._about: dict[tuple[int, int], list[int]] = defaultdict(list)
        for uid, mid, peer_uid in self._minutes:
            self._peers[uid, mid].append(peer_uid)
            self._about[peer_uid, mid].append(uid)
        self._slots: dict[Key, Slots] = {}
        self._alive: dict[int, frozenset[int]] = {}

    # -- curves

    def minutes(self, uid: int, mid: int, peer_uid: int = 0) -> Sequence[Minutes]:
        return self._minutes.get((uid, mid, peer_uid), ())

    def slots(self, uid: int, mid: int, peer_uid: int = 0) -> Slots:
        """A curve of a user, over all of its sessions; empty where there is none."""
        key = uid, mid, peer_uid
        known = self._slots.get(key)
        if known is None:
            known = self._slots[key] = self._read(key)
        return known

    def _read(self, key: Key) -> Slots:
        found: dict[int, Slot] = {}
        curves = self._minutes.get(key, ())
        for curve in curves:
            rows = zip(curve.counts, curve.sums, curve.lows, curve.highs, strict=True)
            numbered = enumerate(rows, curve.first_ts // MINUTE)
            if len(curves) == 1 and 0 not in curve.counts:
                return dict(numbered)
            for minute, row in numbered:
                if row[0]:
                    found[minute] = _both(found[minute], row) if minute in found else row
        return found

    def some(self, key: Key, slots: Collection[int]) -> dict[int, Slot]:
        """A curve in a few slots: cheaper than all of it, of a curve of which nothing else is asked."""
        known = self._slots.get(key)
        if known is not None:
            return {slot: known[slot] for slot in slots if slot in known}
        found: dict[int, Slot] = {}
        curves = self._minutes.get(key, ())
        first, end = min(slots), max(slots) + 1
        if len(curves) == 1 and end - first == len(slots):
            curve = curves[0]
            at = first - curve.first_ts // MINUTE
            part = slice(at, at + len(slots))
            if at >= 0 and len(counts := curve.counts[part]) == len(slots) and 0 not in counts:
                rows = zip(counts, curve.sums[part], curve.lows[part], curve.highs[part], strict=True)
                return dict(zip(range(first, end), rows, strict=True))
        for curve in curves:
            first, counts = curve.first_ts // MINUTE, curve.counts
            for slot in slots:
                at = slot - first
                if 0 <= at < len(counts) and counts[at]:
                    row = counts[at], curve.sums[at], curve.lows[at], curve.highs[at]
                    found[slot] = _both(found[slot], row) if slot in found else row
        return found

    def senders_to(self, uid: int, mid: int) -> Sequence[int]:
        """The users about whom this one has a curve of that metric."""
        return [peer_uid for peer_uid in self._peers.get((uid, mid), ()) if peer_uid]

    def receivers_of(self, uid: int, mid: int) -> Sequence[int]:
        """The users who have a curve of that metric about this one."""
        return self._about.get((uid, mid), ()) if uid else ()

    def first_flow_ts(self, uid: int, mid: int, peer_uid: int = 0) -> int | None:
        """The minute in which a curve is above 0 for the first time; None: it never is."""
        starts = [
            one.first_ts + MINUTE * next(index for index, high in enumerate(one.highs) if high > 0)
            for one in self.minutes(uid, mid, peer_uid)
            if max(one.highs, default=0) > 0
        ]
        return min(starts, default=None)

    def about(self, receiver_uid: int, mid: int, sender_uid: int) -> int:
        """The peer of the receiver's curve that tells of a sender: the sender, or 0 where the receiver has curves about
        nobody in particular alone."""
        return sender_uid if self.senders_to(receiver_uid, mid) else 0

    def calm(self, key: Key, slots: Iterable[int]) -> list[Slot]:
        """What a curve said in calm minutes: `slots` are minutes, whatever the slots of these tracks."""
        curve = self.slots(*key)
        return [row for slot in slots if (row := curve.get(slot)) is not None]

    # -- users

    def alive(self, uid: int) -> frozenset[int]:
        """The slots in which anything is told of what the user measures of itself."""
        known = self._alive.get(uid)
        if known is None:
            known = self._alive[uid] = self._alive_slots(uid)
        return known

    def _alive_slots(self, uid: int) -> frozenset[int]:
        seen: set[tuple[int, int]] = set()
        found: set[int] = set()
        whole = [(key[2], its) for key, its in self._minutes.items() if key[0] == uid]
        own = [its for peer_uid, its in whole if not peer_uid] or [its for _, its in whole]
        for curve in (one for its in own for one in its):
            # Curves that were measured together share their counts.
            if (id(curve.counts), curve.first_ts) not in seen:
                seen.add((id(curve.counts), curve.first_ts))
                first = curve.first_ts // MINUTE
                found.update(first + index for index, count in enumerate(curve.counts) if count)
        return frozenset(found)

    def present_s(self, uid: int, slot: int) -> int:
        """How many seconds of the slot the user was in the call, as far as anything is told."""
        start_ts, end_ts = slot * self.slot_s, min((slot + 1) * self.slot_s, self.end_ts)
        return sum(
            max(0, min(end_ts, end_ts if leave_ts is None else leave_ts) - max(start_ts, join_ts))
            for join_ts, leave_ts in self.stays.get(uid, ())
        )

    def is_told(self, uid: int, slot: int) -> bool:
        """Whether an answer is sure to have told all of this slot, were there anything to tell of the user."""
        if self._told is None:
            return True
        start_ts, end_ts = slot * self.slot_s, min((slot + 1) * self.slot_s, self.end_ts)
        return any(one.start_ts <= start_ts and one.end_ts >= end_ts for one in self._told.get(uid, ()))

    def together(self, one_uid: int, other_uid: int, window: Window | None = None) -> dict[int, int]:
        """The slots in which both were in the call, and for how many seconds; of a window those that lie in it by half
        at least."""
        found: dict[int, int] = {}
        half = self.slot_s // 2
        for join_ts, leave_ts in self.stays.get(one_uid, ()):
            end_ts = self.end_ts if leave_ts is None else min(leave_ts, self.end_ts)
            for other_join_ts, other_leave_ts in self.stays.get(other_uid, ()):
                other_end_ts = self.end_ts if other_leave_ts is None else min(other_leave_ts, self.end_ts)
                first_ts, last_ts = max(join_ts, other_join_ts), min(end_ts, other_end_ts)
                if window is not None:
                    first_ts = max(first_ts, window.start_ts - half)
                    last_ts = min(last_ts, window.end_ts + half)
                first, last = first_ts // self.slot_s, -(-last_ts // self.slot_s)
                if window is not None:
                    first = max(first, -(-(window.start_ts - half) // self.slot_s))
                    last = min(last, (window.end_ts - half) // self.slot_s + 1)
                # Whole slots but for the first and the last.
                seconds = dict.fromkeys(range(first, last), self.slot_s)
                for slot in {first, last - 1} & seconds.keys():
                    seconds[slot] = min(last_ts, (slot + 1) * self.slot_s) - max(first_ts, slot * self.slot_s)
                for slot, lasted_s in seconds.items():
                    if lasted_s > 0:
                        found[slot] = found.get(slot, 0) + lasted_s
        return found


class FineTracks(Tracks):
    """The same in slots of ten seconds within a window: of both users from their points, of the others from their
    minutes, of which each slot gets its sixth."""

    slot_s = FINE_S

    def __init__(self, whole: Tracks, curves: Mapping[int, Iterable[Curve]], window: Window) -> None:
        """`curves` are all curves of both users, by uid."""
        self.thresholds, self.stays, self.end_ts = whole.thresholds, whole.stays, whole.end_ts
        self._told, self._minutes = whole._told, whole._minutes
        self._peers, self._about = whole._peers, whole._about
        self._slots, self._alive = {}, {}
        self._whole, self._window = whole, window
        self._points: dict[Key, list[Curve]] = defaultdict(list)
        self._known = frozenset(curves)
        for uid, its in curves.items():
            for curve in its:
                if curve.ts:
                    self._points[uid, curve.mid, curve.peer_uid].append(curve)
                    self.end_ts = max(self.end_ts, min(curve.ts[-1] + 1, window.end_ts))

    def calm(self, key: Key, slots: Iterable[int]) -> list[Slot]:
        return self._whole.calm(key, slots)

    def _read(self, key: Key) -> Slots:
        if key[0] in self._known:
            return self._fine(key, self._window.start_ts, self._window.end_ts)
        parts = MINUTE // FINE_S
        found: dict[int, Slot] = {}
        first, last = self._window.start_ts // FINE_S, self._window.end_ts // FINE_S
        coarse = self._whole.slots(*key)
        for slot in range(first, last + 1):
            row = coarse.get(slot // parts)
            if row is not None:
                found[slot] = row[0] / parts, row[1] / parts, row[2], row[3]
        return found

    def some(self, key: Key, slots: Collection[int]) -> dict[int, Slot]:
        if key[0] in self._known:
            whole = self._fine(key, min(slots) * FINE_S, (max(slots) + 1) * FINE_S)
            return {slot: whole[slot] for slot in slots if slot in whole}
        parts = MINUTE // FINE_S
        coarse = self._whole.some(key, {slot // parts for slot in slots})
        rows = {slot: coarse[slot // parts] for slot in slots if slot // parts in coarse}
        return {slot: (row[0] / parts, row[1] / parts, row[2], row[3]) for slot, row in rows.items()}

    def _fine(self, key: Key, start_ts: int, end_ts: int) -> Slots:
        found: dict[int, Slot] = {}
        for curve in self._points.get(key, ()):
            ts, values = curve.ts, curve.values
            at, last = bisect_left(ts, start_ts), bisect_left(ts, end_ts)
            while at < last:
                slot = ts[at] // FINE_S
                end = bisect_left(ts, (slot + 1) * FINE_S, at, last)
                part = values[at:end]
                row = float(end - at), sum(part), min(part), max(part)
                found[slot] = _both(found[slot], row) if slot in found else row
                at = end
        return found

    def _alive_slots(self, uid: int) -> frozenset[int]:
        if uid in self._known:
            whole = [(mid, peer_uid) for owner, mid, peer_uid in self._points if owner == uid]
            own = [key for key in whole if not key[1]] or whole
            return frozenset(slot for key in own for slot in self.slots(uid, *key))
        parts = MINUTE // FINE_S
        return frozenset(minute * parts + part for minute in self._whole.alive(uid) for part in range(parts))


def _joined(stays: Iterable[Stay]) -> list[Stay]:
    """The stays of a user without overlaps: one that came back may be told as in the call twice."""
    found: list[Stay] = []
    for join_ts, leave_ts in sorted(stays, key=lambda stay: stay[0]):
        last = found[-1] if found else None
        if last is None or (last[1] is not None and join_ts > last[1]):
            found.append((join_ts, leave_ts))
        elif last[1] is not None:
            found[-1] = last[0], None if leave_ts is None else max(last[1], leave_ts)
    return found


def _both(one: Slot, other: Slot) -> Slot:
    return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])
