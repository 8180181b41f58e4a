"""Link: a proxy on the loopback between Scry and a server, which damages the answers as broken networks do."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LENGTH = b"content-length:"

Fault = Callable[[bytes, bytes, asyncio.StreamWriter], Awaitable[None]]
"""What is done with an answer: (its head, its body, where to write)."""


async def pass_on(head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(head + body)
    await writer.drain()


class Link:
    """Takes requests to the server at `upstream`, one on each connection, and the answers back by way of `fault`.

    `asked` are the request lines that arrived here, `credentials` how many of them bore some.
    """

    def __init__(self, upstream: int) -> None:
        self.fault: Fault = pass_on
        self.asked: list[str] = []
        self.credentials = 0
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self.port = 0
        self.tls: ssl.SSLContext | None = None

    async def up(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen, after `down` on the same port as before."""
        self.tls = tls
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Stop listening, and break the open connections."""
        assert self._server is not None
        self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Break the connections that there are."""
        for task in tuple(self._busy):
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            line, _, headers = request.partition(b"\r\n")
            self.asked.append(line.decode("latin-1"))
            self.credentials += b"authorization: basic" in headers.lower()
            answer = await self._fetch(request)
            head, _, body = answer.partition(b"\r\n\r\n")
            await self.fault(head + b"\r\n\r\n", body, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._busy.discard(task)
            with contextlib.suppress(ConnectionError):
                writer.close()

    async def _fetch(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        try:
            # Of the oldest kind, so that the answer comes without chunks and ends with the connection.
            writer.write(request.replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", 1))
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def linked(upstream: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[Link]:
    link = Link(upstream)
    await link.up(tls)
    try:
        yield link
    finally:
        await link.down()


def sized(head: bytes, length: int) -> bytes:
    """The head, saying that so many bytes follow."""
    lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(LENGTH)]
    return b"\r\n".join([*lines, b"Content-Length: %d" % length, b"", b""])
