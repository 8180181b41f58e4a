"""Memory: a service gives unused memory back to the system, so that a day of answers leaves no high-water mark."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from contextlib import suppress

# Behind the first round of answers, the largest; then as often as the store is pruned.
FIRST_S, EACH_S = 20.0, 3600.0


async def trim_hourly() -> None:
    """Endless; ends by cancellation."""
    pause_s = FIRST_S
    while True:
        await asyncio.sleep(pause_s)
        trim()
        pause_s = EACH_S


def trim() -> None:
    """Takes some milliseconds. Without glibc only Python's own part."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
