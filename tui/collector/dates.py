"""Dates: a clock reading from the `Date` header of an answer."""

from __future__ import annotations

from typing import Any

from tui.clock import DateReading, ServerClock
from tui.domain.records import Answer, Failure

# The header dates from the start of the answer: after a longer answer it is too old for a known clock. An unknown clock
# still learns from it.
LATE_MS = 5000.0


def reading_of(came: Answer[Any] | Failure | None, clock: ServerClock) -> DateReading | None:
    """The reading of an answer that arrived just now; None without a usable date."""
    if came is None or came.server_ts is None:
        return None
    if clock.known and isinstance(came, Answer) and came.elapsed_ms > LATE_MS:
        return None
    return clock.read(came.server_ts)
