"""Next after: the nearest of some instants before or after a given one."""

from __future__ import annotations

from collections.abc import Iterable


def ahead(stamps: Iterable[int], here_ts: float, direction: int) -> int | None:
    """The nearest of them after that instant, or before it; None where there is none."""
    if direction > 0:
        return min((ts for ts in stamps if ts > here_ts), default=None)
    return max((ts for ts in stamps if ts < here_ts), default=None)
