"""A large answer on its way in: unpacked, bounded, told about, and dropped at once when nobody wants it any more."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.agora.answering import WINDOW, Sent, answered, client, documented, sample, sent
from tests.patience import PATIENCE_S
from tui.agora import streaming_body
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION, wire
from tui.agora.errors import ApiError, Forbidden, TimedOut, Unreachable, Unreadable
from tui.agora.exchange import Timeouts
from tui.agora.unpacking import CHUNK_BYTES, Unpacker
from tui.domain.records import Answer, CallDetails, Request

CALL = json.dumps(sample("call_details")).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


async def details(response: httpx.Response) -> Answer[CallDetails]:
    async with client(lambda request: response) as some_client:
        return await some_client.fetch(Request("call_details", WINDOW, call_id="c"))


@asynccontextmanager
async def serving(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], timeouts: Timeouts | None = None
) -> AsyncIterator[Client]:
    """A client of a server on the loopback that reads a request's head and then does as `answer` says."""

    over = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        over.append(asyncio.Event())
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            over[-1].set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with (
        server,
        Client(
            edition=EDITION,
            base_url=f"http://127.0.0.1:{port}",
            app_id="a",
            customer_id="b",
            customer_secret="c",
            timeouts=timeouts or Timeouts(),
        ) as some_client,
    ):
        yield some_client
    for one in over:
        await one.wait()


@pytest.mark.parametrize("size", [1, 1000, 65536, 10**7])
@pytest.mark.parametrize("packing", ["", "identity", "gzip", "x-gzip", "GZIP"])
async def test_packed_or_not_in_whatever_pieces_the_answer_is_the_same(size: int, packing: str) -> None:
    plain = json.dumps(documented("call_details")).encode() if size == 1 else CALL
    body = gzip.compress(plain) if "gzip" in packing.lower() else plain
    headers = {"Content-Encoding": packing} if packing else {}
    answer = await details(httpx.Response(200, headers=headers, stream=Sent(body, size)))
    expected = await answered("call_details", plain)
    assert (answer.value.curves, answer.value.sessions) == (expected.value.curves, expected.value.sessions)
    assert answer.value.sessions
    assert answer.size_bytes == len(plain)


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "compress"])
async def test_a_packing_that_was_not_asked_for_is_unreadable(packing: str) -> None:
    with pytest.raises(Unreadable, match="packed"):
        await details(httpx.Response(200, headers={"Content-Encoding": packing}, stream=Sent(CALL)))


async def test_what_is_no_gzip_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        await details(httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Sent(CALL)))


async def test_a_gzip_cut_short_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        await details(
            httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Sent(gzip.compress(CALL)[:-2000]))
        )


async def test_a_small_packet_that_unpacks_without_end_stops_at_the_bound_and_comes_out_in_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streaming_body, "MOST_BYTES", 2**20)
    largest = 0
    feed = wire.DetailsStream.feed

    def watched(stream: wire.DetailsStream, chunk: bytes) -> None:
        nonlocal largest
        largest = max(largest, len(chunk))
        feed(stream, chunk)

    monkeypatch.setattr(wire.DetailsStream, "feed", watched)
    bomb = gzip.compress(b'{"code":200,"pad":"' + b" " * 2**24)
    with pytest.raises(Unreadable, match="longer than 1 MiB"):
        await details(httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Sent(bomb)))
    assert largest <= CHUNK_BYTES


async def test_an_answer_beyond_the_bound_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming_body, "MOST_BYTES", 2**20)
    taken = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            nonlocal taken
            while True:
                taken += 2**16
                yield b" " * 2**16

    with pytest.raises(Unreadable, match="longer than 1 MiB"):
        await details(httpx.Response(200, stream=Endless()))
    assert taken <= 2**20 + 2**16


async def test_what_is_no_curve_is_not_gathered_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming_body, "MOST_REST_BYTES", 2**18)
    body = b'{"code":200,"call_info":[' + b"{}," * 2**18
    with pytest.raises(Unreadable, match="longer than"):
        await details(httpx.Response(200, stream=Sent(body)))


@pytest.mark.parametrize("sized", [True, False])
async def test_progress_tells_the_bytes_so_far_and_in_all_where_the_server_says_so(sized: bool) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if sized:
            writer.write(HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(CALL), CALL))
        else:
            writer.write(HEAD + b"Connection: close\r\n\r\n" + CALL)
        await writer.drain()

    told: list[tuple[int, int | None]] = []
    threads = set()

    def progress(*figures: int | None) -> None:
        told.append(figures)  # type: ignore[arg-type]
        threads.add(threading.current_thread())

    async with serving(answer) as some_client:
        found = await some_client.fetch(Request("call_details", WINDOW, call_id="c"), progress=progress)
    assert found.size_bytes == len(CALL)
    assert [total for _, total in told] == [len(CALL) if sized else None] * len(told)
    assert [so_far for so_far, _ in told] == sorted({so_far for so_far, _ in told})
    assert told[-1][0] == len(CALL)
    assert threads == {threading.main_thread()}


@pytest.mark.parametrize("length", ["", "-1", "many", "٣", "9" * 20])
async def test_a_length_that_is_none_is_not_known(length: str) -> None:
    told: list[int | None] = []
    response = httpx.Response(200, headers=[(b"Content-Length", length.encode())], stream=Sent(CALL))
    async with client(lambda request: response) as some_client:
        await some_client.fetch(
            Request("call_details", WINDOW, call_id="c"), progress=lambda _, total: told.append(total)
        )
    assert set(told) == {None}


async def test_cancelled_it_closes_the_connection_and_ends_at_once() -> None:
    closed = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n" + CALL[:100_000])
        await writer.drain()
        assert await reader.read() == b""
        closed.set()

    arrived = asyncio.Event()
    async with serving(answer) as some_client:
        asking = asyncio.create_task(
            some_client.fetch(Request("call_details", WINDOW, call_id="c"), progress=lambda *_: arrived.set())
        )
        await arrived.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.wait_for(closed.wait(), PATIENCE_S)


async def test_cancelled_while_the_worker_is_at_it_the_worker_stops_at_its_next_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    fed: list[bytes] = []

    def slow(stream: wire.DetailsStream, chunk: bytes) -> None:
        fed.append(chunk)
        began.set()
        go_on.wait(PATIENCE_S)

    monkeypatch.setattr(wire.DetailsStream, "feed", slow)
    feeding = streaming_body.StreamingBody._feed

    def watched(streaming: streaming_body.StreamingBody, unpacker: Unpacker, chunk: bytes) -> None:
        feeding(streaming, unpacker, chunk)
        ended.set()

    monkeypatch.setattr(streaming_body.StreamingBody, "_feed", watched)
    packed = gzip.compress(b" " * 2**24, 1)
    response = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Sent(packed, 10**7))
    asking = asyncio.create_task(details(response))
    await asyncio.to_thread(began.wait, 5)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go_on.set()
    assert await asyncio.to_thread(ended.wait, 5)
    assert len(fed) == 1


async def test_a_connection_lost_half_way_leaves_nothing_half() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(CALL), CALL[:-1]))
        await writer.drain()

    async with serving(answer) as some_client:
        with pytest.raises(Unreachable):
            await some_client.fetch(Request("call_details", WINDOW, call_id="c"))


async def test_an_answer_that_never_ends_is_given_up_in_its_own_time() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n" + CALL[:1000])
        await reader.read()

    async with serving(answer, Timeouts(details_s=0.05)) as some_client:
        with pytest.raises(TimedOut, match="not the whole answer"):
            await some_client.fetch(Request("call_details", WINDOW, call_id="c"))


async def test_a_refusal_of_details_carries_status_and_server_time() -> None:
    body = json.dumps({"code": 403, "message": "no auth"}).encode()
    headers = {"Date": "Sun, 22 Nov 2026 07:56:09 GMT"}
    with pytest.raises(ApiError) as raised:
        await details(httpx.Response(403, headers=headers, stream=Sent(body)))
    assert type(raised.value) is Forbidden
    assert (raised.value.failure.status, raised.value.failure.server_ts) == (403, 1795334169.0)


async def test_the_event_loop_goes_on_while_the_worker_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = 0
    finish = wire.DetailsStream.finish

    def waiting(stream: wire.DetailsStream, status: int = 200) -> object:
        deadline = time.monotonic() + PATIENCE_S
        seen = turns
        while turns < seen + 3 and time.monotonic() < deadline:
            time.sleep(0.001)
        assert turns >= seen + 3
        return finish(stream, status)

    monkeypatch.setattr(wire.DetailsStream, "finish", waiting)

    async def turning() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(turning())
    try:
        assert (await details(sent(httpx.Response(200, content=CALL)))).value.curves
    finally:
        other.cancel()


async def test_from_a_large_answer_on_no_thread_keeps_the_others_waiting_for_long() -> None:
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    try:
        await details(httpx.Response(200, stream=Sent(CALL)))
        assert sys.getswitchinterval() == streaming_body.TURN_S
    finally:
        sys.setswitchinterval(before_s)
