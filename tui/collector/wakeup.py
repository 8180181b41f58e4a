"""Wakeup: waiting for a moment of the clock or for an event, whichever comes first."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from tui.clock import Clock

# The pause after a store error: long enough not to spin, short enough to heal unnoticed.
STORE_RETRY_S = 5.0


async def wait_until(clock: Clock, moment_ts: float, wakeup: asyncio.Event) -> None:
    """Wait until `clock` reaches `moment_ts` or `wakeup` is set."""
    seconds = moment_ts - clock.now()
    if seconds <= 0:
        return
    tasks: set[asyncio.Task[Any]] = {asyncio.create_task(wakeup.wait())}
    if math.isfinite(seconds):
        tasks.add(asyncio.create_task(clock.sleep(seconds)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
