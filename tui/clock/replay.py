"""Replay clock: a stretch of the past at any speed, back and forth."""

from __future__ import annotations

import os
from collections.abc import Coroutine
from typing import Any

from tui.clock.clocks import Clock

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0)


class ReplayClock:
    """Runs from `at_ts` to `end_ts`, `speed` times as fast as `local`; it stands at the end."""

    def __init__(self, local: Clock, start_ts: float, end_ts: float, at_ts: float, speed: float = 1.0) -> None:
        self.boot = f"replay {os.urandom(8).hex()}"
        self.start_ts, self.end_ts, self.speed = start_ts, end_ts, speed
        self.is_paused = False
        self._local = local
        self._at_ts, self._since_s = at_ts, local.elapsed()

    def now(self) -> float:
        passed_s = 0.0 if self.is_paused else (self._local.elapsed() - self._since_s) * self.speed
        return min(self.end_ts, self._at_ts + passed_s)

    def elapsed(self) -> float:
        return self._local.elapsed()

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        return self._local.sleep(seconds)

    # -- the user's hand

    def seek(self, ts: float) -> None:
        """To that moment, or to the nearer end."""
        self._at_ts, self._since_s = min(max(ts, self.start_ts), self.end_ts), self._local.elapsed()

    def pause(self) -> None:
        """Stand still, or go on."""
        self.seek(self.now())
        self.is_paused = not self.is_paused

    def change_speed(self, by: int) -> None:
        """To the next speed of SPEEDS, faster or slower."""
        self.seek(self.now())
        ahead = [speed for speed in SPEEDS if (speed - self.speed) * by > 0]
        if ahead:
            self.speed = min(ahead, key=lambda speed: abs(speed - self.speed))
