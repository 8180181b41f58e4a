"""Questions, changes and topics of a store."""

from __future__ import annotations

import asyncio

import pytest

from tests.patience import PATIENCE_S
from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.domain.records import Call, KnownCall, Window
from tui.store.api import Changes, Snapshot, Store
from tui.store.errors import StoreError

CALL = Call("c", "room", T0, None, False)
EVER = Window(0, 2 * T0)


def put(changes: Changes, *calls: Call, answered_ts: float = T0) -> None:
    changes.put_calls(calls or [CALL], answered_ts=answered_ts)


async def known(store: Store) -> list[str]:
    return [call.call_id for call in await store.read(lambda snapshot: snapshot.calls_begun(EVER))]


async def test_a_question_and_a_change_take_arguments_and_return_values(store: Store) -> None:
    def change(changes: Changes, call: Call, *, answered_ts: float) -> str:
        put(changes, call, answered_ts=answered_ts)
        return call.call_id

    def question(snapshot: Snapshot, window: Window, *, channel: str) -> list[KnownCall]:
        return snapshot.calls_begun(window, channel)

    assert await store.write(change, CALL, answered_ts=T0) == "c"
    assert await store.write_to_disk(change, CALL, answered_ts=T0) == "c"
    assert await store.keep(change, CALL, answered_ts=T0) == "c"
    (found,) = await store.read(question, EVER, channel="room")
    assert found == KnownCall("c", "room", T0, None, False, T0)


async def test_an_exception_undoes_the_whole_change_and_announces_nothing(store: Store) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)

    def half(changes: Changes) -> None:
        put(changes)
        changes.make_alias_key()
        raise ValueError("in the middle")

    for write in (store.write, store.write_to_disk):
        with pytest.raises(ValueError, match="in the middle"):
            await write(half)
    assert await known(store) == []
    assert await store.read(lambda snapshot: snapshot.alias_key()) is None
    assert heard == []


async def test_two_questions_of_one_reading_see_the_same_store(store: Store) -> None:
    await store.write(put)

    def twice(snapshot: Snapshot) -> tuple[bool, bool]:
        return snapshot.call("c") is not None, snapshot.heard("c") is not None

    assert await store.read(twice) == (True, True)


async def test_subscribers_hear_of_a_change_before_its_caller_goes_on_each_once(store: Store) -> None:
    heard: list[frozenset[str]] = []
    leave = store.subscribe(heard.append)
    watching = asyncio.create_task(store.watch(0.001))
    await store.write(put)
    assert heard == [{"calls"}]
    await asyncio.sleep(0.02)
    leave()
    leave()
    await store.write(put, answered_ts=T0 + 1)
    watching.cancel()
    assert heard == [{"calls"}]


async def test_what_changes_nothing_announces_nothing(store: Store) -> None:
    await store.write(put)
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    await store.write(put)
    await store.write(lambda changes: changes.touch())
    assert heard == []


async def test_a_subscriber_that_fails_silences_nobody(store: Store) -> None:
    heard: list[str] = []
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context["exception"]))

    def fails(_topics: frozenset[str]) -> None:
        raise ValueError("mine")

    store.subscribe(fails)
    store.subscribe(lambda _topics: heard.append("stays"))
    await store.write(put)
    assert heard == ["stays"]
    assert len(failures) == 1


async def test_changes_of_another_opener_are_seen_and_while_watching_heard(opened: Opener) -> None:
    mine, other = opened(), opened()
    heard = asyncio.Event()
    mine.subscribe(lambda topics: heard.set() if topics == {"calls"} else None)
    watching = asyncio.create_task(mine.watch(0.001))
    await other.write(put)
    async with asyncio.timeout(PATIENCE_S):
        await heard.wait()
    watching.cancel()
    assert await known(mine) == ["c"]


async def test_projects_do_not_mix_but_share_the_key_of_their_aliases(opened: Opener) -> None:
    mine, other = opened(), opened("another")
    heard: list[frozenset[str]] = []
    other.subscribe(heard.append)
    watching = asyncio.create_task(other.watch(0.001))
    await mine.write(put)
    key = await mine.write(lambda changes: changes.make_alias_key())
    await asyncio.sleep(0.02)
    watching.cancel()
    assert await known(other) == []
    assert heard == []
    assert len(key) >= 16
    assert await other.write(lambda changes: changes.make_alias_key()) == key
    assert await other.read(lambda snapshot: snapshot.alias_key()) == key


async def test_a_closed_store_says_so_and_ends_its_watch(opened: Opener) -> None:
    store = opened()
    assert store.salvaged is None
    assert store.unsaved == 0
    assert store.path.name
    watching = asyncio.create_task(store.watch(0.001))
    await asyncio.sleep(0)
    store.close()
    store.close()
    await watching
    with pytest.raises(StoreError, match="is closed"):
        await known(store)
    with pytest.raises(StoreError, match="is closed"):
        await store.write(put)
