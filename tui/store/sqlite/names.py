"""Names: the channels, calls and users that were heard of last, each by one look at the end of an index: however much
is stored, no more than `most` rows of a table are read, and of the minutes `most` channels of each metric."""

from __future__ import annotations

import sqlite3

from tui.domain.records import NamedCall, NamedUser, NewestNames
from tui.store.sqlite.calls import read_call
from tui.store.sqlite.channels import read_measured_channels


def read_names(connection: sqlite3.Connection, project_id: int, most: int) -> NewestNames:
    calls = [
        NamedCall(*row)
        for row in connection.execute(
            "SELECT call_id, channel, created_ts FROM calls WHERE project_id = ? ORDER BY created_ts DESC LIMIT ?",
            (project_id, most),
        )
    ]
    diagnosed = [
        NamedUser(*row)
        for row in connection.execute(
            "SELECT uid, channel, ts FROM diagnoses WHERE project_id = ? ORDER BY ts DESC LIMIT ?", (project_id, most)
        )
    ]
    met = [
        NamedUser(*row)
        for row in connection.execute(
            "SELECT CAST(uid AS TEXT), channel, join_ts, call_id FROM sessions WHERE project_id = ?"
            " ORDER BY answered_ts DESC LIMIT ?",
            (project_id, most),
        )
    ]
    users = sorted((*diagnosed, *met), key=lambda user: -user.ts)
    heard = sorted([*((call.created_ts, call.channel) for call in calls), *((u.ts, u.channel) for u in diagnosed)])
    measured = read_measured_channels(connection, project_id, most)
    channels = dict.fromkeys([*(channel for _, channel in reversed(heard)), *measured])
    return NewestNames(
        channels=tuple(channel for channel in channels if channel),
        calls=tuple(calls),
        users=tuple({user.uid: user for user in reversed(users)}.values())[::-1],
    )


def read_named_call(connection: sqlite3.Connection, project_id: int, call_id: str) -> NamedCall | None:
    call = read_call(connection, project_id, call_id)
    return None if call is None else NamedCall(call.call_id, call.channel, call.created_ts)
