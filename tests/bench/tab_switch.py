"""Tab switch: from the key to the last byte of the new screen, on a tab's first visit and on later ones."""

from __future__ import annotations

import time
from statistics import median

from tests.bench.measure import Row
from tests.bench.programs import SCRY, started
from tests.term import Terminal

TARGET_FIRST_MS = 120
TARGET_LATER_MS = 80
SETTLE_S = 4.0
QUIET_MS = 200
PATIENCE_S = 2.0
RUNS = 3
OTHER_TABS = ("2", "3", "4", "5", "6")


def switch_ms(terminal: Terminal, key: str) -> float | None:
    """None where the key changed nothing or the writing found no end."""
    terminal.wait_quiet(QUIET_MS)
    before, sent_s = terminal.bytes_written, time.monotonic()
    terminal.send(key)
    # A screen that is slow to begin must not pass for one at rest.
    while terminal.bytes_written == before:
        if terminal.watch(0.005) or time.monotonic() - sent_s > PATIENCE_S:
            return None
    return (terminal.last_output_s - sent_s) * 1000 if terminal.wait_quiet(QUIET_MS, PATIENCE_S) else None


def run() -> list[Row]:
    first: list[float | None] = []
    later: list[float | None] = []
    for _ in range(RUNS):
        # At the world's own speed, the clock's ticks leave time to be quiet in.
        with started(SCRY("--speed", "1")) as terminal:
            terminal.watch(SETTLE_S)
            first += [switch_ms(terminal, key) for key in OTHER_TABS]
            later += [switch_ms(terminal, key) for key in ("1", *OTHER_TABS)]
    return [
        _row("tab switch, first visit", first, TARGET_FIRST_MS),
        _row("tab switch, later visits", later, TARGET_LATER_MS),
    ]


def _row(name: str, taken: list[float | None], target: float) -> Row:
    known = [value for value in taken if value is not None]
    lost = f", {len(taken) - len(known)} without an end" if len(known) < len(taken) else ""
    if not known:
        return Row(name, None, "ms", target, f"no screen came to rest{lost}")
    return Row(name, median(known), "ms", target, f"median of {len(known)}, most {max(known):.0f} ms{lost}")
