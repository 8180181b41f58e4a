"""Snapshot of a SQLite file: the questions of rows, and those of the file."""

from __future__ import annotations

from tui.store.rows.connection import method
from tui.store.rows.snapshot import RowsSnapshot
from tui.store.sqlite.room import size


class SqliteSnapshot(RowsSnapshot):
    size = method(size)
