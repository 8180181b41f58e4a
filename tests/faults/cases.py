"""Cases: faults of broken networks, each put on the link or on the box, and taken off again."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from functools import cache
from unittest.mock import patch

from msgspec import Struct

from tests.faults.link import Fault, Link, pass_on, sized
from tests.manual_clock import ManualClock
from tui.domain.records import HOUR, MINUTE

HTML = b"<!DOCTYPE html><html><body><h1>%s</h1><script>alert(1)</script>\x1b[2J</body></html>"


class Place(Struct, frozen=True):
    """The parts that a case may change. `impostor` is the address of a server with another server's certificate."""

    link: Link
    clock: ManualClock
    impostor: ssl.SSLContext | None = None


class Kind(Enum):
    """SLOW shows only when time runs out; TLS takes a link with certificates."""

    PLAIN = "plain"
    SLOW = "slow"
    TLS = "tls"


class Case(Struct, frozen=True):
    """`says`: the words of the failure that the screens tell of it, "" where it is to go unnoticed. `lasts_s`: for how
    long nothing comes through before anybody looks; `heals_s`: how long it may take Scry to come back by itself."""

    name: str
    what: str
    says: str
    strike: Callable[[Place], AbstractAsyncContextManager[None]]
    kind: Kind = Kind.PLAIN
    lasts_s: float = 0.0
    heals_s: float = 6.0 * MINUTE


# -- faults of an answer


async def _silent(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(head[:12])
    await asyncio.sleep(HOUR)


async def _dripping(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    for at in range(len(head + body)):
        writer.write((head + body)[at : at + 1])
        await writer.drain()
        await asyncio.sleep(0.02)


async def _reset(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(sized(head, len(body)) + body[: len(body) // 2])
    await writer.drain()
    await asyncio.sleep(0.01)
    raise ConnectionResetError


async def _short(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(sized(head, len(body)), body[: len(body) // 2], writer)


async def _unsized(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(_headed(b""), body[: len(body) // 2], writer)


async def _long(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(sized(head, len(body) + 4096), body, writer)


async def _less(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(sized(head, len(body) // 2), body, writer)


async def _invalid_utf8(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(_headed(b""), b"\xff\xfe" + bytes(range(128, 256)) * 9, writer)


async def _bomb(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    await pass_on(_headed(b"Content-Encoding: gzip\r\n"), packed_spaces(), writer)


@cache
def packed_spaces() -> bytes:
    """64 KiB that become 64 MiB."""
    return gzip.compress(b'{"code":200,"message":"' + bytes([0x20]) * (64 * 2**20), 9, mtime=0)


async def _million(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    start, field = (b'{"code":200,"%s":[' % name for name in (b"data", b"call_lists"))
    await pass_on(_headed(b""), (field if b"call_lists" in body else start) + b'{"ts":1,"value":1},' * 10**6, writer)


def _headed(extra: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\nConnection: close\r\n%b\r\n" % (status, extra)


def answering(status: bytes, body: bytes, extra: bytes = b"") -> Fault:
    async def answer(_: bytes, __: bytes, writer: asyncio.StreamWriter) -> None:
        await pass_on(_headed(extra, status), body, writer)

    return answer


# -- how it is put on, and taken off


def on_link(fault: Fault) -> Callable[[Place], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def strike(place: Place) -> AsyncIterator[None]:
        place.link.fault = fault
        try:
            yield
        finally:
            place.link.fault = pass_on

    return strike


@asynccontextmanager
async def redirected(place: Place) -> AsyncIterator[None]:
    """Redirects to another host, which records its visitors."""
    visitors: list[bytes] = []

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visitors.append(await reader.read(65536))
        writer.close()

    async with await asyncio.start_server(welcome, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        location = b"Location: http://127.0.0.1:%d/beta\r\n" % port
        async with on_link(answering(b"302 Found", b"", location))(place):
            yield
    assert not visitors, "the credentials went to another host"


@asynccontextmanager
async def without_names(place: Place) -> AsyncIterator[None]:
    """No name has an address."""

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with patch("socket.getaddrinfo", resolve):
        yield


@asynccontextmanager
async def unplugged(place: Place) -> AsyncIterator[None]:
    await place.link.down()
    yield
    await place.link.up(place.link.tls)


@asynccontextmanager
async def impersonated(place: Place) -> AsyncIterator[None]:
    """Somebody else answers, with a certificate of another name."""
    genuine = place.link.tls
    await place.link.down()
    await place.link.up(place.impostor)
    asked = len(place.link.asked)
    yield
    assert len(place.link.asked) == asked, "the credentials went to a host of another name"
    await place.link.down()
    await place.link.up(genuine)


def jumping(seconds: int) -> Callable[[Place], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def strike(place: Place) -> AsyncIterator[None]:
        place.clock.jump(seconds)
        yield

    return strike


@asynccontextmanager
async def asleep(place: Place) -> AsyncIterator[None]:
    place.clock.advance(40 * MINUTE)
    yield


def _json(code: int, message: str) -> bytes:
    return json.dumps({"code": code, "message": message}).encode()


UNREACHABLE, TIMEOUT, UNREADABLE, SERVER = "unreachable", "timeout", "unreadable answer", "server error"

CASES = (
    Case("slow headers", "the head of an answer begins, and nothing follows", TIMEOUT, on_link(_silent), Kind.SLOW),
    Case("one byte at a time", "fifty bytes a second, never silent", TIMEOUT, on_link(_dripping), Kind.SLOW),
    Case("reset in mid-body", "half of the body, then a reset", UNREACHABLE, on_link(_reset)),
    Case("short body", "half of the body that was promised, then the end", UNREACHABLE, on_link(_short)),
    Case("short body, no length", "half of a body of unknown length, then the end", UNREADABLE, on_link(_unsized)),
    Case("Content-Length too great", "4096 bytes more are promised than come", UNREACHABLE, on_link(_long)),
    Case("Content-Length too small", "half as many bytes are promised as come", UNREADABLE, on_link(_less)),
    Case(
        "500 HTML",
        "a page with a script and an escape sequence",
        SERVER,
        on_link(answering(b"500 Oops", HTML % b"500")),
    ),
    Case("502 HTML", "the page of a gateway", SERVER, on_link(answering(b"502 Bad Gateway", HTML % b"502"))),
    Case("503 JSON", "the server's own refusal", SERVER, on_link(answering(b"503 Busy", _json(503, "busy")))),
    Case("not JSON", "200 and a login page", UNREADABLE, on_link(answering(b"200 OK", HTML % b"log in"))),
    Case("empty", "200 and nothing", UNREADABLE, on_link(answering(b"200 OK", b""))),
    Case("invalid UTF-8", "200 and bytes that are no text", UNREADABLE, on_link(_invalid_utf8)),
    Case("gzip bomb", "64 KiB that become 64 MiB", UNREADABLE, on_link(_bomb)),
    Case("a million rows", "without an end", UNREADABLE, on_link(_million)),
    Case("redirect", "302 to another host", UNREACHABLE, redirected),
    Case("TLS, wrong name", "the certificate is another host's", UNREACHABLE, impersonated, Kind.TLS),
    Case("DNS gone", "no name has an address any more", UNREACHABLE, without_names),
    Case("link lost", "for 30 minutes nobody listens", UNREACHABLE, unplugged, lasts_s=30 * MINUTE),
    Case("clock set forward", "the box's clock jumps by one hour", "", jumping(HOUR)),
    Case("clock set back", "the box's clock jumps back by one hour", "", jumping(-HOUR)),
    Case("suspend and resume", "the box sleeps for 40 minutes", "", asleep),
    # The last one, since the pace it teaches stays for hours.
    Case(
        "over the limit",
        "429, though the ledger allows it",
        "too fast",
        on_link(answering(b"429 No", _json(429, "qps limit error"))),
        heals_s=30.0 * MINUTE,
    ),
)
