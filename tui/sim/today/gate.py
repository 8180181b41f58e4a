"""Gate: counts the requests of today's edition, and names the limit that one of them breaks."""

from __future__ import annotations

import threading
from collections import defaultdict, deque

from tui.sim.today.plans import CALL_SEARCH, DAY_S, INSIGHT, MINUTE_S, Allowance
from tui.sim.today.switches import Switches

TOO_FAST, TOO_MANY_A_MINUTE, TOO_MANY_A_DAY = "qps limit error", "qpm limit error", "qpd limit error"


class _Counted:
    """The requests of one counter: those of its last minute, and of its UTC day."""

    def __init__(self) -> None:
        self.arrivals: deque[float] = deque()
        self.day = -1
        self.today = 0

    def at(self, now_ts: float) -> None:
        day = int(now_ts // DAY_S)
        if day != self.day:
            self.day, self.today = day, 0
        while self.arrivals and self.arrivals[0] <= now_ts - MINUTE_S:
            self.arrivals.popleft()

    def count(self, now_ts: float) -> None:
        self.arrivals.append(now_ts)
        self.today += 1

    def since(self, start_ts: float) -> int:
        return sum(1 for ts in self.arrivals if ts > start_ts)


class TodayGate:
    """One counter for each endpoint, for each group of them, or for the account, as the switch `scope` says."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._lock = threading.Lock()
        self._counters: defaultdict[str, _Counted] = defaultdict(_Counted)

    def refusal(self, path: str, allowed: Allowance, now_ts: float) -> str | None:
        """None, and one more request counted; or the message of the limit: second or minute first, then day."""
        with self._lock:
            counted = self._counters[self._counter(path)]
            counted.at(now_ts)
            refused = self._broken(counted, allowed, now_ts)
            if refused is None or self._switches.is_set("refused", "counted"):
                counted.count(now_ts)
            return refused

    def spend(self, path: str, requests: int, now_ts: float) -> None:
        """Count this many requests of somebody else just now."""
        with self._lock:
            counted = self._counters[self._counter(path)]
            counted.at(now_ts)
            for _ in range(requests):
                counted.count(now_ts)

    def _broken(self, counted: _Counted, allowed: Allowance, now_ts: float) -> str | None:
        since_ts = now_ts - allowed.window_s
        if self._switches.is_set("window", "fixed"):
            since_ts = now_ts // allowed.window_s * allowed.window_s - 1e-6
        if counted.since(since_ts) >= allowed.requests:
            return TOO_FAST if allowed.window_s == 1 else TOO_MANY_A_MINUTE
        return TOO_MANY_A_DAY if counted.today >= allowed.per_day else None

    def _counter(self, path: str) -> str:
        scope = self._switches.value("scope")
        if scope == "account":
            return ""
        if scope == "group":
            return "call" if path in CALL_SEARCH else "insight" if path in INSIGHT else "realtime"
        return path
