"""Another scry on the same store, for the tests: `python -m tests.store.process TASK URL NAME COUNT`."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import sys

from tests.manual_clock import ManualClock
from tests.store.rows import by_rows
from tests.store.worlds import T0, claim, minutes, open_store, put, read
from tui.clock import ServerClock
from tui.domain.records import HOUR, Limits, Sending, Spend
from tui.store.rows.changed import bump
from tui.store.rows.sending import claim_next
from tui.store.sqlite.database import SqliteStore

LIMITS = Limits(per_minute=7)


async def write_and_read(store: SqliteStore, name: str, count: int) -> None:
    """`count` minutes of a metric of its own; everything written so far is there at every step."""
    for minute in range(count):
        await store.write(
            by_rows(put),
            {60 * minute: float(minute)},
            window=minutes(0, count),
            answered_ts=T0 + HOUR + minute,
            metric=name,
        )
        known = await store.read(by_rows(read), minutes(0, count), name)
        assert known == {60 * past: float(past) for past in range(minute + 1)}


async def claim_slots(store: SqliteStore, name: str, count: int) -> None:
    """`count` attempts at one moment; prints how many were granted."""
    clock = ServerClock(ManualClock(T0))
    answers = [await store.write(by_rows(claim), clock, LIMITS, by=name) for _ in range(count)]
    print(sum(isinstance(answer, Spend) for answer in answers))


def put_pair(connection: sqlite3.Connection, project_id: int, number: int) -> None:
    for metric in ("left", "right"):
        put(connection, project_id, {number: 1.0}, window=minutes(0, 1), answered_ts=T0, metric=metric)
        bump(connection, project_id, f"call:{number % 10}")


async def write_for_ever(store: SqliteStore, _name: str, _count: int) -> None:
    """Pairs of points, numbered from 100 on, outside the window so that none replaces another; says which are in."""
    for number in itertools.count(100):
        await store.write(by_rows(put_pair), number)
        print(number, flush=True)


def claim_report(connection: sqlite3.Connection, project_id: int, name: str) -> int | None:
    claimed = claim_next(connection, project_id, limits=Limits(), clock=ServerClock(ManualClock(T0)), by=name)
    return claimed.kept.report_id if isinstance(claimed, Sending) else None


async def claim_reports(store: SqliteStore, name: str, _count: int) -> None:
    """Until none is left; prints which were granted."""
    while (report_id := await store.write(by_rows(claim_report), name)) is not None:
        print(report_id)


async def main() -> None:
    task, url, name, count = sys.argv[1:]
    tasks = {"write": write_and_read, "claim": claim_slots, "for-ever": write_for_ever, "reports": claim_reports}
    with open_store(url) as store:
        await tasks[task](store, name, int(count))


if __name__ == "__main__":
    asyncio.run(main())
