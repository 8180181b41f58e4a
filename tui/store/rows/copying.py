"""Copying: all rows of one store into another, of either kind of database, with a comparison of both.

Rows keep their numbers, so that related rows stay related. A copy that was interrupted goes on: its rows
are found, and not written a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, TypeAlias

from tui.domain.text import Said
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.rows.connection import RowConnection, marks

BATCH = 2000
# Columns that PostgreSQL keeps as truth values, SQLite as 0 and 1.
BOOLEANS = frozenset({"finished", "speaker", "is_full"})
# The mark of a store whose rows are being copied into it.
COPYING = "copying_from"

Side: TypeAlias = Callable[[], AbstractContextManager[RowConnection]]
"""The connection to one of the two stores: its refusals within name that store. Where it writes each one is a
transaction of its own."""


class CopiedTable(NamedTuple):
    """`key` are the columns of the primary key, by which its rows are told apart and read in turn."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def places(self) -> list[int]:
        return [self.columns.index(column) for column in self.key]


class Sum(NamedTuple):
    rows: int
    digest: str


def require_whole(connection: Any, where: str) -> None:
    """`connection` is one of either database's own. Raises StoreError for a store that an interrupted copy left."""
    row = connection.execute(f"SELECT value FROM meta WHERE key = '{COPYING}'").fetchone()  # noqa: S608 - constant
    if row is not None:
        names = {"origin": row[0], "target": where}
        raise StoreError(where, Said(words.HALF_COPIED, names), Said(words.RESUME_COPY, names))


def is_ready(target: RowConnection, origin: str) -> bool:
    """Whether a copy of `origin` may go into this store: it is empty, or holds a part of that copy."""
    row = target.execute("SELECT value FROM meta WHERE key = ?", (COPYING,)).fetchone()
    if row is not None:
        return bool(row[0] == origin)
    return target.execute("SELECT 1 FROM projects LIMIT 1").fetchone() is None


def copy_rows(
    tables: Sequence[CopiedTable],
    source: Side,
    writing: Side,
    origin: str,
    tell: Callable[[str, int, int], object],
) -> None:
    """`tell(table, rows so far, rows in all)`."""
    with writing() as target:
        target.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (COPYING, origin))
    for table in tables:
        total, done = _count(source, table), 0
        columns = ", ".join(table.columns)
        insert = f"INSERT INTO {table.name} ({columns}) VALUES ({marks(table.columns)}) ON CONFLICT DO NOTHING"  # noqa: S608 - of the schema
        truths = [place for place, column in enumerate(table.columns) if column in BOOLEANS]
        for rows in _batches(source, table):
            for row in rows:
                for place in truths:
                    row[place] = bool(row[place])
            with writing() as target:
                target.executemany(insert, rows)
            done += len(rows)
            tell(table.name, done, total)


def end_copy(writing: Side) -> None:
    with writing() as target:
        target.execute("DELETE FROM meta WHERE key = ?", (COPYING,))


def sum_of(side: Side, table: CopiedTable) -> Sum:
    """How many rows, and a checksum of their values in the order of the key."""
    digest, count = hashlib.sha256(), 0
    for rows in _batches(side, table):
        count += len(rows)
        for row in rows:
            digest.update(repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass"))
    return Sum(count, digest.hexdigest())


def _plain(value: Any) -> Any:
    """The same for both databases."""
    if isinstance(value, bool):
        return int(value)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _count(side: Side, table: CopiedTable) -> int:
    with side() as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table.name}{_kept(table)}").fetchone()  # noqa: S608 - of the schema
    return int(count)


def _kept(table: CopiedTable) -> str:
    """A store's own facts are no part of a copy, but for the key of its aliases."""
    return " WHERE key = 'alias_key'" if table.name == "meta" else " WHERE true"


def _batches(side: Side, table: CopiedTable) -> Iterator[list[list[Any]]]:
    """In the order of the key, from one row to the next: no position is counted."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    select, places = f"SELECT {columns} FROM {table.name}{_kept(table)}", table.places()  # noqa: S608 - of the schema
    last: tuple[Any, ...] = ()
    while True:
        behind = f" AND ({key}) > ({marks(last)})" if last else ""
        with side() as connection:
            rows = connection.execute(f"{select}{behind} ORDER BY {key} LIMIT ?", (*last, BATCH)).fetchall()
        if not rows:
            return
        last = tuple(rows[-1][place] for place in places)
        yield [list(row) for row in rows]
