"""The monitor at work: on a store and a clock, with no screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.manual_clock import ManualClock
from tests.patience import until
from tests.worlds import NOW_TS, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.feed import STALE_S
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import MINUTE, Failure, FailureKind, Series, Want, WantState, WantStatus, Window
from tui.messages import store as words
from tui.monitor.alarm import Alarm, alarming
from tui.monitor.monitor import Monitor, read_newest
from tui.store.api import Store
from tui.store.errors import StoreError

FREEZE = "videoFreezeRate"
MINUTE_TS = int(NOW_TS) // MINUTE * MINUTE


class Watched:
    """A monitor at work, and what it told."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.told: list[Alarm] = []
        self.statuses: dict[Want, WantStatus] = {}
        self.monitor = Monitor(store, clock, EDITION, thresholds_with({}), lambda: self.statuses)
        self.monitor.subscribe(self.told.append)

    async def comes(self, ts: int, value: float) -> None:
        """Video freeze at that minute; nothing of the others."""
        before = len(self.told)
        await self.store.write(
            lambda changes: changes.put_series(
                endpoint=LIVE_METRICS[FREEZE].endpoint,
                channel="",
                window=Window(ts, ts + MINUTE),
                series=[Series(FREEZE, ((ts, value),))],
                answered_ts=self.clock.now(),
                delay_s=120,
                slot_s=MINUTE,
            )
        )
        await self.settle(before)

    async def passes(self, seconds: int) -> None:
        for _ in range(seconds // 15):
            before = len(self.told)
            self.clock.advance(15)
            await self.settle(before)

    async def settle(self, before: int) -> None:
        """Until the monitor, which had told so often, has judged what is known now."""
        await until(
            lambda: len(self.told) > before and self.told[-1].now_ts == self.clock.now(),
            lambda: "the monitor judged nothing",
            every_s=0.001,
        )

    @property
    def rings(self) -> int:
        return sum(each.rings for each in self.told)

    def fail(self) -> None:
        failure = Failure(FailureKind.UNREACHABLE)
        for name in alarming(EDITION):
            self.statuses[Want(name)] = WantStatus(Want(name), WantState.WAITING, None, failure)


@asynccontextmanager
async def watched(home: Path) -> AsyncIterator[Watched]:
    with open_store(home) as store:
        one = Watched(store, manual_clock())
        task = asyncio.create_task(one.monitor.run())
        try:
            await one.settle(0)
            yield one
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_bad_minute_rings_as_it_comes(tmp_path: Path) -> None:
    async with watched(tmp_path) as one:
        await one.comes(MINUTE_TS - 120, 1.0)
        assert one.rings == 0
        await one.comes(MINUTE_TS - 60, 9.0)
        (bad,) = one.monitor.alarm.bad
        assert (one.rings, bad.metric.name, bad.since_ts, bad.is_late) == (1, FREEZE, MINUTE_TS - 60, False)


async def test_a_feed_that_dies_in_an_incident_rings_once_and_the_incident_stays(tmp_path: Path) -> None:
    async with watched(tmp_path) as one:
        await one.comes(MINUTE_TS - 60, 9.0)
        one.fail()
        await one.passes(600)
        assert one.rings == 2
        (bad,) = one.monitor.alarm.bad
        assert (bad.since_ts, bad.is_late) == (MINUTE_TS - 60, True)
        assert one.monitor.alarm.dead["live_experience"] == MINUTE_TS - 60
        await one.passes(24 * 3600)
        assert (len(one.monitor.alarm.bad), one.rings) == (1, 2), "a day later neither is forgotten"


async def test_a_feed_that_dies_without_a_word_is_told_within_a_minute_and_a_half(tmp_path: Path) -> None:
    """No answer and no failure: the quota of the day is spent, or the server says nothing of these minutes."""
    async with watched(tmp_path) as one:
        await one.comes(MINUTE_TS - 60, 1.0)
        await one.passes(int(STALE_S) + 90)
        assert set(one.monitor.alarm.dead) == {"live_experience"}
        assert one.rings == 1


async def test_a_store_that_cannot_be_read_makes_no_alarm_vanish(tmp_path: Path) -> None:
    async with watched(tmp_path) as one:
        await one.comes(MINUTE_TS - 60, 9.0)
        read = one.store.read

        async def refused(*_: object) -> None:
            raise StoreError("scry.db", words.CLOSED, words.START_AGAIN)

        one.store.read = refused  # type: ignore[method-assign, assignment]
        before = len(one.told)
        one.monitor._store_changed(frozenset({"series:live_experience"}))
        await one.settle(before)
        assert len(one.monitor.alarm.bad) == 1
        one.store.read = read  # type: ignore[method-assign]
        await one.passes(15)
        assert len(one.monitor.alarm.bad) == 1


async def test_a_subscriber_that_fails_silences_no_other(tmp_path: Path) -> None:
    async with watched(tmp_path) as one:

        def fails(_: Alarm) -> None:
            raise RuntimeError("a hook of the user's")

        one.monitor._subscribers.insert(0, fails)
        await one.comes(MINUTE_TS - 60, 9.0)
        assert one.rings == 1


async def test_a_point_of_the_future_does_not_keep_a_dead_feed_alive(tmp_path: Path) -> None:
    async with watched(tmp_path) as one:
        await one.comes(MINUTE_TS - 60, 9.0)
        await one.comes(MINUTE_TS + 86_400, 1.0)
        newest = await one.store.read(read_newest, EDITION, thresholds_with({}), one.clock.now())
        assert [(each.ts, each.since_ts) for each in newest] == [(MINUTE_TS - 60, MINUTE_TS - 60)]
