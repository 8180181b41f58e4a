"""Tracks: the curves of a call by user, metric and peer, cut into slots of time for the search for a cause.

A slot is (points, sum, least, greatest), by its number: `ts // slot_s`. A whole call is judged by the minute, from the
stored minutes of every curve; a moment by ten seconds (fine_tracks.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from tui.analysis.curves.both_streams import minutes_of_both
from tui.analysis.curves.excerpt import Excerpt, SlotSums, Spans, excerpt_of, overlaid, spans_of
from tui.analysis.curves.reading import SlotReading
from tui.domain.records import MINUTE, MinuteCurve, Session, Threshold, Window

# Two media, the calm minutes of a pair, and those of the pair before.
KEPT = 6

CurveSlots = Mapping[int, SlotSums]
Stay = tuple[int, int | None]  # joined, left (None: still there)
# The platform of servers: their curves are asked for by hand alone.
SERVER = "Linux"
CurveKey = tuple[int, int, int]  # uid, mid, peer uid


class Tracks:
    """The curves of one call in slots of one length. Each reading is done once, and kept.

    `told` are the stretches of a session that answers are sure to cover, by sid; without it all is known up to the last
    point of the call.
    """

    slot_s = MINUTE

    def __init__(
        self,
        sessions: Iterable[Session],
        minutes: Iterable[MinuteCurve],
        thresholds: Mapping[str, Threshold],
        told: Mapping[str, Sequence[Window]] | None = None,
    ) -> None:
        self.thresholds = thresholds
        self.stays: dict[int, list[Stay]] = defaultdict(list)
        uid_of: dict[str, int] = {}
        self._told: dict[int, list[Window]] | None = None if told is None else defaultdict(list)
        self._servers: set[int] = set()
        for session in sessions:
            uid_of[session.sid] = session.uid
            if session.platform == SERVER:
                self._servers.add(session.uid)
            self.stays[session.uid].append((session.join_ts, session.leave_ts))
            if told is not None and self._told is not None:
                self._told[session.uid] += _within(told.get(session.sid, ()), session)
        self.stays = {uid: _joined(stays) for uid, stays in self.stays.items()}
        self._minutes: dict[CurveKey, list[MinuteCurve]] = defaultdict(list)
        self.end_ts = 0
        for curve in minutes_of_both(minutes):
            uid = uid_of.get(curve.sid)
            if uid is not None:
                self._minutes[uid, curve.mid, curve.peer_uid].append(curve)
                self.end_ts = max(self.end_ts, curve.first_ts + MINUTE * len(curve.counts))
        # The peers of a user's curves of a metric, and the users with curves of a metric about a user.
        self._peers: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._about: dict[tuple[int, int], list[int]] = defaultdict(list)
        for uid, mid, peer_uid in self._minutes:
            self._peers[uid, mid].append(peer_uid)
            self._about[peer_uid, mid].append(uid)
        self._slots: dict[CurveKey, CurveSlots] = {}
        self._alive: dict[int, frozenset[int]] = {}
        self._readings: dict[Spans, Readings] = {}
        self._calm: dict[tuple[int, int], Readings] = {}

    # -- curves

    def minutes(self, uid: int, mid: int, peer_uid: int = 0) -> Sequence[MinuteCurve]:
        return self._minutes.get((uid, mid, peer_uid), ())

    def excerpt(self, key: CurveKey, spans: Spans) -> Excerpt:
        """A curve of a user, over all of its sessions, in some slots; empty where there is none."""
        curves = self._minutes.get(key, ())
        if len(curves) == 1:
            return excerpt_of(curves[0], spans)
        return overlaid(excerpt_of(one, spans) for one in curves)

    def flows(self, key: CurveKey, spans: Spans) -> bool | None:
        """Whether a curve is above 0 in any of some slots; None where there is no curve."""
        curves = self._minutes.get(key)
        if not curves:
            return None
        for one in curves:
            first = one.first_ts // MINUTE
            for span in spans:
                if max(one.highs[max(0, span.start - first) : max(0, span.stop - first)], default=0.0) > 0:
                    return True
        return False

    def slots(self, uid: int, mid: int, peer_uid: int = 0) -> CurveSlots:
        """All of a curve, slot by slot."""
        key = uid, mid, peer_uid
        known = self._slots.get(key)
        if known is None:
            whole = self.excerpt(key, self.everywhere)
            known = self._slots[key] = dict(zip(whole.slots, whole.rows, strict=True))
        return known

    @property
    def everywhere(self) -> Spans:
        """All slots of the call."""
        return (range(self.end_ts // MINUTE + 1),)

    def senders_to(self, uid: int, mid: int) -> Sequence[int]:
        """The peers of this user's curves of that metric."""
        return [peer_uid for peer_uid in self._peers.get((uid, mid), ()) if peer_uid]

    def receivers_of(self, uid: int, mid: int) -> Sequence[int]:
        """The users with a curve of that metric about this one."""
        return self._about.get((uid, mid), ()) if uid else ()

    def first_flow_ts(self, uid: int, mid: int, peer_uid: int = 0) -> int | None:
        """The minute in which a curve is above 0 for the first time; None: it never is."""
        starts = [
            one.first_ts + MINUTE * first
            for one in self.minutes(uid, mid, peer_uid)
            if (first := next((index for index, high in enumerate(one.highs) if high > 0), None)) is not None
        ]
        return min(starts, default=None)

    def about(self, receiver_uid: int, mid: int, sender_uid: int) -> int:
        """The peer of the receiver's curve that tells of a sender: the sender, or 0 where the receiver has curves about
        nobody in particular alone."""
        return sender_uid if self.senders_to(receiver_uid, mid) else 0

    def readings(self, slots: Iterable[int]) -> Readings:
        """The values of curves in some slots; the last few answers are kept."""
        spans = spans_of(slots)
        if spans not in self._readings:
            if len(self._readings) >= KEPT:
                self._readings.clear()
            self._readings[spans] = Readings(self, spans)
        return self._readings[spans]

    def calm(self, sender_uid: int, receiver_uid: int, minutes: Callable[[], Iterable[int]]) -> Readings:
        """The values of curves in the calm minutes of a pair. `minutes` finds these minutes once: they are the same at
        every moment of the pair."""
        pair = sender_uid, receiver_uid
        if pair not in self._calm:
            self._calm[pair] = self.readings(minutes())
        return self._calm[pair]

    # -- users

    def alive(self, uid: int) -> frozenset[int]:
        """The slots with a point of any of the user's own curves."""
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

    def is_told(self, uid: int, slot: int) -> bool:
        """Whether an answer is sure to have told all of this slot, were there anything to tell of the user."""
        if self._told is None:
            return True
        start_ts, end_ts = slot * self.slot_s, min((slot + 1) * self.slot_s, self.end_ts)
        return any(one.start_ts <= start_ts and one.end_ts >= end_ts for one in self._told.get(uid, ()))

    def unasked(self, slots: Iterable[int]) -> frozenset[int]:
        """The users in the call at that time without any answer about it. Servers do not count."""
        slots = tuple(slots)
        if self._told is None or not slots:
            return frozenset()
        start_ts, end_ts = min(slots) * self.slot_s, (max(slots) + 1) * self.slot_s
        return frozenset(
            uid
            for uid, stays in self.stays.items()
            if uid not in self._servers
            and any(join_ts < end_ts and (leave_ts is None or leave_ts > start_ts) for join_ts, leave_ts in stays)
            and not any(one.start_ts < end_ts and one.end_ts > start_ts for one in self._told.get(uid, ()))
        )

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


class Readings:
    """The values of curves in some slots. Pairs with the same cause ask for the same values, and so do both media."""

    def __init__(self, tracks: Tracks, spans: Spans) -> None:
        self.tracks, self.spans = tracks, spans
        self._known: dict[CurveKey, SlotReading] = {}

    def read(self, key: CurveKey) -> SlotReading:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = SlotReading(self.tracks.excerpt(key, self.spans))
        return known


def _within(told: Iterable[Window], session: Session) -> Iterable[Window]:
    """The told stretches within the stay, and a minute to either side: an answer about one session says nothing of
    another one of the same user."""
    first_ts = session.join_ts - MINUTE
    last_ts = None if session.leave_ts is None else session.leave_ts + MINUTE
    for one in told:
        start_ts, end_ts = max(one.start_ts, first_ts), one.end_ts if last_ts is None else min(one.end_ts, last_ts)
        if start_ts < end_ts:
            yield Window(start_ts, end_ts)


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
