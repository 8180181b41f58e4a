"""Worlds of today's edition for tests: the simulator without a socket, with the strict server before it."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.strict_today import StrictToday
from tui.sim.today.protocol import respond
from tui.sim.today.world import TodayWorld


class TodayTransport(httpx.AsyncBaseTransport):
    """The same requests and answers as over a socket, at the moment the world's clock says."""

    def __init__(self, world: TodayWorld) -> None:
        self.world = world

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, body = request.url, await request.aread()
        query = url.query.decode()
        answer = respond(self.world, request.method, url.path, query, dict(request.headers), body, self.world.clock())
        content, headers = b"".join(answer.body), dict(answer.headers)
        if url.path.endswith("/call/metrics"):
            # Decoded while it arrives. How long that takes is told, and is another time each time.
            return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(content))
        return httpx.Response(answer.status, headers=headers, content=content)


def strictly(world: TodayWorld, plan: str, now: Callable[[], float]) -> StrictToday:
    """The world behind a strict server of this plan."""
    return StrictToday(now, plan, TodayTransport(world))
