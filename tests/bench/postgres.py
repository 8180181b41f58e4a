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
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.measure import PAIRS, Pairs, Row, cpu_s_of
from tests.manual_clock import ManualClock
from tests.store.server import Server, running
from tests.store.worlds import BASE_URL, T0
from tui.cli.stores import open_store
from tui.clock import ServerClock
from tui.domain.records import DAY, MINUTE, Call, Limits, Series, Spend, Window
from tui.store.api import Changes, Store
from tui.store.postgres.database import PostgresStore
from tui.store.postgres.pool import MOST_CONNECTIONS

NEVER_SPENT = Limits(per_day=10**9)
CLAIMS = 400
CLAIMANTS = 64
EACH = 20
SERIES = 50
LIVE_DAYS = 7
CALLS = 100_000
FEW, MANY = 10, 200
SETTLED = 20
READS = 7


def run() -> list[Row]:
    with running() as server, tempfile.TemporaryDirectory() as place:
        return [
            *_claim(server),
            asyncio.run(_claims(server, 1)),
            asyncio.run(_claims(server, MANY)),
            asyncio.run(_minute(server)),
            *asyncio.run(_read(server, f"sqlite:///{Path(place) / 'scry.db'}")),
            *asyncio.run(_projects(server)),
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


class _Cost(NamedTuple):
    """Of one claim and one minute of a project: time, CPU of this process and of the server, and what the server
    touched."""

    wall_ms: float
    client_ms: float
    server_ms: float
    pages: float
    rows: float

    @property
    def cpu_ms(self) -> float:
        return self.client_ms + self.server_ms


class _Projects:
    """Projects of one database, and how far their history goes."""

    def __init__(self, server: Server, count: int, opened: ExitStack) -> None:
        self._server, self._name = server, f"projects{count}"
        url = server.make_database(self._name)
        self.stores = [
            opened.enter_context(PostgresStore.open(url, base_url=BASE_URL, app_id=f"{number}"))
            for number in range(count)
        ]
        self._pool = self.stores[0]._pool
        self._minute = 0
        self._claim = _claimed(ServerClock(ManualClock(T0)))

    async def work(self) -> _Cost:
        """MANY claims and minutes, shared by the projects, which work at the same time."""
        minutes = range(self._minute, self._minute + MANY // len(self.stores))
        self._minute = minutes.stop

        async def work(store: PostgresStore) -> None:
            for minute in minutes:
                await store.write(self._claim)
                await store.write(_minute_of(minute))

        before, server_before = self._touched(), self._server_s()
        begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(work, self.stores))
        took_s, took_cpu_s = time.perf_counter() - begun_s, time.process_time() - begun_cpu_s
        server_s = sum(cpu_s - server_before.get(pid, 0.0) for pid, cpu_s in self._server_s().items())
        pages, rows = (after - then for after, then in zip(self._touched(), before, strict=True))
        return _Cost(took_s * 1000 / MANY, took_cpu_s * 1000 / MANY, server_s * 1000 / MANY, pages / MANY, rows / MANY)

    def _server_s(self) -> dict[int, float]:
        """CPU seconds of the server's processes but those of the other database."""
        with self._server.connected() as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE coalesce(datname, %s) = %s AND pid <> pg_backend_pid()",
                [self._name, self._name],
            ).fetchall()
        return {pid: cpu_s_of(pid) for (pid,) in found}

    def _touched(self) -> tuple[int, int]:
        """Pages and rows so far. Each connection has counts that it has not told yet."""
        with ExitStack() as lent:
            for connection in [lent.enter_context(self._pool.connection()) for _ in range(MOST_CONNECTIONS)]:
                connection.execute("SELECT pg_stat_force_next_flush()")
        with self._server.connected() as connection:
            row = connection.execute(
                "SELECT blks_hit + blks_read, tup_returned + tup_fetched FROM pg_stat_database WHERE datname = %s",
                [self._name],
            ).fetchone()
        assert row is not None
        return row[0], row[1]


async def _projects(server: Server) -> list[Row]:
    """The same number of claims and minutes, by all projects of a database with few and of one with many, in turns."""
    with ExitStack() as opened:
        few, many = (_Projects(server, count, opened) for count in (FEW, MANY))
        watching = [asyncio.create_task(store.watch()) for store in (*few.stores, *many.stores)]
        # A claim looks at the last ones of its project: each has as many as it looks at.
        for projects in (few, many):
            for _ in range(SETTLED):
                await projects.work()
        costs = [(await many.work(), await few.work()) for _ in range(PAIRS)]
        for each in watching:
            each.cancel()
    rows = []
    for name, target, unit, value in (
        ("time", 1.25, "ms", attrgetter("wall_ms")),
        ("CPU", 1.25, "ms", attrgetter("cpu_ms")),
        ("CPU of the server", 1.25, "ms", attrgetter("server_ms")),
        ("pages touched", 1.25, "pages", attrgetter("pages")),
        ("rows touched", 1.25, "rows", attrgetter("rows")),
    ):
        pairs = Pairs(*(tuple(map(value, each)) for each in zip(*costs, strict=True)))
        rows.append(pairs.row(f"PostgreSQL, a project's minute among {MANY} to among {FEW}, {name}", target, unit))
    return rows
