"""A clock for tests: it stands still until it is moved."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any


class ManualClock:
    """Stands still until `advance` moves it; sleepers wake in the order of their time."""

    def __init__(self, now_ts: float) -> None:
        self.boot = f"manual from {now_ts}"
        self._set_ts = now_ts
        self._elapsed_s = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self._set_ts + self._elapsed_s

    def elapsed(self) -> float:
        return self._elapsed_s

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        """Counts from the call, not from its await, so that an advance of the clock in between counts too."""
        if seconds <= 0:
            return asyncio.sleep(0)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._elapsed_s + seconds, self._count, woken))
        return _wait_for(woken)

    def advance(self, seconds: float) -> None:
        self._elapsed_s += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed_s:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)

    def jump(self, seconds: float) -> None:
        """Somebody sets the clock: `now` jumps, and nothing else happens."""
        self._set_ts += seconds

    def next_wake_s(self) -> float | None:
        """In how many seconds the next sleeper wakes; None: nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return max(0.0, self._sleepers[0][0] - self._elapsed_s) if self._sleepers else None


async def _wait_for(woken: asyncio.Future[None]) -> None:
    await woken
