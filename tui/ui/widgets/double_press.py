"""DoublePress: a key that counts at its second press, because what it does is not undone."""

from __future__ import annotations

import time
from collections.abc import Callable

AGAIN_S = 3.0


class DoublePress:
    """Remembers what was pressed last. By the machine's own time: a demo's runs faster than fingers."""

    def __init__(self, seconds: float = AGAIN_S, now_s: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._now_s = now_s
        self._pressed: str | None = None
        self._until_s = 0.0

    def pressed(self, what: str) -> bool:
        """Whether the same was pressed a moment ago; the press after that is a first one again."""
        now_s = self._now_s()
        is_second = self._pressed == what and now_s < self._until_s
        self._pressed, self._until_s = (None, 0.0) if is_second else (what, now_s + self.seconds)
        return is_second
