"""Audit: the client's requests above the limits, even those that the server let pass.

Every accepted request counts, answered or refused, since it arrived; requests of somebody else do not. The audit is
stricter than the gate: a day is the server's UTC day as well as any 24 hours.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple

from tui.sim.limits import DAY_S, Limit

SECOND, MINUTE, UTC_DAY, ANY_DAY = "second", "minute", "utc day", "24 h"
_WINDOWS = {1: SECOND, 60: MINUTE}


class Breach(NamedTuple):
    """A request that arrived at `at_ts` as the `number`-th within its `kind` of window, where only `limit` may."""

    endpoint: str
    kind: str
    at_ts: float
    number: int
    limit: int


class _Arrived:
    __slots__ = ("of_day", "of_window", "today", "utc_day")

    def __init__(self) -> None:
        self.of_window: deque[float] = deque()
        self.of_day: deque[float] = deque()
        self.utc_day = -1
        self.today = 0


class Audit:
    """Told of each arrival in its order; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrived: dict[str, _Arrived] = {}
        self._breaches: list[Breach] = []

    def arrive(self, endpoint: str, limit: Limit, now_ts: float) -> None:
        """Count one request, under each kind of window that its endpoint has a limit for."""
        with self._lock:
            arrived = self._arrived.setdefault(endpoint, _Arrived())
            kind = _WINDOWS.get(limit.window_s, f"{limit.window_s} s")
            numbers = [(kind, _slide(arrived.of_window, limit.window_s, now_ts), limit.requests)]
            if limit.per_day:
                utc_day = int(now_ts // DAY_S)
                if utc_day != arrived.utc_day:
                    arrived.utc_day, arrived.today = utc_day, 0
                arrived.today += 1
                numbers.append((UTC_DAY, arrived.today, limit.per_day))
                numbers.append((ANY_DAY, _slide(arrived.of_day, DAY_S, now_ts), limit.per_day))
            self._breaches += [
                Breach(endpoint, kind, now_ts, number, most) for kind, number, most in numbers if number > most
            ]

    def breaches(self) -> list[Breach]:
        with self._lock:
            return list(self._breaches)


def _slide(arrivals: deque[float], window_s: int, now_ts: float) -> int:
    """One more arrival; how many there are in the window that ends with it."""
    arrivals.append(now_ts)
    while arrivals[0] <= now_ts - window_s:
        arrivals.popleft()
    return len(arrivals)
