"""TodayWorld: a world under one plan of today's edition, with its switches."""

from __future__ import annotations

from typing import Any

from tui.sim.today.gate import TodayGate
from tui.sim.today.plans import OVERVIEW, PLANS, SESSIONS, Allowance
from tui.sim.today.project import Project
from tui.sim.today.streams import Streams
from tui.sim.today.switches import DOCUMENTED, Switches
from tui.sim.world import World


class TodayWorld(World):
    """A world as in the other edition; `plan` is a name of PLANS. Raises KeyError for an unknown plan or scene."""

    def __init__(self, *how: Any, plan: str = "premium", switches: Switches = DOCUMENTED, **more: Any) -> None:
        super().__init__(*how, **more)
        self.switches = switches
        self.plan = PLANS[plan]
        self.counters = TodayGate(switches)
        self.project = Project(self)
        self.streams = Streams(self, switches.is_set("servers", "counted"))

    def allowed(self, path: str) -> Allowance | None:
        """The plan's allowance for an endpoint; None: the plan has no such endpoint."""
        if path in OVERVIEW and self.switches.is_set("overview", "yes"):
            path = SESSIONS
        return self.plan.get(path)

    def broken(self, path: str, allowed: Allowance, now_ts: float) -> str | None:
        """Count a request that arrived at `now_ts`; the message of the limit that it breaks."""
        return self.counters.refusal(path, allowed, now_ts)

    def told(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with their time stamps in the unit of the switch."""
        if self.switches.is_set("stamps", "s"):
            return rows
        return [{name: _milliseconds(name, value) for name, value in row.items()} for row in rows]


def _milliseconds(name: str, value: Any) -> Any:
    if name == "values":
        return [{inner: _milliseconds(inner, number) for inner, number in row.items()} for row in value]
    is_stamp = name == "ts" or name.endswith(("_ts", "Ts"))
    return value * 1000 if is_stamp and isinstance(value, int) else value
