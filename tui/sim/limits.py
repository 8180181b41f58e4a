"""Limits: the allowed rate of each endpoint, and the refusal beyond it. Sections "API 限制" of the reference."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

TOO_FAST = "qps limit error"
TOO_MANY = "qpd limit error"

DAY_S = 86400


class Limit(NamedTuple):
    """At most `requests` in any `window_s` seconds and `per_day` in a UTC day (0: no such limit)."""

    requests: int
    window_s: int
    per_day: int = 0


Limits = Mapping[str, Limit]

_MINUTELY = Limit(1, 60, 1000)
_SECONDLY = Limit(1, 1, 1000)

_2020: Limits = {
    "/beta/live/scale/by_time": _MINUTELY,
    "/beta/live/experience/by_time": _MINUTELY,
    "/beta/live/net/by_time": _MINUTELY,
    "/beta/live/quality/videofreeze/user_count": _MINUTELY,
    "/beta/live/quality/slowjoining/user_count": _MINUTELY,
    "/beta/live/quality/joiningtrial/user_count": _MINUTELY,
    "/beta/bigchannel/live/quality/score": _MINUTELY,
    "/beta/bigchannel/live/quality/videofreeze/user_count": _MINUTELY,
    "/beta/bigchannel/live/scale/user_count": _MINUTELY,
    "/beta/live/diagnosis": _MINUTELY,
    "/beta/insight/usage/by_time": Limit(1, 60, 10),
    "/beta/analytics/call/lists": Limit(3, 1, 1000),
    "/beta/analytics/call/details": _SECONDLY,
    "/beta/analytics/feedback/reportV2": Limit(10, 1),
}

# By the year of the document; the edition of 2021-03 asks for lower rates where it keeps the endpoint.
EDITIONS: Mapping[str, Limits] = {
    "2020": _2020,
    "2021": {
        **_2020,
        "/beta/live/scale/by_time": _SECONDLY,
        "/beta/live/experience/by_time": _SECONDLY,
        "/beta/live/net/by_time": _SECONDLY,
        "/beta/live/diagnosis": _SECONDLY,
    },
}


class _Passed:
    __slots__ = ("arrivals", "day", "today")

    def __init__(self) -> None:
        self.arrivals: deque[float] = deque()
        self.day = -1
        self.today = 0

    def begin(self, limit: Limit, now_ts: float) -> None:
        """Forget requests outside the window."""
        day = int(now_ts // DAY_S)
        if day != self.day:
            self.day, self.today = day, 0
        while self.arrivals and self.arrivals[0] <= now_ts - limit.window_s:
            self.arrivals.popleft()

    def count(self, now_ts: float) -> None:
        self.arrivals.append(now_ts)
        self.today += 1


class Gate:
    """Counts accepted requests by (app id, endpoint) and arrival time; refused ones do not count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._passed: dict[tuple[str, str], _Passed] = {}

    def refusal(self, app_id: str, endpoint: str, limit: Limit, now_ts: float) -> str | None:
        """None, and one more request counted; or the message that names the limit."""
        with self._lock:
            passed = self._passed.setdefault((app_id, endpoint), _Passed())
            passed.begin(limit, now_ts)
            if limit.per_day and passed.today >= limit.per_day:
                return TOO_MANY
            if len(passed.arrivals) >= limit.requests:
                return TOO_FAST
            passed.count(now_ts)
            return None

    def spend(self, app_id: str, endpoint: str, limit: Limit, requests: int, now_ts: float) -> None:
        """Count this many requests of somebody else just now, up to the day's budget."""
        for _ in range(requests):
            with self._lock:
                passed = self._passed.setdefault((app_id, endpoint), _Passed())
                passed.begin(limit, now_ts)
                if not limit.per_day or passed.today < limit.per_day:
                    passed.count(now_ts)
