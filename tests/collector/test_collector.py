"""The collector at work: the real plan, ledger, store and client against the simulator, on a manual clock."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.patience import until
from tests.store.rows import by_rows
from tests.worlds import NOW_TS, SimTransport, collecting, incident, make_feed, manual_clock, open_store, statuses
from tui.domain.records import HOUR, MINUTE, FailureKind, Want, WantState, Window
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.store.rows import claims
from tui.store.rows.calls import read_calls

WANTS = (Want("live_scale"), Want("live_experience"), Want("live_net"))
FREEZE = ("videoFreezeRate", "")


async def pass_time(clock: ManualClock, seconds: int, step_s: int = 5) -> None:
    """Advance; at every step the collector does all that is due."""
    for _ in range(0, seconds, step_s):
        clock.advance(step_s)
        await at_rest()


async def minutes_known(store: Store, window: Window) -> set[int]:
    found = await store.read(lambda snapshot: snapshot.series([FREEZE], window))
    return {ts // MINUTE * MINUTE for ts, _ in found[FREEZE].points}


async def test_an_hour_of_watching_breaches_no_limit_and_loses_no_minute(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, SimTransport(world))
        feed.submit(WANTS)
        async with collecting(feed):
            await pass_time(clock, HOUR)
        assert set(statuses(world)) == {200}
        # A slot frees every 61 s, and this clock is looked at every five.
        assert 3 * 54 <= len(statuses(world)) <= 3 * 59
        past = Window(int(NOW_TS) // MINUTE * MINUTE - 50 * MINUTE, int(NOW_TS) // MINUTE * MINUTE + 56 * MINUTE)
        assert await minutes_known(store, past) == set(past.minutes())


async def test_a_gap_heals_as_far_back_as_the_endpoint_reaches(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        first = make_feed(store, clock, SimTransport(world))
        first.submit(WANTS)
        async with collecting(first):
            await pass_time(clock, 10)
        clock.advance(50 * MINUTE)
        second = make_feed(store, clock, SimTransport(world), by="test:2")
        second.submit(WANTS)
        async with collecting(second):
            await pass_time(clock, 10)
        gap = Window(int(NOW_TS) // MINUTE * MINUTE, int(NOW_TS) // MINUTE * MINUTE + 47 * MINUTE)
        assert await minutes_known(store, gap) == set(gap.minutes())
        assert len(statuses(world)) == 6


async def test_two_watchers_of_one_store_spend_what_one_would(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        feeds = [
            make_feed(store, clock, SimTransport(world), by=f"test:{number}") for number, store in enumerate((one, two))
        ]
        for feed in feeds:
            feed.submit(WANTS)
        async with collecting(feeds[0]), collecting(feeds[1]):
            await at_rest()
            await pass_time(clock, 10 * MINUTE)
        assert set(statuses(world)) == {200}
        assert len(statuses(world)) <= 3 * 10


async def test_a_refusal_is_not_repeated_until_somebody_asks(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    world.credentials = ("demo", "another")
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, SimTransport(world))
        feed.submit(WANTS)
        async with collecting(feed):
            await pass_time(clock, 10 * MINUTE)
            assert statuses(world) == [401], "the credentials are the same for every endpoint"
            for status in map(feed.statuses.__getitem__, WANTS):
                assert status.state is WantState.FAILED
                assert status.next_ts is None
                assert status.failure is not None
                assert status.failure.kind is FailureKind.UNAUTHORIZED
            world.credentials = ("demo", "demo")
            feed.refresh()
            await pass_time(clock, 10)
            assert statuses(world)[1:] == [200] * 3


async def test_trouble_backs_off_keeps_what_is_known_and_heals_by_itself(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    link = {"up": True}

    class Link(SimTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not link["up"]:
                raise httpx.ConnectError("no route")
            return await super().handle_async_request(request)

    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, Link(world))
        feed.submit(WANTS[1:2])
        async with collecting(feed):
            await pass_time(clock, 2 * MINUTE)
            known = await minutes_known(store, Window(0, 2**31))
            link["up"] = False
            await pass_time(clock, 30 * MINUTE)
            assert feed.statuses[WANTS[1]].failure is not None
            assert await minutes_known(store, Window(0, 2**31)) == known
            spent = [spend for spend in await store.read(lambda snapshot: snapshot.requests(100)) if spend.failure]
            assert 5 <= len(spent) <= 14, "it goes on trying, at most every two and a half minutes in the end"
            link["up"] = True
            await pass_time(clock, 6 * MINUTE)
            assert feed.statuses[WANTS[1]].failure is None
            gap = Window(int(NOW_TS) // MINUTE * MINUTE, int(NOW_TS) // MINUTE * MINUTE + 30 * MINUTE)
            assert await minutes_known(store, gap) == set(gap.minutes())


async def test_what_was_set_aside_is_counted_in_the_ledger(tmp_path: Path) -> None:
    body = b'{"code":200,"data":[{"pcu":1,"pcc":2,"ts":1795334000},{"pcu":"x","pcc":2,"ts":1795334060},7]}'
    clock = manual_clock()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, transport)
        feed.submit(WANTS[:1])
        async with collecting(feed):
            await at_rest()
        answers = await store.read(lambda snapshot: snapshot.turns())
        assert answers["live_scale", "", ""].last.set_aside == 2
        found = await store.read(lambda snapshot: snapshot.series([("pcc", "")], Window(0, 2**31)))
        assert found["pcc", ""].points == ((1795334000, 2.0), (1795334060, 2.0))


async def test_a_store_that_fails_is_said_and_the_collection_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        write, broken = store.write, True

        async def failing(change, *arguments, **named):  # type: ignore[no-untyped-def]
            if broken:
                raise StoreError("scry.db", "does not fit on its disk any more", "free some space")
            return await write(change, *arguments, **named)

        monkeypatch.setattr(store, "write", failing)
        feed = make_feed(store, clock, SimTransport(world))
        feed.submit(WANTS[:1])
        async with collecting(feed):
            await at_rest()
            assert feed.trouble is not None
            assert "does not fit" in str(feed.trouble)
            broken = False
            await pass_time(clock, 20)
            assert feed.trouble is None
            assert statuses(world) == [200]


async def test_an_answer_that_could_not_be_stored_is_no_trouble_any_more_once_a_write_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        write, is_full, has_room = store.write, False, False

        async def failing(change, *arguments, **named):  # type: ignore[no-untyped-def]
            nonlocal is_full
            is_full = is_full or change is not claims.claim
            if is_full and not has_room:
                raise StoreError("scry.db", "does not fit on its disk any more", "free some space")
            return await write(change, *arguments, **named)

        monkeypatch.setattr(store, "write", failing)
        feed = make_feed(store, clock, SimTransport(world))
        # Nobody looks: nothing else is due for half an hour.
        feed.submit([replace(WANTS[0], attended=False)])
        async with collecting(feed):
            await until(lambda: feed.trouble is not None)
            has_room = True
            await pass_time(clock, 15)
            assert feed.trouble is None
            assert len(statuses(world)) == 1


async def test_what_an_answer_tells_of_other_years_is_not_kept_and_the_rest_is(tmp_path: Path) -> None:
    now = int(NOW_TS)
    rows = [
        {"call_id": str(number), "cname": "c", "created_ts": created_ts, "destroyed_ts": ended_ts, "finished": True}
        for number, (created_ts, ended_ts) in enumerate(
            ((now - 600, now - 300), (now - 30 * 86400, now - 60), (1_500_000_000, now), (now - 600, 4_000_000_000))
        )
    ]
    minutes = [{"pcu": 1, "pcc": 2, "ts": ts} for ts in (1_500_000_000, now - 3600, 4_000_000_000)]
    bodies = {"call_lists": rows, "data": minutes}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"code": 200, "has_more": False, **bodies}))
    clock = manual_clock()
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, transport)
        feed.submit((WANTS[0], Want("call_lists", window=Window(now - 1800, now))))
        async with collecting(feed):
            await at_rest()
        always = Window(0, 2**32)
        assert {call.call_id for call in await store.read(by_rows(read_calls), always)} == {"0", "1"}
        found = await store.read(lambda snapshot: snapshot.series([("pcc", "")], always))
        assert [ts for ts, _ in found["pcc", ""].points] == [now - 3600]
