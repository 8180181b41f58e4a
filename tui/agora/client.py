"""The client: one request for each call, one answer for each request.

It never repeats a request that may have arrived; the planner decides that. Where nothing reached a host, the edition's
reserve hosts are tried (reserve.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from tui.agora.editions import wire_of
from tui.agora.errors import ApiError, BadRequest
from tui.agora.exchange import DEFAULT_TIMEOUTS, Connection, Exchange, Receive, Timeouts, whole
from tui.agora.reserve import WAITS_S, Reserve
from tui.agora.streaming_body import OnProgress, StreamingBody
from tui.agora.wire import BodyStream, Outgoing
from tui.domain.edition import Edition, Endpoint
from tui.domain.records import Answer, Receipt, Remainder, Report, Request

# Longer answers are decoded in a thread, so that no key waits meanwhile.
LONG_BYTES = 256 * 2**10
# Of the body's codes this one refuses a parameter, and so perhaps its spelling.
BAD_PARAMETERS = 400

T = TypeVar("T")
Decode = Callable[[int, bytes], tuple[T, Remainder]]


class Client:
    """The client of one project. Raises ApiError, nothing else (but cancellation).

    `edition` is the table of endpoints, and names the wire. `transport` leads to the demo's simulator or to a test's
    answers; None is the network, by the proxy of the environment (network.py). TLS certificates are verified; redirects
    are errors, so credentials go to `base_url`, and to the edition's reserves for it, only. Curves beyond 256 MiB, as
    received or unpacked, are Unreadable, and any other answer beyond 4 MiB.
    """

    def __init__(
        self,
        *,
        edition: Edition,
        base_url: str,
        app_id: str,
        customer_id: str,
        customer_secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._edition = edition
        self._wire = wire_of(edition)
        self._app_id = app_id
        self._details_s = timeouts.details_s
        self._sleep = sleep
        auth = httpx.BasicAuth(customer_id, customer_secret)
        urls = (base_url, *self._wire.reserves(base_url))
        connections = {url: Connection(url, auth, transport, timeouts) for url in urls}
        # In the order of the tries; the first host stands twice.
        self._hosts = tuple(connections[url] for url in urls)
        self._reserve = Reserve()
        # Endpoint and word: spellings that the server has refused.
        self._refused: frozenset[tuple[str, str]] = frozenset()

    def __repr__(self) -> str:
        return f"Client({self._hosts[0].host})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        for connection in dict.fromkeys(self._hosts):
            await connection.aclose()

    async def fetch(self, request: Request, progress: OnProgress | None = None) -> Answer[Any]:
        """One request: the answer holds the records that `Endpoint.yields` names.

        A request without a channel asks an endpoint with an optional one for all channels. Curves may be 100 MB: they
        are decoded as they arrive, off the event loop; cancelling ends that at once. `progress` is told, on the loop,
        the bytes received and the bytes expected, None where the server does not say.
        """
        endpoint = self._edition[request.endpoint]
        refused = [word for name, word in self._refused if name == endpoint.name]
        outgoing = self._wire.outgoing(endpoint, self._app_id, request, refused)
        stream = self._wire.streamed(endpoint, request)
        try:
            if stream is not None:
                return await self._gathered(endpoint, outgoing, stream, progress)
            return await self._ask(
                endpoint,
                outgoing,
                lambda status, content: self._wire.decoded(status, content, endpoint, request),
                progress,
            )
        except BadRequest as error:
            if error.failure.code == BAD_PARAMETERS:
                # Where both spellings are refused the fault is another one.
                self._refused ^= {(endpoint.name, word) for word in outgoing.words}
            raise

    async def report(self, report: Report) -> Answer[Receipt]:
        """报告问题. After TimedOut, Unreachable or Unreadable the server may have the report all the same."""
        endpoint = self._edition.report
        return await self._ask(endpoint, self._wire.reporting(endpoint, self._app_id, report), self._wire.received)

    async def _gathered(
        self, endpoint: Endpoint, outgoing: Outgoing, stream: BodyStream, progress: OnProgress | None
    ) -> Answer[Any]:
        body = StreamingBody(stream, progress)
        exchange = await self._exchange(endpoint, outgoing, body.receive, progress, within_s=self._details_s)
        value, left = exchange.received
        return _answer(exchange, value, left, body.size_bytes)

    async def _ask(
        self, endpoint: Endpoint, outgoing: Outgoing, decode: Decode[T], progress: OnProgress | None = None
    ) -> Answer[T]:
        exchange = await self._exchange(endpoint, outgoing, whole, progress)

        def decoded() -> tuple[T, Remainder]:
            return decode(exchange.status, exchange.received)

        size_bytes = len(exchange.received)
        try:
            value, left = decoded() if size_bytes < LONG_BYTES else await asyncio.to_thread(decoded)
        except ApiError as error:
            self._failed(self._reserve.step, error)
            raise error.during(exchange.status, exchange.server_ts, exchange.wait_s) from None
        return _answer(exchange, value, left, size_bytes)

    async def _exchange(
        self,
        endpoint: Endpoint,
        outgoing: Outgoing,
        receive: Receive[T],
        progress: OnProgress | None,
        within_s: float | None = None,
    ) -> Exchange[T]:
        """One exchange, with the first host that anything reaches."""
        steps = self._reserve.steps(len(self._hosts), asyncio.get_running_loop().time())
        for step in steps:
            if step != steps[0]:
                await self._sleep(WAITS_S[step - 1])
                if progress is not None:
                    # A sign of life for the ledger.
                    progress(0, None)
            try:
                exchange = await self._hosts[step].exchange(
                    endpoint.method, outgoing.target, receive, content=outgoing.content, within_s=within_s
                )
            except ApiError as error:
                if error.failure.arrived or step == steps[-1]:
                    self._failed(step, error)
                    raise
            else:
                self._reserve = self._reserve.served(step, asyncio.get_running_loop().time())
                return exchange
        raise AssertionError("there is at least one host")

    def _failed(self, step: int, error: ApiError) -> None:
        now_s = asyncio.get_running_loop().time()
        self._reserve = self._reserve.failed(step, error.failure, len(self._hosts), now_s)


def _answer(exchange: Exchange[Any], value: T, left: Remainder, size_bytes: int) -> Answer[T]:
    return Answer(
        value=value,
        left=left,
        server_ts=exchange.server_ts,
        status=exchange.status,
        size_bytes=size_bytes,
        elapsed_ms=exchange.elapsed_ms,
    )
