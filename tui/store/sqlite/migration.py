"""From stretches to chunks: the curves of a store of an older scry.

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

from tui.domain.records import CallDetails, Curve, Window
from tui.store.sqlite.curves import pack, put_session
from tui.store.sqlite.packing import unpack_stamps, unpack_values


def chunks_from_stretches(connection: sqlite3.Connection) -> None:
    """Within the caller's transaction. 65 MB of answers take about two seconds."""
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
