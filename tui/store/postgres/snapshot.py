"""Snapshot of a database: the questions of rows, and those that PostgreSQL answers in its own way."""

from __future__ import annotations

from tui.domain.records import StoreSize
from tui.store.rows.connection import RowConnection, method
from tui.store.rows.series import read_oldest_ts
from tui.store.rows.snapshot import RowsSnapshot

SIZE = (
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'scry'::regnamespace"
)


def read_size(connection: RowConnection, project_id: int) -> StoreSize:
    """Of all projects together. PostgreSQL's own cleaning finds room again: none of it counts as free here."""
    (total_bytes,) = connection.execute(SIZE).fetchone()
    return StoreSize(total_bytes, 0, read_oldest_ts(connection, project_id))


class PostgresSnapshot(RowsSnapshot):
    size = method(read_size)
