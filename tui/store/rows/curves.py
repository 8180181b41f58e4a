"""Curves: the metrics of each session of a call, by the point for one session, by the minute for all.

    chunks     ten minutes of the curves of a session (chunks.py), each answer overlaid on the known points (overlay.py)
    segments   the stretches that the last answers about a session covered: an older answer that comes late goes
               beneath them

Points further than a minute outside of the window that was asked are no answer to it, and not kept.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache

from msgspec import Struct, msgpack

from tui.domain.percentages import Scale, curves_in, minutes_in, with_those_that_wait
from tui.domain.records import MINUTE, CallDetails, Curve, MinuteCurve, Session, Window
from tui.store.rows.calls import put_sessions
from tui.store.rows.changed import bump
from tui.store.rows.chunks import (
    UNREADABLE,
    Chunk,
    ChunkStamps,
    curves_of,
    extent_of,
    from_row,
    is_known,
    metric_of,
    stamps_of,
    to_row,
)
from tui.store.rows.connection import RowConnection
from tui.store.rows.figures import read_scale
from tui.store.rows.overlay import Gaps, overlaid, without
from tui.store.rows.packing import unpack_stamps
from tui.store.rows.rollup import CHUNK_S, Peers, joined, peers_of, unpack_rollups

# Longer than the longest answer takes: which of two is the newer must still be known when the older comes late.
LATE_S = 11 * MINUTE

Key = tuple[int, int]
"""mid, peer_uid"""


class Segment(Struct, frozen=True, array_like=True):
    """For which stretch of time an answer spoke of some curves."""

    answered_ts: float
    start_ts: int
    end_ts: int
    keys: frozenset[Key]

    @property
    def window(self) -> Window:
        return Window(self.start_ts, self.end_ts)


class PackedChunk(Struct, frozen=True):
    """`row` is the chunk as the store holds it."""

    chunk: Chunk
    row: tuple[bytes, bytes]


class PackedSession(Struct, frozen=True):
    """`keys` are its curves by the stretch of time that the answer speaks for; `chunks` are by the start of each."""

    sid: str
    keys: Mapping[Window, frozenset[Key]]
    chunks: Mapping[int, PackedChunk]


class PackedCurves(Struct, frozen=True):
    sessions: tuple[PackedSession, ...]


class _Cut(Struct, frozen=True):
    """Timestamps, cut into chunks: of each its start and the places of its points."""

    speaks_for: Window
    chunks: tuple[tuple[int, slice, ChunkStamps], ...]


def pack(value: CallDetails, window: Window) -> PackedCurves:
    """The curves as `put_details` takes them, of `window`, which was asked.

    Takes up to a second for a large answer: not for the event loop.
    """
    cuts: dict[int, _Cut] = {}
    keys: dict[str, dict[Window, set[Key]]] = {}
    found: dict[str, dict[int, dict[int, dict[int, tuple[ChunkStamps, array[float]]]]]] = {}
    for curve in value.curves:
        cut = cuts.get(id(curve.ts)) or cuts.setdefault(id(curve.ts), _cut(curve.ts, window))
        keys.setdefault(curve.sid, {}).setdefault(cut.speaks_for, set()).add((curve.mid, curve.peer_uid))
        chunks = found.setdefault(curve.sid, {})
        for start_ts, places, stamps in cut.chunks:
            metric = chunks.setdefault(start_ts, {}).setdefault(curve.mid, {})
            metric[curve.peer_uid] = stamps, curve.values[places]
    sessions = []
    for sid, chunks in found.items():
        packed = {}
        for start_ts, metrics in chunks.items():
            chunk = {mid: metric_of(curves) for mid, curves in metrics.items()}
            packed[start_ts] = PackedChunk(chunk, to_row(chunk))
        sessions.append(PackedSession(sid, {each: frozenset(its) for each, its in keys[sid].items()}, packed))
    return PackedCurves(tuple(sessions))


def put_details(
    connection: RowConnection,
    project_id: int,
    call_id: str,
    window: Window,
    sessions: Sequence[Session],
    packed: PackedCurves,
    *,
    answered_ts: float,
) -> None:
    """Store one answer about `window`. The same answer twice is the same as once.

    It replaces older answers about its curves in `window`; curves absent from it stay as they were.
    """
    put_sessions(connection, project_id, call_id, sessions, answered_ts=answered_ts)
    news = [put_session(connection, (project_id, call_id, one.sid), one, answered_ts) for one in packed.sessions]
    if any(news):
        bump(connection, project_id, f"call:{call_id}")


def put_session(
    connection: RowConnection, whose: tuple[int, str, str], packed: PackedSession, answered_ts: float
) -> bool:
    """The curves of one session; `whose` is project, call and session. True where they are news."""
    segments = _read_segments(connection, whose)
    newer = [one for one in segments if one.answered_ts >= answered_ts]
    speaks_for: dict[int, dict[int, Gaps]] = {}
    for window, keys in packed.keys.items():
        for mid, peer_uid in keys:
            gaps = without(window, [one.window for one in newer if (mid, peer_uid) in one.keys])
            speaks_for.setdefault(mid, {})[peer_uid] = gaps
    if not any(gaps for peers in speaks_for.values() for gaps in peers.values()):
        return False
    start_ts = min(window.start_ts for window in packed.keys)
    end_ts = max(window.end_ts for window in packed.keys)
    rows = connection.execute(
        "SELECT start_ts, rollup, points FROM chunks WHERE project_id = ? AND call_id = ? AND sid = ?"
        " AND start_ts > ? AND start_ts < ?",
        (*whose, start_ts - CHUNK_S, end_ts),
    ).fetchall()
    known = {ts: (rollup, points) for ts, rollup, points in rows}
    newest_ts = max([one.answered_ts for one in segments], default=answered_ts)
    # Its place among the answers is unknown: it fills unknown seconds alone.
    told = packed.chunks.keys() - known if answered_ts <= newest_ts - LATE_S else packed.chunks.keys() | known
    for ts in sorted(told):
        answer = packed.chunks.get(ts, _EMPTY)
        if ts in known and not is_known(*known[ts]):
            # It is the newer scry's that wrote it.
            continue
        if ts in packed.chunks and not newer and (ts not in known or _is_replaced(*known[ts], packed.keys)):
            row = answer.row
        else:
            old = from_row(*known[ts]) if ts in known else {}
            chunk = overlaid(old, answer.chunk, speaks_for, Window(ts, ts + CHUNK_S), is_newest=not newer)
            if not chunk:
                connection.execute(
                    "DELETE FROM chunks WHERE project_id = ? AND call_id = ? AND sid = ? AND start_ts = ?", (*whose, ts)
                )
                continue
            row = to_row(chunk)
        connection.execute(
            "INSERT INTO chunks (project_id, call_id, sid, start_ts, answered_ts, rollup, points, known_ts)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?5) ON CONFLICT (project_id, call_id, sid, start_ts) DO UPDATE SET"
            " answered_ts = CASE WHEN excluded.answered_ts > chunks.answered_ts THEN excluded.answered_ts"
            " ELSE chunks.answered_ts END, rollup = excluded.rollup, points = excluded.points",
            (*whose, ts, answered_ts, *row),
        )
    segments += [Segment(answered_ts, window.start_ts, window.end_ts, keys) for window, keys in packed.keys.items()]
    _write_segments(connection, whose, segments)
    return bool(told)


def read_curves(connection: RowConnection, project_id: int, call_id: str, sid: str) -> tuple[Curve, ...]:
    """The curves of one session, by metric and peer; those with the same timestamps may share the array."""
    unpack = cache(unpack_stamps)

    @cache
    def unpack_all(stamps: tuple[bytes, ...]) -> array[int]:
        whole = array("q")
        for packed in stamps:
            whole.extend(unpack(packed))
        return whole

    found: dict[Key, tuple[list[bytes], array[float]]] = {}
    rows = connection.execute(
        "SELECT rollup, points FROM chunks WHERE project_id = ? AND call_id = ? AND sid = ? ORDER BY start_ts",
        (project_id, call_id, sid),
    )
    for rollup, points in rows:
        with suppress(*UNREADABLE):
            for mid, peer_uid, packed, values in [*curves_of(rollup, points, unpack)]:
                stamps, whole = found.setdefault((mid, peer_uid), ([], array("d")))
                stamps.append(packed)
                whole.extend(values)
    curves = [Curve(sid, *key, unpack_all(tuple(found[key][0])), found[key][1]) for key in sorted(found)]
    return curves_in(curves, read_scale(connection, project_id))


def read_minutes(
    connection: RowConnection, project_id: int, call_id: str, mids: Collection[int] | None = None
) -> tuple[MinuteCurve, ...]:
    """The curves of all sessions, or those of some metrics, by session, metric and peer.

    A metric in percent of which no answer has told the scale has the number of its values `as_it_came`.

    A minute without points is 0 in all four. While the rows are the same, so are the curves.
    """
    rows = connection.execute(
        "SELECT sid, start_ts, rollup FROM chunks WHERE project_id = ? AND call_id = ? ORDER BY sid, start_ts",
        (project_id, call_id),
    )
    asked = None if mids is None else with_those_that_wait(mids)
    return _minutes(tuple(rows), asked, read_scale(connection, project_id))


# A call and one of its sessions ask for different metrics, in turn.
@lru_cache(maxsize=2)
def _minutes(
    rows: tuple[tuple[str, int, bytes], ...], mids: frozenset[int] | None, scale: Scale | None
) -> tuple[MinuteCurve, ...]:
    found: dict[tuple[str, int], dict[int, tuple[Peers, bytes]]] = {}
    for sid, start_ts, rollup in rows:
        with suppress(*UNREADABLE):
            for mid, one in unpack_rollups(rollup, mids).items():
                found.setdefault((sid, mid), {})[start_ts] = one
    return minutes_in([minutes for key in sorted(found) for minutes in joined(*key, found[key])], scale)


def count_unread(connection: RowConnection, project_id: int, call_id: str, sid: str | None = None) -> int:
    rows = connection.execute(
        "SELECT rollup, points FROM chunks WHERE project_id = ? AND call_id = ? AND sid = coalesce(?, sid)",
        (project_id, call_id, sid),
    )
    return sum(not is_known(rollup, points) for rollup, points in rows)


def _cut(ts: array[int], window: Window) -> _Cut:
    """Of the timestamps those in the minutes that `window` and the instant of its end touch.

    Servers count the last second of a window in, so that its answer may tell of the first of the next.
    """
    at = bisect_left(ts, window.start_ts // MINUTE * MINUTE)
    end = bisect_left(ts, (window.end_ts // MINUTE + 1) * MINUTE)
    chunks = []
    speaks_for = window if at == end else Window(min(window.start_ts, ts[at]), max(window.end_ts, ts[end - 1] + 1))
    while at < end:
        start_ts = ts[at] // CHUNK_S * CHUNK_S
        places = slice(at, bisect_left(ts, start_ts + CHUNK_S, at, end))
        chunks.append((start_ts, places, stamps_of(ts[places], start_ts)))
        at = places.stop
    return _Cut(speaks_for, tuple(chunks))


def _is_replaced(rollup: bytes, points: bytes, keys: Mapping[Window, frozenset[Key]]) -> bool:
    """Whether an answer speaks for every point of every curve of a chunk."""
    held = extent_of(points)
    told = frozenset[Key]().union(
        *(its for window, its in keys.items() if window.holds(held.start_ts) and window.holds(held.end_ts - 1))
    )
    return all((mid, peer_uid) in told for mid, peers in peers_of(rollup).items() for peer_uid in peers)


_EMPTY = PackedChunk({}, (b"", b""))
_segments = msgpack.Decoder(list[Segment])


def _read_segments(connection: RowConnection, whose: tuple[int, str, str]) -> list[Segment]:
    row = connection.execute(
        "SELECT told FROM segments WHERE project_id = ? AND call_id = ? AND sid = ?", whose
    ).fetchone()
    with suppress(*UNREADABLE):
        return [] if row is None else _segments.decode(zlib.decompress(row[0]))
    return []


def _write_segments(connection: RowConnection, whose: tuple[int, str, str], segments: list[Segment]) -> None:
    """Those that an answer may still come late for."""
    newest_ts = max(one.answered_ts for one in segments)
    kept = [one for one in segments if one.answered_ts > newest_ts - LATE_S]
    connection.execute(
        "INSERT INTO segments (project_id, call_id, sid, answered_ts, told) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (project_id, call_id, sid) DO UPDATE SET answered_ts = excluded.answered_ts,"
        " told = excluded.told",
        (*whose, newest_ts, zlib.compress(msgpack.encode(kept), 1)),
    )
