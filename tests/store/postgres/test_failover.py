"""Two servers with streaming replication: a URL of both heals by itself where the standby takes over, and a standby
alone is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.manual_clock import ManualClock
from tests.patience import until, wait_until
from tests.store.server import Server, free_port, running
from tests.store.worlds import BASE_URL, T0
from tui.cli import main
from tui.clock import ServerClock
from tui.domain.records import Call, Limits, Report, ReportDraft, Spend
from tui.store.api import Changes
from tui.store.errors import StoreError
from tui.store.postgres.database import PostgresStore
from tui.store.postgres.snapshot import PostgresSnapshot

pytestmark = pytest.mark.long
DRAFT, REPORT = ReportDraft("room"), Report("room", 1, 2, 2, T0, 4)


@contextmanager
def replicated() -> Iterator[tuple[Server, Server]]:
    """A primary and its hot standby: each commit waits until both have it."""
    with running("wal_level=replica", "max_wal_senders=4", "hot_standby=on") as primary:
        place = primary.directory.parent / "standby"
        standby = Server(place, free_port())
        source = f"postgresql://postgres@127.0.0.1:{primary.port}/?application_name=standby"
        standby.run("pg_basebackup", "-D", str(place), "-R", "-X", "stream", "-c", "fast", "-d", source)
        standby.start()
        with primary.connected() as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
            connection.execute("SELECT pg_reload_conf()")
            wait_until(lambda: connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone() == ("sync",))
        try:
            yield primary, standby
        finally:
            standby.stop(hard=True)


def both(primary: Server, standby: Server, options: str = "") -> str:
    return f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/postgres{options}"


def promote(standby: Server) -> None:
    with standby.connected() as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("SELECT pg_promote()")
        wait_until(lambda: connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,))


def put(changes: Changes, call: Call) -> None:
    changes.put_calls([call], answered_ts=T0)


def claim(changes: Changes) -> object:
    return changes.claim(endpoint="x", limits=Limits(per_minute=1), clock=ServerClock(ManualClock(T0)), by="me:1")


async def test_the_standby_takes_over_and_what_was_kept_is_written_once() -> None:
    with (
        replicated() as (primary, standby),
        PostgresStore.open(both(primary, standby), base_url=BASE_URL, app_id="app") as store,
    ):
        heard = asyncio.Event()
        store.subscribe(lambda topics: heard.set() if "calls" in topics else None)
        watching = asyncio.create_task(store.watch(0.01))
        assert isinstance(await store.write(claim), Spend)
        await store.write(lambda changes: changes.queue_report(DRAFT, REPORT, now_ts=T0, by="me"))
        primary.stop(hard=True)
        # Nobody may write before the promotion: no claim is granted, an answer waits.
        for _ in range(3):
            with pytest.raises(StoreError) as raised:
                await store.write(claim)
            assert raised.value.is_away
        calls = [Call(f"c{number}", "room", T0, None, False) for number in range(5)]
        keeping = [asyncio.create_task(store.keep(put, call)) for call in calls]
        await asyncio.sleep(0)
        assert not any(task.done() for task in keeping)
        await asyncio.to_thread(promote, standby)
        await asyncio.gather(*keeping)
        await until(heard.is_set)
        for call in calls:
            assert await store.read(PostgresSnapshot.call, call.call_id) == call
        # The claim and the report of before are there: no quota is spent twice, no report is sent twice or lost.
        assert not isinstance(await store.write(claim), Spend)
        assert len(await store.read(lambda snapshot: snapshot.requests(9))) == 1
        assert len(await store.read(lambda snapshot: snapshot.reports(9))) == 1
        watching.cancel()


async def test_a_standby_alone_is_said_when_it_is_opened_and_by_a_look(capsys: pytest.CaptureFixture[str]) -> None:
    with replicated() as (primary, standby):
        PostgresStore.open(primary.url(), base_url=BASE_URL, app_id="app").close()
        with standby.connected() as connection:
            schema = "SELECT count(*) FROM pg_tables WHERE schemaname = 'scry'"
            wait_until(lambda: (connection.execute(schema).fetchone() or (0,))[0] > 20)
        with pytest.raises(StoreError, match="read-only standby: name the primary"):
            PostgresStore.open(standby.url(), base_url=BASE_URL, app_id="app")
        assert await asyncio.to_thread(main, ["store", "info", standby.url()]) != 0
        assert "standby" in capsys.readouterr().out


async def test_a_primary_that_becomes_a_standby_is_said_and_left_for_the_other() -> None:
    with (
        replicated() as (primary, standby),
        PostgresStore.open(both(primary, standby), base_url=BASE_URL, app_id="app") as store,
    ):
        assert isinstance(await store.write(claim), Spend)
        with primary.connected() as connection:
            connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            connection.execute("SELECT pg_reload_conf()")
            wait_until(lambda: connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",))
        with pytest.raises(StoreError, match="read-only standby: no requests until it takes writes") as raised:
            await until_refused(store)
        assert raised.value.is_away
        await asyncio.to_thread(promote, standby)
        await until(lambda: granted(store))
        # The claim of before is there: both had it.
        assert not isinstance(await store.write(claim), Spend)


async def until_refused(store: PostgresStore) -> None:
    """Changes, one by one. Raises StoreError for the first that is refused."""
    await until(lambda: store.write(lambda changes: changes.touch()))


async def granted(store: PostgresStore) -> bool:
    try:
        await store.write(lambda changes: changes.touch())
    except StoreError:
        return False
    return True
