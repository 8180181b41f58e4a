"""Topics: what changed, counted so that every process on the store can tell what it has not seen yet.

`series:<endpoint>`, `diagnoses`, `calls`, `call:<id>`, `usage`, `ledger`, `reports`. A change takes the project's next
number and leaves it at its topic, in the transaction of the change itself.
"""

from __future__ import annotations

import sqlite3

# Told by the watcher, in no table: the file is gone or is another one.
LOST = "store:lost"


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
