"""The watcher: notices the writes of other processes, and a file that is no longer the opened one.

`PRAGMA data_version` changes when another connection commits. It does not see commits of its own connection, and stands
still within a transaction: hence a connection that only watches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tui.store.rows.changed import changed_since, position
from tui.store.sqlite import place
from tui.store.sqlite.faults import explain, result_of


class Watcher:
    """`connection` is its own, and from here on waits for no lock, because `poll` runs on the event loop."""

    def __init__(self, connection: sqlite3.Connection, path: Path, project_id: int) -> None:
        self._connection = connection
        self._path = path
        self._project_id = project_id
        self._identity = place.identity(path)
        self._version: int | None = None
        self._seq = position(connection, project_id)
        connection.execute("PRAGMA busy_timeout=0")

    def require_in_place(self) -> None:
        """Raises StoreError if the file was removed or replaced."""
        try:
            place.require(self._path, self._identity)
        except OSError as error:
            raise explain(self._path, error) from error

    def poll(self) -> Mapping[str, int]:
        """Topic → number, for the changes since the last poll, this process's changes included. Raises StoreError."""
        self.require_in_place()
        try:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version == self._version:
                return {}
            changed = changed_since(self._connection, self._project_id, self._seq)
        except sqlite3.Error as error:
            if result_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return {}  # the next poll asks again
            raise explain(self._path, error) from error
        self._version = version
        self._seq = max(changed.values(), default=self._seq)
        return changed
