"""Losing the database: said at once, nothing claimed, an answer that came waits in memory and is written when it is
back."""

from __future__ import annotations

import asyncio

import pytest

from tests.manual_clock import ManualClock
from tests.store.server import Server, free_port, running
from tests.store.worlds import BASE_URL, T0
from tui.clock import ServerClock
from tui.domain.records import Call, Limits
from tui.store.api import Changes
from tui.store.errors import StoreError
from tui.store.postgres.database import PostgresStore

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
        async with asyncio.timeout(60):
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
