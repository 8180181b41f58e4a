"""Changes of a SQLite file: those of rows, and those of the file."""

from __future__ import annotations

from tui.store.rows.changes import RowsChanges
from tui.store.rows.connection import method
from tui.store.sqlite.room import shrink
from tui.store.sqlite.schema import try_write


class SqliteChanges(RowsChanges):
    shrink = method(shrink)
    touch = method(try_write)
