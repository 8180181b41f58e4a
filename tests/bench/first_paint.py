"""First paint: from exec to the first complete frame, of `scry demo` beside the least that Textual can show."""

from __future__ import annotations

from tests.bench.measure import Row, interleave
from tests.bench.programs import BARE, SCRY, Program, started

TARGET_RATIO = 1.35


def first_paint_ms(program: Program) -> float:
    with started(program) as terminal:
        seen_s = terminal.first_seen_s(*program.seen)
        assert seen_s is not None
        return (seen_s - terminal.started_s) * 1000


def run() -> list[Row]:
    pairs = interleave(lambda: first_paint_ms(SCRY), lambda: first_paint_ms(BARE))
    return [pairs.row("first paint, scry demo to bare app", TARGET_RATIO, "ms")]
