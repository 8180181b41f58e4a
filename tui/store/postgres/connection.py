"""A connection of psycopg as rows see one: their SQL in PostgreSQL's words, sent ahead of the answers.

Within a pipeline a statement waits for its answer only where that is read: the others go in one round trip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import StrDumper

from tui.clock.server_time import OF_STORE
from tui.store.rows.changed import BUMP
from tui.store.rows.connection import Values
from tui.store.rows.ledger import DATES

# SQLite is told by which way to find rows; PostgreSQL has its statistics.
_HINTS = ((" NOT INDEXED", ""), (" CROSS JOIN ledger USING", " JOIN ledger USING"))
# Other processes hear in it which project has changed.
CHANNEL = "scry"
LOCK = "SELECT pg_advisory_xact_lock(%s)"
_CLOCK = f" UNION ALL SELECT extract(epoch FROM clock_timestamp())::float8, '{OF_STORE}', 0, 0"  # noqa: S608 - constant
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
    """One transaction in one pipeline, which begin with the first statement: `begin` and `lock` go ahead of it.

    `bumped` are the topics that its changes announce, `numbers` the rows of topics and numbers of those that announce
    themselves.
    """

    # The database's clock is that of all boxes.
    has_clock = True

    def __init__(self, connection: psycopg.Connection[Any], begin: str = "", lock: int | None = None) -> None:
        """`begin` "": each statement for itself."""
        self.raw = connection
        self.bumped: set[str] = set()
        self.numbers: list[psycopg.Cursor[Any]] = []
        self.changed: dict[str, int] = {}
        self._begin, self._lock = begin, lock
        self._opened = ExitStack()
        self._pipeline: psycopg.Pipeline | None = None

    @property
    def has_begun(self) -> bool:
        return self._pipeline is not None

    @property
    def pipeline(self) -> psycopg.Pipeline:
        if self._pipeline is None:
            self._pipeline = self._opened.enter_context(self.raw.pipeline())
            if self._begin:
                self.raw.execute(self._begin)
            if self._lock is not None:
                self.raw.execute(LOCK, [self._lock])
        return self._pipeline

    def execute(self, sql: str, parameters: Values = (), /) -> PostgresCursor:
        if sql is BUMP:
            assert isinstance(parameters, Sequence)
            self.bumped.add(parameters[1])
        if sql is DATES and self.has_clock:
            sql += _CLOCK
        pipeline = self.pipeline
        cursor = self.raw.cursor(binary=True)
        return PostgresCursor(cursor.execute(translated(sql), values_of(sql, parameters)), pipeline)

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> PostgresCursor | _NoRows:
        rows = [values_of(sql, row) for row in parameters]
        if not rows:
            return _NoRows()
        pipeline = self.pipeline
        cursor = self.raw.cursor()
        cursor.executemany(translated(sql), rows)
        return PostgresCursor(cursor, pipeline)

    def announce(self, project_id: int) -> None:
        """Other processes are told at the end of the transaction; its topics and numbers are read behind the commit."""
        if self.bumped:
            self.numbers.append(
                self.raw.execute(
                    "WITH mine AS (SELECT topic, seq FROM changes WHERE project_id = %s AND topic = ANY(%s))"
                    " SELECT topic, seq, pg_notify(%s, %s) FROM mine",
                    [project_id, list(self.bumped), CHANNEL, str(project_id)],
                )
            )

    def told(self) -> dict[str, int]:
        """Topic and number of each change, behind the commit."""
        return self.changed | {topic: seq for numbers in self.numbers for topic, seq, _ in numbers.fetchall()}

    # -- the end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None or not (self.has_begun and self._begin):
                self._opened.__exit__(kind, error, trace)
            else:
                with self._opened:
                    self.raw.execute("COMMIT")
        except BaseException:
            self.undo()
            raise
        if error is not None:
            self.undo()

    def undo(self) -> None:
        """All of it."""
        if not self.raw.closed and self.raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self.raw.execute("ROLLBACK")
