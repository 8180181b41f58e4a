"""The curves of a store of an older scry: from stretches to chunks, from rollups of doubles to decimals.

    stretches   one answer about one session, or several in turn, for a window
    ├─ stamps   its timestamps: most of its curves have the same
    └─ curves   a metric, towards a peer: its values

Each stretch is put as if it were an answer, the oldest first.
"""

from __future__ import annotations

import sqlite3
import struct
import zlib
from contextlib import suppress

import msgspec

from tui.domain.records import CallDetails, Curve, Window
from tui.store.rows.curves import pack, put_session
from tui.store.rows.packing import unpack_stamps, unpack_values
from tui.store.rows.rollup import Rollups, pack_rollups
from tui.store.sqlite.earlier import add_known_ts


def chunks_from_stretches(connection: sqlite3.Connection) -> None:
    """Within the caller's transaction. 65 MB of answers take about two seconds."""
    add_known_ts(connection)
    stretches = connection.execute(
        "SELECT stretch_id, project_id, call_id, sid, start_ts, end_ts, answered_ts FROM stretches"
        " ORDER BY project_id, call_id, sid, answered_ts, stretch_id"
    )
    for stretch_id, project_id, call_id, sid, start_ts, end_ts, answered_ts in stretches:
        rows = connection.execute("SELECT place, ts FROM stamps WHERE stretch_id = ?", (stretch_id,))
        stamps = {place: unpack_stamps(ts) for place, ts in rows}
        curves = []
        for mid, peer_uid, place, points in connection.execute(
            "SELECT mid, peer_uid, stamps, points FROM curves WHERE stretch_id = ?", (stretch_id,)
        ):
            # An unreadable row was damaged on its disk: it must not keep the others from being read.
            with suppress(KeyError, ValueError, struct.error, zlib.error):
                curves.append(Curve(sid, mid, peer_uid, stamps[place], unpack_values(points)))
        for packed in pack(CallDetails(call_id, (), tuple(curves)), Window(start_ts, end_ts)).sessions:
            put_session(connection, (project_id, call_id, sid), packed, answered_ts)


def rollups_of_decimals(connection: sqlite3.Connection) -> None:
    """Within the caller's transaction. A rollup that is of decimals already, or damaged, stays as it is."""
    older = msgspec.msgpack.Decoder(Rollups)
    for chunk_id, rollup in connection.execute("SELECT chunk_id, rollup FROM chunks").fetchall():
        with suppress(zlib.error, msgspec.DecodeError):
            new = pack_rollups(older.decode(zlib.decompress(rollup)))
            connection.execute("UPDATE chunks SET rollup = ? WHERE chunk_id = ?", (new, chunk_id))
