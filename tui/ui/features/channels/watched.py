"""Base of Channels: which channels are watched, in which order, and the keeping of both."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from tui.messages import channels as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.charted import ChartedScreen
from tui.ui.features.channels.add_channel import AddChannelScreen
from tui.ui.remembering import RememberingScreen
from tui.ui.widgets.keys import bind
from tui.ui.widgets.table import Table

SEEN_CHANNELS = 500


class ChannelsWatched(ChartedScreen, RememberingScreen):
    """A subclass has the list of them (`#watched`)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("channels.add", "a", "add"),
        bind("channels.remove", "d", "remove"),
        bind("channels.move_down", "J", "shift(1)"),
        bind("channels.move_up", "K", "shift(-1)"),
    ]

    @property
    def table(self) -> Table:
        """The list that is filtered and sorted."""
        return self.query_one("#watched", Table)

    @property
    def chosen(self) -> str | None:
        return self.table.cursor_key

    @work(group="add")
    async def action_add(self) -> None:
        """Choose one that the store has heard of, or type a name."""
        feed = self.context.feed
        try:
            seen = await feed.store.read(lambda snapshot: snapshot.seen_channels(SEEN_CHANNELS)) if feed else ()
        except StoreError:
            seen = ()
        name = await self.app.push_screen_wait(AddChannelScreen(self.context, seen))
        if name is not None:
            self.context.remembered.watch(name)
            self.rewatch(words.ADDED(self.context.lang, name=visible(name)))
            self.table.move_cursor(name)

    def action_remove(self) -> None:
        if (name := self.chosen) is not None:
            self.context.remembered.unwatch(name)
            self.rewatch(words.REMOVED(self.context.lang, name=visible(name), key=self.key))

    def action_shift(self, by: int) -> None:
        if self.table.sort[0] is not None:
            self.say(words.MOVE_SORTED(self.context.lang, key=self.key))
        elif (name := self.chosen) is not None:
            self.context.remembered.move(name, by)
            self.show()
            self.keep()

    def rewatch(self, says: str) -> None:
        """Another list of channels: shown at once, remembered, and asked for."""
        self.show()
        self.say(says)
        self.keep()
        self.tell_wants()
        self.changed.set()
