"""Clocks: the machine's clock for real work, and a faster one for the demo."""

from __future__ import annotations

import asyncio
import os
import time
from functools import cached_property
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    @property
    def boot(self) -> str:
        """Identity of the `elapsed` count: the same text in every process that counts from the same moment."""
        ...

    def now(self) -> float:
        """Epoch seconds of a clock that can be set: they may jump."""
        ...

    def elapsed(self) -> float:
        """Seconds since a fixed moment before this program. Nobody can set them; they go on while the box sleeps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of `elapsed` have passed."""
        ...


class SystemClock:
    # The event loop's own clock may stand still while the box sleeps: no sleep is longer than this at a time.
    NAP_S = 15.0

    @cached_property
    def boot(self) -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            # Without the box's id no other process is known to count from the same moment.
            return os.urandom(8).hex()

    def now(self) -> float:
        return time.time()

    def elapsed(self) -> float:
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

    async def sleep(self, seconds: float) -> None:
        end_s = self.elapsed() + seconds
        while (left_s := end_s - self.elapsed()) > 0:  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(min(left_s, self.NAP_S))


class ScaledClock:
    """Runs `speed` times as fast as the machine's clock, from `epoch_ts` at the monotonic instant `origin`.

    `origin` belongs to the machine, not to the process: two processes that are given the same three numbers agree.
    """

    def __init__(self, epoch_ts: float, speed: float, origin: float | None = None) -> None:
        self.epoch_ts = epoch_ts
        self.speed = speed
        self.origin = time.monotonic() if origin is None else origin

    @property
    def boot(self) -> str:
        return f"{self.epoch_ts} {self.origin} {self.speed}"

    def now(self) -> float:
        return self.epoch_ts + self.elapsed()

    def elapsed(self) -> float:
        return (time.monotonic() - self.origin) * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)
