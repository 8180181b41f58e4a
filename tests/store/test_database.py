from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S, in_time
from tests.store.rows import by_rows
from tests.store.worlds import T0, minutes, open_store, put, read
from tui.store.errors import StoreError
from tui.store.rows.changed import bump
from tui.store.sqlite.database import SqliteStore

ONE = minutes(0, 1)


async def next_word(store: SqliteStore) -> frozenset[str]:
    """The topics that a subscriber is told first."""
    heard: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    unsubscribe = store.subscribe(heard.put_nowait)
    async with asyncio.timeout(PATIENCE_S):
        told = await heard.get()
    unsubscribe()
    return told


async def test_what_is_written_can_be_read_and_survives_a_restart(url: str) -> None:
    with open_store(url) as store:
        await store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
        assert await store.read(by_rows(read), ONE) == {0: 1.0}
    with open_store(url) as store:
        assert await store.read(by_rows(read), ONE) == {0: 1.0}


async def test_a_change_that_fails_leaves_nothing_and_tells_nobody(store: SqliteStore) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)

    def half(connection: sqlite3.Connection, project_id: int) -> None:
        put(connection, project_id, {0: 1.0}, window=ONE, answered_ts=T0 + 60)
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        await store.write(by_rows(half))
    assert await store.read(by_rows(read), ONE) == {}
    await store.write(by_rows(put), {0: 2.0}, window=ONE, answered_ts=T0 + 60)
    assert heard == [frozenset({"series:live_net"})]


async def test_a_full_disk_is_a_sentence_and_the_store_goes_on_when_there_is_room(store: SqliteStore) -> None:
    async def limit_pages(count: int) -> None:
        # Not a change of the file, so it goes around the transaction.
        await asyncio.to_thread(store._writer.execute, f"PRAGMA max_page_count={count}")

    await limit_pages(1)
    with pytest.raises(StoreError, match="does not fit on its disk any more: free some space"):
        await store.write(
            by_rows(put), dict.fromkeys(range(0, 86400, 20), 1.5), window=minutes(0, 1440), answered_ts=T0 + 86400
        )
    await limit_pages(1_000_000)
    await store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
    assert await store.read(by_rows(read), minutes(0, 1440)) == {0: 1.0}


async def test_reads_go_on_while_a_write_is_under_way_and_see_the_state_before_it(store: SqliteStore) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(connection: sqlite3.Connection, project_id: int) -> None:
        put(connection, project_id, {0: 1.0}, window=ONE, answered_ts=T0 + 60)
        entered.set()
        assert leave.wait(PATIENCE_S)

    writing = asyncio.create_task(store.write(by_rows(slow)))
    await asyncio.to_thread(entered.wait, 5)
    assert await store.read(by_rows(read), ONE) == {}
    leave.set()
    await writing
    assert await store.read(by_rows(read), ONE) == {0: 1.0}


async def test_a_long_question_holds_up_neither_the_event_loop_nor_another_question(store: SqliteStore) -> None:
    leave = threading.Event()

    def long(_connection: sqlite3.Connection, _project_id: int) -> bool:
        return leave.wait(PATIENCE_S)

    asking = asyncio.create_task(store.read(by_rows(long)))
    assert await store.read(by_rows(read), ONE) == {}
    leave.set()
    assert await asking


async def test_a_question_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="may not be written"):
        await store.read(by_rows(bump), "usage")


async def test_a_write_is_carried_out_though_its_caller_is_cancelled(store: SqliteStore) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(_connection: sqlite3.Connection, _project_id: int) -> None:
        entered.set()
        assert leave.wait(PATIENCE_S)

    first = asyncio.create_task(store.write(by_rows(slow)))
    await asyncio.to_thread(entered.wait, 5)
    queued = asyncio.create_task(store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60))
    await asyncio.sleep(0)
    first.cancel()
    queued.cancel()
    heard = asyncio.create_task(next_word(store))
    await asyncio.sleep(0)
    leave.set()
    assert await heard == {"series:live_net"}
    assert await store.read(by_rows(read), ONE) == {0: 1.0}


async def test_subscribers_hear_of_a_write_before_its_caller_goes_on_and_the_watcher_does_not_repeat_it(
    store: SqliteStore,
) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    watching = asyncio.create_task(store.watch(0.001))
    for second in range(20):
        await store.write(by_rows(put), {second: 1.0}, window=ONE, answered_ts=T0 + 60)
        assert len(heard) == second + 1
        await asyncio.sleep(0.002)
    watching.cancel()
    assert heard == [frozenset({"series:live_net"})] * 20


async def test_a_write_of_another_store_on_the_file_is_heard_within_a_second(url: str, store: SqliteStore) -> None:
    heard = asyncio.create_task(next_word(store))
    watching = asyncio.create_task(store.watch())
    with open_store(url) as other:
        await other.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
        begun_s = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            assert await heard == {"series:live_net"}
        assert in_time(time.monotonic() - begun_s, 1.0)
    watching.cancel()


async def test_what_changed_between_open_and_watch_is_told(url: str, store: SqliteStore) -> None:
    with open_store(url) as other:
        await other.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
    heard = asyncio.create_task(next_word(store))
    await asyncio.sleep(0)
    watching = asyncio.create_task(store.watch())
    assert await heard == {"series:live_net"}
    watching.cancel()


async def test_what_changed_before_the_store_was_opened_is_not_told(url: str, store: SqliteStore) -> None:
    await store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
    with open_store(url) as later:
        word = asyncio.create_task(next_word(later))
        watching = asyncio.create_task(later.watch(0.001))
        await asyncio.sleep(0.01)
        await store.write(by_rows(bump), "usage")
        assert await word == {"usage"}
        watching.cancel()


async def test_another_projects_changes_are_not_told(url: str, store: SqliteStore) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    watching = asyncio.create_task(store.watch(0.001))
    with open_store(url, "another") as other:
        await other.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
        await asyncio.sleep(0.02)
    watching.cancel()
    assert heard == []


async def test_who_unsubscribed_hears_nothing_more_and_a_failing_subscriber_silences_nobody(store: SqliteStore) -> None:
    heard: list[str] = []
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context["exception"]))

    def fails(_topics: frozenset[str]) -> None:
        heard.append("fails")
        raise ValueError("mine")

    store.subscribe(fails)
    leave = store.subscribe(lambda _topics: heard.append("leaves"))
    store.subscribe(lambda _topics: heard.append("stays"))
    await store.write(by_rows(bump), "usage")
    leave()
    leave()
    await store.write(by_rows(bump), "usage")
    assert heard == ["fails", "leaves", "stays", "fails", "stays"]
    assert len(failures) == 2


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_store_that_is_gone_or_replaced_is_told_and_takes_no_more_writes(
    store: SqliteStore, tmp_path: Path, replaced: bool
) -> None:
    await store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
    watching = asyncio.create_task(store.watch(0.001))
    heard = asyncio.create_task(next_word(store))
    await asyncio.sleep(0)
    if replaced:
        open_store(f"sqlite:///{tmp_path}/other.db").close()
        (tmp_path / "other.db").rename(store.path)
    else:
        store.path.unlink()
    assert await heard == {"store:lost"}
    await watching
    with pytest.raises(StoreError, match="was replaced" if replaced else "was removed"):
        await store.write(by_rows(put), {0: 2.0}, window=ONE, answered_ts=T0 + 120)
    assert await store.read(by_rows(read), ONE) == {0: 1.0}


async def test_a_closed_store_says_so_and_ends_its_watch(url: str) -> None:
    store = open_store(url)
    watching = asyncio.create_task(store.watch(0.001))
    await asyncio.sleep(0)
    store.close()
    store.close()
    await watching
    with pytest.raises(StoreError, match="is closed"):
        await store.read(by_rows(read), ONE)


async def test_close_leaves_one_file_that_holds_everything(url: str) -> None:
    with open_store(url) as store:
        await store.write(by_rows(put), {0: 1.0}, window=ONE, answered_ts=T0 + 60)
    assert [path.name for path in store.path.parent.iterdir()] == ["scry.db"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("scry-store")]


async def test_only_what_must_outlive_a_loss_of_power_waits_for_the_disk(store: SqliteStore) -> None:
    def waits(connection: sqlite3.Connection, project_id: int) -> bool:
        (level,) = connection.execute("PRAGMA synchronous").fetchone()
        return bool(level == 2)

    def fails(connection: sqlite3.Connection, project_id: int) -> None:
        raise ValueError("in the middle")

    assert not await store.write(by_rows(waits))
    assert await store.write_to_disk(by_rows(waits))
    with pytest.raises(ValueError, match="in the middle"):
        await store.write_to_disk(by_rows(fails))
    assert not await store.write(by_rows(waits))
