"""A cursor move, on every screen with a cursor: no list is made anew, nothing is laid out, the store is not asked, and
the reaction is in one frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.classroom import CALL, DIAGNOSED_TS
from tests.ui.staging import still, until, wait_for
from tests.ui.test_channels import at_channels
from tests.ui.test_one_frame import at
from tests.ui.test_session import staged
from tui.domain.records import Scope
from tui.ui import project_session
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.live_query import LiveQuery
from tui.ui.widgets.table_arranged import TableArranged

# The place, and keys that move its cursor there and back.
MOVES = (
    ("diagnosis", "jk"),
    ("calls", "jk"),
    ("usage", "jk"),
    ("quota", "jk"),
    ("channels", "jk"),
    ("call", "jk"),
    ("call", ("left", "right")),
    ("session", "jk"),
    ("session", ("left", "right")),
)


@asynccontextmanager
async def arrived(place: str) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    if place == "channels":
        async with at_channels(size=(120, 36)) as (app, pilot, _):
            await wait_for(app, pilot, lambda text: "Watched" in text)
            yield app, pilot
    elif place in ("call", "session"):
        async with staged() as stage:
            if place == "call":
                screen = CallScreen(stage.app.context, Scope(call_id=CALL.call_id, moment_ts=DIAGNOSED_TS))
                stage.app.push_screen(screen)
                await until(stage.pilot, lambda: screen.is_mounted and screen.panels.sessions.count[1] > 1)
            yield stage.app, stage.pilot
    else:
        async with at(place) as (app, pilot):
            yield app, pilot


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done since it was emptied: frames, lists, layouts, questions to the store."""
    done: list[str] = []

    def note(owner: type, name: str, word: str) -> None:
        real = getattr(owner, name)

        def noted(self: object, *args: object, **options: object) -> object:
            # A chart that scrolls into sight is moved, not laid out.
            if not options.get("scroll"):
                done.append(word)
            return real(self, *args, **options)

        monkeypatch.setattr(owner, name, noted)

    # No tick of the clock in between.
    monkeypatch.setattr(project_session, "TICK_S", 3600.0)
    note(Screen, "_compositor_refresh", "frame")
    note(Screen, "_refresh_layout", "layout")
    note(TableArranged, "update", "list")
    note(LiveQuery, "ask_again", "question")
    return done


@pytest.mark.parametrize(("place", "keys"), MOVES, ids=lambda each: "-".join(each) if isinstance(each, tuple) else each)
async def test_a_move_paints_one_frame_and_makes_nothing_anew(
    place: str, keys: tuple[str, ...], work: list[str]
) -> None:
    async with arrived(place) as (app, pilot):
        for key in keys:
            await pilot.press(key)
        await still(app, pilot)
        frames = []
        for key in (*keys, *keys):
            work.clear()
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            # A second frame comes 17 to 33 ms behind the first.
            await asyncio.sleep(0.2)
            await still(app, pilot)
            assert set(work) == {"frame"}
            frames.append(len(work))
        # The best: a machine that stands still in between parts what belongs together.
        assert min(frames) == 1
