"""A database as one side of a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.store.postgres.connection import PostgresConnection
from tui.store.postgres.database import BEGIN_READING
from tui.store.postgres.faults import explained
from tui.store.postgres.pool import Pool
from tui.store.rows.connection import RowConnection
from tui.store.rows.copying import Side, require_whole

_NUMBERED = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'scry' AND is_identity = 'YES'"
)


@contextmanager
def _pool(url: str) -> Iterator[Pool]:
    pool = Pool.of(url)
    try:
        with explained(pool.where):
            yield pool
    finally:
        pool.leave()


# A snapshot is read for hours, and idles while the other side writes.
_AT_LEISURE = ("SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL statement_timeout = '10min'")


@contextmanager
def reading(url: str, *, is_whole: bool = True) -> Iterator[Side]:
    """One snapshot; `is_whole`: of no unfinished copy. Raises StoreError."""
    with _pool(url) as pool, pool.connection() as connection, PostgresConnection(connection, BEGIN_READING) as read:
        for setting in _AT_LEISURE:
            read.execute(setting)
        if is_whole:
            require_whole(read, pool.where)

        @contextmanager
        def rows() -> Iterator[RowConnection]:
            with explained(pool.where):
                yield read

        yield rows


@contextmanager
def writing(url: str) -> Iterator[Side]:
    """At the end new numbers begin behind the copied ones. Raises StoreError."""
    with _pool(url) as pool, pool.connection() as connection:

        @contextmanager
        def batch() -> Iterator[PostgresConnection]:
            with explained(pool.where), PostgresConnection(connection, "BEGIN") as rows:
                yield rows

        yield batch
        for table, column in connection.execute(_NUMBERED).fetchall():
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('scry.{table}', '{column}'),"  # noqa: S608 - of the schema
                f" greatest(1, (SELECT max({column}) FROM scry.{table})), (SELECT count(*) > 0 FROM scry.{table}))"
            )
