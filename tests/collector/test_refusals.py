"""What one process is refused (401, 403) stops that process, whatever it asks for, and no other on the store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.worlds import SimTransport, collecting, incident, make_feed, manual_clock, open_store, statuses
from tui.agora.editions.reference_2020 import EDITION
from tui.collector.refusals import Refusals
from tui.domain.records import MINUTE, Failure, FailureKind, Want, Window
from tui.ui.context import Feed

WANTS = (Want("live_scale"), Want("live_experience"), Want("live_net"))
NO = Failure(FailureKind.UNAUTHORIZED, status=401)
NOT_THIS = Failure(FailureKind.FORBIDDEN, status=403)
ALL = ("live_scale", "live_experience", "live_net")


async def pass_time(clock: ManualClock, seconds: int, step_s: int = 5) -> None:
    for _ in range(0, seconds, step_s):
        clock.advance(step_s)
        await at_rest()


def failures(feed: Feed) -> set[FailureKind]:
    return {status.failure.kind for status in feed.statuses.values() if status.failure}


async def test_who_is_healthy_keeps_its_state_and_its_slots_beside_one_with_a_wrong_secret(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        healthy = make_feed(one, clock, SimTransport(world), by="healthy")
        wrong = make_feed(two, clock, SimTransport(world), by="wrong", secret="another")
        seen: set[FailureKind] = set()
        healthy.on_status(lambda: seen.update(failures(healthy)))
        for feed in (wrong, healthy):
            feed.submit(WANTS)
        async with collecting(wrong):
            await at_rest()
            async with collecting(healthy):
                await pass_time(clock, 10 * MINUTE)
                assert failures(wrong) == {FailureKind.UNAUTHORIZED}
                wrong.refresh()
                await pass_time(clock, 5 * MINUTE)
                assert failures(wrong) == {FailureKind.UNAUTHORIZED}
                assert all(status.next_ts for status in healthy.statuses.values())
        assert not seen
        assert statuses(world).count(401) == 2, "at the start and after r"
        # A slot of 61 s, looked at every five.
        assert statuses(world).count(200) >= 3 * 12


async def test_after_401_nothing_that_is_opened_is_asked_for_until_somebody_asks_by_hand(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    lists = Want("call_lists", window=Window(int(clock.now()) - 600, int(clock.now()) - 300))
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, SimTransport(world), secret="another")
        feed.submit(WANTS[:1])
        async with collecting(feed):
            await pass_time(clock, MINUTE)
            feed.submit((*WANTS, Want("channel_users", "a"), Want("usage", attended=False), lists))
            await pass_time(clock, 40 * MINUTE, step_s=30)
            assert statuses(world) == [401]
            assert {status.failure.kind for status in feed.statuses.values() if status.failure} == {NO.kind}
            assert [status.next_ts for status in feed.statuses.values()] == [None] * 6
            feed.refresh()
            await pass_time(clock, 3 * MINUTE)
            assert statuses(world) == [401] * 2
            world.credentials = ("demo", "another")
            feed.refresh()

            def waiting() -> bool:
                return all(status.next_ts is not None for want, status in feed.statuses.items() if want != lists)

            for _ in range(30):
                await pass_time(clock, 10)
                if waiting():
                    break
            assert waiting()
            assert set(statuses(world)[2:]) == {200}
            assert not failures(feed)


async def test_the_key_tries_at_once_within_the_back_off_where_no_request_has_arrived(tmp_path: Path) -> None:
    clock, want = manual_clock(), WANTS[0]
    tries = 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        raise httpx.ConnectError("refused")

    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, httpx.MockTransport(answer))
        feed.submit([want])
        async with collecting(feed):
            await pass_time(clock, 20 * MINUTE)
            before, next_ts = tries, feed.statuses[want].next_ts
            assert next_ts is not None
            assert next_ts > clock.now() + 5
            feed.refresh()
            await pass_time(clock, 2, step_s=1)
            assert tries == before + 1
            assert feed.statuses[want].by_hand_ts is None


async def test_a_secret_that_the_server_takes_no_longer_stops_every_endpoint(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, SimTransport(world))
        feed.submit(WANTS)
        async with collecting(feed):
            await pass_time(clock, 30)
            assert statuses(world) == [200] * 3
            world.credentials = ("demo", "rotated")
            await pass_time(clock, 20 * MINUTE)
            # Those that were due at the same moment may have left together.
            assert 1 <= statuses(world).count(401) <= 3
            assert len(statuses(world)) <= 6
            assert all(status.next_ts is None and status.failure for status in feed.statuses.values())


@pytest.mark.parametrize("number", [401, 403])
async def test_a_no_to_one_endpoint_of_who_is_served_elsewhere_stops_that_one(tmp_path: Path, number: int) -> None:
    """Of a 401 that is so where the server serves another request meanwhile."""
    clock = manual_clock()
    asked: list[str] = []
    served = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        is_net = request.url.path.endswith(EDITION["live_net"].path)
        asked.append("net" if is_net else "other")
        if is_net:
            await served.wait()
            return httpx.Response(number)
        if asked.count("other") > 2:
            served.set()
        return httpx.Response(200, json={"code": 200, "data": []})

    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, httpx.MockTransport(answer))
        feed.submit(WANTS[:2])
        async with collecting(feed):
            await pass_time(clock, 30)
            feed.submit(WANTS)
            await pass_time(clock, 10 * MINUTE)
            assert asked.count("net") == 1
            assert asked.count("other") >= 12


def test_a_401_stands_for_every_endpoint_until_somebody_asks_by_hand() -> None:
    refusals = Refusals().refused("live_net", NO, 10.0)
    assert refusals.told(ALL) == dict.fromkeys(ALL, (NO, float("inf")))
    assert refusals.asked(5.0).told(ALL)["live_scale"] == (NO, float("inf")), "that was before"
    assert refusals.asked(20.0).told(ALL) == dict.fromkeys(ALL, (NO, 10.0))
    assert not refusals.asked(20.0).are_credentials_known
    assert refusals.asked(20.0).served("live_net", 21.0).told(ALL) == {}


def test_a_401_beside_an_answer_is_about_its_endpoint() -> None:
    before = Refusals().served("live_scale", 9.0).refused("live_net", NO, 10.0)
    assert set(before.told(ALL)) == set(ALL)
    beside = Refusals().served("live_scale", 11.0).refused("live_net", NO, 10.0)
    assert beside.told(ALL) == {"live_net": (NO, 10.0)}
    assert beside.are_credentials_known


def test_a_403_and_a_failure_that_is_no_refusal_stop_no_other_endpoint() -> None:
    refusals = Refusals().refused("live_net", NOT_THIS, 10.0).refused("live_scale", Failure(FailureKind.TIMEOUT), 11.0)
    assert refusals.told(ALL) == {"live_net": (NOT_THIS, 10.0)}
