"""Collecting: one project at work without a screen. Its troubles, and their ends, go to the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from msgspec.structs import replace

from tui.analysis.feeds.background import background_wants, recent_calls
from tui.cli.collect.alarm_log import AlarmLog
from tui.cli.collect.alerts import AlertRoute, AlertServer
from tui.cli.collect.metrics import EACH_S, MetricsServer, Requests, measure
from tui.cli.feed import CollectedFeed
from tui.cli.settings import Settings, state_file
from tui.cli.stores import open_store
from tui.clock import ServerClock, SystemClock
from tui.collector.alert_inbox import AlertInbox
from tui.collector.detached import detached
from tui.collector.wakeup import STORE_RETRY_S
from tui.config import values as config
from tui.config.remembered import Remembered
from tui.domain.records import ENDED, Want, WantState
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.store.topics import LOST

log = logging.getLogger(__name__)

# How often the store is asked for the changes of other processes, and the channels that a screen added are looked up.
WATCH_S = 1.0
CHANNELS_S = 30.0
# A report on its way has this long at the end.
REPORT_S = 1.0


class Collecting:
    """`by` is this process's name in the ledger; `metrics`: the server for Prometheus; `alerts`: the server for the
    vendor's callbacks."""

    def __init__(
        self,
        settings: Settings,
        *,
        by: str,
        metrics: MetricsServer | None = None,
        alerts: AlertServer | None = None,
    ) -> None:
        self._settings = settings
        self._by = by
        self._metrics = metrics
        self._alerts = alerts
        self._inbox = AlertInbox(settings.name)
        self._requests = Requests()
        self._watched: tuple[str, ...] = ()
        self._store: Store | None = None
        self._failed: dict[Want, str] = {}
        self._alarms = AlarmLog(settings.name, has_own_rules=settings.has_own_rules)

    def serves(self, settings: Settings) -> bool:
        """Whether these are the project's settings, apart from changes on a screen since."""
        names = ("remembered", "display", "alerts_secret", "notify_places")
        of_process = {name: getattr(settings, name) for name in names}
        mine = replace(self._settings, **of_process)
        return mine == settings

    def said(self) -> str:
        """One line of its state."""
        failed = sorted({want.endpoint for want in self._failed})
        told = [self._alarms.said, f"failed: {', '.join(failed)}" if failed else ""]
        return f"{self._settings.name}: {', '.join(filter(None, told)) or 'in order'}"

    async def open(self) -> None:
        """Waits while another program holds the store. Raises StoreError."""
        settings, is_told = self._settings, False
        while self._store is None:
            try:
                # A database that does not answer must not hold up the end.
                self._store = await detached(
                    partial(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
                )
            except StoreError as error:
                if not error.is_held:
                    raise
                if not is_told:
                    log.warning("%s: %s", settings.name, error)
                is_told = True

    async def run(self) -> None:
        """Endless; ends by cancellation. A store that was lost is opened again."""
        try:
            while True:
                await self._reopen()
                await self._serve(asyncio.Event())
        finally:
            if self._alerts is not None:
                self._alerts.drop(self._inbox)

    async def once(self) -> bool:
        """Ask for all that is due now; whether every answer was read. Raises StoreError."""
        await self.open()
        is_over = asyncio.Event()
        await self._serve(is_over, is_once=True)
        return not self._failed

    async def _reopen(self) -> None:
        while self._store is None:
            try:
                await self.open()
            except StoreError as error:
                log.error("%s: %s", self._settings.name, error)
                await asyncio.sleep(STORE_RETRY_S)

    async def _serve(self, is_over: asyncio.Event, *, is_once: bool = False) -> None:
        """Until `is_over`, or until the store is lost."""
        store = self._store
        assert store is not None
        clock = ServerClock(SystemClock())
        clock.learn(store.dates)
        feed = CollectedFeed.of(self._settings, store, clock, by=self._by)
        unsubscribe = store.subscribe(lambda topics: is_over.set() if LOST in topics else None)
        feed.on_status(partial(self._tell_failures, feed))
        if is_once:
            feed.on_status(lambda: is_over.set() if self._is_round_over(feed) else None)
        jobs = [feed.run(), store.watch(WATCH_S), self._follow_channels(feed, clock), is_over.wait()]
        jobs.append(self._alarms.follow(feed, store))
        if self._metrics is not None:
            jobs.append(self._measure(self._metrics, store, clock))
        if self._alerts is not None:
            jobs.append(self._inbox.run(store))
            names = [name for name in (self._settings.profile, self._settings.name) if name]
            self._alerts.put(AlertRoute(names, self._inbox, clock))
        tasks = [asyncio.ensure_future(job) for job in jobs]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
            if is_once:
                await feed.look_at_alarms()
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(feed.finish(), REPORT_S)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._inbox.finish(store)
            unsubscribe()
            await feed.close()
            self._store = None
            await asyncio.to_thread(store.close)

    async def _follow_channels(self, feed: CollectedFeed, clock: ServerClock) -> None:
        """The watched channels: those of the profile, and those that a screen adds or removes meanwhile; and the calls
        of a plan without realtime figures."""
        settings = self._settings
        before: list[Want] | None = None
        if not settings.edition.of_live:
            log.info(
                "%s: plan %s has no realtime figures: its call lists are collected",
                settings.name,
                settings.edition.plan,
            )
        project = f"{settings.base_url} {settings.app_id}"
        configured = settings.watch_channels
        path = state_file(settings.store, config.state_directory_if_any())
        while True:
            watched = (await asyncio.to_thread(Remembered.open, path, project=project, configured=configured)).watched
            self._watched = watched
            wants = [
                *background_wants(settings.edition, watched, None),
                *recent_calls(settings.edition, clock.now()),
            ]
            if wants != before:
                before = wants
                feed.submit(wants)
            await asyncio.sleep(CHANNELS_S)

    async def _measure(self, metrics: MetricsServer, store: Store, clock: ServerClock) -> None:
        """The values of the store, for Prometheus, a few times a minute."""
        try:
            while True:
                try:
                    now = self._settings, self._watched, clock.now()
                    measured, spends = await store.read(measure, *now)
                except StoreError as error:
                    # The last values stay until they are too old.
                    log.warning("%s: not measured: %s", self._settings.name, error)
                else:
                    self._requests.count(spends)
                    alerts = None if self._alerts is None else self._inbox.written
                    metrics.put(replace(measured, vendor_alerts=alerts), self._requests)
                await asyncio.sleep(EACH_S)
        finally:
            metrics.drop(self._settings.name)

    def _is_round_over(self, feed: CollectedFeed) -> bool:
        """Whether nothing is due or under way any more."""
        states = [status.state for status in feed.statuses.values()]
        return bool(states) and all(state in ENDED or state is WantState.WAITING for state in states)

    # -- the log

    def _tell_failures(self, feed: CollectedFeed) -> None:
        """Each failure once, and its end."""
        statuses = feed.statuses.values()
        failed = {one.want: one.failure.kind.value for one in statuses if one.failure is not None}
        for want in _sorted(failed.keys() - self._failed.keys()):
            log.warning("%s: %s failed: %s", self._settings.name, _named(want), failed[want])
        for want in _sorted(self._failed.keys() - failed.keys()):
            log.info("%s: %s answers again", self._settings.name, _named(want))
        if (trouble := feed.trouble) is not None:
            log.error("%s: %s", self._settings.name, trouble)
        self._failed = failed


def _sorted(wants: Iterable[Want]) -> list[Want]:
    return sorted(wants, key=lambda want: (want.endpoint, want.channel))


def _named(want: Want) -> str:
    return f"{want.endpoint} {want.channel}".strip()
