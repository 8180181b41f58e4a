"""Walks over the call lists of today's edition: whole, within the plan, while calls appear between the requests."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manual_clock import ManualClock
from tests.store.rows import by_rows
from tests.strict_today import StrictToday
from tests.today_worlds import TodayTransport
from tests.worlds import NOW_TS, open_store
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.clock import ServerClock
from tui.collector.planner import Policy
from tui.collector.runner import Collector
from tui.domain.records import Call, Want, WantState, Window
from tui.sim.today.plans import LISTS
from tui.sim.today.search import LATE_S
from tui.sim.today.switches import switches
from tui.sim.today.world import TodayWorld
from tui.store.rows import calls

NOW = int(NOW_TS)
SETTLED = (WantState.DONE, WantState.STOPPED, WantState.FAILED)


class Inserting(httpx.AsyncBaseTransport):
    """A server before the strict one, on which the calls that are late become known between two requests."""

    def __init__(self, strict: StrictToday, clock: ManualClock) -> None:
        self._strict = strict
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._clock.advance(3)
        return await self._strict.handle_async_request(request)


async def walked(
    home: Path, world: TodayWorld, clock: ManualClock, plan: str, window: Window
) -> tuple[list[Call], StrictToday]:
    """The calls in the store after a walk over the window."""
    edition = edition_of(plan)
    strict = StrictToday(clock.now, plan, TodayTransport(world))
    client = Client(
        edition=edition,
        base_url="http://localhost",
        app_id="demoapp",
        customer_id="demo",
        customer_secret="demo",
        transport=Inserting(strict, clock),
    )
    want = Want("call_lists", window=window)
    with open_store(home) as store:
        policy = Policy(edition, edition.limits)
        collector = Collector(store, client, clock=ServerClock(clock), by="test:1", policy=policy, probe="")
        task = asyncio.create_task(collector.run())
        collector.submit([want])
        while (status := collector.statuses.get(want)) is None or status.state not in SETTLED:
            await asyncio.sleep(0.001)
            clock.advance(1 / 3)
        assert status.state is WantState.DONE
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.aclose()
        found = await store.read(by_rows(calls.read_calls), window, None)
    return [call for call in found if window.holds(call.created_ts)], strict


@pytest.mark.long
@settings(max_examples=12, deadline=None)
@given(
    plan=st.sampled_from(["standard", "premium", "enterprise"]),
    seed=st.integers(1, 1000),
    scene=st.sampled_from(["calm", "huge"]),
    minutes=st.integers(1, 20),
    listed=st.sampled_from(["created", "alive"]),
    has_more=st.sampled_from(["present", "absent"]),
    pages=st.sampled_from(["good", "halved", "more"]),
)
async def test_no_call_is_lost_and_none_stands_twice_while_calls_appear_between_pages(
    plan: str, seed: int, scene: str, minutes: int, listed: str, has_more: str, pages: str
) -> None:
    clock = ManualClock(NOW_TS)
    chosen = switches(("late=yes", f"listed={listed}", f"has_more={has_more}", f"pages={pages}"), seed)
    world = TodayWorld(scene, seed, clock.now, epoch_ts=NOW_TS, onset_s=-600, plan=plan, switches=chosen)
    seconds = 60 * minutes if scene == "calm" else 9 * minutes
    window = Window(NOW - 70 - seconds, NOW - 70)
    known = {
        call.call_id
        for call in world.calls.newest(window.start_ts, window.end_ts - 1, None, 100_000)
        if call.created_ts + LATE_S < NOW
    }
    with tempfile.TemporaryDirectory() as home:
        found, strict = await walked(Path(home), world, clock, plan, window)
    ids = [call.call_id for call in found]
    assert len(ids) == len(set(ids))
    assert known <= set(ids)
    assert strict.breaches == []
    size, more = 50 if pages == "halved" else 100, 4 if pages == "more" else 2
    assert strict.asked[LISTS] <= len(ids) / (size - 1) + more
