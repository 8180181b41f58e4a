"""Walks: call lists of ten and details of ten users become whole, within the limits, and what is stopped is stopped."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.patience import until
from tests.store.rows import by_rows
from tests.worlds import NOW_TS, SimTransport, collecting, incident, make_feed, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.listing import told
from tui.cli.feed import DOCUMENTED, CollectedFeed
from tui.clock import ServerClock
from tui.collector.scheduler import TRIES, WALK_REQUESTS
from tui.domain.records import DAY, HOUR, Call, FailureKind, Part, Progress, Spend, Want, WantState, Window
from tui.store.api import Store
from tui.store.rows import calls

NOW = int(NOW_TS)
LISTS, DETAILS = "call_lists", "call_details"


@asynccontextmanager
async def at_work(
    tmp_path: Path, transport: Callable[[ManualClock], httpx.AsyncBaseTransport]
) -> AsyncIterator[tuple[ManualClock, Store, CollectedFeed]]:
    clock = manual_clock()
    with open_store(tmp_path) as store:
        feed = make_feed(store, clock, transport(clock))
        async with collecting(feed):
            yield clock, store, feed


async def until_settled(clock: ManualClock, feed: CollectedFeed, *wants: Want, seconds: int = 300) -> int:
    """Until nothing of `wants` is asked for any more; returns how many seconds that took."""
    for third in range(seconds * 3):
        # A server that sends slowly does so in real time.
        await asyncio.sleep(0.003)
        await at_rest()
        states = [feed.statuses[want].state for want in wants if want in feed.statuses]
        if len(states) == len(wants) and all(state in (WantState.DONE, WantState.STOPPED) for state in states):
            return third // 3
        clock.advance(1 / 3)
    raise AssertionError(f"still {feed.statuses}")


def of_scene(scene: str) -> Callable[[ManualClock], SimTransport]:
    return lambda clock: SimTransport(incident(clock, scene=scene))


async def calls_of(store: Store, window: Window, channel: str | None = None) -> list[Call]:
    return [
        call for call in await store.read(by_rows(calls.read_calls), window, channel) if window.holds(call.created_ts)
    ]


async def requests_of(store: Store, endpoint: str) -> int:
    return sum(spend.endpoint == endpoint for spend in await store.read(lambda snapshot: snapshot.requests(10_000)))


async def test_a_walk_over_half_an_hour_finds_every_call_within_three_requests_a_second(tmp_path: Path) -> None:
    transport: list[SimTransport] = []

    def made(clock: ManualClock) -> SimTransport:
        transport.append(SimTransport(incident(clock, scene="calm")))
        return transport[0]

    window = Window(NOW - 1800, NOW - 60)
    async with at_work(tmp_path, made) as (clock, store, feed):
        want = Want(LISTS, window=window)
        feed.submit([want])
        took_s = await until_settled(clock, feed, want)
        world = transport[0].world
        expected = {call.call_id for call in world.calls.newest(window.start_ts, window.end_ts - 1, None, 10_000)}
        assert {call.call_id for call in await calls_of(store, window)} == expected
        count = await requests_of(store, LISTS)
        assert len(expected) / 10 <= count <= len(expected) / 9 + 2
        assert feed.statuses[want].requests == count
        assert took_s >= count / 3 - 1
        assert not world.breaches()
        # What is known for good costs nothing, neither the same stretch nor one within it, nor one channel of it.
        clock.advance(600)
        inside = Want(LISTS, window=Window(NOW - 900, NOW - 300))
        of_one = Want(LISTS, "class-1", window=window)
        feed.submit([want, inside, of_one])
        await until_settled(clock, feed, want, inside, of_one)
        assert await requests_of(store, LISTS) == count


@pytest.mark.parametrize(("channel", "found", "crowded"), [("burst-minute", 25, 0), ("burst-second", 10, 1)])
async def test_bursts_are_found_as_far_as_the_api_lists_them(
    tmp_path: Path, channel: str, found: int, crowded: int
) -> None:
    async with at_work(tmp_path, of_scene("huge")) as (clock, store, feed):
        window = Window(NOW // 1800 * 1800 - 1800, NOW // 1800 * 1800)
        want = Want(LISTS, channel, window=window)
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert len(await calls_of(store, window, channel)) == found
        listings = await store.read(lambda snapshot: snapshot.listings(LISTS, window, channel=channel))
        end = told(window, listings, EDITION.call_lists, since_ts=0)
        assert (len(end.crowded), end.open) == (crowded, ())


class Endless(httpx.AsyncBaseTransport):
    """Lists that always say there is more; `rows` says which calls they list of a window."""

    def __init__(self, rows: Callable[[int, int], list[int]]) -> None:
        self.rows = rows
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        params = request.url.params
        began = self.rows(int(params["start_ts"]), int(params["end_ts"]))
        rows = [
            {"call_id": f"c{ts}", "cname": "x", "created_ts": ts, "destroyed_ts": ts + 9, "finished": True}
            for ts in began
        ]
        return httpx.Response(200, json={"code": 200, "message": "", "has_more": True, "call_lists": rows})


async def test_lists_that_say_there_is_more_for_ever_end_the_walk(tmp_path: Path) -> None:
    window = Window(NOW - HOUR, NOW - 60)
    for number, rows in enumerate((lambda *_: [], lambda *_: [NOW - 500 - index for index in range(10)])):
        transport = Endless(rows)
        async with at_work(tmp_path / str(number), lambda _: transport) as (clock, _, feed):  # noqa: B023
            want = Want(LISTS, window=window)
            feed.submit([want])
            await until_settled(clock, feed, want)
            assert transport.asked <= 3


@pytest.mark.long
async def test_a_walk_stops_after_its_share_of_requests_and_goes_on_when_asked_to(tmp_path: Path) -> None:
    transport = Endless(lambda start_ts, end_ts: list(range(end_ts - 1, end_ts - 11, -1)))
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        want = Want(LISTS, window=Window(NOW - DAY, NOW - 60))
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert (feed.statuses[want].state, transport.asked) == (WantState.STOPPED, WALK_REQUESTS)
        clock.advance(20)
        feed.refresh()
        await at_rest()
        await until_settled(clock, feed, want)
        assert transport.asked == 2 * WALK_REQUESTS


async def test_a_walk_that_nobody_wants_any_more_asks_nothing_more(tmp_path: Path) -> None:
    transport = Endless(lambda start_ts, end_ts: list(range(end_ts - 1, end_ts - 11, -1)))
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        feed.submit([Want(LISTS, window=Window(NOW - DAY, NOW - 60))])
        while transport.asked < 5:
            clock.advance(0.5)
            await at_rest()
        feed.submit([])
        asked = transport.asked
        for _ in range(20):
            clock.advance(1)
            await at_rest()
        assert transport.asked <= asked + 1


async def test_what_lies_beyond_three_days_is_not_asked_for(tmp_path: Path) -> None:
    transport = Endless(lambda *_: [])
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        want = Want(LISTS, window=Window(NOW - 5 * DAY, NOW - 4 * DAY))
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert (feed.statuses[want].state, transport.asked) == (WantState.DONE, 0)


# -- details


async def a_call(store: Store, clock: ManualClock, feed: CollectedFeed, channel: str) -> Call:
    """The newest call of a channel that is over."""
    want = Want(LISTS, channel, window=Window(NOW - 9 * HOUR, NOW))
    feed.submit([want])
    await until_settled(clock, feed, want)
    assert want.window is not None
    return next(call for call in await calls_of(store, want.window, channel) if call.finished)


def parts_of(call: Call, part: Part) -> list[Want]:
    assert call.destroyed_ts is not None
    edges = [*range(call.created_ts, call.destroyed_ts, 3 * HOUR), call.destroyed_ts]
    return [
        Want(DETAILS, call_id=call.call_id, part=part, window=Window(start, end))
        for start, end in reversed(list(itertools.pairwise(edges)))
    ]


async def test_users_beyond_the_ten_of_an_answer_are_found_by_narrower_windows(tmp_path: Path) -> None:
    transport: list[SimTransport] = []

    def made(clock: ManualClock) -> SimTransport:
        transport.append(SimTransport(incident(clock, scene="calm")))
        return transport[0]

    async with at_work(tmp_path, made) as (clock, store, feed):
        call = await a_call(store, clock, feed, "大班课-数学")
        wants = parts_of(call, Part.USERS)
        feed.submit(wants)
        await until_settled(clock, feed, *wants)
        world = transport[0].world
        planned = world.calls.find(call.call_id)
        assert planned is not None
        everyone = {session.sid for session in world.people.of(planned) if session.platform != "Linux"}
        sessions = await store.read(lambda snapshot: snapshot.sessions(call.call_id))
        assert len(everyone) > 60
        assert {session.sid for session in sessions} == everyone
        assert not world.breaches()
        asked = await requests_of(store, DETAILS)
        clock.advance(DAY / 2)
        feed.submit(wants)
        await until_settled(clock, feed, *wants)
        assert await requests_of(store, DETAILS) == asked


async def test_a_call_that_is_on_is_asked_for_anew_only_from_where_it_was_told(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []

    class Noting(SimTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("details"):
                asked.append((int(request.url.params["start_ts"]), int(request.url.params["end_ts"])))
            return await super().handle_async_request(request)

    async with at_work(tmp_path, lambda clock: Noting(incident(clock))) as (clock, store, feed):
        list_want = Want(LISTS, "class-301", window=Window(NOW - 3 * HOUR, NOW))
        feed.submit([list_want])
        await until_settled(clock, feed, list_want)
        assert list_want.window is not None
        on = [call for call in await calls_of(store, list_want.window) if not call.finished]
        call_id = on[0].call_id if on else (await any_call_on(store, clock, feed)).call_id
        first = Want(DETAILS, call_id=call_id, part=Part.METRICS, window=Window(NOW - 600, NOW))
        feed.submit([first])
        await until_settled(clock, feed, first)
        answered_ts = clock.now()
        clock.advance(300)
        second = Want(DETAILS, call_id=call_id, part=Part.METRICS, window=Window(NOW - 600, NOW + 300))
        feed.submit([second])
        await until_settled(clock, feed, second)
        assert asked[-1][1] == NOW + 300
        assert answered_ts - 160 <= asked[-1][0] <= answered_ts - 149


async def any_call_on(store: Store, clock: ManualClock, feed: CollectedFeed) -> Call:
    want = Want(LISTS, window=Window(NOW - 600, NOW - 30))
    feed.submit([want])
    await until_settled(clock, feed, want)
    assert want.window is not None
    return next(call for call in await calls_of(store, want.window) if not call.finished)


class Slow(httpx.AsyncBaseTransport):
    """Details that begin to arrive and do not end before `gate` is set."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.asked = 0
        self.closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        body = b'{"code":200,"message":"","call_id":"c","call_info":[],"metrics":[]}'

        async def content() -> AsyncIterator[bytes]:
            try:
                yield body[:30]
                await asyncio.sleep(0.15)
                yield body[30:40]
                await self.gate.wait()
                yield body[40:]
            finally:
                self.closed += 1

        return httpx.Response(200, headers={"Content-Length": str(len(body))}, content=content())


async def test_a_download_tells_how_far_it_is_and_ends_at_once_when_it_is_cancelled(tmp_path: Path) -> None:
    slow = Slow()
    async with at_work(tmp_path, lambda _: slow) as (clock, store, feed):
        told_of: list[object] = []
        feed.on_status(lambda: told_of.append(feed.statuses))
        want = Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(NOW - HOUR, NOW - 600))
        feed.submit([want])

        def progress() -> Progress | None:
            return feed.statuses[want].progress if want in feed.statuses else None

        # A slow machine is told of the first thirty bytes too.
        await until(lambda: (told := progress()) is not None and told.bytes == 40)
        assert (told := progress()) is not None
        assert told.total_bytes == 67
        assert told.bytes_per_s > 0
        assert told_of
        feed.submit([])
        feed.cancel(want)
        await until(lambda: slow.closed == 1)
        await until(lambda: not feed._collector._running)
        (spend,) = await store.read(lambda snapshot: snapshot.requests(10))
        assert (spend.failure, spend.call_id, spend.part) == (FailureKind.CANCELLED, "c", Part.METRICS)
        assert (
            await store.read(
                lambda snapshot: snapshot.listings(DETAILS, Window(0, NOW), call_id="c", part=Part.METRICS)
            )
            == ()
        )
        # Asked for again it is fetched at once, without the wait that follows a failure.
        slow.gate.set()
        clock.advance(1.1)
        feed.submit([want])
        await until(lambda: want in feed.statuses and feed.statuses[want].state is WantState.DONE)
        assert slow.asked == 2


async def test_of_large_answers_one_comes_at_a_time(tmp_path: Path) -> None:
    slow = Slow()
    async with at_work(tmp_path, lambda _: slow) as (clock, _, feed):
        wants = [
            Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(start, start + 600))
            for start in (NOW - HOUR, NOW - 2 * HOUR)
        ]
        feed.submit(wants)
        await until(lambda: slow.asked == 1)
        # Long after the ledger has given up to wait for the answer.
        for _ in range(20):
            clock.advance(10)
            await at_rest()
        assert slow.asked == 1
        slow.gate.set()
        await until_settled(clock, feed, *wants)
        assert slow.asked == 2


# -- other servers


class Answers(httpx.AsyncBaseTransport):
    """The same to every request, and how often it was asked."""

    def __init__(self, status: int, **body: object) -> None:
        self.status, self.body, self.asked = status, {"code": status, "message": "", **body}, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(self.status, stream=httpx.ByteStream(json.dumps(self.body).encode()))


def row(number: int, join_ts: int) -> dict[str, object]:
    return {
        "sid": f"S{number}",
        "uid": number,
        "cname": "x",
        "join_ts": join_ts,
        "leave_ts": join_ts + 600,
        "finished": True,
    }


@pytest.mark.parametrize(("status", "most"), [(404, 1), (400, 1), (500, TRIES), (503, TRIES)])
async def test_a_server_that_cannot_answer_is_asked_a_few_times_and_again_when_somebody_asks(
    tmp_path: Path, status: int, most: int
) -> None:
    transport = Answers(status)
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        want = Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(NOW - HOUR, NOW - 600))
        feed.submit([want])
        for _ in range(1200):
            clock.advance(3)
            await at_rest()
        assert transport.asked == most
        status_now = feed.statuses[want]
        assert (status_now.state, status_now.next_ts) == (WantState.FAILED, None)
        feed.refresh()
        await until(lambda: transport.asked == most + 1)


async def test_calls_that_wait_share_the_back_off_of_a_server_in_trouble(tmp_path: Path) -> None:
    transport = Answers(500)
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        wants = [
            Want(DETAILS, call_id="c", part=part, window=Window(NOW - hours * 3 * HOUR, NOW - (hours * 3 - 3) * HOUR))
            for hours in range(1, 8)
            for part in (Part.USERS, Part.METRICS)
        ]
        feed.submit(wants)
        for _ in range(1200):
            clock.advance(3)
            await at_rest()
        # An hour: the back-off is five minutes by then.
        assert transport.asked <= 25


async def test_details_that_ignore_the_window_cost_no_request_when_the_call_is_opened_again(tmp_path: Path) -> None:
    rows = [row(number, NOW - HOUR + number) for number in range(10, 20)]
    transport = Answers(200, call_id="c", call_info=rows, metrics=[])
    async with at_work(tmp_path, lambda _: transport) as (clock, _, feed):
        wants = [
            Want(DETAILS, call_id="c", part=part, window=Window(NOW - HOUR, NOW - 600))
            for part in (Part.USERS, Part.METRICS)
        ]
        feed.submit(wants)
        await until_settled(clock, feed, *wants)
        asked = transport.asked
        assert asked <= 4
        for _ in range(3):
            feed.submit([])
            clock.advance(600)
            await at_rest()
            feed.submit(wants)
            await until_settled(clock, feed, *wants)
        assert transport.asked == asked


async def test_a_row_that_cannot_be_read_counts_among_the_ten_that_an_answer_names(tmp_path: Path) -> None:
    def rows(start_ts: int, end_ts: int) -> list[dict[str, object]]:
        joined = [row(number, NOW - HOUR + 60 * number) for number in range(22)]
        found = [one for one in reversed(joined) if int(str(one["join_ts"])) <= end_ts][:10]
        return [{**one, "uid": "nobody"} if one["sid"] == "S20" else one for one in found]

    class Named(Answers):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            params = request.url.params
            self.body["call_info"] = rows(int(params["start_ts"]), int(params["end_ts"]))
            return await super().handle_async_request(request)

    transport = Named(200, call_id="c", metrics=[])
    async with at_work(tmp_path, lambda _: transport) as (clock, store, feed):
        want = Want(DETAILS, call_id="c", part=Part.USERS, window=Window(NOW - HOUR, NOW - 600))
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert len(await store.read(lambda snapshot: snapshot.sessions("c"))) == 21


async def test_ten_rows_are_not_believed_to_be_all_because_has_more_is_missing(tmp_path: Path) -> None:
    everyone = list(range(NOW - 1800, NOW - 300, 60))

    class Mute(Endless):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            body = json.loads(answer.content)
            del body["has_more"]
            return httpx.Response(200, json=body)

    def rows(start_ts: int, end_ts: int) -> list[int]:
        return [ts for ts in reversed(everyone) if start_ts <= ts <= end_ts][:10]

    async with at_work(tmp_path, lambda _: Mute(rows)) as (clock, store, feed):
        want = Want(LISTS, window=Window(NOW - 1800, NOW - 300))
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert want.window is not None
        assert len(await calls_of(store, want.window)) == len(everyone)


class Crowd(httpx.AsyncBaseTransport):
    """Fourteen calls of as many channels that began in one second. `counts_end` says whether a window's last second is
    in it; a window of no length is refused."""

    def __init__(self, second_ts: int, *, counts_end: bool) -> None:
        self.second_ts, self.counts_end = second_ts, counts_end
        self.asked: list[Window] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        params = request.url.params
        start_ts, end_ts, channel = int(params["start_ts"]), int(params["end_ts"]), params.get("cname")
        self.asked.append(Window(start_ts, end_ts))
        if start_ts >= end_ts:
            return httpx.Response(400, json={"code": 400, "message": "end_ts must be after start_ts"})
        last_ts = end_ts if self.counts_end else end_ts - 1
        names = [f"room-{number}" for number in range(14)] if start_ts <= self.second_ts <= last_ts else []
        found = [name for name in names if channel in (None, name)]
        listed = [
            {"call_id": name, "cname": name, "created_ts": self.second_ts, "destroyed_ts": None, "finished": False}
            for name in found[:10]
        ]
        body = {"code": 200, "message": "", "has_more": len(found) > 10, "call_lists": listed}
        return httpx.Response(200, json=body)


@pytest.mark.parametrize("counts_end", [True, False])
@pytest.mark.parametrize("seconds", [600, 2, 1])
@pytest.mark.parametrize("broad", [(300, 300), (300, 0), (300, 1), (1, 0), (1, 1), (0, 1)])
async def test_a_channel_s_call_in_a_second_that_was_too_full_for_all_channels_is_found(
    tmp_path: Path, counts_end: bool, seconds: int, broad: tuple[int, int]
) -> None:
    second_ts = NOW - 600
    crowd = Crowd(second_ts, counts_end=counts_end)
    async with at_work(tmp_path, lambda _: crowd) as (clock, store, feed):
        # First all channels: a window that ends behind the second, with it, or just before it has ended.
        want = Want(LISTS, window=Window(second_ts - broad[0], second_ts + broad[1]))
        feed.submit([want])
        await until_settled(clock, feed, want)
        assert want.window is not None
        assert len(await calls_of(store, want.window)) == (10 if broad[1] else 0)
        of_one = Want(LISTS, "room-13", window=Window(second_ts - (seconds - 1) // 2, second_ts + 1 + seconds // 2))
        feed.submit([of_one])
        await until_settled(clock, feed, of_one)
        (call,) = await store.read(by_rows(calls.read_calls), Window(second_ts, second_ts + 1), "room-13")
        assert call.call_id == "room-13"
        assert all(window.seconds > 0 for window in crowd.asked)


async def test_what_nobody_wants_any_more_when_its_slot_is_claimed_is_not_sent(tmp_path: Path) -> None:
    transport = Answers(200, call_id="c", call_info=[], metrics=[])
    async with at_work(tmp_path, lambda _: transport) as (_, store, feed):
        want = Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(NOW - HOUR, NOW - 600))
        write = store.write

        async def dropped(change: Callable[..., object], *args: object, **kwargs: object) -> object:
            result = await write(change, *args, **kwargs)
            if isinstance(result, Spend):
                feed.submit([])
                feed.cancel(want)
            return result

        store.write = dropped  # type: ignore[method-assign, assignment]
        feed.submit([want])
        await at_rest()
        assert transport.asked == 0
        (spend,) = await store.read(lambda snapshot: snapshot.requests(10))
        assert (spend.failure, spend.arrived, spend.answered_ts is None) == (FailureKind.CANCELLED, False, False)


async def test_a_claim_whose_process_died_holds_the_next_one_up_for_a_minute_and_no_longer(tmp_path: Path) -> None:
    transport = Answers(200, call_id="c", call_info=[], metrics=[])
    async with at_work(tmp_path, lambda _: transport) as (clock, store, feed):
        want = Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(NOW - HOUR, NOW - 600))
        await store.write(
            lambda changes: changes.claim(
                endpoint=DETAILS,
                call_id="c",
                part=Part.METRICS,
                window=want.window,
                limits=DOCUMENTED.limits[DETAILS],
                clock=ServerClock(clock),
                by="somebody:1",
            )
        )
        feed.submit([want])
        for _ in range(59):
            clock.advance(1)
            await at_rest()
        assert transport.asked == 0
        for _ in range(5):
            clock.advance(1)
            await at_rest()
        await until(lambda: transport.asked == 1)


async def test_while_a_long_answer_comes_another_scry_waits_for_it(tmp_path: Path) -> None:
    slow, other = Slow(), Answers(200, call_id="c", call_info=[], metrics=[])
    async with at_work(tmp_path, lambda _: slow) as (clock, store, feed):
        want = Want(DETAILS, call_id="c", part=Part.METRICS, window=Window(NOW - HOUR, NOW - 600))
        feed.submit([want])
        await until(lambda: slow.asked == 1)
        (claim,) = await store.read(lambda snapshot: snapshot.under_way(clock.now()))
        second = make_feed(store, clock, other, by="test:2")
        second.submit([want])
        async with collecting(second):
            for _ in range(8):
                clock.advance(20)
                await store.write(lambda changes: changes.see(claim.claim_id, ServerClock(clock)))
                await at_rest()
            assert other.asked == 0
            slow.gate.set()
            await until(lambda: want in second.statuses and second.statuses[want].state is WantState.DONE)
            assert other.asked == 0
