"""Alarm log: the lines about alarms and their ends, and the part of the status line that names them.

A config with rules of its own has the alarms that fire; any other the bad metrics and dead feeds by the thresholds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from tui.cli.feed import CollectedFeed
from tui.clock import Zone
from tui.collector.wakeup import STORE_RETRY_S
from tui.domain.records import KeptAlarm
from tui.monitor.alarm import Alarm
from tui.store.api import Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)


class AlarmLog:
    """Of one project, across the feeds and stores that it is served with."""

    def __init__(self, name: str, *, has_own_rules: bool) -> None:
        self._name = name
        self._has_own_rules = has_own_rules
        self._alarm = Alarm()
        self._firing: Mapping[int, KeptAlarm] = {}

    @property
    def said(self) -> str:
        """`bad: videoFreezeRate`, `firing: freeze, loss in room-7`; "" where nothing is."""
        if self._has_own_rules:
            names = sorted({_named(each) for each in self._firing.values()})
            return f"firing: {', '.join(names)}" if names else ""
        bad = [one.metric.name for one in self._alarm.bad]
        return f"bad: {', '.join(bad)}" if bad else ""

    async def follow(self, feed: CollectedFeed, store: Store) -> None:
        """Endless; ends by cancellation."""
        if not self._has_own_rules:
            feed.on_alarm(self._tell_bad)
            await asyncio.Event().wait()
        changed = asyncio.Event()
        unsubscribe = store.subscribe(lambda topics: changed.set() if "alarms" in topics else None)
        try:
            while True:
                changed.clear()
                try:
                    alarms = await store.read(lambda snapshot: snapshot.alarms(0))
                except StoreError as error:
                    log.warning("%s: the alarms were not read: %s", self._name, error)
                    await asyncio.sleep(STORE_RETRY_S)
                    continue
                self.tell_firing({each.alarm_id: each for each in alarms if each.is_firing})
                await changed.wait()
        finally:
            unsubscribe()

    def tell_firing(self, firing: Mapping[int, KeptAlarm]) -> None:
        """Each alarm that fires, once, and its end."""
        before, self._firing = self._firing, firing
        for alarm_id in sorted(firing.keys() - before.keys()):
            one = firing[alarm_id]
            sign = ">" if one.is_above else "<"
            since = f"{_iso(one.since_ts)}{' or earlier' if one.since_or_earlier else ''}"
            told = self._name, _named(one), one.severity.value, one.value, sign, one.limit, since
            log.warning("%s: alarm %s fires (%s): %g %s %g since %s", *told)
        for alarm_id in sorted(before.keys() - firing.keys()):
            log.info("%s: alarm %s is over", self._name, _named(before[alarm_id]))

    def _tell_bad(self, alarm: Alarm) -> None:
        """Each metric that turns bad and each feed that dies, once, and its end."""
        before, self._alarm = self._alarm, alarm
        known = {one.metric.name for one in before.bad}
        for one in alarm.bad:
            if one.metric.name not in known:
                log.warning("%s: %s is bad: %g since %s", self._name, one.metric.name, one.value, _iso(one.since_ts))
        for metric in sorted(known - {one.metric.name for one in alarm.bad}):
            log.info("%s: %s is good again", self._name, metric)
        for endpoint in sorted(alarm.dead.keys() - before.dead.keys()):
            log.warning("%s: %s brings nothing since %s", self._name, endpoint, _iso(alarm.dead[endpoint]))
        for endpoint in sorted(before.dead.keys() - alarm.dead.keys()):
            log.info("%s: %s brings data again", self._name, endpoint)


def _named(alarm: KeptAlarm) -> str:
    return f"{alarm.rule} in {alarm.channel}" if alarm.channel else alarm.rule


def _iso(ts: float) -> str:
    return Zone(utc=True).text(ts, "%FT%TZ")
