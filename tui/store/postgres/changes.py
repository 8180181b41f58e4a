"""Changes of a database: those of rows, and those that PostgreSQL makes in its own way."""

from __future__ import annotations

from tui.store.rows.changes import RowsChanges
from tui.store.rows.connection import RowConnection, method


def shrink(_connection: RowConnection, _project_id: int, *, pages: int) -> bool:
    """The room of deleted rows is found again by PostgreSQL's own cleaning."""
    return False


def touch(connection: RowConnection, project_id: int) -> None:
    connection.execute("UPDATE projects SET app_id = app_id WHERE project_id = ?", (project_id,))


class PostgresChanges(RowsChanges):
    shrink = method(shrink)
    touch = method(touch)
