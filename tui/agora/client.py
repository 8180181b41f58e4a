"""The client: one request for each call, one answer for each request. It never retries; the planner decides that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from tui.agora.editions.reference_2020 import wire
from tui.agora.errors import ApiError
from tui.agora.exchange import DEFAULT_TIMEOUTS, Connection, Exchange, Timeouts, whole
from tui.agora.streaming_body import OnProgress, StreamingBody
from tui.domain.edition import Edition, Endpoint, Yields
from tui.domain.records import Answer, CallDetails, Part, Receipt, Remainder, Report, Request

# Longer answers are decoded in a thread, so that no key waits meanwhile.
LONG_BYTES = 256 * 2**10

T = TypeVar("T")
Decode = Callable[[wire.Body], tuple[T, Remainder]]


class Client:
    """The client of one project. Raises ApiError, nothing else (but cancellation).

    `edition` is the table of endpoints. `transport` leads to the demo's simulator or to a test's answers; None is the
    network, by the proxy of the environment (network.py). TLS certificates are verified; redirects are errors, so
    credentials go to `base_url` only. Call details beyond 256 MiB, as received or unpacked, are Unreadable, and any
    other answer beyond 4 MiB.
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
    ) -> None:
        self._edition = edition
        self._app_id = app_id
        self._details_s = timeouts.details_s
        self._connection = Connection(base_url, httpx.BasicAuth(customer_id, customer_secret), transport, timeouts)

    def __repr__(self) -> str:
        return f"Client({self._connection.host})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._connection.aclose()

    async def fetch(self, request: Request, progress: OnProgress | None = None) -> Answer[Any]:
        """One request: the answer holds the records that `Endpoint.yields` names.

        A request without a channel asks an endpoint with an optional one for all channels. Call details may be 100 MB:
        they are decoded as they arrive, off the event loop; cancelling ends that at once. `progress` is told, on the
        loop, the bytes received and the bytes expected, None where the server does not say.
        """
        endpoint = self._edition[request.endpoint]
        if endpoint.yields is Yields.DETAILS:
            return await self._details(endpoint, request, progress)
        query = wire.query(endpoint, self._app_id, request.window, channel=request.channel or None)
        return await self._ask(endpoint, query, lambda body: wire.records(body, endpoint, request.channel))

    async def report(self, report: Report) -> Answer[Receipt]:
        """报告问题. After TimedOut, Unreachable or Unreadable the server may have the report all the same."""
        endpoint = self._edition.report
        return await self._ask(
            endpoint, wire.query(endpoint, self._app_id), wire.receipt, content=wire.report_body(report)
        )

    async def _details(self, endpoint: Endpoint, request: Request, progress: OnProgress | None) -> Answer[CallDetails]:
        """The sessions of one call and their curves; `request.part` says which of them (default: users' metrics)."""
        part = request.part or Part.METRICS
        query = wire.query(
            endpoint,
            self._app_id,
            request.window,
            call_id=request.call_id,
            with_servers=part.with_servers,
            with_metrics=part.with_metrics,
        )
        body = StreamingBody(wire.DetailsStream(request.call_id, with_metrics=part.with_metrics), progress)
        exchange = await self._connection.exchange(
            endpoint.method, f"{endpoint.path}?{query}", body.receive, within_s=self._details_s
        )
        value, left = exchange.received
        return _answer(exchange, value, left, body.size_bytes)

    async def _ask(
        self, endpoint: Endpoint, query: str, decode: Decode[T], *, content: bytes | None = None
    ) -> Answer[T]:
        exchange = await self._connection.exchange(endpoint.method, f"{endpoint.path}?{query}", whole, content=content)

        def decoded() -> tuple[T, Remainder]:
            return decode(wire.accepted(exchange.status, exchange.received))

        size_bytes = len(exchange.received)
        try:
            value, left = decoded() if size_bytes < LONG_BYTES else await asyncio.to_thread(decoded)
        except ApiError as error:
            raise error.during(exchange.status, exchange.server_ts, exchange.wait_s) from None
        return _answer(exchange, value, left, size_bytes)


def _answer(exchange: Exchange[Any], value: T, left: Remainder, size_bytes: int) -> Answer[T]:
    return Answer(
        value=value,
        left=left,
        server_ts=exchange.server_ts,
        status=exchange.status,
        size_bytes=size_bytes,
        elapsed_ms=exchange.elapsed_ms,
    )
