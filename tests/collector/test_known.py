"""A collector tells the store about itself, and goes on where the store refuses."""

from __future__ import annotations

import asyncio

from tests.collector.resting import at_rest
from tests.store.memory.store import MemoryStore, Place
from tests.worlds import NOW_TS, manual_clock
from tui import __version__
from tui.collector.known import tell_hourly
from tui.domain.records import DAY, HOUR, SeenCollector


async def test_a_collector_is_known_with_its_version_and_begin_as_long_as_it_runs() -> None:
    clock, store = manual_clock(), MemoryStore(Place(), base_url="https://a", app_id="b")
    telling = asyncio.create_task(tell_hourly(store, clock, "ann@one:1-aa"))
    for hour in range(DAY // HOUR + 3):
        await at_rest()
        (known,) = await store.read(lambda snapshot: snapshot.collectors(clock.now() - 1))
        assert known == SeenCollector("ann@one:1-aa", __version__, NOW_TS, None), hour
        clock.advance(HOUR)
    telling.cancel()
