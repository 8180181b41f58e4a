"""Journal: what was asked of the server and what was reported to it, for tests to read."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

KEPT = 20_000


class Journal:
    """The newest requests {endpoint, at_ts, status} and reports {at_ts, report}; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._reports: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def note_request(self, endpoint: str, at_ts: float, status: int) -> None:
        with self._lock:
            self._requests.append({"endpoint": endpoint, "at_ts": at_ts, "status": status})

    def note_report(self, report: dict[str, Any], at_ts: float) -> None:
        with self._lock:
            self._reports.append({"at_ts": at_ts, "report": report})

    def requests(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._requests)

    def reports(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._reports)
