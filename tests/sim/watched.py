"""A watched world: it keeps a journal of the requests, audits them, and can be told to fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sim.audit import Audit, Breach
from tests.sim.faults import Faults, Outage
from tests.sim.journal import Journal
from tui.sim import world
from tui.sim.world import Refused


class World(world.World):
    def __init__(self, *how: Any, **more: Any) -> None:
        super().__init__(*how, **more)
        self.audit = Audit()
        self.faults = Faults()
        self.journal = Journal()

    def let_in(self, endpoint: str, now_ts: float) -> Refused | None:
        self.audit.arrive(endpoint, self.limits[endpoint], now_ts)
        refused = self.faults.refusal(endpoint, now_ts) or super().let_in(endpoint, now_ts)
        self.journal.note_arrival(endpoint, refused.message if refused else None)
        return refused

    def answered(self, path: str, now_ts: float, status: int) -> None:
        self.journal.note_request(path, now_ts, status)

    def take_report(self, report: Mapping[str, Any], now_ts: float) -> None:
        self.journal.note_report(dict(report), now_ts)

    def breaches(self) -> list[Breach]:
        """Every request of the client beyond a limit, in the order of arrival."""
        return self.audit.breaches()

    def outage(self, start_ts: float, end_ts: float, kind: str, endpoint: str | None = None) -> None:
        """Refuse the requests that arrive in [start_ts, end_ts), of one endpoint or of all: `5xx`, `429 qps` or
        `429 qpd`. Raises KeyError for another kind."""
        self.faults.order(Outage(start_ts, end_ts, kind, endpoint))

    def spend(self, endpoint: str, requests: int) -> None:
        """Requests of somebody else, now, at the cost of the same quota."""
        self.gate.spend(self.app_id, endpoint, self.limits[endpoint], requests, self.clock())
