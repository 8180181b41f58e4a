"""Asked: a request with the right credentials, and the time that it asks about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tui.sim import poison
from tui.sim.noise import bits
from tui.sim.response import Response
from tui.sim.today.envelope import succeeded
from tui.sim.today.params import BadParameterError, Params
from tui.sim.today.plans import CALL_SEARCH, LISTS, Allowance
from tui.sim.today.switches import Switches
from tui.sim.today.world import TodayWorld

TOO_NEAR, TOO_OLD = "query latency limit error", "query time range limit error"
TOO_LONG, TOO_MUCH = "query duration limit error", "query time length limit error"
TOP_S = 20


class Window(NamedTuple):
    start_ts: int
    end_ts: int

    def refusal(self, path: str, allowed: Allowance, now_ts: float, switches: Switches) -> str | None:
        """The message of the bound that this window breaks; a window at a bound breaks it, unless switched."""
        grace_s = 1 if switches.is_set("bounds", "inclusive") else 0
        if not self.end_ts < now_ts - allowed.delay_s + grace_s:
            return TOO_NEAR
        if not self.start_ts > now_ts - allowed.reach_s - grace_s:
            return TOO_OLD
        if not self.end_ts - self.start_ts < allowed.longest_s + grace_s:
            return TOO_MUCH if path in CALL_SEARCH and path != LISTS else TOO_LONG
        return None


def window_of(path: str, params: Params) -> Window:
    """The window of a request, in the names of its group; that of a top 20 begins with `ts`."""
    if path.endswith("/top20"):
        start_ts = params.stamp("ts")
        return Window(start_ts, start_ts + TOP_S)
    first, last = ("start_ts", "end_ts") if path in CALL_SEARCH else ("startTs", "endTs")
    window = Window(params.stamp(first), params.stamp(last))
    if window.end_ts <= window.start_ts:
        raise BadParameterError(f"Bad request, parameter : {last} is invalid")
    return window


class Query(NamedTuple):
    """A request accepted so far: its world, its parameters, its window and the delay of its data."""

    world: TodayWorld
    path: str
    params: Params
    window: Window
    delay_s: int
    now_ts: float

    @property
    def known_ts(self) -> int:
        return int(self.now_ts) - self.delay_s

    @property
    def key(self) -> str:
        """Of the noise in this answer's form; another request has another."""
        return f"{self.world.seed}:{self.path}:{bits(repr(self.window))}:{self.now_ts:.0f}"

    def is_set(self, name: str, value: str) -> bool:
        return self.world.switches.is_set(name, value)

    def value(self, number: float | None, switch: str) -> float | None:
        """A value, or the switch's substitute for none. Raises AbsentError where that is nothing at all."""
        if number is not None:
            return number
        form = self.world.switches.value(switch)
        if form == "absent":
            raise AbsentError(switch)
        return 0 if form == "0" else None

    def rows(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """The rows as a JSON array."""
        told = self.world.told([dict(row) for row in rows])
        return f"[{','.join(poison.rows(self.world, self.path, told))}]"

    def answer(self, rows: Iterable[Mapping[str, Any]], more: str = "") -> Response:
        return self.written([self.rows(rows)], more)

    def written(self, payload: Iterable[str], more: str = "") -> Response:
        return succeeded(self.world.switches, self.path, self.key, payload, more)


class AbsentError(Exception):
    """There is no value, and its field or its row is left out."""
