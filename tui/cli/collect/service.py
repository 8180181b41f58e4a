"""Service: the projects at work, the signals that end or change them, and the messages to systemd."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tui.cli import exits
from tui.cli.collect.alerts import AlertServer, alerts_secret
from tui.cli.collect.memory import trim_hourly
from tui.cli.collect.metrics import MetricsServer
from tui.cli.collect.project import Collecting
from tui.cli.collect.systemd import Systemd
from tui.cli.run import process_name
from tui.cli.settings import Settings
from tui.config.values import ConfigError
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

# How often systemd is told the status, unless its watchdog asks for more.
STATUS_S = 15.0
# The most that the projects may take to end.
END_S = 1.5


class Service:
    """`settle` reads the config again; it raises ConfigError. `metrics_listen`: where metrics are served,
    `alerts_listen`: where alert callbacks are received; "" for nowhere."""

    def __init__(
        self,
        every: Sequence[Settings],
        environment: Mapping[str, str],
        settle: Callable[[], Sequence[Settings]],
        metrics_listen: str = "",
        alerts_listen: str = "",
    ) -> None:
        self._every = every
        self._settle = settle
        self._by = process_name()
        self._systemd = Systemd(environment)
        self._projects: dict[Collecting, asyncio.Task[None]] = {}
        self._signalled = asyncio.Event()
        self._signal = 0
        self._must_settle = False
        self._metrics_listen = metrics_listen
        self._metrics = MetricsServer() if metrics_listen else None
        self._alerts_listen = alerts_listen
        self._alerts: AlertServer | None = None

    async def run(self) -> int:
        """Until a signal; returns the exit status. Raises StoreError for a store that cannot be opened at the start,
        and every fault of the program."""
        self._listen()
        try:
            if self._metrics is not None:
                self._metrics.listen(self._metrics_listen)
            if self._alerts_listen:
                self._alerts = AlertServer(await asyncio.to_thread(alerts_secret, self._every[0]))
                await self._alerts.listen(self._alerts_listen)
            await self._change_to(self._every)
            self._tell_urls(self._every)
            self._systemd.tell("READY=1", self._said())
            trimming = asyncio.create_task(trim_hourly())
            log.info("collecting %s", ", ".join(each.name for each in self._every))
            while not self._signal:
                await self._wait(self._systemd.pause_s(STATUS_S))
                for task in self._projects.values():
                    if task.done():
                        task.result()
                if self._must_settle:
                    await self._settle_again()
                self._systemd.tell("WATCHDOG=1", self._said())
            trimming.cancel()
        finally:
            self._systemd.tell("STOPPING=1")
            if self._alerts is not None:
                await self._alerts.close()
            await self._end(list(self._projects))
            if self._metrics is not None:
                self._metrics.close()
        log.info("ended by %s", signal.Signals(self._signal).name)
        return exits.INTERRUPTED if self._signal == signal.SIGINT else exits.DONE

    async def once(self) -> int:
        """One round: every project asks for all that is due now. FAILED where a request of the round failed. Raises
        StoreError."""
        self._listen()
        projects = [Collecting(each, by=self._by) for each in self._every]
        rounds = asyncio.gather(*(each.once() for each in projects))
        ended = asyncio.ensure_future(self._signalled.wait())
        try:
            await asyncio.wait((rounds, ended), return_when=asyncio.FIRST_COMPLETED)
            if rounds.done():
                return exits.DONE if all(rounds.result()) else exits.FAILED
            return exits.INTERRUPTED
        finally:
            ended.cancel()
            rounds.cancel()
            with suppress(asyncio.CancelledError):
                await rounds

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told, number)
        loop.add_signal_handler(signal.SIGHUP, self._told, 0)

    def _told(self, number: int) -> None:
        self._signal = self._signal or number
        self._must_settle = self._must_settle or not number
        self._signalled.set()

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._signalled.wait(), seconds)
        self._signalled.clear()

    def _said(self) -> str:
        return f"STATUS={'; '.join(project.said() for project in self._projects)}"

    # -- the projects

    async def _change_to(self, every: Sequence[Settings]) -> None:
        """End the projects that are gone or have changed, begin those that are new or have changed. Raises
        StoreError."""
        kept = [project for project in self._projects if any(project.serves(each) for each in every)]
        await self._end([project for project in self._projects if project not in kept])
        for settings in every:
            if any(project.serves(settings) for project in kept):
                continue
            project = Collecting(settings, by=self._by, metrics=self._metrics, alerts=self._alerts)
            try:
                await project.open()
            except StoreError as error:
                # A database that is away is waited for, by the project's own task.
                if not error.is_away:
                    raise
                log.warning("%s: %s", settings.name, error)
            task = asyncio.create_task(project.run())
            task.add_done_callback(lambda _: self._signalled.set())
            self._projects[project] = task

    def _tell_urls(self, every: Sequence[Settings]) -> None:
        if self._alerts is not None:
            self._alerts.tell_urls([each.profile or each.name for each in every])

    async def _end(self, projects: Sequence[Collecting]) -> None:
        tasks = [self._projects.pop(project) for project in projects]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=END_S)

    async def _settle_again(self) -> None:
        self._must_settle = False
        self._systemd.tell_reloading()
        try:
            # A secret's command may take seconds.
            every = await asyncio.to_thread(self._settle)
            if self._alerts is not None:
                self._alerts.secret = await asyncio.to_thread(alerts_secret, every[0])
            await self._change_to(every)
            self._tell_urls(every)
        except ConfigError as error:
            log.error("the old config stays in force: %s", error)
        else:
            log.info("read the config again: collecting %s", ", ".join(each.name for each in every))
        self._systemd.tell("READY=1")
