"""A store in PostgreSQL: a claim beside `SELECT 1` of the same pool, claims of many, a minute put, what Live and Calls
read beside a file's, and the cost of a project among ten and among two hundred.

The server is the tests' own, on this machine, without waiting for its disk. One process has all claimants.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.measure import Pairs, Row
from tests.manual_clock import ManualClock
from tests.store.server import Server, running
from tests.store.worlds import BASE_URL, T0
from tui.cli.stores import open_store
from tui.clock import ServerClock
from tui.domain.records import DAY, MINUTE, Call, Limits, Series, Spend, Window
from tui.store.api import Changes, Store
from tui.store.postgres.database import PostgresStore

NEVER_SPENT = Limits(per_day=10**9)
CLAIMS = 400
CLAIMANTS = 64
EACH = 20
SERIES = 50
LIVE_DAYS = 7
CALLS = 100_000
FEW, MANY = 10, 200
READS = 7


def run() -> list[Row]:
    with running() as server, tempfile.TemporaryDirectory() as place:
        return [
            *_claim(server),
            asyncio.run(_claims(server, 1)),
            asyncio.run(_claims(server, MANY)),
            asyncio.run(_minute(server)),
            *asyncio.run(_read(server, f"sqlite:///{Path(place) / 'scry.db'}")),
            asyncio.run(_projects(server)),
        ]


def _open(server: Server, app_id: str) -> PostgresStore:
    return PostgresStore.open(server.url(), base_url=BASE_URL, app_id=app_id)


def _timed(action: Callable[[], object]) -> float:
    begun_s = time.perf_counter()
    action()
    return (time.perf_counter() - begun_s) * 1000


def _claimed(clock: ServerClock) -> Callable[[Changes], object]:
    def claim(changes: Changes) -> object:
        claim = changes.claim(endpoint="x", limits=NEVER_SPENT, clock=clock, by="bench:1")
        assert isinstance(claim, Spend)
        return claim

    return claim


def _claim(server: Server) -> list[Row]:
    with _open(server, "claim") as store:
        claim = _claimed(ServerClock(ManualClock(T0)))

        def ask() -> None:
            with store._pool.connection() as connection:
                connection.execute("SELECT 1").fetchone()

        def make() -> None:
            store._make(claim, None)

        for _ in range(50):
            ask()
            make()
        found = [(_timed(make), _timed(ask)) for _ in range(CLAIMS)]
    pairs = Pairs(*(tuple(each) for each in zip(*found, strict=True)))
    least = min(pairs.candidate) / min(pairs.control)
    return [
        pairs.row("PostgreSQL, a claim to SELECT 1 of the same pool", 4, "ms"),
        Row(
            "PostgreSQL, a claim to SELECT 1, the least of each",
            least,
            "×",
            note=f"{min(pairs.candidate):.3f} ms to {min(pairs.control):.3f} ms: without the machine's noise",
        ),
    ]


async def _claims(server: Server, projects: int) -> Row:
    """64 claimants, each a task that claims again and again, on one project or on many."""
    with ExitStack() as opened:
        stores = [opened.enter_context(_open(server, f"{projects}-{number}")) for number in range(projects)]
        claim = _claimed(ServerClock(ManualClock(T0)))

        async def claimant(number: int) -> None:
            for turn in range(EACH):
                await stores[(number + turn * CLAIMANTS) % projects].write(claim)

        begun_s = time.perf_counter()
        await asyncio.gather(*(claimant(number) for number in range(CLAIMANTS)))
        took_s = time.perf_counter() - begun_s
    name = "one project" if projects == 1 else f"{projects} projects"
    note = f"{CLAIMANTS * EACH} claims in {took_s:.2f} s, every one granted"
    return Row(f"PostgreSQL, {CLAIMANTS} claimants on {name}", CLAIMANTS * EACH / took_s, "claims/s", note=note)


def _minute_of(minute: int) -> Callable[[Changes], None]:
    ts = T0 + minute * MINUTE
    series = [Series(f"m{number}", ((ts, number / 7),)) for number in range(SERIES)]

    def put(changes: Changes) -> None:
        changes.put_series(
            endpoint="live",
            channel="",
            window=Window(ts, ts + MINUTE),
            series=series,
            answered_ts=ts + 120.0,
            delay_s=60,
            slot_s=60,
        )

    return put


async def _minute(server: Server) -> Row:
    with _open(server, "minute") as store:
        took = []
        for minute in range(60):
            begun_s = time.perf_counter()
            await store.write(_minute_of(minute))
            took.append((time.perf_counter() - begun_s) * 1000)
    return Row(
        f"PostgreSQL, a minute of {SERIES} series put", median(took), "ms", note=f"median, worst {max(took):.1f} ms"
    )


def _history(changes: Changes) -> None:
    end = T0 + LIVE_DAYS * DAY
    minutes = range(T0, end, MINUTE)
    for number in range(3):
        changes.put_series(
            endpoint=f"live{number}",
            channel="",
            window=Window(T0, end),
            series=[Series(f"m{number}", tuple((ts, ts % 97 / 7) for ts in minutes))],
            answered_ts=end + 600.0,
            delay_s=60,
            slot_s=60,
        )


def _calls(changes: Changes) -> None:
    some = random.Random(1)
    for begin in range(0, CALLS, 5000):
        calls = [
            Call(
                f"{number:08x}",
                f"class-{number % 3000}",
                T0 + 2 * number,
                T0 + 2 * number + some.randint(60, 900),
                True,
            )
            for number in range(begin, begin + 5000)
        ]
        changes.put_calls(calls, answered_ts=T0 + 2.0 * CALLS)


async def _read(server: Server, file: str) -> list[Row]:
    rows = []
    with ExitStack() as opened:
        stores: list[Store] = [_open(server, "read"), open_store(file, base_url=BASE_URL, app_id="read")]
        for store in stores:
            opened.callback(store.close)
            await store.write(_history)
            await store.write(_calls)
        with server.connected() as connection:
            connection.execute("ANALYZE")
        wanted = [(f"m{number}", "") for number in range(3)]
        live, span = Window(T0, T0 + LIVE_DAYS * DAY), Window(T0, T0 + 2 * CALLS + DAY)
        for name, question in (
            (f"Live, {LIVE_DAYS} days of three metrics", lambda snapshot: snapshot.series(wanted, live)),
            (f"Calls, {CALLS:,} rows", lambda snapshot: snapshot.calls_begun(span)),
        ):
            found = []
            for _ in range(READS):
                times = []
                for store in stores:
                    begun_s = time.perf_counter()
                    assert await store.read(question)
                    times.append((time.perf_counter() - begun_s) * 1000)
                found.append(times)
            pairs = Pairs(*(tuple(each) for each in zip(*found, strict=True)))
            rows.append(pairs.row(f"PostgreSQL, {name} read, to a file's", 2, "ms"))
    return rows


async def _projects(server: Server) -> Row:
    """Each project claims once and puts a minute: the time of one among few, and among many."""
    costs = []
    for count in (FEW, MANY):
        with ExitStack() as opened:
            stores = [opened.enter_context(_open(server, f"cost-{count}-{number}")) for number in range(count)]
            claim = _claimed(ServerClock(ManualClock(T0)))

            async def work(store: PostgresStore, claim: Callable[[Changes], object] = claim) -> None:
                for minute in range(3):
                    await store.write(claim)
                    await store.write(_minute_of(minute))

            await asyncio.gather(*map(work, stores))
            begun_s = time.perf_counter()
            await asyncio.gather(*map(work, stores))
            costs.append((time.perf_counter() - begun_s) * 1000 / count)
    note = f"{costs[1]:.1f} ms a project among {MANY}, {costs[0]:.1f} ms among {FEW}: three claims, three minutes"
    return Row(f"PostgreSQL, cost of a project, {FEW} to {MANY}", costs[1] / costs[0], "×", 1.25, note)
