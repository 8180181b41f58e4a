"""The rights of roles: one that is given a single project reads and writes that one, and sees nothing of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from tests.manual_clock import ManualClock
from tests.store.server import Server
from tests.store.worlds import BASE_URL, T0
from tui.cli import main
from tui.clock import ServerClock
from tui.domain.records import MINUTE, Call, Limits, Report, ReportDraft, Series, Spend, Window
from tui.store.api import Changes
from tui.store.errors import StoreError
from tui.store.postgres.connection import PostgresConnection
from tui.store.postgres.database import PostgresStore
from tui.store.postgres.functions import CLAIM, NOTE_CLAIM
from tui.store.postgres.rights import for_one_project

GUEST = 'guest "of one'
WINDOW = Window(T0, T0 + MINUTE)


@pytest.fixture
def shared(postgres: Server) -> Iterator[str]:
    """A database with two projects."""
    url = postgres.make_database("shared")
    for app_id in ("mine", "other's"):
        with PostgresStore.open(url, base_url=BASE_URL, app_id=app_id) as store:
            store._make(filled, None)
    yield url
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE shared WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {named(GUEST)}")


def named(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'


def filled(changes: Changes) -> None:
    claimed = changes.claim(endpoint="x", limits=Limits(), clock=ServerClock(ManualClock(T0)), by="me@box:1")
    assert isinstance(claimed, Spend)
    changes.put_series(
        endpoint="x",
        channel="",
        window=WINDOW,
        series=[Series("m", ((T0, 1.0),))],
        answered_ts=T0 + 600.0,
        delay_s=0,
        slot_s=MINUTE,
    )
    changes.put_calls([Call("c", "room", T0, None, False)], answered_ts=T0)
    changes.queue_report(ReportDraft("room"), Report("room", 1, 2, 2, T0, 4), now_ts=T0, by="me@box:1")
    changes.know_collector("me@box:1", version="1", since_ts=T0, now_ts=T0)


def as_guest(url: str) -> str:
    return url.replace("postgres@", "guest%20%22of%20one@")


async def test_a_role_with_one_project_works_in_it_and_sees_nothing_of_another(shared: str) -> None:
    with psycopg.connect(shared, autocommit=True) as connection:
        for _ in range(2):
            statements = for_one_project(GUEST, "shared", "mine")
            connection.execute(statements)
            # The second time the role is there.
            connection.execute(f"DROP OWNED BY {named(GUEST)}; DROP ROLE {named(GUEST)}")
        connection.execute(statements)
    with PostgresStore.open(as_guest(shared), base_url=BASE_URL, app_id="mine") as store:
        await store.write(filled)
        await store.write(lambda changes: changes.prune(T0 + MINUTE, minutes_days=90, curves_days=30, batch=99))
        await store.write(lambda changes: changes.make_alias_key())
        assert len(await store.read(lambda snapshot: snapshot.requests(9))) == 2
        assert len(await store.read(lambda snapshot: snapshot.reports(9))) == 1
        assert (await store.read(lambda snapshot: snapshot.series([("m", "")], WINDOW)))["m", ""].points
        assert [one.by for one in await store.read(lambda snapshot: snapshot.collectors(0.0))] == ["me@box:1"]
    with psycopg.connect(as_guest(shared), autocommit=True) as guest:
        assert guest.execute("SELECT app_id FROM scry.projects").fetchall() == [("mine",)]
        with psycopg.connect(shared) as owner:
            tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'scry'").fetchall()
            for (table,) in tables:
                (seen,), (there,) = (
                    connection.execute(f"SELECT count(*) FROM scry.{table}").fetchall()[0]  # noqa: S608
                    for connection in (guest, owner)
                )
                assert table == "meta" or seen < there or not there, table
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            guest.execute("INSERT INTO scry.changes (project_id, topic, seq) VALUES (2, 'ledger', 99)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            guest.execute("UPDATE scry.meta SET value = '99' WHERE key = 'schema_version'")
        collectors = guest.execute("SELECT key FROM scry.meta WHERE key LIKE 'collector %'").fetchall()
        assert collectors == [("collector 1 me@box:1",)]
    with pytest.raises(StoreError, match="refuses this role"):
        PostgresStore.open(as_guest(shared), base_url=BASE_URL, app_id="other's")


def test_the_command_prints_the_statements_of_a_role_with_one_project(capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://guest@db.example/scry"
    assert main(["store", "init", "--print", url, "--app-id", "mine"]) == 0
    assert capsys.readouterr().out == for_one_project("guest", "scry", "mine")


async def test_the_functions_of_the_database_are_those_of_this_scry(postgres: Server) -> None:
    url = postgres.make_database("functions")
    await asyncio.to_thread(lambda: PostgresStore.open(url, base_url=BASE_URL, app_id="app").close())
    with psycopg.connect(url, autocommit=True) as connection:
        with PostgresConnection(connection) as rows:
            found = rows.execute("SELECT prosrc FROM pg_proc WHERE pronamespace = 'scry'::regnamespace").fetchall()
        bodies = {source.strip() for (source,) in found}
        for function in (NOTE_CLAIM, CLAIM[-1]):
            assert function.split("$$")[1].strip() in bodies
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE functions WITH (FORCE)")
