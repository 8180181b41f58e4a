"""The Calls screen with 100,000 stored calls: from a key to its paint, and from `enter` to the list.

The real screen on a real store at 120×36, a third of the calls with diagnoses, an API that never answers. Wall time on
the event loop, the 95th percentile of all keys; the CPU time beside it shows the machine's noise.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import httpx
from rich.console import RenderableType
from textual import events
from textual.screen import Screen

from tests.bench.measure import Row
from tests.worlds import NOW_TS, make_context, make_feed, manual_clock, open_store
from tui.clock import ServerClock
from tui.config.remembered import Remembered, Search
from tui.domain.records import MINUTE, Call, Cause, Diagnosis, Window
from tui.store.api import Store
from tui.ui.app import ScryApp
from tui.ui.context import Feed
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.widgets.table import Table

CALLS = 100_000
APART_S = 2
CHANNELS = 3000
DIAGNOSED = 30_000
SIZE = (120, 36)
NOW = int(NOW_TS)
START_TS = NOW - CALLS * APART_S - 60
# Words that are found in many rows, in some, in one; typed and taken back letter by letter.
WORDS = ("class-1", "ended", "00ff7", "freeze", "!on", "8c9", "zzz")
MOVES = 200
ALLOWED_MS = 50.0
Pressed = tuple[float, float]


class PaintedApp(ScryApp):
    """Tells of the first paint after something has become so."""

    awaited: Callable[[], bool] | None = None

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.painted = asyncio.Event()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if self.awaited is not None and self.awaited():
            self.awaited = None
            self.painted.set()

    async def pressed(self, key: str, holds: Callable[[], bool]) -> Pressed:
        """Wall and CPU milliseconds from the key to the paint after which it holds."""
        self.painted.clear()
        self.awaited = holds
        character = {"backspace": None, "down": None, "up": None}.get(key, key)
        wall, cpu = time.perf_counter(), time.process_time()
        self.post_message(events.Key(key, character))
        await asyncio.wait_for(self.painted.wait(), 10)
        return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


async def fill(store: Store) -> None:
    dice = random.Random(1)
    calls = [
        Call(f"{number:08x}{dice.getrandbits(64):016x}", f"class-{dice.randrange(CHANNELS)}", at, at + lasted, True)
        for number, at in enumerate(range(START_TS, START_TS + CALLS * APART_S, APART_S))
        if (lasted := dice.randrange(60, 5400))
    ]
    diagnoses = []
    for _ in range(DIAGNOSED):
        at, channel = START_TS + dice.randrange(CALLS * APART_S), f"class-{dice.randrange(CHANNELS)}"
        diagnoses.append(Diagnosis(at, str(dice.randrange(90_000)), dice.choice((4, 5, 6)), channel, (Cause(23),)))
    await store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS))
    window = Window(START_TS, NOW)
    await store.write(
        lambda changes: changes.put_diagnoses(
            diagnoses, window=window, cap=DIAGNOSED + 1, delay_s=0, answered_ts=NOW_TS, slot_s=MINUTE
        )
    )


async def never(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError("it never comes")


async def measured() -> tuple[float, list[Pressed], list[Pressed]]:
    """From the tab's key to the list; then every move, and every letter."""
    clock = ServerClock(manual_clock())
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        await fill(store)

        async def open_feed() -> Feed:
            return make_feed(store, clock, httpx.MockTransport(never))

        context = make_context(clock, open_feed)
        context.remembered = Remembered()
        context.remembered.keep_search(Search("60 h"))
        app = PaintedApp(context)
        async with app.run_test(size=SIZE) as pilot:
            while context.feed is None:
                await pilot.pause(0.01)
            opened_ms, _ = await app.pressed(
                "3", lambda: isinstance(app.screen, CallsScreen) and len(app.screen.rows or ()) == CALLS
            )
            screen = app.screen
            assert isinstance(screen, CallsScreen)
            table = screen.query_one(Table)
            moves = []
            for number in range(MOVES):
                # Down past the first screen, so that some scroll; then up again.
                key, before = "down" if number < MOVES * 3 // 4 else "up", table.cursor_key
                moves.append(await app.pressed(key, lambda before=before: table.cursor_key != before))  # type: ignore[misc]
            letters = []
            await pilot.press("slash")
            for word in WORDS:
                for end in range(1, len(word) + 1):
                    letters.append(await app.pressed(word[end - 1], lambda end=end: table.filter_text == word[:end]))  # type: ignore[misc]  # noqa: B023
                for end in range(len(word) - 1, -1, -1):
                    letters.append(await app.pressed("backspace", lambda end=end: table.filter_text == word[:end]))  # type: ignore[misc]  # noqa: B023
            return opened_ms, moves, letters


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def row(name: str, pressed: list[Pressed]) -> Row:
    wall, cpu = [each[0] for each in pressed], [each[1] for each in pressed]
    note = f"{len(pressed)} keys, worst {max(wall):.0f} ms; CPU p95 {p95(cpu):.1f} ms"
    return Row(f"calls, {name} among {CALLS:,}, key to paint, p95", p95(wall), "ms", ALLOWED_MS, note)


def run() -> list[Row]:
    opened_ms, moves, letters = asyncio.run(measured())
    return [
        Row(f"calls, open {CALLS:,} stored ones", opened_ms, "ms", 1000, "from the key to the list, read off the loop"),
        row("a move of the cursor", moves),
        row("a letter of the filter", letters),
    ]
