"""The app on a stage: any transport, a manual clock, the text a reader would see."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from textual.app import App, ScreenStackError
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.patience import Patience
from tests.worlds import make_context, make_feed, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.domain.edition import Edition
from tui.domain.records import AlarmRule, Scope, WantState
from tui.domain.text import Lang
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery

# Groups of the workers that end by themselves, without another answer or another key.
SHORT_WORK = frozenset({"ahead", "why", "peers", "copy", "remember", "reports"})
# A rest between two questions is shorter, the wait after an error longer.
SHORT_S = 1.0
SAMPLES = Path(__file__).parents[1] / "samples"
PATHS = {
    "/beta/live/scale/by_time": "live-scale.json",
    "/beta/live/experience/by_time": "live-experience.json",
    "/beta/live/net/by_time": "live-net.json",
    "/beta/live/diagnosis": "diagnosis.json",
    "/beta/insight/usage/by_time": "usage.json",
    "/beta/live/quality/videofreeze/user_count": "all-videofreeze.json",
    "/beta/live/quality/slowjoining/user_count": "all-slowjoining.json",
    "/beta/live/quality/joiningtrial/user_count": "all-joiningtrial.json",
    "/beta/bigchannel/live/scale/user_count": "one-users.json",
    "/beta/bigchannel/live/quality/videofreeze/user_count": "one-videofreeze.json",
    "/beta/bigchannel/live/quality/score": "one-score.json",
    "/beta/analytics/call/lists": "call-lists.json",
    "/beta/analytics/call/details": "call-details.json",
}


def sample_rows(name: str) -> list[dict[str, float]]:
    rows: list[dict[str, float]] = json.loads((SAMPLES / name).read_text())["data"]
    return rows


def samples() -> httpx.MockTransport:
    """The stored answers of another implementation, for any requested window."""
    return httpx.MockTransport(
        lambda request: httpx.Response(200, stream=httpx.ByteStream((SAMPLES / PATHS[request.url.path]).read_bytes()))
    )


@asynccontextmanager
async def on_stage(
    clock: ManualClock,
    transport: httpx.AsyncBaseTransport,
    *,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    theme: str | None = None,
    opened_at: Scope | None = None,
    first_screen: str = "live",
    keymap: Mapping[str, str] | None = None,
    prepared: Callable[[SqliteStore], Awaitable[object]] | None = None,
    rules: tuple[AlarmRule, ...] | None = None,
    edition: Edition = EDITION,
) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """`rules`: the project's own; None: it has none."""
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        server_clock = ServerClock(clock)
        if prepared is not None:
            await prepared(store)

        async def open_feed() -> Feed:
            policy = Policy(edition, edition.limits)
            return make_feed(store, server_clock, transport, rules=rules, policy=policy)

        context = make_context(server_clock, open_feed, lang=lang)
        context.edition = edition
        context.rules, context.has_own_rules = rules or (), rules is not None
        context.theme = theme
        context.keymap = keymap or {}
        context.opened_at, context.first_screen = opened_at or Scope(), first_screen
        app = ScryApp(context)
        async with app.run_test(size=size) as pilot:
            yield app, pilot


def text_of(app: App[Any]) -> str:
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Until something is so, however slow the machine; AssertionError where it never is."""
    await _waited(pilot.app, holds, lambda: "it never came to be")


async def _waited(app: App[Any], holds: Callable[[], bool], says: Callable[[], str]) -> None:
    """A pilot's pause waits for each widget that was there as it began: half a minute, in vain, for one that goes."""
    patience, pause_s = Patience(), 0.01
    while not holds():
        patience.look(says)
        await asyncio.sleep(pause_s)
        # A look draws the screen: a busy machine is not kept busy by looks.
        pause_s = min(0.1, pause_s * 1.2)
        _paint(app)


def _paint(app: App[Any]) -> None:
    """What is pending on the screen, as a pilot's pause does."""
    with suppress(ScreenStackError):
        app.screen._on_timer_update()


def is_answered(app: ScryApp) -> bool:
    """Whether every want was asked for, with whatever result, and none is due before the clock moves on."""
    feed, now_ts = app.context.feed, app.context.clock.now()
    if feed is None or not feed.statuses or not all(want in feed.statuses for want in frames_of(app)[-1].wants()):
        return False
    # One that is due has only not been told yet that it is fetched.
    return all(
        status.state is not WantState.FETCHING and (status.next_ts is None or status.next_ts > now_ts)
        for status in feed.statuses.values()
    )


def is_asked(query: LiveQuery[Any]) -> bool:
    """Whether the question is under way, or will be without any news."""
    waits = query._changed.is_set() or query.asked_ts is None or query.waits_s < SHORT_S
    return query._asking is not None or (query._owner.is_looked_at and waits)


def is_still(app: App[Any]) -> bool:
    """Whether no message, no layout, no repaint, no question to the store and no short worker is pending."""
    screen = app.screen
    widgets = (app, *screen.walk_children(with_self=True))
    queries = [query for each in app.screen_stack if isinstance(each, FrameScreen) for query in each.queries]
    return not (
        screen._dirty_widgets
        or screen._callbacks
        or app.animator._animations
        or any(each.message_queue_size or each._next_callbacks for each in widgets)
        # A widget out of sight may wait for ever.
        or any(
            each._layout_required or each._repaint_required for each in (screen, *screen._compositor.visible_widgets)
        )
        or any(is_asked(query) for query in queries)
        or any(each.group in SHORT_WORK and not each.is_finished for each in app.workers)
    )


async def still(app: App[Any], pilot: Pilot[Any]) -> str:
    """Until the screen has painted all that is known; its text. Each chart in sight is drawn then."""
    await until(pilot, lambda: is_still(app))
    return text_of(app)


async def at_rest(app: ScryApp, pilot: Pilot[None]) -> str:
    """Until nothing is asked for any more before the clock moves on, and all of it is painted; the screen's text."""
    await until(pilot, lambda: is_answered(app) and is_still(app))
    return text_of(app)


async def pass_time(app: ScryApp, pilot: Pilot[None], clock: ManualClock, steps: int, step_s: float = 61.0) -> str:
    """So many steps of time, each until all that is due was asked for and is painted; the screen's text."""
    for _ in range(steps):
        clock.advance(step_s)
        await at_rest(app, pilot)
    return text_of(app)


async def wait_for(app: App[Any], pilot: Pilot[Any], holds: Callable[[str], bool]) -> str:
    """Until the screen's text is as wanted; AssertionError with the text where it never is."""
    await asyncio.sleep(0.01)
    _paint(app)
    await _waited(app, lambda: holds(text_of(app)), lambda: text_of(app))
    return text_of(app)
