"""Live of today's edition beside that of 2020-10: the first frame, and a key that moves the cursor of metrics.

Both programs run at the world's own speed; a key is sent behind a tick of its program's clock, to both in turns.
"""

from __future__ import annotations

import time
from itertools import cycle
from random import Random

from tests.bench.first_paint import first_paint_ms
from tests.bench.key_paint import FRAME_S, SETTLE_S, Paint, painted, ticked_s
from tests.bench.measure import Pairs, Row, interleave
from tests.bench.programs import SCRY, Program, started
from tests.term import Terminal

TODAY = Program((*SCRY.argv, "--edition", "today", "--plan", "premium"), ("Findings", "Video freeze", " keys"))
TARGET_RATIO = 1.05
# Keys for each program; and the first of them, which fill caches.
KEYS, WARM = 40, 4
SLOWLY = ("--speed", "1")


def run() -> list[Row]:
    pairs = interleave(lambda: first_paint_ms(TODAY), lambda: first_paint_ms(SCRY), 15)
    rows = [pairs.row("first paint of Live, today to 2020-10", TARGET_RATIO, "ms")]
    random, keys = Random("live"), cycle(("j", "k"))

    def paint(terminal: Terminal, key: str) -> Paint:
        ticked_s(terminal)
        time.sleep(random.uniform(0, FRAME_S))
        return painted(terminal, key)

    with started(TODAY(*SLOWLY)) as today, started(SCRY(*SLOWLY)) as before:
        for terminal in (today, before):
            terminal.watch(SETTLE_S)
        taken = [(paint(today, key), paint(before, key)) for key in (next(keys) for _ in range(KEYS))][WARM:]
    for name, of in (("last byte", "last_ms"), ("CPU", "cpu_ms")):
        ours, theirs = (tuple(getattr(each[side], of) for each in taken) for side in (0, 1))
        rows.append(Pairs(ours, theirs).row(f"key on Live, {name}, today to 2020-10", TARGET_RATIO, "ms"))
    return rows
