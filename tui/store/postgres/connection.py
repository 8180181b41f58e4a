"""A connection of psycopg as rows see one: their SQL in PostgreSQL's words, sent ahead of the answers.

Within a pipeline a statement waits for its answer only where that is read: the others go in one round trip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import StrDumper

from tui.store.rows.changed import BUMP
from tui.store.rows.connection import Values

# SQLite is told by which way to find rows; PostgreSQL has its statistics.
_HINTS = ((" NOT INDEXED", ""), (" CROSS JOIN ledger USING", " JOIN ledger USING"))
_MARK = re.compile(r"\?(\d*)|(?<![:\w'])(:)([a-z_]+)")


@lru_cache(maxsize=512)
def translated(sql: str) -> str:
    """Marks of SQLite as psycopg writes them: `?` %s, `?1` %(p1)s, `:name` %(name)s."""
    for hint, none in _HINTS:
        sql = sql.replace(hint, none)

    def mark(found: re.Match[str]) -> str:
        if found[3]:
            return f"%({found[3]})s"
        return f"%(p{found[1]})s" if found[1] else "%s"

    return _MARK.sub(mark, sql.replace("%", "%%"))


def values_of(sql: str, parameters: Values) -> Values:
    if isinstance(parameters, Mapping) or "?1" not in sql:
        return parameters
    return {f"p{number}": value for number, value in enumerate(parameters, 1)}


class TextDumper(StrDumper):
    """PostgreSQL keeps no character of number 0: it becomes the sign of one that cannot be shown."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def adapt(connection: psycopg.Connection[Any]) -> None:
    """One width of whole numbers: a statement is prepared once for small and large ones."""
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.adapters.register_dumper(int, Int8BinaryDumper)
    connection.adapters.register_dumper(str, TextDumper)


class PostgresCursor:
    def __init__(self, cursor: psycopg.Cursor[Any], pipeline: psycopg.Pipeline) -> None:
        self._cursor = cursor
        self._pipeline = pipeline

    @property
    def rowcount(self) -> int:
        self._pipeline.sync()
        return self._cursor.rowcount

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor.fetchall())


class _NoRows:
    """The outcome of a statement for each of no rows."""

    rowcount = 0

    def fetchone(self) -> Any:
        return None

    def fetchall(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class PostgresConnection:
    """Within one transaction and one pipeline. `bumped` are the topics that its changes announce."""

    def __init__(self, connection: psycopg.Connection[Any], pipeline: psycopg.Pipeline) -> None:
        self.raw = connection
        self.pipeline = pipeline
        self.bumped: set[str] = set()

    def execute(self, sql: str, parameters: Values = (), /) -> PostgresCursor:
        if sql is BUMP:
            assert isinstance(parameters, Sequence)
            self.bumped.add(parameters[1])
        cursor = self.raw.cursor(binary=True)
        return PostgresCursor(cursor.execute(translated(sql), values_of(sql, parameters)), self.pipeline)

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> PostgresCursor | _NoRows:
        rows = [values_of(sql, row) for row in parameters]
        if not rows:
            return _NoRows()
        cursor = self.raw.cursor()
        cursor.executemany(translated(sql), rows)
        return PostgresCursor(cursor, self.pipeline)
