"""Reading: base of screens that ask the store one question, again whenever its answer may have changed."""

from __future__ import annotations

import asyncio

from textual import work

from tui.domain.records import Scope
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.context import READ_AGAIN_S, Context, Feed


class ReadingScreen(FrameScreen):
    """A subclass reads (`ask`), shows (`show`), and sets `changed` where the answer may be another one."""

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.changed = asyncio.Event()

    async def ask(self, feed: Feed) -> None:
        """Read what is shown and keep it. Raises StoreError."""
        raise NotImplementedError

    def show(self) -> None:
        """Everything on screen from what was read."""
        raise NotImplementedError

    def store_changed(self, topics: frozenset[str]) -> None:
        """Something did: set `changed` where it concerns this screen."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.follow()

    def reask(self) -> None:
        self.changed.set()

    @work(group="reading", exclusive=True)
    async def follow(self) -> None:
        """The screen's one worker: wakes when something changed, asks, and shows."""
        feed = await self.context.opened()
        unsubscribe = feed.store.subscribe(self.store_changed)
        try:
            while True:
                try:
                    await self.ask(feed)
                    self.context.read_troubles.pop(self.TAB, None)
                except StoreError as error:
                    # What is on screen stays.
                    self.context.read_troubles[self.TAB] = error
                    super().tick()
                    self.set_timer(READ_AGAIN_S, self.changed.set)
                else:
                    self.show()
                await self.changed.wait()
                self.changed.clear()
        finally:
            unsubscribe()
            # A screen that is gone has no trouble any more.
            self.context.read_troubles.pop(self.TAB, None)
