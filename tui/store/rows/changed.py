"""Topics and the numbers of their changes: each topic keeps the number of its newest one."""

from __future__ import annotations

from tui.store.rows.connection import RowConnection

# A store may look out for it: it tells of the topic.
BUMP = (
    "INSERT INTO changes (project_id, topic, seq)"
    " VALUES (?1, ?2, 1 + (SELECT coalesce(max(seq), 0) FROM changes WHERE project_id = ?1))"
    " ON CONFLICT (project_id, topic) DO UPDATE SET seq = excluded.seq"
)


def bump(connection: RowConnection, project_id: int, topic: str) -> None:
    connection.execute(BUMP, (project_id, topic))


def position(connection: RowConnection, project_id: int) -> int:
    """The number of the newest change."""
    row = connection.execute("SELECT coalesce(max(seq), 0) FROM changes WHERE project_id = ?", (project_id,))
    (seq,) = row.fetchone()
    return int(seq)


def changed_since(connection: RowConnection, project_id: int, seq: int) -> dict[str, int]:
    """Topic → number of its newest change, of those after `seq`."""
    rows = connection.execute("SELECT topic, seq FROM changes WHERE project_id = ? AND seq > ?", (project_id, seq))
    return dict(rows.fetchall())
