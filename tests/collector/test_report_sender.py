"""The report sender at work: real store and client, a server that is a function, a manual clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from tests.collector.dying import DRAFT, REPORT
from tests.collector.resting import at_rest
from tests.manual_clock import ManualClock
from tests.patience import PATIENCE_S
from tests.serving import serving
from tests.worlds import NOW_TS, SimTransport, collecting, incident, make_feed, manual_clock, open_store
from tui.collector import report_sender
from tui.collector.wakeup import STORE_RETRY_S
from tui.domain.account import TIMEOUT_S
from tui.domain.records import MOST_QUEUED_S, Failure, FailureKind, KeptReport, Receipt, Report, ReportState, Sending
from tui.store.api import Store
from tui.store.errors import MayHaveArrivedError, StoreError
from tui.store.sqlite.changes import SqliteChanges

NOW = int(NOW_TS)
YES = {"code": 200, "message": "thanks"}

Serve = Callable[[httpx.Request], Awaitable[httpx.Response]]


class Server(httpx.AsyncBaseTransport):
    """Does with every request what `serve` does; `bodies` are the reports that reached it."""

    def __init__(self, serve: Serve) -> None:
        self.serve = serve
        self.bodies: list[bytes] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(await request.aread())
        return await self.serve(request)


def answering(status: int = 200, content: object = YES, **headers: str) -> Serve:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    async def serve(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers=headers)

    return serve


def breaking(error: Exception) -> Serve:
    async def serve(_: httpx.Request) -> httpx.Response:
        raise error

    return serve


async def queue(
    store: Store, report: Report = REPORT, *, report_id: int | None = None, asked: ReportState | None = None
) -> int:
    kept = await store.write(
        lambda changes: changes.queue_report(
            DRAFT, report, report_id=report_id, asked=asked, now_ts=NOW_TS, by="alice:1"
        )
    )
    return kept.report_id


async def read(store: Store, report_id: int) -> KeptReport:
    kept = await store.read(lambda snapshot: snapshot.report(report_id))
    assert kept is not None
    return kept


async def settled(store: Store, report_id: int) -> KeptReport:
    """The report, once it is neither to be sent nor on its way."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            kept = await read(store, report_id)
            if kept.state not in (ReportState.QUEUED, ReportState.SENDING):
                return kept
            await asyncio.sleep(0.002)


@asynccontextmanager
async def carrying(home: Path, serve: Serve, clock: ManualClock | None = None) -> AsyncIterator[tuple[Store, Server]]:
    """A store whose feed is at work, and the server it talks to."""
    server = Server(serve)
    with open_store(home) as store:
        async with collecting(make_feed(store, clock or manual_clock(), server)):
            yield store, server


async def test_a_report_is_sent_at_once_and_the_answer_kept(tmp_path: Path) -> None:
    async with carrying(tmp_path, answering()) as (store, server):
        kept = await settled(store, await queue(store))
        assert (kept.state, kept.receipt, kept.by) == (ReportState.SENT, Receipt(200, "thanks"), "test:1")
        assert len(server.bodies) == 1
        (spend,) = await store.read(lambda snapshot: snapshot.requests(9))
        assert (spend.endpoint, spend.status, spend.by) == ("report", 200, "test:1")


UNREADABLE = FailureKind.UNREADABLE
OUTCOMES: list[tuple[str, Serve, ReportState, FailureKind]] = [
    # It never left, or never reached the server.
    ("no route", breaking(httpx.ConnectError("no route")), ReportState.DRAFT, FailureKind.UNREACHABLE),
    ("no connection", breaking(httpx.ConnectTimeout("t")), ReportState.DRAFT, FailureKind.TIMEOUT),
    ("no free one", breaking(httpx.PoolTimeout("t")), ReportState.DRAFT, FailureKind.TIMEOUT),
    ("proxy says no", breaking(httpx.ProxyError("407")), ReportState.DRAFT, FailureKind.UNREACHABLE),
    ("no such scheme", breaking(httpx.UnsupportedProtocol("x")), ReportState.DRAFT, FailureKind.UNREACHABLE),
    ("no URL", breaking(httpx.InvalidURL("x")), ReportState.DRAFT, FailureKind.UNREACHABLE),
    # The server says no, in its own words or by HTTP alone.
    ("code 400", answering(200, {"code": 400, "message": "no"}), ReportState.REFUSED, FailureKind.BAD_REQUEST),
    ("code 401", answering(401, {"code": 401}), ReportState.REFUSED, FailureKind.UNAUTHORIZED),
    ("no auth", answering(200, {"code": 300, "message": "no auth"}), ReportState.REFUSED, FailureKind.FORBIDDEN),
    ("code 429", answering(429, {"code": 429, "message": "qps"}), ReportState.REFUSED, FailureKind.OVER_LIMIT),
    ("code 1001, HTTP 400", answering(400, {"code": 1001}), ReportState.REFUSED, FailureKind.BAD_REQUEST),
    ("HTTP 400", answering(400, b"what?"), ReportState.REFUSED, FailureKind.BAD_REQUEST),
    ("HTTP 403", answering(403, b""), ReportState.REFUSED, FailureKind.FORBIDDEN),
    ("HTTP 404", answering(404, b"<h1>?</h1>"), ReportState.REFUSED, FailureKind.NOT_FOUND),
    ("HTTP 413", answering(413, b""), ReportState.REFUSED, FailureKind.BAD_REQUEST),
    ("HTTP 429", answering(429, YES), ReportState.REFUSED, FailureKind.OVER_LIMIT),
    ("redirect", answering(307, b"", Location="https://x.example/"), ReportState.REFUSED, FailureKind.UNREACHABLE),
    ("HTTP 304", answering(304, b""), ReportState.REFUSED, FailureKind.UNREACHABLE),
    # It may have arrived.
    ("silence", breaking(httpx.ReadTimeout("t")), ReportState.UNKNOWN, FailureKind.TIMEOUT),
    ("half sent", breaking(httpx.WriteTimeout("t")), ReportState.UNKNOWN, FailureKind.TIMEOUT),
    ("broken", breaking(httpx.ReadError("reset")), ReportState.UNKNOWN, FailureKind.UNREACHABLE),
    ("hung up", breaking(httpx.RemoteProtocolError("gone")), ReportState.UNKNOWN, FailureKind.UNREACHABLE),
    ("reset", breaking(ConnectionResetError("reset")), ReportState.UNKNOWN, FailureKind.UNREACHABLE),
    ("HTTP 500", answering(500, b"oops"), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("code 500", answering(200, {"code": 500, "message": "no"}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("code 503", answering(200, {"code": 503}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("code 500 twice", answering(500, {"code": 500, "message": "no"}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("code 500, HTTP 400", answering(400, {"code": 500}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("code 400, HTTP 500", answering(500, {"code": 400}), ReportState.UNKNOWN, FailureKind.BAD_REQUEST),
    ("code 429, HTTP 503", answering(503, {"code": 429}), ReportState.UNKNOWN, FailureKind.OVER_LIMIT),
    ("code 1001", answering(200, {"code": 1001, "message": "odd"}), ReportState.UNKNOWN, UNREADABLE),
    ("code 50001", answering(200, {"code": 50001, "message": "busy"}), ReportState.UNKNOWN, UNREADABLE),
    ("HTTP 502", answering(502, {"error": "bad gateway"}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("HTTP 504", answering(504, {"code": 0}), ReportState.UNKNOWN, FailureKind.SERVER_ERROR),
    ("empty", answering(200, b""), ReportState.UNKNOWN, UNREADABLE),
    ("a page", answering(200, b"<html>login</html>"), ReportState.UNKNOWN, UNREADABLE),
    ("half an answer", answering(200, b'{"code": 200, "mess'), ReportState.UNKNOWN, UNREADABLE),
    ("no code", answering(200, {"message": "success"}), ReportState.UNKNOWN, UNREADABLE),
    ("code 0", answering(200, {"code": 0, "message": "success"}), ReportState.UNKNOWN, UNREADABLE),
    ("code 201", answering(200, {"code": 201, "message": "made"}), ReportState.UNKNOWN, UNREADABLE),
    ("our mistake", breaking(ZeroDivisionError()), ReportState.UNKNOWN, UNREADABLE),
]


@pytest.mark.parametrize(("serve", "state", "kind"), [row[1:] for row in OUTCOMES], ids=[row[0] for row in OUTCOMES])
async def test_what_an_answer_leaves_known_and_nothing_is_tried_again(
    tmp_path: Path, serve: Serve, state: ReportState, kind: FailureKind
) -> None:
    clock = manual_clock()
    async with carrying(tmp_path, serve, clock) as (store, server):
        kept = await settled(store, await queue(store))
        assert kept.failure is not None
        assert (kept.state, kept.failure.kind) == (state, kind)
        assert kept.failure.arrived == (state is not ReportState.DRAFT)
        clock.advance(10 * TIMEOUT_S)
        await at_rest()
        assert await read(store, kept.report_id) == kept
        assert len(server.bodies) == 1


async def test_the_servers_words_of_a_refusal_are_kept(tmp_path: Path) -> None:
    async with carrying(tmp_path, answering(200, {"code": 400, "message": "invalid parameter: ts"})) as (store, _):
        kept = await settled(store, await queue(store))
        assert kept.failure is not None
        assert (kept.failure.detail, kept.failure.code) == ("invalid parameter: ts", 400)


async def test_one_made_offline_is_sent_when_somebody_says_so(tmp_path: Path) -> None:
    async with carrying(tmp_path, breaking(httpx.ConnectError("no route"))) as (store, server):
        report_id = await queue(store)
        assert (await settled(store, report_id)).state is ReportState.DRAFT
        server.serve = answering()
        assert await queue(store, report_id=report_id) == report_id
        kept = await settled(store, report_id)
        assert (kept.state, kept.failure) == (ReportState.SENT, None)


async def test_many_are_sent_one_after_the_other_no_more_than_ten_a_second(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    with open_store(tmp_path) as store:
        ids = [await queue(store, replace(REPORT, ts=NOW + number)) for number in range(25)]
        async with collecting(make_feed(store, clock, SimTransport(world))):
            for report_id in ids:
                async with asyncio.timeout(PATIENCE_S):
                    while (await read(store, report_id)).state is not ReportState.SENT:
                        await asyncio.sleep(0.002)
                        clock.advance(0.05)
    received = world.journal.reports()
    assert [report["report"]["ts"] for report in received] == [NOW + number for number in range(25)]
    assert world.breaches() == []
    assert {request["status"] for request in world.journal.requests()} == {200}


async def test_the_server_receives_every_field_as_it_was_meant(tmp_path: Path) -> None:
    clock = manual_clock()
    world = incident(clock)
    report = Report('数学-3班 "a\\b" [/]', 1, 2**32 - 1, 1, NOW - 90, 3, "卡顿\n两行\t👩‍👩‍👧\x00\u202e\udcff")
    with open_store(tmp_path) as store:
        async with collecting(make_feed(store, clock, SimTransport(world))):
            assert (await settled(store, await queue(store, report))).state is ReportState.SENT
    (received,) = world.journal.reports()
    assert received["report"] == {
        "cname": report.channel,
        "teacher_uid": 1,
        "student_uid": 2**32 - 1,
        "abnormal_uid": 1,
        "ts": NOW - 90,
        "type": 3,
        "comments": report.comments,
    }


@pytest.mark.parametrize("comments", ["", "bad network", '视频卡顿 "x"\n\x7f\x85', "half \udcff, \ud83d"])
async def test_what_is_said_to_be_sent_is_what_arrives_byte_by_byte(tmp_path: Path, comments: str) -> None:
    report = replace(REPORT, comments=comments)
    server = Server(answering())
    with open_store(tmp_path) as store:
        feed = make_feed(store, manual_clock(), server)
        async with collecting(feed):
            await settled(store, await queue(store, report))
        assert server.bodies == [feed.report_body(report).encode()]
    assert "数学-3班" in feed.report_body(report)


# -- the end of the program, and its beginning


async def test_one_that_was_queued_before_the_program_ended_is_sent_by_the_next(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        report_id = await queue(store)
    async with carrying(tmp_path, answering()) as (store, server):
        assert (await settled(store, report_id)).state is ReportState.SENT
        assert len(server.bodies) == 1


async def test_one_that_was_queued_hours_ago_is_a_draft_to_the_next(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        report_id = await queue(store)
    clock = ManualClock(NOW_TS + MOST_QUEUED_S)
    async with carrying(tmp_path, answering(), clock) as (store, server):
        kept = await settled(store, report_id)
        assert (kept.state, kept.failure) == (ReportState.DRAFT, Failure(FailureKind.NOT_SENT, arrived=False))
        assert server.bodies == []


def hanging(released: asyncio.Event, left: asyncio.Event) -> Serve:
    async def serve(_: httpx.Request) -> httpx.Response:
        left.set()
        await released.wait()
        return httpx.Response(200, json=YES)

    return serve


async def test_the_end_waits_for_the_answer_to_one_that_is_leaving(tmp_path: Path) -> None:
    released, left = asyncio.Event(), asyncio.Event()
    with open_store(tmp_path) as store:
        feed = make_feed(store, manual_clock(), Server(hanging(released, left)))
        async with collecting(feed):
            report_id = await queue(store)
            finishing = asyncio.create_task(feed.finish())
            await left.wait()
            assert not finishing.done()
            released.set()
            await finishing
            assert (await read(store, report_id)).state is ReportState.SENT
            await feed.finish()


async def test_the_end_waits_no_longer_than_a_moment_and_then_it_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_sender, "FINISH_S", 0.05)
    left = asyncio.Event()
    server = Server(hanging(asyncio.Event(), left))
    with open_store(tmp_path) as store:
        feed = make_feed(store, manual_clock(), server)
        async with collecting(feed):
            report_id = await queue(store)
            await left.wait()
            await feed.finish()
        kept = await read(store, report_id)
        assert (kept.state, kept.failure) == (ReportState.UNKNOWN, Failure(FailureKind.UNANSWERED))
        (spend,) = await store.read(lambda snapshot: snapshot.requests(9))
        assert (spend.failure, spend.arrived) == (FailureKind.UNANSWERED, True)
    async with carrying(tmp_path, answering()) as (store, server):
        await at_rest()
        assert (await read(store, report_id)).state is ReportState.UNKNOWN
        assert server.bodies == []
        with pytest.raises(MayHaveArrivedError):
            await queue(store, report_id=report_id)
        await queue(store, report_id=report_id, asked=ReportState.UNKNOWN)
        assert (await settled(store, report_id)).state is ReportState.SENT


async def test_an_empty_outbox_costs_no_write_and_keeps_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path) as store:
        claimed = []
        monkeypatch.setattr(SqliteChanges, "claim_report", lambda *_, **named: claimed.append(named))
        feed = make_feed(store, manual_clock(), Server(answering()))
        async with collecting(feed):
            await at_rest()
            await feed.finish()
        assert claimed == []


# -- others on the store


async def test_what_another_process_left_on_its_way_is_unknown_a_minute_later(tmp_path: Path) -> None:
    clock = manual_clock()
    async with carrying(tmp_path, answering(), clock) as (store, server):
        await at_rest()
        with open_store(tmp_path) as other:
            dying = make_feed(other, clock, Server(hanging(asyncio.Event(), asyncio.Event())), by="dead:2")
            report_id = await queue(other)
            sending = await other.write(
                lambda changes: changes.claim_report(limits=dying.limits["report"], clock=dying._clock, by="dead:2")
            )
            assert isinstance(sending, Sending)
        watching = asyncio.create_task(store.watch(0.002))
        await at_rest()
        assert (await read(store, report_id)).state is ReportState.SENDING
        async with asyncio.timeout(PATIENCE_S):
            while (await read(store, report_id)).state is ReportState.SENDING:
                clock.advance(1)
                await asyncio.sleep(0.002)
        kept = await read(store, report_id)
        assert (kept.state, kept.by) == (ReportState.UNKNOWN, "dead:2")
        assert clock.now() >= NOW_TS + TIMEOUT_S
        assert server.bodies == []
        watching.cancel()


async def test_several_on_one_store_send_each_once(tmp_path: Path) -> None:
    clock = manual_clock()
    server = Server(answering())
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        feeds = [make_feed(store, clock, server, by=f"test:{number}") for number, store in enumerate((one, two))]
        async with collecting(feeds[0]), collecting(feeds[1]):
            watching = asyncio.create_task(two.watch(0.001))
            ids = [await queue(one, replace(REPORT, ts=NOW + number)) for number in range(8)]
            for report_id in ids:
                assert (await settled(one, report_id)).state is ReportState.SENT
            watching.cancel()
    assert sorted(json.loads(body)["ts"] for body in server.bodies) == [NOW + number for number in range(8)]


# -- a store in trouble


@pytest.mark.parametrize("failing", ["claim_report", "settle_report"])
async def test_a_store_that_fails_delays_a_report_or_the_word_of_it_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    clock, tries = manual_clock(), 0
    async with carrying(tmp_path, answering(), clock) as (store, server):
        change = getattr(SqliteChanges, failing)

        def refusing(*arguments: object, **named: object) -> object:
            nonlocal tries
            tries += 1
            if tries < 4:
                raise StoreError("scry.db", "does not fit on its disk any more", "free some space")
            return change(*arguments, **named)

        monkeypatch.setattr(SqliteChanges, failing, refusing)
        report_id = await queue(store)
        async with asyncio.timeout(PATIENCE_S):
            while (await read(store, report_id)).state is not ReportState.SENT:
                clock.advance(1)
                await asyncio.sleep(0.002)
        assert clock.now() >= NOW_TS + STORE_RETRY_S
        assert len(server.bodies) == 1


# -- over a socket


async def test_a_connection_that_breaks_after_the_request_leaves_it_unknown(tmp_path: Path) -> None:
    """As it is on the network, where the library's own retries would be."""
    received: list[bytes] = []

    class HangUp(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: object) -> None:
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), HangUp)) as server, open_store(tmp_path) as store:
        feed = make_feed(
            store, manual_clock(), httpx.AsyncHTTPTransport(), base_url=f"http://127.0.0.1:{server.server_port}"
        )
        async with collecting(feed):
            kept = await settled(store, await queue(store))
        assert kept.state is ReportState.UNKNOWN
        assert received == [feed.report_body(REPORT).encode()]
