"""The client: one method for each endpoint, one request for each call. It never retries; the plan decides that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from tui.agora.editions.reference_2020 import wire
from tui.agora.editions.reference_2020.endpoints import ENDPOINTS, Endpoint
from tui.agora.errors import ApiError
from tui.agora.exchange import DEFAULT_TIMEOUTS, Connection, Exchange, Timeouts, whole
from tui.agora.streaming_body import OnProgress, StreamingBody
from tui.domain.records import (
    Answer,
    CallDetails,
    CallList,
    Diagnosis,
    Receipt,
    Remainder,
    Report,
    Series,
    UsageDay,
    Window,
)

# What is longer is decoded in a thread, so that a key pressed meanwhile is not kept waiting.
LONG_BYTES = 256 * 2**10

T = TypeVar("T")
Decode = Callable[[wire.Body], tuple[T, Remainder]]


class Client:
    """Asks the API for one project. Raises ApiError, nothing else (but cancellation).

    `transport` is the way to the demo's simulator or to a test's answers; None is the network, by the proxy
    that the environment names (network.py). TLS certificates are verified; redirects are errors, so credentials go to
    `base_url` only. Call details beyond 256 MiB, as received or unpacked, are Unreadable, and any other answer beyond
    4 MiB.
    """

    def __init__(
        self,
        *,
        base_url: str,
        app_id: str,
        customer_id: str,
        customer_secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
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

    async def live_scale(self, window: Window) -> Answer[tuple[Series, ...]]:
        """实时规模 API: users and channels by the minute."""
        return await self._series("live_scale", window)

    async def live_experience(self, window: Window) -> Answer[tuple[Series, ...]]:
        """实时体验 API: join success and freeze rates by the minute, percent."""
        return await self._series("live_experience", window)

    async def live_net(self, window: Window) -> Answer[tuple[Series, ...]]:
        """实时网络 API: excellent transmission rates by the minute, percent."""
        return await self._series("live_net", window)

    async def all_video_freeze(self, window: Window) -> Answer[tuple[Series, ...]]:
        """获取所有大频道的视频卡顿用户数: users whose video froze, over all big channels, by the minute."""
        return await self._series("all_video_freeze", window)

    async def all_slow_joining(self, window: Window) -> Answer[tuple[Series, ...]]:
        """获取加入大频道慢的用户数: users slow to join, over all big channels, by the minute."""
        return await self._series("all_slow_joining", window)

    async def all_joining_trial(self, window: Window) -> Answer[tuple[Series, ...]]:
        """获取尝试加入大频道的用户数: users who tried to join, over all big channels, by the minute."""
        return await self._series("all_joining_trial", window)

    async def channel_users(self, channel: str, window: Window) -> Answer[tuple[Series, ...]]:
        """获取指定大频道的在线用户数: users online in one big channel, by the minute."""
        return await self._series("channel_users", window, channel)

    async def channel_video_freeze(self, channel: str, window: Window) -> Answer[tuple[Series, ...]]:
        """获取指定大频道的视频卡顿用户数: users of one big channel whose video froze, by the minute."""
        return await self._series("channel_video_freeze", window, channel)

    async def channel_score(self, channel: str, window: Window) -> Answer[tuple[Series, ...]]:
        """获取用户对通话的评分: mean rating in one big channel, by the minute, 1 to 5."""
        return await self._series("channel_score", window, channel)

    async def diagnosis(self, window: Window) -> Answer[tuple[Diagnosis, ...]]:
        """获取异常诊断数据: abnormal users and experiences, at most ten."""
        endpoint = ENDPOINTS["diagnosis"]
        return await self._ask(endpoint, wire.query(endpoint, self._app_id, window), wire.diagnoses)

    async def usage(self, window: Window) -> Answer[tuple[UsageDay, ...]]:
        """查询频道和用户数: users, sessions and channels by UTC day. A window under a day brings nothing."""
        endpoint = ENDPOINTS["usage"]
        return await self._ask(endpoint, wire.query(endpoint, self._app_id, window), wire.usage)

    async def call_lists(self, window: Window, channel: str | None = None) -> Answer[CallList]:
        """获取通话列表: the newest ten calls, of one channel or of all (None or "")."""
        endpoint = ENDPOINTS["call_lists"]
        query = wire.query(endpoint, self._app_id, window, channel=channel or None)
        return await self._ask(endpoint, query, wire.call_list)

    async def call_details(
        self,
        call_id: str,
        window: Window,
        *,
        with_servers: bool = False,
        with_metrics: bool = True,
        progress: OnProgress | None = None,
    ) -> Answer[CallDetails]:
        """获取通话指标: sessions of one call (the ten that joined last) and their curves, at most three hours.

        `with_servers` includes Linux users; without `with_metrics` there are no curves. The answer may be 100 MB: it
        is decoded as it arrives, off the event loop; cancelling ends that at once. `progress` is told, on the loop,
        how many bytes have arrived and how many there will be, None where the server does not say.
        """
        endpoint = ENDPOINTS["call_details"]
        query = wire.query(
            endpoint,
            self._app_id,
            window,
            call_id=call_id,
            with_servers=with_servers,
            with_metrics=with_metrics,
        )
        body = StreamingBody(wire.DetailsStream(call_id, with_metrics=with_metrics), progress)
        exchange = await self._connection.exchange(
            endpoint.method, f"{endpoint.path}?{query}", body.receive, within_s=self._details_s
        )
        value, left = exchange.received
        return _answer(exchange, value, left, body.size_bytes)

    async def report(self, report: Report) -> Answer[Receipt]:
        """报告问题. After TimedOut, Unreachable or Unreadable the server may have the report all the same."""
        endpoint = ENDPOINTS["report"]
        return await self._ask(
            endpoint, wire.query(endpoint, self._app_id), wire.receipt, content=wire.report_body(report)
        )

    async def _series(self, name: str, window: Window, channel: str = "") -> Answer[tuple[Series, ...]]:
        endpoint = ENDPOINTS[name]
        query = wire.query(endpoint, self._app_id, window, channel=channel)
        return await self._ask(endpoint, query, lambda body: wire.series(body, endpoint, channel))

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
