"""A SQLite file as one side of a copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.rows.connection import RowConnection
from tui.store.rows.copying import CopiedTable, Side, require_whole
from tui.store.sqlite import place, schema
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.faults import explained


def tables() -> tuple[CopiedTable, ...]:
    """All tables of a store; the databases of either kind have the same."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for step in schema.STEPS:
            schema.take(made, step)
        names = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return tuple(_table(made, name) for name in names if not name.startswith("sqlite_"))


def _table(made: sqlite3.Connection, name: str) -> CopiedTable:
    rows = made.execute("SELECT name, pk FROM pragma_table_info(?)", (name,)).fetchall()
    key = sorted((pk, column) for column, pk in rows if pk)
    return CopiedTable(name, tuple(column for column, _ in rows), tuple(column for _, column in key))


@contextmanager
def reading(url: str, *, is_whole: bool = True) -> Iterator[Side]:
    """One snapshot; `is_whole`: of no unfinished copy. Raises StoreError."""
    path = place.path_of(url)
    if not path.exists():
        raise StoreError(str(path), words.NO_STORE_THERE, words.NAME_A_FILE)
    with explained(path), closing(connect(path, read_only=True)) as connection, transaction(connection, "DEFERRED"):
        schema.require_current(connection, path)
        if is_whole:
            require_whole(connection, str(path))

        @contextmanager
        def rows() -> Iterator[RowConnection]:
            with explained(path):
                yield connection

        yield rows


@contextmanager
def writing(url: str) -> Iterator[Side]:
    """Into a file that is made where there is none. Raises StoreError."""
    path = place.path_of(url)
    with explained(path):
        place.create(path)
        with closing(connect(path)) as connection:
            schema.prepare(connection, path)

            @contextmanager
            def batch() -> Iterator[RowConnection]:
                with explained(path), transaction(connection, "IMMEDIATE"):
                    yield connection

            yield batch
