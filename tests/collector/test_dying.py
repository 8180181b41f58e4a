"""A process that has a report sent, killed at every point of it: the report is there, once, and says what is known."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from tests.collector.dying import CREDENTIALS, DRAFT, REPORT
from tests.flows.served import ROOT, simulated
from tests.patience import PATIENCE_S
from tests.sim.watched import World
from tests.store.rows import by_rows
from tests.worlds import APP_ID
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock, SystemClock
from tui.collector.report_sender import ReportSender
from tui.domain.account import TIMEOUT_S
from tui.domain.records import KeptReport, ReportState
from tui.sim.limits import Limit
from tui.store.rows.sending import give_up_lost
from tui.store.sqlite.database import SqliteStore

# Each report says by its time which life it belongs to.
T0 = 1_795_000_000
# What a report whose process died may come to, and how often the server may then have received it.
RECEIVED = {
    ReportState.DRAFT: {0},
    ReportState.QUEUED: {1},  # by the next process
    ReportState.UNKNOWN: {0, 1},
    ReportState.SENT: {1},
}


class Lives:
    """The process that forks those that die."""

    def __init__(self, process: subprocess.Popen[str], home: Path, base_url: str) -> None:
        self._process = process
        self._home = home
        self._base_url = base_url

    def store(self, ts: int) -> SqliteStore:
        return SqliteStore.open(f"sqlite:///{self._home}/{ts}.db", base_url=self._base_url, app_id=APP_ID)

    async def live(self, ts: int, last: int) -> tuple[int, str]:
        """A draft that is there, and then sent by a process that dies; its id, and how the process ended."""
        with self.store(ts) as store:
            now_ts = SystemClock().now()
            kept = await store.write(lambda changes: changes.keep_draft(DRAFT, now_ts=now_ts, by="before"))
            url = f"sqlite:///{store.path}"
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(url, self._base_url, kept.report_id, ts, last, file=self._process.stdin, flush=True)
        return kept.report_id, (await asyncio.to_thread(self._process.stdout.readline)).strip()

    async def go_on(self, store: SqliteStore) -> None:
        """What the next process does with what it finds."""
        customer_id, secret = CREDENTIALS
        async with Client(
            edition=EDITION,
            base_url=self._base_url,
            app_id=APP_ID,
            customer_id=customer_id,
            customer_secret=secret,
            transport=httpx.AsyncHTTPTransport(verify=False),
        ) as client:
            limits = EDITION.report.limits
            report_sender = ReportSender(store, client, clock=ServerClock(SystemClock()), by="next", limits=limits)
            carrying = asyncio.create_task(report_sender.run())
            await asyncio.sleep(0)
            await report_sender.finish()
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)


@contextmanager
def lives(home: Path) -> Iterator[tuple[Lives, World]]:
    with simulated("empty") as (world, base_url):
        # More than ten of them live in a second, each with a ledger of its own.
        world.limits = dict.fromkeys(world.limits, Limit(1000, 1))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.collector.dying"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Lives(process, home, base_url), world
        finally:
            process.communicate(timeout=PATIENCE_S)


async def found(store: SqliteStore) -> KeptReport:
    """The only report of a store."""
    (kept,) = await store.read(lambda snapshot: snapshot.reports(9))
    return kept


@pytest.mark.long
async def test_killed_at_any_point_a_report_is_there_sent_once_or_unknown(tmp_path: Path) -> None:
    left: dict[int, ReportState] = {}
    with lives(tmp_path) as (them, world):
        _, whole = await them.live(T0, 0)
        assert int(whole) > 20
        for point in itertools.count(1):
            ts = T0 + point
            report_id, end = await them.live(ts, point)
            with them.store(ts) as store:
                kept = await found(store)
                assert (kept.report_id, kept.draft) == (report_id, DRAFT)
                assert kept.report == (None if kept.state is ReportState.DRAFT else replace(REPORT, ts=ts))
                await store.write(by_rows(give_up_lost), SystemClock().now() + TIMEOUT_S)
                left[ts] = kept.state
                if kept.state is ReportState.SENDING:
                    left[ts] = ReportState.UNKNOWN
                    assert (await found(store)).state is ReportState.UNKNOWN
                await them.go_on(store)
                after = (await found(store)).state
                assert after is (ReportState.SENT if kept.state is ReportState.QUEUED else left[ts])
            if end != "killed":
                assert kept.state is ReportState.SENT
                break
        received = Counter(report["report"]["ts"] for report in world.journal.reports())
    for ts, state in left.items():
        assert received[ts] in RECEIVED[state], f"{state} at point {ts - T0}"
    # They died before each step, and after it.
    assert set(left.values()) == set(RECEIVED)
    assert {received[ts] for ts, state in left.items() if state is ReportState.UNKNOWN} == {0, 1}
