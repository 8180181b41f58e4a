"""Faults: outages ordered by a test, and the server's answers during them."""

from __future__ import annotations

from typing import NamedTuple

from tui.sim.limits import TOO_FAST, TOO_MANY
from tui.sim.world import Refused

KINDS = {
    "5xx": Refused(500, "internal server error"),
    "429 qps": Refused(429, TOO_FAST),
    "429 qpd": Refused(429, TOO_MANY),
}


class Outage(NamedTuple):
    """Requests that arrive in [start_ts, end_ts) are refused in the way of `kind`; `endpoint` None: all endpoints."""

    start_ts: float
    end_ts: float
    kind: str
    endpoint: str | None = None


class Faults:
    def __init__(self) -> None:
        self._outages: list[Outage] = []

    def order(self, outage: Outage) -> None:
        """Raises KeyError for an unknown kind."""
        if outage.kind not in KINDS:
            raise KeyError(outage.kind)
        self._outages.append(outage)

    def refusal(self, endpoint: str, now_ts: float) -> Refused | None:
        """The first outage ordered of those that last."""
        for outage in self._outages:
            if outage.start_ts <= now_ts < outage.end_ts and outage.endpoint in (None, endpoint):
                return KINDS[outage.kind]
        return None
