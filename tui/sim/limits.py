"""Limits: how often each endpoint may be asked, and who asked too often. Sections "API 限制" of the reference."""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple

TOO_FAST = "qps limit error"
TOO_MANY = "qpd limit error"

DAY_S = 86400


class Limit(NamedTuple):
    """At most `requests` in any `window_s` seconds and `per_day` in a UTC day (0: no such limit)."""

    requests: int
    window_s: int
    per_day: int = 0


MINUTELY = Limit(1, 60, 1000)
USAGE = Limit(1, 60, 10)
LISTS = Limit(3, 1, 1000)
DETAILS = Limit(1, 1, 1000)
REPORTS = Limit(10, 1)


class _Passed:
    __slots__ = ("arrivals", "day", "today")

    def __init__(self) -> None:
        self.arrivals: deque[float] = deque()
        self.day = -1
        self.today = 0


class Gate:
    """Counts what it lets pass per (app id, endpoint) by arrival time; what it refuses is not counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._passed: dict[tuple[str, str], _Passed] = {}

    def refusal(self, app_id: str, endpoint: str, limit: Limit, now_ts: float) -> str | None:
        """None and one more request counted, or the message that says which limit was hit."""
        with self._lock:
            passed = self._passed.setdefault((app_id, endpoint), _Passed())
            day = int(now_ts // DAY_S)
            if day != passed.day:
                passed.day, passed.today = day, 0
            while passed.arrivals and passed.arrivals[0] <= now_ts - limit.window_s:
                passed.arrivals.popleft()
            if limit.per_day and passed.today >= limit.per_day:
                return TOO_MANY
            if len(passed.arrivals) >= limit.requests:
                return TOO_FAST
            passed.arrivals.append(now_ts)
            passed.today += 1
            return None
