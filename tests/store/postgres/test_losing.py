"""Losing the database: said at once, nothing claimed, an answer that came waits in memory and is written when it is
back."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest

from tests.manual_clock import ManualClock
from tests.patience import PATIENCE_S, until
from tests.store.broken_network import BrokenNetwork
from tests.store.server import Server, emptied, free_port, running
from tests.store.worlds import BASE_URL, T0
from tui.clock import ServerClock
from tui.domain.records import Call, Limits
from tui.store.api import Changes
from tui.store.errors import StoreError
from tui.store.postgres.database import PostgresStore, _UnderWay
from tui.store.postgres.pool import MOST_CONNECTIONS

CALL = Call("c", "room", T0, None, False)


def put(changes: Changes) -> None:
    changes.put_calls([CALL], answered_ts=T0)


def claim(changes: Changes) -> object:
    return changes.claim(endpoint="x", limits=Limits(), clock=ServerClock(ManualClock(T0)), by="me:1")


def test_a_database_that_is_not_there_is_said_with_its_address_and_no_secret() -> None:
    with pytest.raises(StoreError, match="cannot be reached") as raised:
        PostgresStore.open(f"postgresql://me:S3cret9x@127.0.0.1:{free_port()}/d", base_url=BASE_URL, app_id="app")
    assert raised.value.is_away
    assert raised.value.is_misnamed
    assert "S3cret9x" not in str(raised.value)


async def heals(server: Server, *, hard: bool) -> None:
    with PostgresStore.open(server.url(), base_url=BASE_URL, app_id="app") as store:
        heard = asyncio.Event()
        store.subscribe(lambda topics: heard.set() if "calls" in topics else None)
        watching = asyncio.create_task(store.watch(0.01))
        await store.write(claim)
        server.stop(hard=hard)
        for attempt in (store.read(lambda snapshot: snapshot.call("c")), store.write(claim)):
            with pytest.raises(StoreError, match="cannot be reached") as raised:
                await attempt
            assert raised.value.is_away
        keeping = asyncio.create_task(store.keep(put))
        await asyncio.sleep(0)
        assert not keeping.done()
        server.start()
        async with asyncio.timeout(PATIENCE_S):
            await keeping
            await heard.wait()
        assert await store.read(lambda snapshot: snapshot.call("c")) == CALL
        # The claim that failed has left no request behind.
        assert len(await store.read(lambda snapshot: snapshot.requests(10))) == 1
        assert not watching.done()
        watching.cancel()


@pytest.mark.long
@pytest.mark.parametrize("hard", [False, True], ids=["shut down", "power lost"])
async def test_a_database_that_comes_back_gets_the_answers_of_meanwhile_and_no_claim(hard: bool) -> None:
    with running() as server:
        await heals(server, hard=hard)


async def test_no_more_answers_wait_than_the_bound(monkeypatch: pytest.MonkeyPatch, postgres: Server) -> None:
    monkeypatch.setattr("tui.store.postgres.database.MOST_KEPT", 0)
    with (
        PostgresStore.open(postgres.url(), base_url=BASE_URL, app_id="app") as store,
        pytest.raises(StoreError, match="answers wait in memory already"),
    ):
        await store.keep(put)


def once(url: str) -> PostgresStore:
    return PostgresStore.open(url, base_url=BASE_URL, app_id="app")


async def kept(store: PostgresStore, count: int) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(store.keep(put)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


def broken(network: BrokenNetwork, how: str) -> None:
    if how == "cut":
        network.cut()
    elif how == "half-open":
        network.stall()
        network.forget()
    else:
        network.stall()


@pytest.mark.parametrize("how", ["cut", "stalled", "half-open"])
async def test_to_quit_takes_less_than_two_seconds_and_says_how_many_answers_are_lost(
    how: str, postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    url = emptied(postgres)
    with BrokenNetwork(postgres.port) as network:
        store = once(network.url())
        await store.write(put)
        broken(network, how)
        tasks = await kept(store, 30)
        begun_s = time.monotonic()
        await asyncio.to_thread(store.close)
        assert time.monotonic() - begun_s < 2
        assert store.unsaved == 30
        assert "answers that could not be written: 30" in caplog.text
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    once(url).close()


async def test_answers_that_wait_are_written_at_the_end_where_the_database_is_there(postgres: Server) -> None:
    url = emptied(postgres)
    store = once(url)
    tasks = await kept(store, 30)
    await asyncio.to_thread(store.close)
    assert store.unsaved == 0
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    with once(url) as again:
        assert await again.read(lambda snapshot: snapshot.call("c")) == CALL


async def test_one_of_the_answers_that_wait_asks_for_the_database_and_they_are_written_in_turn(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied(postgres)
    monkeypatch.setattr("tui.store.postgres.database.KEPT_PAUSE_S", 0.01)
    tries = 0
    with BrokenNetwork(postgres.port) as network, once(network.url()) as store:
        network.cut()

        def settled(changes: Changes, number: int) -> None:
            written.append(number)
            changes.put_calls([CALL], answered_ts=T0)

        make = store._make

        def counted(change: Any, loop: Any) -> Any:
            nonlocal tries
            tries += 1
            if tries == 5:
                network.heal()
            return make(change, loop)

        monkeypatch.setattr(store, "_make", counted)
        written: list[int] = []
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(store.keep(settled, number) for number in range(20)))
        # The first one is begun again and again.
        assert list(dict.fromkeys(written)) == list(range(20))
        # Each that failed was the first one; none behind it tried.
        failed = tries - 20
        assert failed >= 4


async def test_while_the_database_is_away_each_refusal_is_told_at_once_with_its_reason(postgres: Server) -> None:
    emptied(postgres)
    with BrokenNetwork(postgres.port) as network, once(network.url()) as store:
        network.cut()
        for _ in range(20):
            with pytest.raises(StoreError, match=r"cannot be reached \((?!couldn't get a connection)") as raised:
                await store.write(claim)
            assert raised.value.is_away
        begun_s = time.monotonic()
        for _ in range(20):
            with pytest.raises(StoreError):
                await store.read(lambda snapshot: snapshot.call("c"))
        assert time.monotonic() - begun_s < 2
        network.heal()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    await store.write(claim)
                    break
                except StoreError:
                    await asyncio.sleep(0.05)


@pytest.mark.long
@pytest.mark.parametrize("how", ["stalled", "half-open"])
async def test_a_connection_that_stays_silent_is_given_up_and_the_answer_is_written_by_another(
    how: str, postgres: Server
) -> None:
    emptied(postgres)
    options = "?connect_timeout=2&tcp_user_timeout=1000&keepalives_idle=1&keepalives_interval=1&keepalives_count=1"
    with BrokenNetwork(postgres.port) as network, once(network.url(options=options)) as store:
        await store.write(claim)
        broken(network, how)
        (task,) = await kept(store, 1)
        # The proxy acknowledges what the server never sees: only an end of the connection tells.
        await asyncio.sleep(0)
        network.reset()
        network.heal()
        async with asyncio.timeout(PATIENCE_S):
            await task
        assert await store.read(lambda snapshot: snapshot.call("c")) == CALL


def test_a_question_that_is_cancelled_gives_its_connection_back_after_the_cancel() -> None:
    class Connection:
        def cancel_safe(self, *, timeout: float) -> None:
            begun.set()
            assert may_end.wait(PATIENCE_S)
            order.append("cancelled")

    begun, may_end, order = threading.Event(), threading.Event(), list[str]()
    under_way: Any = _UnderWay()
    with under_way.on(Connection()):
        cancelling = threading.Thread(target=under_way.cancel)
        cancelling.start()
        assert begun.wait(PATIENCE_S)
        threading.Timer(0.05, may_end.set).start()
    order.append("given back")
    assert order == ["cancelled", "given back"]
    # A cancel that comes too late cancels nothing.
    begun.clear()
    under_way.cancel()
    assert not begun.is_set()


async def test_a_pool_of_which_all_connections_are_lent_is_waited_for_and_is_not_away(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied(postgres)
    monkeypatch.setattr("tui.store.postgres.pool.WAIT_S", 0.05)
    with once(postgres.url()) as store:
        lent = [store._pool._borrowed() for _ in range(MOST_CONNECTIONS)]
        looked = asyncio.Event()
        loop, look = asyncio.get_running_loop(), store._pool._look

        def looked_at(*, waits: bool = False) -> None:
            look(waits=waits)
            loop.call_soon_threadsafe(looked.set)

        monkeypatch.setattr(store._pool, "_look", looked_at)
        writing = asyncio.create_task(store.write(claim))
        await looked.wait()
        for connection in lent:
            store._pool._pool.putconn(connection)
        await writing


async def test_a_cancelled_question_ends_in_the_database_and_the_next_one_is_answered(postgres: Server) -> None:
    emptied(postgres)
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
    with once(postgres.url()) as store, postgres.connected() as other:
        asking = asyncio.create_task(store.read(lambda snapshot: snapshot.connection.execute("SELECT pg_sleep(600)")))
        await until(lambda: other.execute(asleep).fetchone() == (1,))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(lambda: other.execute(asleep).fetchone() == (0,))
        assert await store.read(lambda snapshot: snapshot.call("c")) is None
