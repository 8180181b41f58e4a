"""Processes that have a report sent and are killed at a chosen point of it, for the tests.

`python -m tests.collector.dying` reads lines `STORE_URL BASE_URL REPORT_ID TS POINT`, forks a process for each, and
says of each how it ended: the number of points it came by, or `killed`. The first one it lives itself, so that those
forked from it need not import again what that takes. A point is every moment at which a task goes on after it waited,
and of every change of the store the beginning, the moment before it is committed, and the one after.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Coroutine, Generator
from typing import Any

import anyio._backends._asyncio  # noqa: F401 - which every process would import again
import httpx
from msgspec.structs import replace

from tests.worlds import APP_ID
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock, SystemClock
from tui.collector.report_sender import ReportSender
from tui.domain.records import Report, ReportDraft
from tui.store.sqlite.database import SqliteStore

DRAFT = ReportDraft("数学-3班", "44361248", "83817682", "83817682", "1795334170", 1, "视频卡顿")
REPORT = Report("数学-3班", 44361248, 83817682, 83817682, 1795334170, 1, "视频卡顿")
CREDENTIALS = ("demo", "demo-secret-4711")


class Points:
    """Counts the points that are come by; at the `last` one the process is no more."""

    def __init__(self, last: int) -> None:
        self.passed = 0
        self._last = last
        self._lock = threading.Lock()

    def reach(self) -> None:
        with self._lock:
            self.passed += 1
            if self.passed == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


class Watched(Coroutine[Any, Any, Any]):
    """A coroutine that comes by a point before each of its steps."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], points: Points) -> None:
        self._coroutine = coroutine
        self._points = points

    def send(self, value: Any) -> Any:
        self._points.reach()
        return self._coroutine.send(value)

    def throw(self, *error: Any) -> Any:
        self._points.reach()
        return self._coroutine.throw(*error)

    def close(self) -> None:
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._coroutine.__await__()

    def __getattr__(self, name: str) -> Any:
        # The inspected attributes of a running coroutine: cr_frame, cr_running.
        return getattr(self._coroutine, name)


def watch_store(store: SqliteStore, points: Points) -> None:
    make = store._make

    def watched(*arguments: Any) -> Any:
        points.reach()
        result = make(*arguments)
        points.reach()
        return result

    store._make = watched  # type: ignore[assignment, method-assign]
    store._writer.set_trace_callback(lambda statement: points.reach() if statement == "COMMIT" else None)


async def send(store: SqliteStore, base_url: str, report_id: int, ts: int) -> None:
    """Have the report sent, as the program does at ctrl+s, and end as it does."""
    clock = ServerClock(SystemClock())
    # Certificates, which plain http has no use for, take longer to load than all the rest.
    transport = httpx.AsyncHTTPTransport(verify=False)
    customer_id, secret = CREDENTIALS
    async with Client(
        edition=EDITION,
        base_url=base_url,
        app_id=APP_ID,
        customer_id=customer_id,
        customer_secret=secret,
        transport=transport,
    ) as client:
        report_sender = ReportSender(store, client, clock=clock, by=f"dying:{ts}", limits=EDITION.report.limits)
        carrying = asyncio.create_task(report_sender.run())
        await store.write(
            lambda changes: changes.queue_report(
                DRAFT,
                replace(REPORT, ts=ts),
                report_id=report_id,
                now_ts=clock.now(),
                by=f"dying:{ts}",
            )
        )
        await report_sender.finish()
        carrying.cancel()
        await asyncio.gather(carrying, return_exceptions=True)


def live(url: str, base_url: str, report_id: int, ts: int, last: int) -> int:
    """A whole life; how many points it had."""
    points = Points(last)
    with SqliteStore.open(url, base_url=base_url, app_id=APP_ID) as store, asyncio.Runner() as runner:
        watch_store(store, points)
        runner.get_loop().set_task_factory(
            lambda loop, coroutine, **named: asyncio.Task(Watched(coroutine, points), loop=loop, **named)
        )
        runner.run(send(store, base_url, report_id, ts))
    return points.passed


def main() -> None:
    url, base_url, *numbers = sys.stdin.readline().split()
    print(live(url, base_url, *map(int, numbers)), flush=True)
    for line in sys.stdin:
        url, base_url, *numbers = line.split()
        reading, writing = os.pipe()
        if (process := os.fork()) == 0:
            passed = live(url, base_url, *map(int, numbers))
            os.write(writing, str(passed).encode())
            os._exit(0)
        os.close(writing)
        os.waitpid(process, 0)
        with os.fdopen(reading) as said:
            print(said.read() or "killed", flush=True)


if __name__ == "__main__":
    main()
