"""At rest: every task of the loop waits for the clock or for a test, however slow the machine."""

from __future__ import annotations

import asyncio
from typing import Any

# Jobs of threads that have not ended; conftest.py keeps them.
jobs: set[asyncio.Future[Any]] = set()
# Turns of the loop without anything to do: a task may yield in between.
TURNS = 3


async def at_rest() -> None:
    loop = asyncio.get_running_loop()
    turns = 0
    while turns < TURNS:
        if jobs:
            await asyncio.wait([*jobs])
            turns = 0
        await asyncio.sleep(0)
        turns = 0 if jobs or loop._ready else turns + 1  # type: ignore[attr-defined]
