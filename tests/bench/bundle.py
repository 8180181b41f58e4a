"""Bundles of an hour and of a day with 50 series and 100 calls: size, time to write, the first frame of a replay beside
the demo's, and the reading of Live at another moment. Times by the wall."""

from __future__ import annotations

import asyncio
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.bench.first_paint import first_paint_ms
from tests.bench.history import CHART, END_TS, PROJECT, fill, query
from tests.bench.measure import Row, interleave
from tests.bench.programs import SCRY, Program
from tests.manual_clock import ManualClock
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.bundling import BundledProject
from tui.domain.glossary import thresholds_with
from tui.domain.names import Names
from tui.domain.records import DAY, HOUR, Call, CallDetails, Curve, Session, Window
from tui.monitor.rules import default_rules
from tui.store.manifest import BundleOrder
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened
from tui.store.sqlite.connection import connect
from tui.store.sqlite.database import SqliteStore
from tui.ui.features.live.query import read_live

BASE_URL, APP_ID = "http://localhost", "demoapp"
CALLS, USERS = 100, 4
METRICS = (20001, 20004, 20015, 20016)
SEEKS = 30
FIRST_PAINT, SEEK_MS = 1.2, 100.0


def filled(path: Path) -> None:
    """A day of 50 series; 100 calls of four users, each with four curves of half an hour."""
    store = SqliteStore.open(f"sqlite:///{path}", base_url=BASE_URL, app_id=APP_ID)
    try:
        asyncio.run(calls(store))
    finally:
        store.close()
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT project_id FROM projects").fetchall() == [(PROJECT,)]
        fill(connection, days=1)


async def calls(store: SqliteStore) -> None:
    for number in range(CALLS):
        start_ts = END_TS - DAY + number * 800
        window, name, room = Window(start_ts, start_ts + 1800), f"call-{number}", f"room-{number % 20}"
        sessions = tuple(
            Session(
                f"{name}-{uid}", room, uid, "WiFi", "Android", True, "3.1", "phone", start_ts, start_ts + 1800, True
            )
            for uid in range(1, USERS + 1)
        )
        ts = array("q", range(start_ts, start_ts + 1800, 6))
        curves = tuple(
            Curve(one.sid, mid, 0, ts, array("d", (float((at // 6 * one.uid + mid) % 97) for at in ts)))
            for one in sessions
            for mid in METRICS
        )
        packed = store.packed(CallDetails(name, sessions, curves), window)
        call, answered_ts = Call(name, room, start_ts, start_ts + 1800, True), window.end_ts + 60.0
        await store.write(lambda changes, call=call, at=answered_ts: changes.put_calls([call], answered_ts=at))  # type: ignore[misc]
        await store.write(
            lambda changes, name=name, window=window, told=(sessions, packed), at=answered_ts: changes.put_details(  # type: ignore[misc]
                name, window, *told, answered_ts=at
            )
        )


def project(path: Path) -> BundledProject:
    thresholds = thresholds_with({})
    return BundledProject(
        "bench",
        BASE_URL,
        APP_ID,
        lambda: f"sqlite:///{path}",
        EDITION,
        thresholds,
        EDITION.limits,
        default_rules(EDITION, thresholds),
        has_own_rules=False,
        watched=tuple,
    )


def written(source: Path, target: Path, seconds: int) -> tuple[int, float]:
    """Bytes of the file, and seconds to write."""
    begun_s = time.perf_counter()
    order = BundleOrder(target, END_TS - seconds, END_TS)
    with project(source).prepared(order, Names(), lambda _, __: None) as bundle:
        bundle.place()
        return bundle.size_bytes, time.perf_counter() - begun_s


async def seeks(path: Path) -> list[float]:
    """Milliseconds of each reading of Live's hour, at moments all over the day."""
    taken = []
    with opened(path) as (_, content):
        clock = ManualClock(float(END_TS - DAY))
        store = ReplayedStore(path, content, clock, Notebook(None))
        try:
            for number in range(SEEKS):
                clock.jump(END_TS - DAY + 3 * HOUR + number * 7919 % (DAY - 3 * HOUR) - clock.now())
                begun_s = time.perf_counter()
                await store.read(read_live, query(HOUR, CHART, clock.now()))
                taken.append((time.perf_counter() - begun_s) * 1000)
        finally:
            store.close()
    return taken


def rows(directory: Path) -> Iterator[Row]:
    source, targets = directory / "scry.db", {"one hour": HOUR, "24 hours": DAY}
    filled(source)
    for name, seconds in targets.items():
        size, took_s = written(source, directory / f"{seconds}.scry", seconds)
        yield Row(f"bundle of {name}, 50 series, {CALLS} calls a day: size", size / 1e6, "MB")
        yield Row(f"bundle of {name}: time to write", took_s, "s")
    whole = directory / f"{DAY}.scry"
    replay = Program((*SCRY.argv[:-1], "replay", str(whole)), SCRY.seen)
    pairs = interleave(lambda: first_paint_ms(replay), lambda: first_paint_ms(SCRY))
    yield pairs.row("first paint, scry replay of 24 hours to scry demo", FIRST_PAINT, "ms")
    taken = asyncio.run(seeks(whole))
    note = f"wall, most of {len(taken)} readings of Live's hour; median {median(taken):.1f} ms"
    yield Row("replay, seek in 24 hours", max(taken), "ms", SEEK_MS, note)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        return [*rows(Path(directory))]
