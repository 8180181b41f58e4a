"""The inbox of alerts: bounded, written behind, kept through a store that fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest

from tests.store.memory.store import MemoryStore, Place
from tests.store.worlds import BASE_URL, T0
from tui.collector import alert_inbox
from tui.collector.alert_inbox import AlertInbox, Kept
from tui.domain.records import VendorAlert, Window
from tui.store.errors import StoreError

LONG_S = 60.0


class Refusing(MemoryStore):
    """Refuses its first `refusals` writes."""

    refusals = 0
    writes = 0

    async def write(self, change: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.writes += 1
        if self.refusals:
            self.refusals -= 1
            raise StoreError("memory", "the disk is full", "make room")
        return await super().write(change, *args, **kwargs)


@pytest.fixture
def store() -> Any:
    with closing(Refusing(Place(), base_url=BASE_URL, app_id="app")) as opened:
        yield opened


def alert(key: str) -> VendorAlert:
    return VendorAlert(key, float(T0))


async def kept(store: MemoryStore) -> set[str]:
    found = await store.read(lambda snapshot: snapshot.alerts(Window(T0, T0 + 1), 99_999))
    return {one.key for one in found}


@asynccontextmanager
async def running(inbox: AlertInbox, store: MemoryStore) -> AsyncIterator[None]:
    task = asyncio.create_task(inbox.run(store))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_alert_is_written_before_its_sender_is_answered(store: Refusing) -> None:
    inbox = AlertInbox("app")
    async with running(inbox, store):
        assert await inbox.receive(alert("a"), 10, LONG_S) is Kept.WRITTEN
        assert await kept(store) == {"a"}
        assert len(inbox) == 0
        # The vendor's second try is no second alert.
        assert await inbox.receive(alert("a"), 10, LONG_S) is Kept.WRITTEN
        assert inbox.written == 1


async def test_those_that_come_together_are_one_write_and_a_retry_is_no_second_alert(store: Refusing) -> None:
    inbox = AlertInbox("app")
    coming = [asyncio.create_task(inbox.receive(alert(key), 10, LONG_S)) for key in ("a", "b", "a", "c", "b")]
    await asyncio.sleep(0)
    async with running(inbox, store):
        assert set(await asyncio.gather(*coming)) == {Kept.WRITTEN}
    assert (await kept(store), store.writes) == ({"a", "b", "c"}, 1)


async def test_a_store_that_refuses_is_tried_again_and_the_sender_hears_that_the_alert_is_held(
    store: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_inbox, "STORE_RETRY_S", 0.0)
    inbox = AlertInbox("app")
    store.refusals = 3
    assert await inbox.receive(alert("a"), 10, 0.0) is Kept.HELD
    async with running(inbox, store):
        assert await inbox.receive(alert("b"), 10, LONG_S) is Kept.WRITTEN
    assert (await kept(store), store.writes) == ({"a", "b"}, 4)


async def test_a_full_inbox_keeps_its_alerts_and_takes_no_more(
    store: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_inbox, "MOST_ALERTS", 3)
    monkeypatch.setattr(alert_inbox, "MOST_BYTES", 100)
    inbox = AlertInbox("app")
    assert await inbox.receive(alert("large"), 101, 0.0) is Kept.FULL
    assert [await inbox.receive(alert(str(n)), 30, 0.0) for n in range(4)] == [*[Kept.HELD] * 3, Kept.FULL]
    assert await inbox.receive(alert("2"), 30, 0.0) is Kept.HELD, "a retry of one that is held takes no room"
    async with running(inbox, store):
        assert await inbox.receive(alert("2"), 30, LONG_S) is Kept.WRITTEN
        assert await inbox.receive(alert("4"), 30, LONG_S) is Kept.WRITTEN
    assert await kept(store) == {"0", "1", "2", "4"}


async def test_at_the_end_all_that_is_held_is_written_or_its_loss_is_told(
    store: Refusing, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_inbox, "AT_ONCE", 2)
    inbox = AlertInbox("app")
    for n in range(5):
        await inbox.receive(alert(str(n)), 10, 0.0)
    await inbox.finish(store)
    assert (len(await kept(store)), store.writes, caplog.messages) == (5, 3, [])
    await inbox.receive(alert("x"), 10, 0.0)
    store.refusals = 1
    await inbox.finish(store)
    assert caplog.messages == ["app: alerts of the vendor are lost (1): the store memory the disk is full: make room"]
