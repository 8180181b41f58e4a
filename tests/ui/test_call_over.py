"""What the call screen asks of a call until all of it is told: watched until it is over, without an end, found late."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.manual_clock import ManualClock
from tests.patience import until
from tests.worlds import NOW_TS, collecting, make_feed, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.lookup import Stage
from tui.cli.feed import CollectedFeed
from tui.clock import Clock
from tui.domain.glossary import thresholds_with
from tui.domain.records import DAY, HOUR, Call, Want, WantState
from tui.queries.call_data import CallData, CallQuery, read_call_data
from tui.ui.features.call.query import LookupQuery, read_lookup
from tui.ui.features.call.reading import CallWants

NOW = int(NOW_TS)
START, END = NOW - 300, NOW + 900
LATE_S, CAP = 150, 10
STEP_S = 20.0
Stay = tuple[int, int]


class Server(httpx.AsyncBaseTransport):
    """One call: user i was in it during `stays[i]`. `by_join`: details list who joined in the window, not who was
    there; before `listed_ts` the lists do not know it."""

    def __init__(self, clock: Clock, stays: Sequence[Stay] = (), *, by_join: bool = False, listed_ts: int = 0) -> None:
        self.clock, self.stays, self.by_join, self.listed_ts = clock, stays, by_join, listed_ts
        self.asked: list[Mapping[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = dict(request.url.params) | {"path": request.url.path}
        self.asked.append(asked)
        body = self.details(asked) if request.url.path.endswith("details") else self.lists(asked)
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    def lists(self, asked: Mapping[str, str]) -> dict[str, Any]:
        now_ts = self.clock.now()
        row = {"call_id": "c", "cname": "class", "created_ts": START, "destroyed_ts": END, "finished": now_ts > END}
        known = now_ts >= self.listed_ts and int(asked["start_ts"]) <= START <= int(asked["end_ts"])
        return {"code": 200, "message": "", "has_more": False, "call_lists": [row] if known else []}

    def details(self, asked: Mapping[str, str]) -> dict[str, Any]:
        start_ts, end_ts = int(asked["start_ts"]), min(int(asked["end_ts"]), int(self.clock.now()) - LATE_S)
        there = [
            (join_ts, index)
            for index, (join_ts, leave_ts) in enumerate(self.stays)
            if join_ts <= end_ts and (join_ts if self.by_join else leave_ts) >= start_ts
        ]
        named = [index for _, index in sorted(there, reverse=True)[:CAP]]
        body: dict[str, Any] = {"code": 200, "message": "", "call_id": "c", "call_info": list(map(self.row, named))}
        if asked.get("exclude_metrics_info") != "true":
            body["metrics"] = [self.curves(index, start_ts, end_ts) for index in named]
        return body

    def row(self, index: int) -> dict[str, Any]:
        join_ts, leave_ts = self.stays[index]
        has_left = leave_ts <= self.clock.now() - LATE_S
        row = {"sid": f"S{index}", "cname": "class", "uid": 1000 + index, "network": "4G", "platform": "iOS"}
        row |= {"speaker": True, "sdk_version": "3", "device_type": "a", "join_ts": join_ts, "finished": has_left}
        return row | {"leave_ts": leave_ts if has_left else 0}

    def curves(self, index: int, start_ts: int, end_ts: int) -> dict[str, Any]:
        join_ts, leave_ts = self.stays[index]
        points = [[ts, 1.0] for ts in range(max(start_ts, join_ts), min(end_ts, leave_ts), 10)]
        return {"sid": f"S{index}", "data": [{"mid": 20015, "kvs": points, "peer_uid": 0}]}

    def count(self, *, with_curves: bool | None = None) -> int:
        details = [asked for asked in self.asked if asked["path"].endswith("details")]
        return sum(with_curves in (None, asked.get("exclude_metrics_info") != "true") for asked in details)


@asynccontextmanager
async def served(
    *stays: Stay, by_join: bool = False, listed_ts: int = 0
) -> AsyncIterator[tuple[CollectedFeed, Server, ManualClock]]:
    clock = manual_clock()
    server = Server(clock, stays, by_join=by_join, listed_ts=listed_ts)
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        feed = make_feed(store, clock, server)
        async with collecting(feed):
            yield feed, server, clock


async def answered(feed: CollectedFeed, clock: ManualClock, wants: Sequence[Want]) -> None:
    """Until all of it is there: time goes on only where nothing but a free slot is waited for."""
    feed.submit(wants)

    def states() -> set[WantState]:
        known = set(feed.statuses) == set(wants)
        return {status.state for status in feed.statuses.values()} if known else {WantState.FETCHING}

    def to_the_next() -> None:
        next_ts = min((each.next_ts for each in feed.statuses.values() if each.next_ts is not None), default=None)
        if WantState.FETCHING not in states() and next_ts is not None:
            clock.advance(max(0.0, next_ts - clock.now()))

    await until(lambda: states() <= {WantState.DONE}, lambda: feed.statuses, step=to_the_next, every_s=0.001)


async def watched(feed: CollectedFeed, clock: ManualClock, call: Call, until_ts: float) -> CallData:
    """The screen's reading and asking, without the screen; what was read last."""
    wants, opened_ts = CallWants(EDITION), clock.now()
    while True:
        query = CallQuery(EDITION, call.call_id, clock.now(), opened_ts, False, thresholds_with({}))
        data = await feed.store.read(read_call_data, query)
        assert data is not None
        if clock.now() >= until_ts:
            return data
        wants.tick(data, feed.statuses, clock.now())
        await answered(feed, clock, wants.now(data, None, None, clock.now()))
        clock.advance(STEP_S)


async def test_of_a_large_call_watched_to_its_end_everybody_is_told_to_have_left() -> None:
    # The first to join leave first, while ten who joined later fill every answer.
    stays = [(START + 8 * index, END - 400 + 20 * index) for index in range(17)]
    async with served(*stays) as (feed, server, clock):
        call = Call("c", "class", START, None, False)
        await feed.store.write(lambda changes: changes.put_calls([call], answered_ts=NOW_TS))
        data = await watched(feed, clock, call, END + 400)
        assert {one.session.leave_ts for one in data.standings} == {leave_ts for _, leave_ts in stays}
        assert data.coverage.is_settled
        asked = server.count()
        await watched(feed, clock, call, clock.now() + 300)
        assert server.count() == asked, "what is told is not asked again"


async def test_curves_do_not_stop_where_a_server_lists_only_who_joined() -> None:
    stays = [(START + 10 * index, END - 60 * index) for index in range(3)]
    async with served(*stays, by_join=True) as (feed, server, clock):
        call = Call("c", "class", START, None, False)
        await feed.store.write(lambda changes: changes.put_calls([call], answered_ts=NOW_TS))
        early = await watched(feed, clock, call, END - 300)
        assert not any(one.holes for one in early.standings), "nobody told that there is nothing"
        data = await watched(feed, clock, call, END + 500)
        assert {one.session.leave_ts for one in data.standings} == {leave_ts for _, leave_ts in stays}
        assert not any(one.holes or one.unknown for one in data.standings)
        asked = server.count()
        await watched(feed, clock, call, clock.now() + 300)
        assert server.count() == asked


@pytest.mark.parametrize(
    ("call", "at_most"),
    [
        # Three days of windows of three hours, users and curves, once, and their newest minutes once more.
        pytest.param(Call("old", "class", NOW - 10 * DAY, None, False), 2 * 25 + 2, marks=pytest.mark.long),
        (Call("endless", "class", NOW - 5 * HOUR, None, True), 4),
    ],
    ids=["on, begun long ago", "finished without an end"],
)
async def test_a_call_whose_end_nobody_tells_is_over_some_time_and_asked_no_more(call: Call, at_most: int) -> None:
    async with served() as (feed, server, clock):
        await feed.store.write(lambda changes: changes.put_calls([call], answered_ts=call.created_ts + 60.0))
        data = await watched(feed, clock, call, NOW + 900)
        assert data.end_ts is not None
        asked = server.count()
        assert 0 < asked <= at_most
        await watched(feed, clock, call, clock.now() + 1800)
        assert server.count() == asked
        assert len(server.asked) == asked, "the lists tell nothing of it"


async def looked_up(feed: CollectedFeed, clock: ManualClock, ts: int, seconds: int) -> Stage:
    """The stage at which the lookup of the class at `ts` is after so long."""
    opened_ts = clock.now()
    while True:
        query = LookupQuery(EDITION, "class", ts, None, clock.now(), opened_ts)
        lookup = (await feed.store.read(read_lookup, query)).lookup
        if lookup.stage is Stage.FOUND or clock.now() - opened_ts > seconds:
            return lookup.stage
        await answered(feed, clock, lookup.wants)
        clock.advance(3)


async def test_a_call_that_was_not_listed_when_first_asked_for_is_found_when_it_is() -> None:
    # The lookup is opened before the lists can know the call, and its first answer comes a moment before they do.
    async with served(listed_ts=START + 318) as (feed, server, clock):
        clock.advance(13.5)
        assert await looked_up(feed, clock, NOW, 300) is Stage.FOUND
        assert len(server.asked) == 2


@pytest.mark.parametrize("ts", [START - 60, START - 10, END, END + 60])
async def test_a_diagnosis_dated_just_outside_of_its_call_finds_it(ts: int) -> None:
    async with served() as (feed, _, clock):
        clock.advance(END + 600 - NOW)
        assert await looked_up(feed, clock, ts, 300) is Stage.FOUND


@pytest.mark.parametrize("ts", [START - 61, END + 61])
async def test_one_further_from_every_call_finds_none(ts: int) -> None:
    async with served() as (feed, _, clock):
        clock.advance(END + 600 - NOW)
        assert await looked_up(feed, clock, ts, 60) is Stage.NOT_FOUND
