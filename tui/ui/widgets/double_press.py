"""DoublePress: confirms an irreversible key by a second press."""

from __future__ import annotations

import time
from collections.abc import Callable

AGAIN_S = 3.0


class DoublePress:
    """Remembers the last press. Uses the machine's time: a demo's time is faster than fingers."""

    def __init__(self, seconds: float = AGAIN_S, now_s: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._now_s = now_s
        self._pressed: str | None = None
        self._until_s = 0.0

    def pressed(self, what: str) -> bool:
        """Whether this press is the second of a pair; the next press is a first one again."""
        now_s = self._now_s()
        is_second = self._pressed == what and now_s < self._until_s
        self._pressed, self._until_s = (None, 0.0) if is_second else (what, now_s + self.seconds)
        return is_second
