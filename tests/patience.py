"""Patience: a test waits for a state, however slow the machine, and fails only where the state never comes."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
import time
from collections.abc import Callable

# Seconds after which a state is taken for one that never comes. No test waits so long for what comes.
PATIENCE_S = 180.0
# A machine that stood still for all of these seconds is given so many looks all the same.
LOOKS = 1000
# The seconds from the start of an empty program to its end, on a machine that does nothing else.
EMPTY_S = 0.05


def _never() -> object:
    return "it never came to be"


class Patience:
    """Whether another look is worth the while, from now on."""

    def __init__(self) -> None:
        self._end_s, self._looks = time.monotonic() + PATIENCE_S, 0

    def look(self, says: Callable[[], object] = _never) -> None:
        """One look more; AssertionError where there were enough."""
        self._looks += 1
        if self._looks > LOOKS and time.monotonic() > self._end_s:
            raise AssertionError(says())


async def until(
    holds: Callable[[], object],
    says: Callable[[], object] = _never,
    *,
    step: Callable[[], object] = lambda: None,
    every_s: float = 0.005,
) -> None:
    """Until `holds` is true: it and `step`, done after each look in vain, are functions or coroutine functions."""
    patience = Patience()
    while not await _answer(holds):
        patience.look(says)
        await _answer(step)
        await asyncio.sleep(every_s)


async def _answer(asked: Callable[[], object]) -> object:
    answer = asked()
    return await answer if inspect.isawaitable(answer) else answer


def wait_until(holds: Callable[[], object], says: Callable[[], object] = _never, *, every_s: float = 0.02) -> None:
    """The same without an event loop."""
    patience = Patience()
    while not holds():
        patience.look(says)
        time.sleep(every_s)


def in_time(took_s: float, promised_s: float) -> bool:
    """Whether that is no longer than promised, on a machine that is as busy as this one now."""
    if took_s <= promised_s:
        return True
    begun_s = time.monotonic()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return took_s <= promised_s * max(1.0, (time.monotonic() - begun_s) / EMPTY_S)
