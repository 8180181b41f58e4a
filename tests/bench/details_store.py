"""Call details in the store: packed, put, and read again, one session by the point and the whole call by the minute.

The answers are those of the simulator's `huge` scene over HTTP, 1, 10 and 73 MB. Packing in CPU time, since it runs
beside everything else; what somebody waits for, transactions and questions, by the wall. The bytes are those that the
file grows by.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.bench.details import CHUNK, SPANS, fetched, huge_call, simulator, size
from tests.bench.measure import PAIRS, Row, cpu_ms
from tui.agora.editions.reference_2020.wire import DetailsStream
from tui.domain.records import CallDetails, Window
from tui.store.rows.curves import PackedCurves, pack, put_details, read_curves, read_minutes
from tui.store.sqlite import schema
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.place import create

PROJECT = 1
# The metrics behind a list of sessions: freezes, losses, CPU.
TOTALS = (20011, 20010, 20015, 20016, 20017, 20018, 20001)
PACKED = 3


def run() -> list[Row]:
    with simulator() as url:
        call_id, start_ts = asyncio.run(huge_call(url))
        windows = [Window(start_ts, start_ts + span) for span in SPANS]
        answers = [fetched(url, call_id, window) for window in windows]
    rows: list[Row] = []
    packing: list[float] = []
    for window, answer in zip(windows, answers, strict=True):
        details = decoded(answer)
        taken = [cpu_ms(lambda details=details, window=window: pack(details, window)) for _ in range(PACKED)]  # type: ignore[misc]
        packing.append(median(taken))
        rows += kept(f"details, {size(answer)} in the store", window, details, packing[-1])
    each = [taken / len(answer) * 1e6 for taken, answer in zip(packing, answers, strict=True)]
    note = f"{each[1]:.2f} ms a MB at {size(answers[1])}, {each[2]:.2f} at {size(answers[2])}"
    return [*rows, Row("details, growth of the cost of packing a byte", each[2] / each[1], "×", 1.25, note)]


def kept(name: str, window: Window, details: CallDetails, packing_ms: float) -> list[Row]:
    points = sum(len(curve.ts) for curve in details.curves)
    packed = pack(details, window)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "scry.db"
        create(path)
        with closing(connect(path)) as connection:
            schema.prepare(connection, path)
            before = used_bytes(connection)
            putting_ms = put_ms(connection, window, details, packed, 1.0)
            grown = used_bytes(connection) - before
            again_ms = put_ms(connection, window, details, packed, 2.0)
            sid = details.sessions[0].sid
            session_ms = wall_ms(lambda: read_curves(connection, PROJECT, details.call_id, sid))
            totals_ms = wall_ms(lambda: read_minutes(connection, PROJECT, details.call_id, TOTALS))
            minutes_ms = wall_ms(lambda: read_minutes(connection, PROJECT, details.call_id))
            curves = len(read_curves(connection, PROJECT, details.call_id, sid))
    every = len(details.curves)
    # A curve's fixed cost shows on short ones.
    most_bytes = 2.0 if points > 1e6 else None
    return [
        Row(f"{name}: packing", packing_ms, "ms", None, f"CPU, in a worker thread; {points:,} points"),
        Row(f"{name}: putting", putting_ms, "ms", 100, f"one transaction; fetched again {again_ms:.3g} ms"),
        Row(f"{name}: a point in the file", grown / points, "B", most_bytes, f"{grown / 1e6:.2f} MB"),
        Row(f"{name}: curves of one session", session_ms, "ms", 50, f"{curves} of {every} curves"),
        Row(f"{name}: minutes of {len(TOTALS)} metrics", totals_ms, "ms", 50, "of all sessions"),
        Row(f"{name}: minutes of all metrics", minutes_ms, "ms", 50, f"{every} curves"),
    ]


def decoded(answer: bytes) -> CallDetails:
    stream = DetailsStream("")
    for start in range(0, len(answer), CHUNK):
        stream.feed(answer[start : start + CHUNK])
    return stream.finish()[0]


def put_ms(
    connection: sqlite3.Connection, window: Window, details: CallDetails, packed: PackedCurves, answered_ts: float
) -> float:
    before = time.perf_counter()
    with transaction(connection, "IMMEDIATE"):
        put_details(connection, PROJECT, details.call_id, window, details.sessions, packed, answered_ts=answered_ts)
    return (time.perf_counter() - before) * 1000


def wall_ms(question: Callable[[], object]) -> float:
    taken = []
    for _ in range(PAIRS):
        before = time.perf_counter()
        question()
        taken.append((time.perf_counter() - before) * 1000)
    return median(taken)


def used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, page_bytes = connection.execute(
        "SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
    ).fetchone()
    return int((pages - free) * page_bytes)
