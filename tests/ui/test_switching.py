"""From one project to another faster than the one before can end: one feed, one open store, nothing left over."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.offered import Offered
from tests.ui.staging import samples, until
from tests.worlds import make_context, make_feed, manual_clock, open_store
from tui.cli.feed import CollectedFeed
from tui.clock import ServerClock, Zone
from tui.domain.text import Said
from tui.messages.local_time import NO_ZONES
from tui.messages.network import NO_ENTRY
from tui.store.sqlite.database import SqliteStore
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of
from tui.ui.context import Context, Feed
from tui.ui.features.projects.screen import ProjectsScreen

# Each costs a fifth of a second.
SWITCHES = 8
MOST_TRIES = 1000
KEYS = {"slash": "/", "left_square_bracket": "[", "right_square_bracket": "]", "question_mark": "?"}


class Opened:
    """Projects with a store each, and what became of them. `ends` lets a feed that is to finish do so."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stores: list[SqliteStore] = []
        self.at_work: list[CollectedFeed] = []
        self.ends = asyncio.Event()
        self.ends.set()

    def __call__(self, key: str) -> Context:
        home = self.home / key
        home.mkdir(exist_ok=True)
        clock, store = ServerClock(manual_clock()), open_store(home)
        self.stores.append(store)

        async def open_feed() -> Feed:
            feed = make_feed(store, clock, samples())
            finish, close = feed.finish, feed.close

            async def finishing() -> None:
                await self.ends.wait()
                await finish()

            async def closing() -> None:
                self.at_work.remove(feed)
                await close()

            feed.finish, feed.close = finishing, closing  # type: ignore[method-assign]
            self.at_work.append(feed)
            return feed

        context = make_context(clock, open_feed)
        context.profile, context.project, context.leave = key, key, store.close
        context.zone = Zone(utc=False)
        context.network_skipped = (Said(NO_ENTRY, {"name": "NO_PROXY", "entry": "x:"}),)
        context.zone_trouble = Said(NO_ZONES, {"name": "Asia/Beijing", "zones": "/zones"})
        return context

    def close(self) -> None:
        for store in self.stores:
            store.close()

    def open_stores(self) -> list[SqliteStore]:
        return [store for store in self.stores if not store._closed]


@asynccontextmanager
async def switching(home: Path) -> AsyncIterator[tuple[ScryApp, Pilot[None], Opened]]:
    opened, offered = Opened(home), Offered()
    offered.opens = opened

    def opens(key: str) -> Context:
        context = opened(key)
        context.projects = offered
        return context

    offered.opens = opens
    app = ScryApp(opens("classroom"))
    with ExitStack() as left:
        left.callback(opened.close)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.context.feed is not None)
            yield app, pilot, opened


def press(app: ScryApp, *keys: str) -> None:
    """As a terminal sends what was typed at once: nothing waits for what a key does."""
    for key in keys:
        app.post_message(events.Key(key, KEYS.get(key, key if len(key) == 1 else None)))


def tasks() -> Counter[str]:
    """What feeds run; screens and their workers come and go."""
    names = (getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    ours = ("ProjectSession.", "CollectedFeed.", "Collector.", "ReportSender.", "Monitor.")
    return Counter(name for name in names if name.startswith(ours))


async def settled(app: ScryApp, pilot: Pilot[Any], opened: Opened) -> None:
    await until(
        pilot,
        lambda: (
            [feed.store for feed in opened.at_work] == opened.open_stores()
            and app.context.feed is not None
            and [app.context.feed] == opened.at_work
        ),
    )


async def test_another_look_at_the_list_while_the_project_before_ends_loses_no_feed(tmp_path: Path) -> None:
    async with switching(tmp_path) as (app, pilot, opened):
        before = app.context
        opened.ends.clear()
        await pilot.press("ctrl+o", "enter")
        await until(pilot, lambda: app.context is not before and frames_of(app)[-1].is_mounted)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, ProjectsScreen))
        await pilot.press("escape")
        # Nor does one that is passed through meanwhile begin.
        await pilot.press("ctrl+o", *"staging", "enter")
        await until(pilot, lambda: app.context.project == "staging")
        assert (app.context.feed, opened.at_work) == (None, [before.feed])
        opened.ends.set()
        await settled(app, pilot, opened)
        assert len(opened.stores) == 3


async def test_the_troubles_of_the_box_are_said_once_whatever_the_project(tmp_path: Path) -> None:
    async with switching(tmp_path) as (app, pilot, opened):
        before = app.context
        assert [said("en")[:12] for said in before.unseen] == ["TZ=Asia/Beij", "NO_PROXY: x:"]
        await pilot.press("escape")
        assert not before.unseen
        await pilot.press("ctrl+o", "enter")
        await until(pilot, lambda: app.context is not before)
        await settled(app, pilot, opened)
        assert app.context.network_skipped
        assert not app.context.unseen
        # Another one, which nobody has seen, is said.
        app.context.network_skipped += (Said(NO_ENTRY, {"name": "NO_PROXY", "entry": "y:"}),)
        assert [said("en")[:12] for said in app.context.unseen] == ["NO_PROXY: y:"]


async def come_to_the_list(app: ScryApp, pilot: Pilot[None]) -> ProjectsScreen:
    """From wherever the keys have led: out of every other dialog, and out of a list that typed letters have emptied."""
    for _ in range(MOST_TRIES):
        top = app.screen
        if isinstance(top, ProjectsScreen) and top.lines:
            return top
        if not isinstance(top, ProjectsScreen):
            press(app, "ctrl+o" if top is frames_of(app)[-1] else "escape")
        elif any(field.value for field in top.query(Input)):
            press(app, "escape")
        await pilot.pause(0.05)
    raise AssertionError(f"the list of projects never came: {app.screen_stack}")


@pytest.mark.long
async def test_whatever_is_pressed_while_projects_are_switched_one_feed_and_one_store_are_left(tmp_path: Path) -> None:
    chance = random.Random(1)
    keys = ("ctrl+o", "enter", "escape", "down", "L", "u", "r", *"123456", *KEYS)
    async with switching(tmp_path) as (app, pilot, opened):
        await settled(app, pilot, opened)
        for _ in range(SWITCHES):
            screen = await come_to_the_list(app, pilot)
            screen.choose(chance.choice([line.key for line in screen.lines if line.key != app.context.profile]))
            press(app, *chance.choices(keys, k=chance.randrange(4)))
            await asyncio.sleep(chance.choice((0.0, 0.01, 0.05)))
        await come_to_the_list(app, pilot)
        await pilot.press("escape")
        await settled(app, pilot, opened)
        assert len(opened.stores) > SWITCHES / 2
        await until(pilot, lambda: set(tasks().values()) == {1})
        await until(pilot, lambda: all(worker.group != "project" for worker in app.workers))
        assert app.fault is None
