"""The schema of PostgreSQL: that of a SQLite file, taken once by many boxes, never from a newer scry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.store.server import Server
from tests.store.worlds import BASE_URL, empty_ledger
from tui.store.errors import StoreError
from tui.store.postgres import schema
from tui.store.postgres.database import PostgresStore
from tui.store.postgres.rights import for_administrator


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    url = postgres.make_database("fresh")
    yield url
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE fresh WITH (FORCE)")


def connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True)


def columns_of_file(connection: sqlite3.Connection) -> dict[str, set[str]]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: {column for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))}
        for name in names
        if not name.startswith("sqlite_")
    }


def test_each_table_and_column_of_a_file_is_one_of_the_database(database: str) -> None:
    with connect(database) as connection:
        schema.prepare(connection, database)
        rows = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'scry'"
        ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    assert found == columns_of_file(empty_ledger())


def test_many_boxes_that_begin_at_once_take_the_steps_once(database: str) -> None:
    def open_and_close(number: int) -> int:
        with connect(database) as connection:
            schema.prepare(connection, database)
            return schema.version(connection, database)

    with ThreadPoolExecutor(8) as boxes:
        assert set(boxes.map(open_and_close, range(8))) == {len(schema.STEPS)}


def test_a_schema_of_a_newer_scry_is_refused_and_left_as_it_is(database: str) -> None:
    with connect(database) as connection:
        schema.prepare(connection, database)
        connection.execute("UPDATE scry.meta SET value = '99' WHERE key = 'schema_version'")
        connection.execute("UPDATE scry.meta SET value = '9.9' WHERE key = 'scry_version'")
        with pytest.raises(StoreError, match=r"was written by scry 9\.9, which is newer than this scry"):
            schema.prepare(connection, database)
    with pytest.raises(StoreError, match=r"install scry 9\.9 or newer"):
        PostgresStore.open(database, base_url=BASE_URL, app_id="app")


def test_a_step_of_a_newer_scry_is_taken_on_top_of_the_older_ones(database: str) -> None:
    with connect(database) as connection:
        schema.prepare(connection, database)
        schema.prepare(connection, database, (*schema.STEPS, ("CREATE TABLE scry.one_more (id bigint)",)))
        assert connection.execute("SELECT count(*) FROM scry.one_more").fetchone() == (0,)


def test_a_role_without_rights_is_told_the_statements_that_let_it_in(postgres: Server, database: str) -> None:
    with connect(postgres.url()) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    guest = database.replace("postgres@", "guest@")
    with pytest.raises(StoreError, match=r"has no schema scry, .* `scry store init --print`"):
        PostgresStore.open(guest, base_url=BASE_URL, app_id="app")
    statements = for_administrator("guest", "fresh")
    with connect(database) as connection:
        connection.execute(statements.replace('CREATE ROLE "guest" LOGIN;', ""))
    PostgresStore.open(guest, base_url=BASE_URL, app_id="app").close()
    with connect(database) as connection:
        connection.execute("DROP OWNED BY guest")
        connection.execute("DROP ROLE guest")
