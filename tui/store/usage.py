"""Usage: the figures of each day (数据洞察), which may still be recalculated days later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tui.records import UsageDay
from tui.store.topics import bump


def put_usage(connection: sqlite3.Connection, project_id: int, days: Iterable[UsageDay], *, answered_ts: float) -> None:
    """A newer answer's figures replace older ones; a figure that it does not hold (None) leaves the known one.

    `changed_ts` becomes `answered_ts` where a known figure differs; the first figure is no change.
    """
    stored = connection.executemany(
        "INSERT INTO usage (project_id, ts, users, sessions, channels, answered_ts) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET users = ifnull(excluded.users, users),"
        " sessions = ifnull(excluded.sessions, sessions), channels = ifnull(excluded.channels, channels),"
        # A comparison with null is null, so neither an absent figure nor a first one differs.
        " changed_ts = CASE WHEN excluded.users <> users OR excluded.sessions <> sessions"
        " OR excluded.channels <> channels THEN excluded.answered_ts ELSE changed_ts END,"
        " answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        [(project_id, day.ts, day.users, day.sessions, day.channels, answered_ts) for day in days],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "usage")


def read_usage(connection: sqlite3.Connection, project_id: int, first_ts: int, last_ts: int) -> tuple[UsageDay, ...]:
    """The days from `first_ts` to `last_ts`, both included, oldest first."""
    rows = connection.execute(
        "SELECT ts, users, sessions, channels FROM usage WHERE project_id = ? AND ts BETWEEN ? AND ? ORDER BY ts",
        (project_id, first_ts, last_ts),
    )
    return tuple(UsageDay(*row) for row in rows)
