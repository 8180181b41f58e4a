"""Bytes written to the terminal by a refresh: while only the clock ticks, and for each new minute."""

from __future__ import annotations

from statistics import median

from tests.bench.measure import Row
from tests.bench.programs import COLS, ROWS, SCRY, started
from tests.term import Terminal

TARGET_TICK_BYTES = 40
TARGET_MINUTE_BYTES = 2500
SETTLE_S = 8.0
TICKS = 15
SPEED = 20
MINUTES = 10


def bytes_in(terminal: Terminal, seconds: float) -> int:
    before = terminal.bytes_written
    terminal.watch(seconds)
    return terminal.bytes_written - before


def run() -> list[Row]:
    # A demo as slow as the world ticks once a second; the median leaves out the seconds in which data came.
    with started(SCRY("--speed", "1")) as terminal:
        terminal.watch(SETTLE_S)
        ticks = [bytes_in(terminal, 1.0) for _ in range(TICKS)]
    # All that is written during ten minutes, the clock's ticks included: an upper bound for one new minute.
    with started(SCRY("--speed", str(SPEED))) as terminal:
        terminal.watch(SETTLE_S)
        minute_bytes = bytes_in(terminal, MINUTES * 60 / SPEED) / MINUTES
    size = f"{COLS}×{ROWS}"
    return [
        Row(
            "bytes per second, clock only",
            median(ticks),
            "B",
            TARGET_TICK_BYTES,
            f"{size}, median of {TICKS} s, most {max(ticks)} B",
        ),
        Row(
            "bytes per new minute",
            minute_bytes,
            "B",
            TARGET_MINUTE_BYTES,
            f"{size}, mean of {MINUTES} minutes at ×{SPEED}, ticks included",
        ),
    ]
