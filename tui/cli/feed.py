"""The feed: store, client, collector and monitor behind the one narrow interface of the app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Self

import httpx

from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.reference_2020.wire import report_body
from tui.agora.exchange import DEFAULT_TIMEOUTS, Timeouts
from tui.cli.settings import Settings, words_of
from tui.clock import ServerClock
from tui.collector.known import tell_hourly
from tui.collector.planner import Policy
from tui.collector.pruner import prune_hourly
from tui.collector.report_sender import ReportSender
from tui.collector.runner import Collector
from tui.config.values import Retention
from tui.domain.edition import Yields
from tui.domain.glossary import thresholds_with
from tui.domain.records import HOUR, AlarmRule, Notifier, Report, Threshold, Want, WantStatus
from tui.monitor.alarms import Alarming, Origin
from tui.monitor.evidence import JudgedProject
from tui.monitor.monitor import Monitor, Subscriber
from tui.monitor.rules import default_rules
from tui.store.api import Store
from tui.store.errors import StoreError

DOCUMENTED = Policy(EDITION, EDITION.limits)


def policy_of(settings: Settings) -> Policy:
    """The rules of the configuration."""
    quota = settings.quota
    return Policy(
        settings.edition,
        settings.limits,
        attention_s=quota.attention_hours * HOUR,
        reserve=quota.reserve_percent / 100,
        together=settings.shares.together,
        counted=settings.shares.counted,
    )


def _notifiers(settings: Settings) -> Sequence[Notifier]:
    if not settings.notify:
        return ()
    from tui.cli.notifiers import notifiers_of  # not needed before the first frame

    return notifiers_of(settings)


class CollectedFeed:
    """The screens' view of collector and monitor. `transport`: the demo's way to its simulator; None: the network."""

    def __init__(
        self,
        store: Store,
        *,
        clock: ServerClock,
        by: str,
        policy: Policy,
        base_url: str,
        app_id: str,
        customer_id: str,
        customer_secret: str,
        retention: Retention | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        thresholds: Mapping[str, Threshold] | None = None,
        rules: Sequence[AlarmRule] | None = None,
        notifiers: Sequence[Notifier] = (),
        origin: Origin | None = None,
    ) -> None:
        """`rules` None: those of a config without any."""
        self.store = store
        self._clock = clock
        self._by = by
        self._retention = retention or Retention()
        self.limits = policy.limits
        self.app_id = app_id
        self._client = Client(
            edition=policy.edition,
            base_url=base_url,
            app_id=app_id,
            customer_id=customer_id,
            customer_secret=customer_secret,
            transport=transport,
            timeouts=timeouts,
        )
        # The simulator's clock is the demo's own.
        probe = policy.edition.probe if transport is None else ""
        self._collector = Collector(store, self._client, clock=clock, by=by, policy=policy, probe=probe)
        # None: the edition takes no reports.
        self._report_sender: ReportSender | None = None
        if policy.edition.has(Yields.RECEIPT):
            limits = policy.limits[policy.edition.report.name]
            self._report_sender = ReportSender(store, self._client, clock=clock, by=by, limits=limits)
        judged_by = thresholds_with({}) if thresholds is None else thresholds
        self._monitor = Monitor(store, clock, policy.edition, judged_by, lambda: self._collector.statuses)
        self._rules = default_rules(policy.edition, judged_by) if rules is None else tuple(rules)
        self._policy = policy
        self._alarming = Alarming(store, clock, self._judged, by=by, notifiers=notifiers, origin=origin)

    @classmethod
    def of(cls, settings: Settings, store: Store, clock: ServerClock, *, by: str) -> Self:
        """The feed of a configured project, over the network."""
        return cls(
            store,
            clock=clock,
            by=by,
            policy=policy_of(settings),
            retention=settings.retention,
            base_url=settings.base_url,
            app_id=settings.app_id,
            customer_id=settings.customer_id,
            customer_secret=settings.customer_secret,
            thresholds=settings.thresholds,
            rules=settings.rules,
            notifiers=_notifiers(settings),
            origin=Origin(settings.name, settings.profile or "", words_of(settings)),
        )

    @property
    def statuses(self) -> Mapping[Want, WantStatus]:
        return self._collector.statuses

    @property
    def trouble(self) -> StoreError | None:
        return self._collector.trouble

    def submit(self, wants: Iterable[Want]) -> None:
        self._collector.submit(wants)

    def refresh(self) -> None:
        self._collector.refresh()

    def cancel(self, want: Want) -> None:
        self._collector.cancel(want)

    def on_status(self, call: Callable[[], None]) -> None:
        self._collector.on_status(call)

    def on_alarm(self, call: Subscriber) -> None:
        self._monitor.subscribe(call)

    def _judged(self) -> JudgedProject:
        watched = dict.fromkeys(want.channel for want in self.statuses if want.channel and want.window is None)
        policy = self._policy
        return JudgedProject(self._rules, policy.edition, policy.limits, policy.shares, tuple(watched))

    def report_body(self, report: Report) -> str:
        return report_body(report).decode()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._collector.run())
            if self._report_sender is not None:
                tasks.create_task(self._report_sender.run())
            tasks.create_task(self._monitor.run())
            tasks.create_task(self._alarming.run())
            tasks.create_task(prune_hourly(self.store, self._clock, self._retention))
            tasks.create_task(tell_hourly(self.store, self._clock, self._by))

    async def look_at_alarms(self) -> None:
        """Judge the rules and wait until all that is due is told. Raises StoreError."""
        await self._alarming.judge()
        await self._alarming.tell()
        await self._alarming.told()

    async def finish(self) -> None:
        if self._report_sender is not None:
            await self._report_sender.finish()
        await self._alarming.finish()

    async def close(self) -> None:
        await self._client.aclose()
