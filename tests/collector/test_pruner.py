"""The pruner at work on a real store and a manual clock."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.store.rows import by_rows
from tests.worlds import NOW_TS, manual_clock, open_store
from tui.collector import pruner
from tui.collector.pruner import prune_hourly
from tui.config.values import Retention
from tui.domain.records import DAY, HOUR, MINUTE, Series, Window
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.store.rows import series
from tui.store.sqlite.changes import SqliteChanges

NOW = int(NOW_TS) // MINUTE * MINUTE
DAYS = Retention(minutes_days=2, curves_days=1)


def put_minutes(connection: sqlite3.Connection, project_id: int, first_ts: int, count: int) -> None:
    window = Window(first_ts, first_ts + count * MINUTE)
    told = Series("pcu", tuple((minute_ts, 1.0) for minute_ts in window.minutes()))
    series.put_series(
        connection,
        project_id,
        endpoint="live_scale",
        channel="",
        window=window,
        series=[told],
        answered_ts=NOW,
        delay_s=120,
    )


async def oldest(store: Store) -> int:
    found = await store.read(lambda snapshot: snapshot.series([("pcu", "")], Window(0, NOW + DAY)))
    return found["pcu", ""].points[0][0]


@asynccontextmanager
async def tending(store: Store, clock: ManualClock) -> AsyncIterator[None]:
    task = asyncio.create_task(prune_hourly(store, clock, DAYS))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(clock: ManualClock, step_s: float, holds: Callable[[], bool]) -> None:
    """Until something is so, moving the clock on; AssertionError where it never is."""
    for _ in range(2000):
        if holds():
            return
        clock.advance(step_s)
        await at_rest()
    raise AssertionError("it never came to be")


async def test_what_is_too_old_goes_at_the_start_in_paced_steps_and_again_every_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = manual_clock()
    with open_store(tmp_path) as store:
        await store.write(by_rows(put_minutes), NOW - 3 * DAY, 3 * 1440)
        steps, prune = 0, SqliteChanges.prune

        def counted(changes: SqliteChanges, now_ts: float, **named: Any) -> bool:
            nonlocal steps
            steps += 1
            return bool(prune(changes, now_ts, **named))

        monkeypatch.setattr(SqliteChanges, "prune", counted)
        async with tending(store, clock):
            await until(clock, pruner.PAUSE_S, lambda: steps == 3)
            # 1,440 minutes and as many rows of coverage, a thousand at a time. What is written is read a little later.
            await at_rest()
            assert await oldest(store) == NOW - 2 * DAY
            assert clock.now() < NOW_TS + MINUTE
            await store.write(by_rows(put_minutes), NOW, 60)
            await until(clock, MINUTE, lambda: steps == 4)
            assert clock.now() >= NOW_TS + HOUR
        assert await oldest(store) == NOW - 2 * DAY, "counted from the newest answer"


async def test_a_store_that_fails_is_tried_again_an_hour_later(tmp_path: Path) -> None:
    clock = manual_clock()
    with open_store(tmp_path) as store:
        await store.write(by_rows(put_minutes), NOW - 3 * DAY, 10)
        await store.write(by_rows(put_minutes), NOW - 60, 1)
        write, failed = store.write, 0

        async def failing(change, *arguments, **named):  # type: ignore[no-untyped-def]
            nonlocal failed
            failed += 1
            raise StoreError("scry.db", "does not fit on its disk any more", "free some space")

        store.write = failing  # type: ignore[method-assign]
        async with tending(store, clock):
            await until(clock, MINUTE, lambda: failed == 2)
            store.write = write  # type: ignore[method-assign]
            gone = False
            while not gone:
                clock.advance(MINUTE)
                await asyncio.sleep(0.001)
                gone = await oldest(store) == NOW - 60


async def test_several_at_once_do_no_harm(tmp_path: Path) -> None:
    clock = manual_clock()
    with open_store(tmp_path) as store, open_store(tmp_path) as other:
        await store.write(by_rows(put_minutes), NOW - 3 * DAY, 3000)
        await store.write(by_rows(put_minutes), NOW - 60, 1)
        async with tending(store, clock), tending(other, clock):
            while await oldest(store) < NOW - 2 * DAY:
                clock.advance(pruner.PAUSE_S)
                await asyncio.sleep(0.001)
        found = await store.read(lambda snapshot: snapshot.series([("pcu", "")], Window(0, NOW + DAY)))
        assert len(found["pcu", ""].points) == 3000 - 1440 + 1
