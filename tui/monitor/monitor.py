"""The monitor: a task beside the collector that reads the store, judges, and tells its subscribers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from tui.analysis.feeds.feed import stale_after_s, unwatched_stale_s
from tui.analysis.project.live import LOOK_BACK_S
from tui.analysis.project.live_series import LiveSeries
from tui.clock import Clock
from tui.collector.wakeup import STORE_RETRY_S, wait_until
from tui.domain.edition import Edition
from tui.domain.records import MINUTE, Threshold, Want, WantStatus, Window
from tui.monitor.alarm import Alarm, FeedSign, Newest, alarm, alarmed, alarming, newest_of
from tui.store.api import Snapshot, Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

# Interval of alarms without news: a feed dies silently.
CHECK_S = 15.0

Subscriber = Callable[[Alarm], object]


class Monitor:
    """One project's monitor. `alarm` is the last one told; `statuses` gives the state of the wants."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        edition: Edition,
        thresholds: Mapping[str, Threshold],
        statuses: Callable[[], Mapping[Want, WantStatus]],
    ) -> None:
        self.alarm = Alarm()
        self._store = store
        self._clock = clock
        self._edition = edition
        self._endpoints = alarming(edition)
        self._thresholds = thresholds
        self._statuses = statuses
        self._newest: tuple[Newest, ...] = ()
        self._subscribers: list[Subscriber] = []
        self._poke = asyncio.Event()
        self._is_read = False

    def subscribe(self, call: Subscriber) -> None:
        """Run `call` with every alarm, on the event loop. An alarm without news comes every few seconds."""
        self._subscribers.append(call)

    async def run(self) -> None:
        """Endless; ends by cancellation."""
        began_ts = self._clock.now()
        unsubscribe = self._store.subscribe(self._store_changed)
        try:
            while True:
                self._poke.clear()
                pause_s = CHECK_S
                if not self._is_read:
                    try:
                        self._newest = await self._store.read(
                            read_newest, self._edition, self._thresholds, self._clock.now()
                        )
                        self._is_read = True
                    except StoreError as error:
                        # The last reading stays in force: it grows old without new data, and the alarm says so.
                        log.warning("the monitor could not read the store: %s", error)
                        pause_s = STORE_RETRY_S
                self._evaluate(began_ts)
                await wait_until(self._clock, self._clock.now() + pause_s, self._poke)
        finally:
            unsubscribe()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if any(f"series:{endpoint}" in topics for endpoint in self._endpoints):
            self._is_read = False
            self._poke.set()

    def _evaluate(self, began_ts: float) -> None:
        self.alarm = alarm(
            self._newest,
            {endpoint: self._sign(endpoint) for endpoint in self._endpoints},
            self.alarm,
            now_ts=self._clock.now(),
            elapsed_s=self._clock.elapsed(),
            began_ts=began_ts,
        )
        for call in self._subscribers:
            try:
                call(self.alarm)
            except Exception:
                # A failing subscriber must not silence the others.
                log.exception("a subscriber of the monitor failed")

    def _sign(self, endpoint: str) -> FeedSign:
        known = [one for want, one in self._statuses().items() if _is_regular(want, endpoint)]
        stale_s = max(stale_after_s(known), unwatched_stale_s(self._edition))
        return FeedSign(stale_s, any(one.failure is not None for one in known))


def _is_regular(want: Want, endpoint: str) -> bool:
    """Whether it wants the project's own figures again and again."""
    return want.endpoint == endpoint and want.window is None and not want.channel and not want.call_id


def read_newest(
    snapshot: Snapshot, edition: Edition, thresholds: Mapping[str, Threshold], now_ts: float
) -> tuple[Newest, ...]:
    """The newest point, of any age, of each metric with a threshold; runs off the event loop."""
    found: list[Newest] = []
    series = LiveSeries(snapshot, edition)
    for metric in alarmed(edition):
        newest_ts = series.newest_ts(metric.name)
        if newest_ts is None:
            continue
        # Points of the future, from a server with another clock, are no news of now.
        end_ts = min(newest_ts, int(now_ts) + MINUTE) + 1
        points = series.points(metric.name, Window(end_ts - LOOK_BACK_S, end_ts))
        slot_s = edition[metric.endpoint].slot_s
        if (newest := newest_of(metric, thresholds.get(metric.name), points, slot_s)) is not None:
            found.append(newest)
    return tuple(found)
