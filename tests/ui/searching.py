"""The Calls screen on a stage: its answers, its store, and the resulting list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import httpx
from textual.pilot import Pilot

from tests import patience
from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tests.ui.staging import on_stage, until
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.config.remembered import Remembered
from tui.domain.records import Call, Listing, Scope, WantState, Window
from tui.domain.text import Lang
from tui.ui.app import ScryApp
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.widgets.table import Table

LISTS = "/beta/analytics/call/lists"
NOW = int(NOW_TS)
CALLS = (
    Call("one", "class-1", NOW - 1500, NOW - 900, True),
    Call("two", "大班课-数学", NOW - 1200, NOW - 600, True),
    Call("three", "lobby", NOW - 1000, None, False),
    Call("four", "class-1", NOW - 700, NOW - 650, True),
)


class Lists(SimTransport):
    """The simulator, its requests for call lists, and `answer` in place of its own answers."""

    def __init__(
        self, world: World, answer: Callable[[dict[str, str]], httpx.Response | None] = lambda asked: None
    ) -> None:
        super().__init__(world)
        self.asked: list[dict[str, str]] = []
        self.answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != LISTS:
            return await super().handle_async_request(request)
        self.asked.append({name: values[0] for name, values in parse_qs(request.url.query.decode()).items()})
        answer = self.answer(self.asked[-1])
        return await super().handle_async_request(request) if answer is None else answer


Staged = tuple[ScryApp, Pilot[None], CallsScreen, Lists, ManualClock]


@asynccontextmanager
async def at_calls(
    *,
    scope: Scope | None = None,
    answer: Callable[[dict[str, str]], httpx.Response | None] = lambda asked: None,
    calls: Sequence[Call] = (),
    told: Sequence[Window] = (),
    remembered: Remembered | None = None,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    scene: str = "incident",
) -> AsyncIterator[Staged]:
    """The screen, once it has read; `told` are stretches of time that answers have told of for good."""
    clock = manual_clock()
    lists = Lists(incident(clock, scene=scene), answer)
    async with on_stage(clock, lists, size=size, lang=lang) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        assert app.context.feed is not None
        store = app.context.feed.store
        if calls:
            await store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS))
        for window in told:
            listing = Listing(window, window.end_ts + 60.0, 0, False, None, None)
            await store.write(lambda changes, listing: changes.put_listing("call_lists", listing), listing)
        app.context.remembered = remembered or Remembered()
        screen = CallsScreen(app.context, scope)
        if scope is None and not remembered:
            await pilot.press("3")
        else:
            app.push_screen(screen)
        await until(pilot, lambda: isinstance(app.screen, CallsScreen) and app.screen.data is not None)
        assert isinstance(app.screen, CallsScreen)
        yield app, pilot, app.screen, lists, clock


def nothing(asked: dict[str, str]) -> httpx.Response:
    return httpx.Response(200, json={"code": 200, "message": "", "has_more": False, "call_lists": []})


def refused(asked: dict[str, str]) -> httpx.Response:
    return httpx.Response(403, json={"code": 403, "message": "no"})


async def elapse(pilot: Pilot[None], clock: ManualClock, holds: Callable[[], bool]) -> None:
    """Second by second, as three requests a second need it, until something is so."""

    async def second() -> None:
        clock.advance(1.1)
        await pilot.pause()

    await patience.until(holds, step=second)


def is_done(screen: CallsScreen) -> bool:
    status, data = screen.search.status(), screen.data
    return (
        status is not None
        and status.state is WantState.DONE
        and data is not None
        and not (data.told and data.told.open)
    )


async def search(pilot: Pilot[None], screen: CallsScreen, text: str, channel: str = "") -> None:
    """As if it were typed, without the time it takes."""
    await pilot.press("f")
    screen.search_line.range_field.value, screen.search_line.channel_field.value = text, channel
    await pilot.press("enter")


def ids(screen: CallsScreen) -> list[str]:
    """The calls in the order of the list."""
    table = screen.query_one(Table)
    assert screen.rows is not None
    return [screen.rows.data.calls[index].call_id for index in table._view.order]


def line(text: str, part: str) -> str:
    return next((each for each in text.splitlines() if part in each), "")
