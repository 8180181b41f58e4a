"""Alerts of the vendor."""

from __future__ import annotations

from collections.abc import Iterable

from tests.store.memory.project import Rows
from tui.domain.records import VendorAlert, Window


class Alerts(Rows):
    def alerts(self, window: Window, limit: int) -> tuple[VendorAlert, ...]:
        found = [one for one in self.project.alerts.values() if window.start_ts <= one.ts < window.end_ts]
        return tuple(sorted(found, key=lambda one: (-one.ts, one.key))[:limit])

    def put_alerts(self, alerts: Iterable[VendorAlert]) -> int:
        before = len(self.project.alerts)
        for one in alerts:
            self.project.alerts.setdefault(one.key, one)
        new = len(self.project.alerts) - before
        if new:
            self.project.bump("alerts")
        return new
