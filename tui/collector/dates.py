"""Dates: what the `Date` header of an answer is worth to the clock."""

from __future__ import annotations

from typing import Any

from tui.clock import DateReading, ServerClock
from tui.domain.records import Answer, Failure

# An answer that took longer tells nothing of what time it is: the header was written when it began, long ago. It is
# less wrong than a clock that no header has been compared with.
LATE_MS = 5000.0


def reading_of(came: Answer[Any] | Failure | None, clock: ServerClock) -> DateReading | None:
    """What came just now; None: it tells no time."""
    if came is None or came.server_ts is None:
        return None
    if clock.known and isinstance(came, Answer) and came.elapsed_ms > LATE_MS:
        return None
    return clock.read(came.server_ts)
