"""Key to paint: from a key that moves the cursor of each screen to the first and the last byte of its reaction, beside
the bare app's key to one changed line, in turns. A reaction in a second frame shows in the last byte alone. Beside it
stands the CPU time of the key, which other programs on the machine change little.

Behind a tick of the clock there is most of a second in which nothing else is written: as many pairs of keys as fit in
are measured there, and the figure is the median of the rounds' ratios, each of the two 95th percentiles of a round.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from statistics import median
from typing import NamedTuple

from tests.bench.measure import Row, cpu_s_of, p95
from tests.bench.programs import BARE, SCRY, started
from tests.term import Pattern, Terminal

TARGET_RATIO = 2.5
# Six charts, the list and the lines above it have the moment.
MOMENT_TARGET_RATIO = 4.0
SETTLE_S = 3.0
QUIET_MS = 40
PATIENCE_S = 2.0
ROUNDS = 5
PAIRS = 10
TICK_S = 1.0
# A key so shortly before the next tick would be taken for it.
MARGIN_S = 0.25
# Frames are made each 17 ms: a key comes at any instant between two.
FRAME_S = 0.017


class Place(NamedTuple):
    """A screen, the keys from the previous one to it, and the text that shows its arrival. `target` is the ratio that
    last byte and CPU time must not exceed; None where there is none."""

    name: str
    keys: Sequence[str]
    seen: Sequence[Pattern]
    moves: tuple[str, str] = ("j", "k")
    target: float | None = TARGET_RATIO


PLACES = (
    Place("live", (), ("Video freeze",)),
    Place("diagnosis", ("2",), ("root causes",)),
    Place("call, moment", ("enter",), ("worst first",), ("left", "right")),
    # The worst user has curves; the diagnosed one, on whom the cursor is, may not be among those that the API lists.
    Place("session", ("g", "enter"), ("RTT to the router",), target=None),
    Place("session, moment", (), ("RTT to the router",), ("left", "right"), MOMENT_TARGET_RATIO),
    Place("calls", ("3",), ("call id",)),
    Place("channels", ("4",), ("Watched",)),
    Place("usage", ("5",), ("day (UTC)",)),
    Place("quota", ("6",), ("requests",)),
)


class Paint(NamedTuple):
    """Milliseconds from the key to the first and the last byte, and of CPU up to the rest behind it."""

    first_ms: float
    last_ms: float
    cpu_ms: float


def ticked_s(terminal: Terminal) -> float:
    """When the next tick of the clock was read, nothing else behind it."""
    before = terminal.bytes_written
    deadline_s = time.monotonic() + 2 * TICK_S
    while terminal.bytes_written == before:
        assert time.monotonic() < deadline_s, f"the clock stands still:\n{terminal.text()}"
        terminal.watch(0.005)
    read_s = terminal.read_s(before)
    terminal.wait_quiet(QUIET_MS, PATIENCE_S)
    return read_s


def painted(terminal: Terminal, key: str) -> Paint:
    before, sent_s, used_s = terminal.bytes_written, time.monotonic(), cpu_s_of(terminal.pid)
    terminal.send(key)
    while terminal.bytes_written == before:
        assert not terminal.watch(0.001), "the program ended"
        assert time.monotonic() - sent_s < PATIENCE_S, f"{key} changed nothing:\n{terminal.text()}"
    first_ms = (terminal.read_s(before) - sent_s) * 1000
    terminal.wait_quiet(QUIET_MS, PATIENCE_S)
    cpu_ms = (cpu_s_of(terminal.pid) - used_s) * 1000
    return Paint(first_ms, (terminal.last_output_s - sent_s) * 1000, cpu_ms)


def a_round(scry: Terminal, bare: Terminal, keys: Iterator[str], random: Random) -> tuple[list[Paint], list[Paint]]:
    """So many pairs of keys in turns, between the ticks of the clock."""
    ours: list[Paint] = []
    bares: list[Paint] = []
    tick_s = -TICK_S
    while len(ours) < PAIRS:
        if time.monotonic() > tick_s + TICK_S - MARGIN_S:
            tick_s = ticked_s(scry)
        time.sleep(random.uniform(0, FRAME_S))
        ours.append(painted(scry, next(keys)))
        bares.append(painted(bare, "j"))
    return ours, bares


def rows_of(place: Place, scry: Terminal, bare: Terminal) -> list[Row]:
    keys, random = cycle(place.moves), Random(place.name)
    # The first round is thrown away: it fills caches and compiles modules.
    rounds = [a_round(scry, bare, keys, random) for _ in range(ROUNDS + 1)][1:]
    rows = []
    for name, of, target in (
        ("key to first byte", "first_ms", None),
        ("key to last byte", "last_ms", place.target),
        ("CPU of a key", "cpu_ms", place.target),
    ):
        taken = [[[getattr(each, of) for each in side] for side in sides] for sides in rounds]
        ratios = [p95(ours) / p95(bares) for ours, bares in taken]
        ours, bares = ([value for sides in taken for value in sides[number]] for number in (0, 1))
        note = (
            f"p95 {p95(ours):.3g} ms to {p95(bares):.3g} ms, median {median(ours):.3g} ms to {median(bares):.3g} ms,"
            f" {ROUNDS} rounds of {PAIRS} pairs, {min(ratios):.2f} to {max(ratios):.2f}"
        )
        rows.append(Row(f"{name}, {place.name}, p95 to bare app", median(ratios), "×", target, note))
    return rows


def run() -> list[Row]:
    rows = []
    # At the world's own speed, the clock's ticks leave time to be quiet in.
    with started(SCRY("--speed", "1")) as scry, started(BARE) as bare:
        scry.watch(SETTLE_S)
        for place in PLACES:
            scry.send(*place.keys)
            scry.wait_for(*place.seen)
            scry.watch(SETTLE_S)
            rows += rows_of(place, scry, bare)
    return rows
