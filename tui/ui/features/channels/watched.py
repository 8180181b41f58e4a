"""Watched: the channels that the user watches, in the user's order; a change is shown, remembered and asked for."""

from __future__ import annotations

from collections.abc import Callable

from tui.messages import channels as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.features.channels.add_channel import AddChannelScreen
from tui.ui.remembering import Remembering
from tui.ui.widgets.table import Table

SEEN_CHANNELS = 500


class Watched:
    """`show` draws the screen with the list as it is now."""

    def __init__(self, screen: FrameScreen, remembering: Remembering, show: Callable[[], object]) -> None:
        self._screen, self._remembering, self._show = screen, remembering, show
        self._remembered = screen.context.remembered

    @property
    def _table(self) -> Table:
        table = self._screen.table
        assert table is not None
        return table

    async def add(self) -> None:
        """Choose one that the store has heard of, or type a name."""
        context = self._screen.context
        feed = context.feed
        try:
            seen = await feed.store.read(lambda snapshot: snapshot.seen_channels(SEEN_CHANNELS)) if feed else ()
        except StoreError:
            seen = ()
        name = await self._screen.app.push_screen_wait(AddChannelScreen(context, seen))
        if name is not None:
            self._remembered.watch(name)
            self._changed(words.ADDED(context.lang, name=visible(name)))
            self._table.move_cursor(name)

    def remove(self) -> None:
        screen = self._screen
        if (name := self._table.cursor_key) is not None:
            self._remembered.unwatch(name)
            self._changed(words.REMOVED(screen.context.lang, name=visible(name), key=screen.key))

    def shift(self, by: int) -> None:
        screen = self._screen
        if self._table.sort[0] is not None:
            screen.say(words.MOVE_SORTED(screen.context.lang, key=screen.key))
        elif (name := self._table.cursor_key) is not None:
            self._remembered.move(name, by)
            self._show()
            self._remembering.keep()

    def _changed(self, says: str) -> None:
        self._show()
        self._screen.say(says)
        self._remembering.keep()
        self._screen.tell_wants()
        self._screen.reask()
