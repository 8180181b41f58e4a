"""Key to paint while call details arrive: from the request to the stored curves, beside a table that hears keys.

In a process of its own, against the simulator in another: a table of a thousand rows on a screen of 120×36, whose
cursor is moved down by a key every so often, first with nothing else to do, then while an answer is downloaded and
decoded, packed and put into a store. Each time from the key to the frame with it, by the wall. The stall is how late a
timer of the same event loop fires at worst while the answer is on its way, what the table paints included; its control
is the same timer while only keys are pressed. What Textual has made before is frozen: a collection of that takes 60 ms.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import Any

from textual.events import Key

from tests.bench.details import SPANS, SPEED, asking, beside_timer, huge_call, simulator
from tests.bench.measure import Row, p95
from tests.bench.table import COLUMNS, SIZE, WIDTHS, Rows, cells
from tests.ui.widgets.table_app import InkApp
from tui.agora.client import Client
from tui.domain.records import Request, Window
from tui.store.rows.curves import pack
from tui.store.sqlite.database import SqliteStore
from tui.terminal.cells import Column
from tui.ui.widgets.table import Table

ROWS = 1000
RUNS = 5
KEYS = 60
THROWN_AWAY = 12
# No multiple of the pace at which frames are made.
GAP_S = 0.011


def run() -> list[Row]:
    with simulator() as url:
        call_id, start_ts = asyncio.run(huge_call(url))
        rows = []
        for span in SPANS:
            rows += pressing(url, call_id, Window(start_ts, start_ts + span))
    return rows


def pressing(url: str, call_id: str, window: Window) -> list[Row]:
    arguments = (sys.executable, "-m", __spec__.name, url, call_id, str(window.start_ts), str(window.end_ts))
    runs: list[dict[str, Any]] = [
        json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout) for _ in range(RUNS)
    ]
    name = f"details, {runs[0]['size_bytes'] / 1e6:.0f} MB into the store"
    pairs = [(p95(one["busy_ms"]), p95(one["idle_ms"])) for one in runs]
    busy, idle = ([value for one in runs for value in one[key]] for key in ("busy_ms", "idle_ms"))
    note = (
        f"p95 {median(a for a, _ in pairs):.3g} ms to {median(b for _, b in pairs):.3g} ms,"
        f" median {median(busy):.3g} ms to {median(idle):.3g} ms, {RUNS} runs, {len(busy)} keys"
    )
    stalls, bare = ([one[key] for one in runs] for key in ("stall_ms", "idle_stall_ms"))
    return [
        Row(f"{name}: key to paint, p95 to idle", median(a / b for a, b in pairs), "×", 2.0, note),
        Row(f"{name}: longest stall, median of runs", median(stalls), "ms", None, f"keys alone {median(bare):.3g} ms"),
        Row(f"{name}: longest stall, worst run", max(stalls), "ms", None, f"keys alone {max(bare):.3g} ms"),
    ]


async def measured(url: str, call_id: str, window: Window) -> dict[str, object]:
    columns = (Column(title, title, width) for title, width in zip(COLUMNS, WIDTHS, strict=True))
    table = Table(columns, Rows([cells(number) for number in range(ROWS)]))
    app = InkApp(table)
    with tempfile.TemporaryDirectory() as directory:
        async with app.run_test(size=SIZE) as pilot, asking(url) as client:
            await pilot.pause()
            with SqliteStore.open(f"sqlite:///{directory}/scry.db", base_url=url, app_id="demoapp") as store:
                # A first answer, which fills caches, makes the client, loads modules.
                await walked(client, store, call_id, Window(window.start_ts, window.start_ts + 10))
                await pressed(app, THROWN_AWAY)
                gc.collect()
                gc.freeze()
                idle_ms, idle_stall_ms = await beside_timer(pressed(app, KEYS))
                busy_ms: list[float] = []
                stall_ms = 0.0
                while len(busy_ms) < KEYS:
                    await asyncio.sleep(2 / SPEED)
                    walking = asyncio.create_task(beside_timer(walked(client, store, call_id, window)))
                    busy_ms += await pressed(app, while_busy=walking)
                    size_bytes, latest_ms = await walking
                    stall_ms = max(stall_ms, latest_ms)
    return {
        "size_bytes": size_bytes,
        "busy_ms": busy_ms,
        "idle_ms": idle_ms,
        "stall_ms": stall_ms,
        "idle_stall_ms": idle_stall_ms,
    }


async def walked(client: Client, store: SqliteStore, call_id: str, window: Window) -> int:
    """From the request to the rows in the store."""
    answer = await client.fetch(Request("call_details", window, call_id=call_id))
    packed = await asyncio.to_thread(pack, answer.value, window)
    sessions = answer.value.sessions
    await store.write(lambda changes: changes.put_details(call_id, window, sessions, packed, answered_ts=time.time()))
    return answer.size_bytes


async def pressed(app: InkApp, keys: int = 0, *, while_busy: asyncio.Task[Any] | None = None) -> list[float]:
    """Milliseconds from key to paint, of so many keys, or of as many as there is time for."""
    taken: list[float] = []
    while len(taken) < keys if while_busy is None else not while_busy.done():
        app.painted.clear()
        before = time.perf_counter()
        app.post_message(Key("down", None))
        await app.painted.wait()
        taken.append((time.perf_counter() - before) * 1000)
        app.written.clear()
        await asyncio.sleep(GAP_S)
    return taken


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(sys.argv[1], sys.argv[2], Window(int(sys.argv[3]), int(sys.argv[4]))))))
