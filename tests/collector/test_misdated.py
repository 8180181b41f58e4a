"""A box whose clock is wrong: the first answer's `Date` is believed before a second request leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.patience import until
from tests.strict import StrictServer
from tests.worlds import NOW_TS, collecting, make_feed, open_store
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.feed import DOCUMENTED
from tui.clock import ServerClock
from tui.collector.pruner import prune_hourly
from tui.collector.runner import Collector
from tui.config.values import Retention
from tui.domain.records import DAY, HOUR, FailureKind, Want, WantState, Window
from tui.store.api import Store

WANTS = (
    Want("live_scale"),
    Want("live_experience"),
    Want("live_net"),
    Want("diagnosis", attended=False),
    Want("usage"),
)
YEAR = 365 * DAY
OFFS = [240, 3 * HOUR, 26 * HOUR, -240, -5 * HOUR, -50 * HOUR, -3 * YEAR, 4 * YEAR]
# How a server may say that it does not answer for a window; an answer that holds nothing says no less.
REFUSALS = {
    "400": httpx.Response(400, json={"code": 400, "message": "bad request"}),
    "300": httpx.Response(200, json={"code": 300, "message": "query time range limit"}),
    "500": httpx.Response(500, text="oops"),
    "page": httpx.Response(200, text="<html>"),
    "empty": httpx.Response(200, json={"code": 200, "message": "", "has_more": False, "call_lists": [], "data": []}),
}


@asynccontextmanager
async def probing(store: Store, box: ManualClock, server: StrictServer) -> AsyncIterator[Collector]:
    """As the program does it over the network."""
    async with Client(
        edition=EDITION, base_url="https://x.test", app_id="a", customer_id="b", customer_secret="c", transport=server
    ) as client:
        clock = ServerClock(box)
        collector = Collector(store, client, clock=clock, by="test:1", policy=DOCUMENTED, probe="call_lists")
        collector.submit(WANTS)
        task = asyncio.create_task(collector.run())
        try:
            yield collector
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("off_s", OFFS)
async def test_no_window_of_a_wrong_clock_leaves_behind_the_first_answer(tmp_path: Path, off_s: int) -> None:
    box = ManualClock(NOW_TS + off_s)
    server = StrictServer(lambda: box.now() - off_s)
    with open_store(tmp_path) as store:
        async with probing(store, box, server) as collector:
            await until(lambda: len(server.asked) == 1 + len(WANTS))
            await until(lambda: all(each.state is WantState.WAITING for each in collector.statuses.values()))
            assert not [status.failure for status in collector.statuses.values() if status.failure]
    assert server.asked[0].endswith("/call/lists")
    # Half the reach of that endpoint: a box that is less wrong breaks no rule at all.
    assert len(server.breaches) == (abs(off_s) > 36 * HOUR)


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("off_s", [3 * HOUR, -50 * HOUR])
async def test_what_failed_by_a_wrong_clock_is_no_failure_and_goes_again_as_soon_as_its_slot_is_free(
    tmp_path: Path, off_s: int, refusal: str
) -> None:
    box = ManualClock(NOW_TS + off_s)
    server = StrictServer(lambda: box.now() - off_s, REFUSALS[refusal])
    with open_store(tmp_path) as store:
        feed = make_feed(store, box, server)
        feed.submit(WANTS)
        async with collecting(feed):
            await until(lambda: len(server.asked) == len(WANTS))
            assert len(server.breaches) == 1
            await until(lambda: all(each.state is WantState.WAITING for each in feed.statuses.values()))
            assert {status.failure for status in feed.statuses.values()} == {None}
            box.advance(62)
            await until(lambda: server.asked.count(server.asked[0]) == 2)
            assert len(server.breaches) == 1


async def test_a_restart_on_the_same_store_breaks_no_rule_at_all(tmp_path: Path) -> None:
    box = ManualClock(NOW_TS + 50 * HOUR)
    server = StrictServer(lambda: box.now() - 50 * HOUR)
    with open_store(tmp_path) as store:
        async with probing(store, box, server):
            await until(lambda: len(server.asked) == 1 + len(WANTS))
    box.advance(90)
    again = StrictServer(lambda: box.now() - 50 * HOUR)
    with open_store(tmp_path) as store:
        async with probing(store, box, again):
            await until(lambda: len(again.asked) >= 3)
    assert again.breaches == []
    assert not [path for path in again.asked if path.endswith("/call/lists")]


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
async def test_the_date_of_an_error_is_enough(tmp_path: Path, status: int) -> None:
    off_s = 26 * HOUR
    box = ManualClock(NOW_TS + off_s)
    server = StrictServer(lambda: box.now() - off_s)
    refused = httpx.Response(status, json={"code": status, "message": ""})

    async def refuse(request: httpx.Request) -> httpx.Response:
        answer = await server.handle_async_request(request)
        return httpx.Response(status, headers={"Date": answer.headers["Date"]}, content=refused.content)

    clock = ServerClock(box)
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, httpx.MockTransport(refuse))
        feed.submit(WANTS)
        async with collecting(feed):
            # After 401 nothing else is asked with these credentials.
            await until(lambda: clock.known and len(server.asked) == (1 if status == 401 else len(WANTS)))
        assert abs(clock.now() - NOW_TS) < 2
        assert clock.skew_s == pytest.approx(-off_s, abs=1)
        assert len(server.breaches) == 1


async def test_a_server_that_is_silent_or_tells_no_time_keeps_nobody_waiting_for_long(tmp_path: Path) -> None:
    box = ManualClock(NOW_TS)
    gate = asyncio.Event()
    asked: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) == 1:
            await gate.wait()
        return httpx.Response(200, json={"code": 200, "data": []})

    with open_store(tmp_path) as store:
        feed = make_feed(store, box, httpx.MockTransport(answer))
        feed.submit(WANTS)
        async with collecting(feed):
            await until(lambda: asked)
            await at_rest()
            assert len(asked) == 1
            box.advance(6)
            await until(lambda: len(asked) == len(WANTS))
            gate.set()


async def test_a_walk_that_was_wanted_by_a_clock_ahead_asks_for_nothing_of_the_future(tmp_path: Path) -> None:
    off_s = 240
    box = ManualClock(NOW_TS + off_s)
    server = StrictServer(lambda: box.now() - off_s)
    wrong = Window(int(box.now()) - HOUR, int(box.now()))
    with open_store(tmp_path) as store:
        feed = make_feed(store, box, server)
        feed.submit((Want("call_lists", window=wrong), *WANTS))
        async with collecting(feed):
            await until(lambda: len(server.asked) > len(WANTS))
            await at_rest()
    assert len(server.breaches) <= 1


@pytest.mark.parametrize("off_s", [4 * YEAR, 0])
async def test_nothing_is_let_go_of_by_the_boxs_own_clock(tmp_path: Path, off_s: int) -> None:
    box = ManualClock(NOW_TS + off_s)
    clock, window = ServerClock(box), Window(int(NOW_TS) // 60 * 60 - 600, int(NOW_TS) // 60 * 60)
    server = StrictServer(lambda: box.now() - off_s)
    with open_store(tmp_path) as store:
        feed = make_feed(store, ServerClock(ManualClock(NOW_TS)), StrictServer(lambda: NOW_TS))
        feed.submit(WANTS[:1])
        async with collecting(feed):
            await until(lambda: feed.statuses and feed.statuses[WANTS[0]].state is WantState.WAITING)
        task = asyncio.create_task(prune_hourly(store, clock, Retention()))
        await at_rest()
        clock.learn([reading] if (reading := clock.read(server._now())) else [])
        box.advance(61)
        await at_rest()
        task.cancel()
        known = await store.read(lambda snapshot: snapshot.series([("pcu", "")], window))
        assert len(known["pcu", ""].points) == 10


async def test_the_ledger_tells_what_was_refused(tmp_path: Path) -> None:
    box = ManualClock(NOW_TS - 50 * HOUR)
    server = StrictServer(lambda: NOW_TS)
    with open_store(tmp_path) as store:
        async with probing(store, box, server):
            await until(lambda: len(server.asked) == 1 + len(WANTS))
        first = (await store.read(lambda snapshot: snapshot.requests(100)))[-1]
        assert first.failure is FailureKind.BAD_REQUEST
        # When it was made is known now.
        assert abs(first.claimed_ts - NOW_TS) < 2
