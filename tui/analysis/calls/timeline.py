"""The timeline of a call, derived: the API tells no events, so they are read from joins and leaves, from the curves and
from the diagnoses. The notes that people wrote about the call stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct

from tui.analysis.calls.standing import UPSTREAM, Standing, Thresholds, by_minute, ceiling, threshold_of
from tui.analysis.project.live import RELIEF_MINUTES
from tui.domain.glossary import mid
from tui.domain.records import MINUTE, Call, Diagnosis, Direction, KeptNote, MinuteCurve, Session


class Event(Enum):
    CREATED = "created"
    JOIN = "join"
    BAD = "bad"
    HOLE = "hole"
    DIAGNOSIS = "diagnosis"
    NOTE = "note"
    LEAVE = "leave"
    DESTROYED = "destroyed"


class Entry(Struct, frozen=True):
    """An event at `ts`, and, where it lasted, until `end_ts`.

    BAD: the minutes of `mid` about `peer_uid` were beyond their bad limit, at worst `value`. A diagnosis of a user
    without a known session has no `sid`.
    """

    ts: int
    event: Event
    uid: str = ""
    sid: str | None = None
    end_ts: int | None = None
    mid: int = 0
    peer_uid: int = 0
    value: float = 0.0
    diagnosis: Diagnosis | None = None
    note: KeptNote | None = None

    @property
    def key(self) -> str:
        exp_id = self.diagnosis.exp_id if self.diagnosis else 0
        note_id = f"|{self.note.note_id}" if self.note else ""
        return f"{self.ts}|{self.event.value}|{self.sid or self.uid}|{self.mid}|{self.peer_uid}|{exp_id}{note_id}"


_ORDER = {event: rank for rank, event in enumerate(Event)}


def timeline(
    call: Call,
    found: Sequence[Standing],
    curves: Iterable[MinuteCurve],
    diagnoses: Iterable[Diagnosis],
    thresholds: Thresholds,
    notes: Iterable[KeptNote] = (),
) -> tuple[Entry, ...]:
    """All that can be told of the call, in the order of time."""
    entries = [Entry(call.created_ts, Event.CREATED)]
    if call.destroyed_ts is not None:
        entries.append(Entry(call.destroyed_ts, Event.DESTROYED))
    sessions = {one.session.sid: one.session for one in found}
    for one in found:
        session, uid = one.session, str(one.session.uid)
        entries.append(Entry(session.join_ts, Event.JOIN, uid, session.sid))
        if session.leave_ts is not None:
            entries.append(Entry(session.leave_ts, Event.LEAVE, uid, session.sid))
        entries += [Entry(hole.start_ts, Event.HOLE, uid, session.sid, hole.end_ts) for hole in one.holes]
    of_user: dict[str, list[Session]] = {}
    for session in sorted(sessions.values(), key=lambda session: session.join_ts):
        of_user.setdefault(str(session.uid), []).append(session)
    for curve in curves:
        if (owner := sessions.get(curve.sid)) is not None:
            entries += _crossings(curve, owner, of_user.get(str(curve.peer_uid), ()), thresholds)
    for diagnosis in diagnoses:
        its = session_at(of_user.get(diagnosis.uid, ()), diagnosis.ts)
        sid = None if its is None else its.sid
        entries.append(Entry(diagnosis.ts, Event.DIAGNOSIS, diagnosis.uid, sid, diagnosis=diagnosis))
    for note in notes:
        uid = note.scope.uid or ""
        its = session_at(of_user.get(uid, ()), note.ts)
        sid = note.scope.sid or (None if its is None else its.sid)
        entries.append(Entry(note.ts, Event.NOTE, uid, sid, note=note))

    def place(entry: Entry) -> tuple[object, ...]:
        """Of one instant a sender's loss first: the others follow from it."""
        return entry.ts, _ORDER[entry.event], entry.mid not in UPSTREAM, entry.uid, entry.mid, entry.key

    return tuple(sorted(entries, key=place))


def _crossings(
    curve: MinuteCurve, session: Session, peers: Sequence[Session], thresholds: Thresholds
) -> Iterable[Entry]:
    """Each spell of bad minutes; up to RELIEF_MINUTES of good or unknown minutes do not end one.

    None begins before its user was there, or before the peer that it names; `peers` are the sessions of that peer.
    """
    limit, direction = threshold_of(curve.mid, thresholds), mid(curve.mid).direction
    if limit is None:
        return
    less = direction is Direction.LESS_IS_WORSE
    if not less and ceiling(curve) <= limit.bad:
        return
    first_ts = last_ts = 0
    value = 0.0

    def stretch() -> Entry:
        return Entry(
            max(first_ts, session.join_ts, _there_from(peers, first_ts)),
            Event.BAD,
            str(session.uid),
            session.sid,
            last_ts + MINUTE,
            curve.mid,
            curve.peer_uid,
            value,
        )

    for ts, minute in by_minute(curve):
        if minute >= limit.bad if less else minute <= limit.bad:
            continue
        if last_ts and (ts - last_ts) // MINUTE > RELIEF_MINUTES + 1:
            yield stretch()
            last_ts = 0
        if not last_ts:
            first_ts, value = ts, minute
        last_ts, value = ts, (min if less else max)(value, minute)
    if last_ts:
        yield stretch()


def _there_from(peers: Sequence[Session], minute_ts: int) -> int:
    """Since when in that minute a peer was there; the minute's start where it is not known to have been."""
    there = [
        one.join_ts
        for one in peers
        if one.join_ts < minute_ts + MINUTE and (one.leave_ts is None or one.leave_ts >= minute_ts)
    ]
    return max(minute_ts, min(there, default=minute_ts))


def session_at(sessions: Sequence[Session], ts: int) -> Session | None:
    """Of one user's sessions that which was on at `ts`, or the nearest to it."""

    def apart_s(session: Session) -> int:
        if ts < session.join_ts:
            return session.join_ts - ts
        return max(0, ts - session.leave_ts) if session.leave_ts is not None else 0

    return min(sessions, key=lambda session: (apart_s(session), -session.join_ts), default=None)
