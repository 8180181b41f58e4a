"""Key to paint: from a key that moves the cursor of each screen to the first and the last byte of its reaction, beside
the bare app's key to one changed line, in turns. A reaction in a second frame shows in the last byte alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from tests.bench.measure import Pairs, Row, interleave
from tests.bench.programs import BARE, SCRY, started
from tests.term import Pattern, Terminal

TARGET_RATIO = 6.0
SETTLE_S = 6.0
QUIET_MS = 40
PATIENCE_S = 2.0
PAIRS = 15
# The clock ticks every second; a key right behind its tick is not mistaken for it.
TICK_S = 1.0


class Place(NamedTuple):
    """A screen, the keys from the previous one to it, and the text that shows its arrival."""

    name: str
    keys: Sequence[str]
    seen: Sequence[Pattern]
    moves: tuple[str, str] = ("j", "k")


PLACES = (
    Place("live", (), ("Video freeze",)),
    Place("diagnosis", ("2",), ("root causes",)),
    Place("call, moment", ("enter",), ("worst first",), ("left", "right")),
    Place("session", ("enter",), ("RTT to the router",)),
    Place("session, moment", (), ("RTT to the router",), ("left", "right")),
    Place("calls", ("3",), ("call id",)),
    Place("channels", ("4",), ("Watched",)),
    Place("usage", ("5",), ("day (UTC)",)),
    Place("quota", ("6",), ("requests",)),
)


class Paint(NamedTuple):
    """Milliseconds from the key."""

    first_ms: float
    last_ms: float


def painted(terminal: Terminal, key: str, into: list[Paint]) -> float:
    """From the key to the first and the last byte, behind a tick of the clock: added to `into`; the latter."""
    before = terminal.bytes_written
    deadline_s = time.monotonic() + TICK_S
    while terminal.bytes_written == before and time.monotonic() < deadline_s:
        terminal.watch(0.005)
    terminal.wait_quiet(QUIET_MS, PATIENCE_S)
    before, sent_s = terminal.bytes_written, time.monotonic()
    terminal.send(key)
    while terminal.bytes_written == before:
        assert not terminal.watch(0.002), "the program ended"
        assert time.monotonic() - sent_s < PATIENCE_S, f"{key} changed nothing:\n{terminal.text()}"
    first_ms = (terminal.read_s(before) - sent_s) * 1000
    terminal.wait_quiet(QUIET_MS, PATIENCE_S)
    into.append(Paint(first_ms, (terminal.last_output_s - sent_s) * 1000))
    return into[-1].last_ms


def run() -> list[Row]:
    rows = []
    # At the world's own speed, the clock's ticks leave time to be quiet in.
    with started(SCRY("--speed", "1")) as scry, started(BARE) as bare:
        scry.watch(SETTLE_S)
        for place in PLACES:
            scry.send(*place.keys)
            scry.wait_for(*place.seen)
            scry.watch(SETTLE_S)
            there_and_back = iter(place.moves * (PAIRS + 1))
            ours: list[Paint] = []
            bares: list[Paint] = []
            interleave(
                lambda keys=there_and_back, into=ours: painted(scry, next(keys), into),  # type: ignore[misc]
                lambda into=bares: painted(bare, "j", into),  # type: ignore[misc]
                PAIRS,
            )
            for byte, target in (("first", None), ("last", TARGET_RATIO)):
                # The first pair is thrown away, as `interleave` does.
                scrys, controls = (tuple(getattr(each, f"{byte}_ms") for each in side[1:]) for side in (ours, bares))
                rows.append(Pairs(scrys, controls).row(f"key to {byte} byte, {place.name}, to bare app", target, "ms"))
    return rows
