"""Worlds for tests: the app, or its feed alone, on the simulator or on stored answers, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.feed import DOCUMENTED, CollectedFeed
from tui.clock import Clock, ServerClock, Zone
from tui.collector.policy import Policy
from tui.domain.glossary import thresholds_with
from tui.domain.records import AlarmRule, Notifier
from tui.domain.text import Lang
from tui.sim.protocol import respond
from tui.store.api import Store
from tui.store.sqlite.database import SqliteStore
from tui.ui.context import Context, Feed

NOW_TS = 1_795_334_170.0  # 2026-11-22 15:56:10 +08
APP_ID = "demoapp"
BASE_URL = "http://localhost"


class SimTransport(httpx.AsyncBaseTransport):
    """The simulator without a socket: the same requests and answers, at the moment the world's clock says."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, body = request.url, await request.aread()
        query = url.query.decode()
        answer = respond(self.world, request.method, url.path, query, dict(request.headers), body, self.world.clock())
        content, headers = b"".join(answer.body), dict(answer.headers)
        if url.path.endswith("/call/details"):
            # Decoded while it arrives. How long that takes is told, and is another time each time.
            return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(content))
        return httpx.Response(answer.status, headers=headers, content=content)


def incident(clock: Clock, *, scene: str = "incident", onset_ago_s: float = 600.0, seed: int = 1) -> World:
    """A world with an incident that began `onset_ago_s` before now."""
    return World(scene, seed, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-onset_ago_s)


def make_feed(
    store: Store,
    clock: Clock,
    transport: httpx.AsyncBaseTransport,
    *,
    by: str = "test:1",
    policy: Policy = DOCUMENTED,
    base_url: str = BASE_URL,
    secret: str = "demo",  # noqa: S107 - made up
    rules: Sequence[AlarmRule] | None = None,
    notifiers: Sequence[Notifier] = (),
) -> CollectedFeed:
    return CollectedFeed(
        store,
        clock=clock if isinstance(clock, ServerClock) else ServerClock(clock),
        by=by,
        policy=policy,
        base_url=base_url,
        app_id=APP_ID,
        customer_id="demo",
        customer_secret=secret,
        transport=transport,
        rules=rules,
        notifiers=notifiers,
    )


def make_context(
    clock: Clock, open_feed: Callable[[], Awaitable[Feed]], *, lang: Lang = "en", ascii_only: bool = False
) -> Context:
    return Context(
        project="课堂-prod",
        edition=EDITION,
        clock=clock,
        zone=Zone(utc=True),
        lang=lang,
        thresholds=thresholds_with({}),
        open_feed=open_feed,
        ascii=ascii_only,
    )


def open_store(home: Path) -> SqliteStore:
    return SqliteStore.open(f"sqlite:///{home / 'scry.db'}", base_url=BASE_URL, app_id=APP_ID)


@asynccontextmanager
async def collecting(feed: CollectedFeed) -> AsyncIterator[None]:
    """The feed at work, without a screen."""
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await feed.close()


def manual_clock() -> ManualClock:
    return ManualClock(NOW_TS)


def statuses(world: World) -> list[int]:
    """The HTTP statuses of all answers of a simulator, oldest first."""
    return [request["status"] for request in world.journal.requests()]
