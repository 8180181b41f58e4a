"""Several processes on one store."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S, in_time
from tests.store.process import LIMITS
from tests.store.rows import by_rows
from tests.store.worlds import T0, minutes, open_store, read
from tui.domain.records import Report, ReportDraft, ReportState, Window
from tui.store.sqlite.changes import SqliteChanges
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.snapshot import SqliteSnapshot

ROOT = Path(__file__).parents[2]


def start(task: str, url: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.process", task, url, name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outputs(processes: Sequence[subprocess.Popen[str]]) -> list[str]:
    done = [process.communicate(timeout=PATIENCE_S) for process in processes]
    assert [stderr for _, stderr in done if stderr] == []
    return [stdout for stdout, _ in done]


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


async def test_four_processes_that_make_the_store_write_and_read_at_once_lose_nothing(url: str) -> None:
    names = ["a", "b", "c", "d"]
    outputs([start("write", url, name, 50) for name in names])
    with open_store(url) as store:
        for name in names:
            assert await store.read(by_rows(read), minutes(0, 50), name) == {60 * n: float(n) for n in range(50)}
    assert is_sound(store.path)


async def test_four_processes_that_claim_at_one_moment_are_granted_exactly_the_limit(url: str) -> None:
    open_store(url).close()
    granted = outputs([start("claim", url, name, 50) for name in "abcd"])
    assert sum(int(count) for count in granted) == LIMITS.per_minute
    with open_store(url) as store:
        assert len(await store.read(SqliteSnapshot.requests, 100)) == LIMITS.per_minute


async def test_four_processes_that_send_the_reports_of_one_store_send_each_once(url: str) -> None:
    with open_store(url) as store:
        for number in range(40):
            report = Report("c", 1, 2, 2, T0 + number, 4)
            await store.write(SqliteChanges.queue_report, ReportDraft(), report, now_ts=T0, by="alice:1")
        queued = [kept.report_id for kept in await store.read(SqliteSnapshot.reports, 100)]
        claimed = outputs([start("reports", url, name, 0) for name in "abcd"])
        assert sorted(int(line) for said in claimed for line in said.split()) == sorted(queued)
        states = {kept.state for kept in await store.read(SqliteSnapshot.reports, 100)}
        assert states == {ReportState.SENDING}


async def test_a_store_hears_what_another_process_writes_within_a_second(store: SqliteStore) -> None:
    heard = asyncio.Event()
    store.subscribe(lambda topics: heard.set() if "series:live_net" in topics else None)
    watching = asyncio.create_task(store.watch())
    process = start("for-ever", f"sqlite:///{store.path}", "", 0)
    try:
        assert process.stdout is not None
        await asyncio.to_thread(process.stdout.readline)  # its first commit is done
        begun_s = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        assert in_time(time.monotonic() - begun_s, 1.0)
    finally:
        process.kill()
        process.communicate()
        watching.cancel()


@pytest.mark.parametrize("rounds", [4, pytest.param(1000, marks=pytest.mark.nightly)])
async def test_a_process_killed_in_the_middle_of_writing_loses_nothing_that_was_committed(
    url: str, rounds: int
) -> None:
    rng = random.Random(rounds)
    for _ in range(rounds):
        process = start("for-ever", url, "", 0)
        assert process.stdout is not None
        # Now and then before it has written anything: while it makes the store, or reads what the last one left.
        said = [process.stdout.readline() for _ in range(rng.choice([0, 1, 40]))]
        if not said:
            await asyncio.sleep(rng.uniform(0, 0.5))
        process.kill()
        rest, _ = process.communicate()
        # The rest begins behind what was read ahead, and ends where it was killed: in the middle of a line, both.
        whole = [*said, *rest.split("\n")[1:-1]]
        with open_store(url) as store:
            assert store.salvaged is None
            everything = Window(T0, T0 + 10_000)
            left = await store.read(by_rows(read), everything, "left")
            assert {int(line) for line in whole} <= set(left)
            assert left == await store.read(by_rows(read), everything, "right")
        assert is_sound(store.path)
