"""Journal: the requests that arrived at the server, for tests to read."""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import Any

KEPT = 20_000


class Journal:
    """The newest requests {endpoint, at_ts, status} and reports {at_ts, report}, and how many there ever were of the
    requests that the limits count; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._reports: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._asked: Counter[str] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()

    def note_request(self, endpoint: str, at_ts: float, status: int) -> None:
        with self._lock:
            self._requests.append({"endpoint": endpoint, "at_ts": at_ts, "status": status})

    def note_arrival(self, endpoint: str, refusal: str | None) -> None:
        """A request with the right credentials; `refusal` is the message with which it was sent away."""
        with self._lock:
            self._asked[endpoint] += 1
            if refusal is not None:
                self._refused[endpoint, refusal] += 1

    def note_report(self, report: dict[str, Any], at_ts: float) -> None:
        with self._lock:
            self._reports.append({"at_ts": at_ts, "report": report})

    def asked(self, endpoint: str | None = None) -> int:
        """How many requests arrived, answered or refused; of one endpoint or of all."""
        with self._lock:
            return self._asked.total() if endpoint is None else self._asked[endpoint]

    def refusals(self) -> dict[tuple[str, str], int]:
        """How many were refused, by endpoint and message."""
        with self._lock:
            return dict(self._refused)

    def counts(self) -> list[dict[str, Any]]:
        """One row {endpoint, asked, refused {message: count}} for each endpoint that was asked."""
        refusals = self.refusals()
        with self._lock:
            asked = dict(self._asked)
        return [
            {
                "endpoint": endpoint,
                "asked": count,
                "refused": {message: times for (of, message), times in refusals.items() if of == endpoint},
            }
            for endpoint, count in asked.items()
        ]

    def requests(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._requests)

    def reports(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._reports)
