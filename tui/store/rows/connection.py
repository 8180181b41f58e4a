"""A connection within a transaction of one project, and how a function of rows becomes a method of the seam.

Rows are read and written in SQL that SQLite and PostgreSQL both have: marks `?` and `?1`, conflicts by the columns of
their key, columns of a table that is updated by their table's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Values: TypeAlias = "Sequence[Any] | Mapping[str, Any]"
# PostgreSQL has no -1 for a number of rows without a bound.
ALL_ROWS = 2**62


class RowCursor(Protocol):
    """The rows of a statement, or how many it changed: of `executemany` all of them together."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class RowConnection(Protocol):
    """The part of a database's connection that reads and writes rows: sqlite3's has it."""

    def execute(self, sql: str, parameters: Values = ..., /) -> RowCursor: ...

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> RowCursor: ...


class Rows:
    """The store begins and ends the transaction of `connection`."""

    def __init__(self, connection: RowConnection, project_id: int) -> None:
        self.connection = connection
        self.project_id = project_id


def method(function: Callable[Concatenate[RowConnection, int, P], T]) -> Callable[Concatenate[Rows, P], T]:
    """`function(connection, project_id, …)` as a method."""

    def of_rows(rows: Rows, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(rows.connection, rows.project_id, *args, **kwargs)

    return of_rows


def marks(values: Collection[object]) -> str:
    """As many marks as values, for `IN (…)` among texts: no text is among none."""
    return ", ".join("?" * len(values)) or "SELECT NULL WHERE false"
