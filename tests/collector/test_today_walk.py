"""The collector on today's edition: a list of calls becomes whole, and the server refuses no request."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.sim.asking_today import TodayAsker
from tests.worlds import APP_ID, BASE_URL, NOW_TS, open_store
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.clock import ServerClock
from tui.collector.bounds import bounds
from tui.collector.policy import Policy
from tui.collector.runner import Collector
from tui.domain.records import DAY, HOUR, Want, WantState, Window
from tui.sim.today import plans
from tui.sim.today.protocol import respond
from tui.store.api import Store

NOW = int(NOW_TS)


class TodayTransport(httpx.AsyncBaseTransport):
    """The simulator of today's edition without a socket; `codes` are those of its answers, `windows` of the requests.

    The first `refusals` answers are these messages of code 300.
    """

    def __init__(self, asker: TodayAsker, clock: ManualClock, refusals: tuple[str, ...] = ()) -> None:
        self.asker, self.clock = asker, clock
        self.refusals = list(refusals)
        self.codes: list[int] = []
        self.windows: list[Window] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asker.now_ts = self.clock.now()
        asked = dict(request.url.params)
        self.windows.append(Window(int(asked["start_ts"]), int(asked["end_ts"])))
        if self.refusals:
            self.codes.append(300)
            return httpx.Response(200, json={"code": 300, "message": self.refusals.pop(0), "data": None})
        headers = {name.lower(): value for name, value in request.headers.items()}
        query, now_ts = request.url.query.decode(), self.clock.now()
        found = respond(self.asker.world, request.method, request.url.path, query, headers, b"", now_ts)
        content = b"".join(found.body)
        self.codes.append(json.loads(content).get("code", 200))
        return httpx.Response(found.status, headers=dict(found.headers), content=content)


@asynccontextmanager
async def at_work(
    tmp_path: Path, plan: str, *refusals: str, counted: str = "endpoint"
) -> AsyncIterator[tuple[ManualClock, Store, Collector, TodayTransport]]:
    clock = ManualClock(NOW_TS)
    edition = edition_of(plan)
    transport = TodayTransport(TodayAsker("incident", plan=plan, now_ts=NOW_TS), clock, refusals)
    client = Client(
        edition=edition,
        base_url=BASE_URL,
        app_id=APP_ID,
        customer_id="demo",
        customer_secret="demo",
        transport=transport,
    )
    with open_store(tmp_path) as store:
        policy = Policy(edition, edition.limits, counted=counted)
        collector = Collector(store, client, clock=ServerClock(clock), by="test:1", policy=policy)
        task = asyncio.create_task(collector.run())
        try:
            yield clock, store, collector, transport
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await client.aclose()


async def until_done(clock: ManualClock, collector: Collector, want: Want) -> None:
    collector.submit([want])
    for _ in range(2000):
        await at_rest()
        status = collector.statuses.get(want)
        if status is not None and status.state in (WantState.DONE, WantState.STOPPED):
            return
        clock.advance(1 / 3)
    raise AssertionError(f"still {collector.statuses}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("plan", "counted"),
    [("standard", "endpoint"), ("premium", "group"), ("enterprise", "account"), ("pro", "endpoint")],
)
async def test_two_thousand_calls_are_stored_once_each_without_a_refusal(
    tmp_path: Path, plan: str, counted: str
) -> None:
    async with at_work(tmp_path, plan, counted=counted) as (clock, store, collector, transport):
        wanted = Window(NOW - 2 * HOUR, NOW)
        await until_done(clock, collector, Want("call_lists", window=wanted))
        assert set(transport.codes) <= {0, 200}
        lists = edition_of(plan).call_lists
        askable = bounds(lists, (), NOW_TS).clipped(wanted)
        assert askable is not None
        told: dict[str, int] = {}
        longest_s = lists.longest_s or 0
        for start_ts in range(askable.start_ts, askable.end_ts, longest_s - 1):
            end_ts = min(askable.end_ts, start_ts + longest_s - 1)
            for row in transport.asker.pages(plans.LISTS, start_ts, end_ts):
                told[row["call_id"]] = row["created_ts"]
        # The last seconds of the walk are those before the delay and the time in which wants are shared.
        sure = {call_id for call_id, created_ts in told.items() if created_ts < askable.end_ts - 15}
        stored = [
            call.call_id for call in await store.read(lambda snapshot: snapshot.calls_begun(Window(0, NOW + DAY)))
        ]
        assert len(sure) > 1000
        assert sure <= set(stored)
        assert len(stored) == len(set(stored))
        # Each full answer tells its last second again; each longest window takes one more.
        most = math.ceil(len(told) / 99) + math.ceil(askable.seconds / (longest_s - 1))
        assert len(transport.codes) <= most


async def test_a_refusal_for_its_window_is_followed_by_a_window_that_heeds_it(tmp_path: Path) -> None:
    refusals = ("query latency limit error", "Service package limit check error, query duration limit error")
    async with at_work(tmp_path, "premium", *refusals) as (clock, _, collector, transport):
        collector.submit([Want("call_lists", window=Window(NOW - 4 * HOUR, NOW))])
        while len(transport.windows) < 8:
            await at_rest()
            clock.advance(1 / 3)
        first, second, third, *_ = transport.windows
        assert second.end_ts < first.end_ts, "less near now"
        assert third.seconds <= second.seconds // 2, "half as long"
        assert transport.codes[:2] == [300, 300]
        assert set(transport.codes[2:]) <= {0, 200}


async def test_a_day_that_is_used_up_is_left_alone_until_midnight(tmp_path: Path) -> None:
    async with at_work(tmp_path, "premium", "qpd limit error") as (clock, _, collector, transport):
        want = Want("call_lists", window=Window(NOW - HOUR, NOW))
        collector.submit([want])
        for _ in range(200):
            await at_rest()
            clock.advance(5)
        assert transport.codes == [300]
        next_ts = collector.statuses[want].next_ts
        assert next_ts is not None
        assert 0 <= next_ts - (NOW // DAY + 1) * DAY < 10


async def test_a_plan_without_the_api_is_asked_once(tmp_path: Path) -> None:
    async with at_work(tmp_path, "premium", "you have no auth to access this service") as (
        clock,
        _,
        collector,
        transport,
    ):
        collector.submit([Want("call_lists", window=Window(NOW - HOUR, NOW))])
        for _ in range(200):
            await at_rest()
            clock.advance(60)
        assert transport.codes == [300]
