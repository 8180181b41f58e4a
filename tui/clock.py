"""Clock: the only room that reads the time. System for real work, scaled for the demo, manual for tests."""

from __future__ import annotations

import asyncio
import heapq
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Epoch seconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of this clock have passed."""
        ...


class SystemClock:
    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ScaledClock:
    """Runs `speed` times as fast as the machine's clock, from `epoch_ts` at the monotonic instant `origin`.

    `origin` belongs to the machine, not to the process: two processes that are given the same three numbers agree.
    """

    def __init__(self, epoch_ts: float, speed: float, origin: float | None = None) -> None:
        self.epoch_ts = epoch_ts
        self.speed = speed
        self.origin = time.monotonic() if origin is None else origin

    def now(self) -> float:
        return self.epoch_ts + (time.monotonic() - self.origin) * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


class ManualClock:
    """Stands still until `advance` moves it; sleepers wake in the order of their time."""

    def __init__(self, now_ts: float) -> None:
        self._now_ts = now_ts
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self._now_ts

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._now_ts + seconds, self._count, woken))
        await woken

    def advance(self, seconds: float) -> None:
        self._now_ts += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now_ts:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)


class Zone:
    """How times are read by people: local time by the machine's zone, or UTC."""

    def __init__(self, *, utc: bool) -> None:
        self.utc = utc

    def offset_s(self, ts: float) -> int:
        """Seconds east of UTC at `ts`."""
        return 0 if self.utc else time.localtime(ts).tm_gmtoff

    def text(self, ts: float, form: str = "%H:%M") -> str:
        """`ts` in this zone, by `strftime`."""
        return time.strftime(form, time.gmtime(ts) if self.utc else time.localtime(ts))

    def label(self, ts: float) -> str:
        """The offset as people write it: `UTC`, `+08`, `+0530`."""
        offset_minutes = self.offset_s(ts) // 60
        if self.utc:
            return "UTC"
        sign, (hours, minutes) = "+-"[offset_minutes < 0], divmod(abs(offset_minutes), 60)
        return f"{sign}{hours:02d}{minutes:02d}" if minutes else f"{sign}{hours:02d}"
