"""Calls, as the lists and the details told them: what is newest of each call and of each user session."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tui.records import Call, Session, Window
from tui.store.topics import bump


def put_calls(connection: sqlite3.Connection, project_id: int, calls: Iterable[Call], *, answered_ts: float) -> None:
    """One row per call id; a newer answer's state replaces an older one's."""
    stored = connection.executemany(
        "INSERT INTO calls (project_id, call_id, channel, created_ts, destroyed_ts, finished, answered_ts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " channel = excluded.channel, created_ts = excluded.created_ts, destroyed_ts = excluded.destroyed_ts,"
        " finished = excluded.finished, answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        [
            (project_id, call.call_id, call.channel, call.created_ts, call.destroyed_ts, call.finished, answered_ts)
            for call in calls
        ],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "calls")


def read_calls(
    connection: sqlite3.Connection, project_id: int, window: Window, channel: str | None = None
) -> tuple[Call, ...]:
    """The calls that were on at some moment of the window, newest first; of one channel, or of all (None).

    A call that was still on when last heard of counts as on ever since.
    """
    where, values = ("", ()) if channel is None else (" AND channel = ?", (channel,))
    rows = connection.execute(
        "SELECT call_id, channel, created_ts, destroyed_ts, finished FROM calls"  # noqa: S608 - one of two constants
        " WHERE project_id = ? AND created_ts < ? AND (destroyed_ts IS NULL OR destroyed_ts > ?)"
        f"{where} ORDER BY created_ts DESC, call_id",
        (project_id, window.end_ts, window.start_ts, *values),
    )
    return tuple(
        Call(call_id, name, created_ts, destroyed_ts, bool(finished))
        for call_id, name, created_ts, destroyed_ts, finished in rows
    )


def put_sessions(
    connection: sqlite3.Connection,
    project_id: int,
    call_id: str,
    sessions: Iterable[Session],
    *,
    answered_ts: float,
) -> None:
    """One row per `sid` of the call; sessions that this answer does not hold (its cap is ten users) stay."""
    stored = connection.executemany(
        "INSERT INTO sessions (project_id, call_id, sid, channel, uid, network, platform, speaker, sdk_version,"
        " device_type, join_ts, leave_ts, finished, answered_ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET"
        " channel = excluded.channel, uid = excluded.uid, network = excluded.network, platform = excluded.platform,"
        " speaker = excluded.speaker, sdk_version = excluded.sdk_version, device_type = excluded.device_type,"
        " join_ts = excluded.join_ts, leave_ts = excluded.leave_ts, finished = excluded.finished,"
        " answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        [
            (
                project_id,
                call_id,
                one.sid,
                one.channel,
                one.uid,
                one.network,
                one.platform,
                one.speaker,
                one.sdk_version,
                one.device_type,
                one.join_ts,
                one.leave_ts,
                one.finished,
                answered_ts,
            )
            for one in sessions
        ],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}")


def read_sessions(connection: sqlite3.Connection, project_id: int, call_id: str) -> tuple[Session, ...]:
    """The user sessions known of the call, in the order of joining."""
    rows = connection.execute(
        "SELECT sid, channel, uid, network, platform, speaker, sdk_version, device_type, join_ts, leave_ts, finished"
        " FROM sessions WHERE project_id = ? AND call_id = ? ORDER BY join_ts, sid",
        (project_id, call_id),
    )
    return tuple(
        Session(sid, channel, uid, network, platform, bool(speaker), sdk, device, join_ts, leave_ts, bool(finished))
        for sid, channel, uid, network, platform, speaker, sdk, device, join_ts, leave_ts, finished in rows
    )
