"""Curves: what the answers told of the metrics of each session of a call, by the point for one, by the minute for all.

    stretches   what one answer told of one session, for the window that was asked, or several in turn (folding.py)
    ├─ stamps   its timestamps: most of its curves have the same
    └─ curves   a metric, towards a peer: its values, and its digest by the minute

Points further than a minute outside of the window that was asked are no answer to it, and not kept.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from operator import itemgetter

from msgspec import Struct

from tui.domain.records import MINUTE, CallDetails, Curve, Minutes, Session, Window
from tui.store.sqlite.calls import put_sessions
from tui.store.sqlite.changed import bump
from tui.store.sqlite.compaction import fold
from tui.store.sqlite.overlay import Stretch, merged, merged_digest, told
from tui.store.sqlite.packing import pack_doubles, pack_stamps, pack_values, unpack_doubles, unpack_values
from tui.store.sqlite.rollup import Cuts, Digest, cut, digested, spread
from tui.store.sqlite.segments import Told, read_cuts, read_stamps, read_stretches


class PackedStamps(Struct, frozen=True):
    """Timestamps, and how they fall into minutes."""

    ts: bytes
    minutes: bytes
    counts: bytes


class PackedCurve(Struct, frozen=True):
    """`stamps` is the place of its timestamps among those of its session."""

    mid: int
    peer_uid: int
    stamps: int
    digest: bytes
    points: bytes


class PackedSession(Struct, frozen=True):
    sid: str
    stamps: tuple[PackedStamps, ...]
    curves: tuple[PackedCurve, ...]


class PackedCurves(Struct, frozen=True):
    sessions: tuple[PackedSession, ...]


def pack(value: CallDetails, window: Window) -> PackedCurves:
    """The curves as `put_details` takes them, of `window`, which was asked.

    Takes up to a second for a large answer: not for the event loop.
    """
    known: dict[int, tuple[slice, Cuts, PackedStamps]] = {}
    sessions: dict[str, tuple[dict[PackedStamps, int], list[PackedCurve]]] = {}
    for curve in value.curves:
        if id(curve.ts) not in known:
            within = _within(window, curve.ts)
            ts = curve.ts[within]
            cuts = cut(ts)
            stamps = PackedStamps(pack_stamps(ts), pack_stamps(cuts.minutes), pack_stamps(cuts.counts))
            known[id(curve.ts)] = within, cuts, stamps
        within, cuts, stamps = known[id(curve.ts)]
        values = curve.values[within]
        places, curves = sessions.setdefault(curve.sid, ({}, []))
        place = places.setdefault(stamps, len(places))
        digest = pack_doubles(*digested(values, cuts.counts))
        curves.append(PackedCurve(curve.mid, curve.peer_uid, place, digest, pack_values(values)))
    return PackedCurves(
        tuple(PackedSession(sid, tuple(places), tuple(curves)) for sid, (places, curves) in sessions.items())
    )


def put_details(
    connection: sqlite3.Connection,
    project_id: int,
    call_id: str,
    window: Window,
    sessions: Sequence[Session],
    packed: PackedCurves,
    *,
    answered_ts: float,
) -> None:
    """What one answer said of `window`. The same answer twice is the same as once.

    Of a curve it replaces what earlier answers said of windows within this one; what it leaves out stays as it was.
    """
    put_sessions(connection, project_id, call_id, sessions, answered_ts=answered_ts)
    news = [_put_session(connection, project_id, call_id, window, one, answered_ts) for one in packed.sessions]
    if any(news):
        bump(connection, project_id, f"call:{call_id}")


def read_curves(connection: sqlite3.Connection, project_id: int, call_id: str, sid: str) -> tuple[Curve, ...]:
    """The curves of one session, by metric and peer; those with the same timestamps may share the array."""
    found: dict[tuple[int, int], list[Stretch]] = {}
    for one in read_stretches(connection, project_id, call_id, sid):
        stamps = read_stamps(connection, one.stretch_id)
        rows = connection.execute(
            "SELECT mid, peer_uid, stamps, points FROM curves WHERE stretch_id = ? ORDER BY curve_id", (one.stretch_id,)
        )
        for mid, peer_uid, place, points in rows:
            found.setdefault((mid, peer_uid), []).append(told(one.window, stamps[place], unpack_values(points)))
    curves = [Curve(sid, *key, *merged(stretches)) for key, stretches in sorted(found.items(), key=itemgetter(0))]
    return tuple(curve for curve in curves if curve.ts)


def read_minutes(
    connection: sqlite3.Connection, project_id: int, call_id: str, mids: Collection[int] | None = None
) -> tuple[Minutes, ...]:
    """The curves of all sessions, or those of some metrics, by session, metric and peer; they may share `counts`.

    A minute without points is 0 in all four.
    """
    asked = None if mids is None else tuple(mids)
    of_mids = "" if asked is None else f" AND mid IN ({', '.join('?' * len(asked))})"
    found: dict[tuple[str, int, int], list[_Answer]] = {}
    for one in read_stretches(connection, project_id, call_id):
        cuts = read_cuts(connection, one.stretch_id)
        # Minutes are shared by short ones above all: then their few points are needed, too.
        column = "points" if one.is_short else "NULL"
        rows = connection.execute(
            f"SELECT mid, peer_uid, stamps, digest, {column} FROM curves WHERE stretch_id = ?{of_mids}",  # noqa: S608 - ours
            (one.stretch_id, *(asked or ())),
        )
        for mid, peer_uid, place, packed, points in rows:
            digest = spread(cuts[place], unpack_doubles(packed, 3))
            found.setdefault((one.sid, mid, peer_uid), []).append(_Answer(one, digest, place, points))
    stamps_of = cache(partial(read_stamps, connection))
    minutes = []
    for key, answers in sorted(found.items(), key=itemgetter(0)):
        values_in = partial(_values_in, connection, stamps_of, key[1:], answers)
        digest = merged_digest([(one.told.window, one.digest) for one in answers], values_in)
        if digest.counts:
            minutes.append(Minutes(*key, digest.first * MINUTE, *digest.columns))
    return tuple(minutes)


def _put_session(
    connection: sqlite3.Connection,
    project_id: int,
    call_id: str,
    window: Window,
    packed: PackedSession,
    answered_ts: float,
) -> bool:
    """True where that is news."""
    whose = (project_id, call_id, packed.sid)
    newer = connection.execute(
        "SELECT mid, peer_uid FROM stretches JOIN curves USING (stretch_id)"
        " WHERE project_id = ? AND call_id = ? AND sid = ? AND start_ts <= ? AND end_ts >= ? AND answered_ts >= ?",
        (*whose, window.start_ts, window.end_ts, answered_ts),
    )
    known = set(newer)
    curves = [curve for curve in packed.curves if (curve.mid, curve.peer_uid) not in known]
    if not curves:
        return False
    stretch_id = connection.execute(
        "INSERT INTO stretches (project_id, call_id, sid, start_ts, end_ts, answered_ts) VALUES (?, ?, ?, ?, ?, ?)",
        (*whose, window.start_ts, window.end_ts, answered_ts),
    ).lastrowid
    connection.executemany(
        "INSERT INTO stamps (stretch_id, place, ts, minutes, counts) VALUES (?, ?, ?, ?, ?)",
        [(stretch_id, place, one.ts, one.minutes, one.counts) for place, one in enumerate(packed.stamps)],
    )
    connection.executemany(
        "INSERT INTO curves (stretch_id, mid, peer_uid, stamps, digest, points) VALUES (?, ?, ?, ?, ?, ?)",
        [(stretch_id, one.mid, one.peer_uid, one.stamps, one.digest, one.points) for one in curves],
    )
    _replace(connection, whose, window, answered_ts, stretch_id)
    fold(connection, *whose)
    return True


def _replace(
    connection: sqlite3.Connection,
    whose: tuple[int, str, str],
    window: Window,
    answered_ts: float,
    stretch_id: int | None,
) -> None:
    """Delete what earlier answers said of windows within this one, of the curves that this answer holds."""
    older = connection.execute(
        "SELECT stretch_id FROM stretches WHERE project_id = ? AND call_id = ? AND sid = ?"
        " AND start_ts >= ? AND end_ts <= ? AND answered_ts <= ? AND stretch_id <> ?",
        (*whose, window.start_ts, window.end_ts, answered_ts, stretch_id),
    ).fetchall()
    for (older_id,) in older:
        connection.execute(
            "DELETE FROM curves WHERE stretch_id = ?"
            " AND (mid, peer_uid) IN (SELECT mid, peer_uid FROM curves WHERE stretch_id = ?)",
            (older_id, stretch_id),
        )
        if connection.execute("SELECT 1 FROM curves WHERE stretch_id = ? LIMIT 1", (older_id,)).fetchone() is None:
            connection.execute("DELETE FROM stamps WHERE stretch_id = ?", (older_id,))
            connection.execute("DELETE FROM stretches WHERE stretch_id = ?", (older_id,))


def _within(window: Window, ts: array[int]) -> slice:
    """The timestamps in the minutes that `window` and the instant of its end touch."""
    start = bisect_left(ts, window.start_ts // MINUTE * MINUTE)
    return slice(start, bisect_left(ts, (window.end_ts // MINUTE + 1) * MINUTE))


class _Answer(Struct, frozen=True):
    """What one answer told of one curve; without `points` they are to be looked up."""

    told: Told
    digest: Digest
    place: int
    points: bytes | None


def _values_in(
    connection: sqlite3.Connection,
    stamps_of: Callable[[int], dict[int, array[int]]],
    key: tuple[int, int],
    answers: Iterable[_Answer],
    minute: int,
) -> array[float]:
    """The values of one curve in that epoch minute."""
    start_ts, end_ts = minute * MINUTE, (minute + 1) * MINUTE
    stretches = []
    for one in answers:
        window = one.told.window
        # Beyond its window it has points in the minutes of its start and its end at most.
        if end_ts <= window.start_ts or start_ts > window.end_ts:
            continue
        ts = stamps_of(one.told.stretch_id)[one.place]
        start, end = bisect_left(ts, start_ts), bisect_left(ts, end_ts)
        points = one.points
        if points is None:
            ((points,),) = connection.execute(
                "SELECT points FROM curves WHERE stretch_id = ? AND mid = ? AND peer_uid = ?",
                (one.told.stretch_id, *key),
            )
        speaks_for = told(window, ts, array("d")).speaks_for
        stretches.append(Stretch(speaks_for, ts[start:end], unpack_values(points, start, end)))
    return merged(stretches)[1]
