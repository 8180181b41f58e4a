"""Topics and the numbers of their changes: each topic keeps the number of its newest one."""

from __future__ import annotations

import sqlite3


def bump(connection: sqlite3.Connection, project_id: int, topic: str) -> None:
    connection.execute(
        "INSERT INTO changes (project_id, topic, seq)"
        " VALUES (?1, ?2, 1 + (SELECT ifnull(max(seq), 0) FROM changes WHERE project_id = ?1))"
        " ON CONFLICT DO UPDATE SET seq = excluded.seq",
        (project_id, topic),
    )


def position(connection: sqlite3.Connection, project_id: int) -> int:
    """The number of the newest change."""
    row = connection.execute("SELECT ifnull(max(seq), 0) FROM changes WHERE project_id = ?", (project_id,))
    (seq,) = row.fetchone()
    return int(seq)


def changed_since(connection: sqlite3.Connection, project_id: int, seq: int) -> dict[str, int]:
    """Topic → number of its newest change, of those after `seq`."""
    rows = connection.execute("SELECT topic, seq FROM changes WHERE project_id = ? AND seq > ?", (project_id, seq))
    return dict(rows.fetchall())
