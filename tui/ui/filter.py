"""The filter: it narrows the list of a screen while the user types, in the place of the key line."""

from __future__ import annotations

from typing import Any, Protocol

from textual.css.query import DOMQuery
from textual.message import Message
from textual.widget import AwaitMount, Widget
from textual.widgets import Input

from tui.domain.text import Lang
from tui.messages import frame as words
from tui.ui.context import Context
from tui.ui.widgets.table import Table


class Filtered(Protocol):
    """A screen with a key line (`#keys`), which also tells the filter in force (`tell_keys`)."""

    context: Context

    @property
    def focused(self) -> Widget | None: ...
    @property
    def table(self) -> Table | None: ...
    def tell_keys(self) -> None: ...
    def query(self, selector: str, /) -> DOMQuery[Any]: ...
    def query_one(self, selector: str, /) -> Any: ...
    def mount(self, *widgets: Widget, before: str) -> AwaitMount: ...
    def set_focus(self, widget: Widget | None, /) -> None: ...


class ListFilter:
    """The filter of the screen's list."""

    def __init__(self, screen: Filtered) -> None:
        self._screen = screen

    @property
    def can_open(self) -> bool:
        """Not while the user types: there `/` is a character as any other."""
        focused = self._screen.focused
        return focused is None or not focused.check_consume_key("slash", "/")

    async def open(self) -> None:
        screen, table = self._screen, self._screen.table
        if table is None or screen.query("#filter"):
            return
        line = FilterLine(table, screen.context.lang)
        self.retell()
        screen.query_one("#keys").display = False
        await screen.mount(line, before="#keys")
        screen.set_focus(line)

    def close(self) -> None:
        """Show the key line again; it tells a filter that stays."""
        screen = self._screen
        screen.set_focus(screen.table)
        screen.query("#filter").remove()
        screen.query_one("#keys").display = True
        screen.tell_keys()

    def retell(self) -> None:
        """The language may have changed."""
        lang = self._screen.context.lang
        for table in self._screen.query("Table"):
            table.no_match = words.NO_MATCH(lang)
        for line in self._screen.query("#filter"):
            line.retell(lang)

    def give_up(self) -> bool:
        """Whether there was a filter; it is gone now."""
        table = self._screen.table
        if table is None or not (self._screen.query("#filter") or table.filter_text):
            return False
        table.set_filter("")
        self.close()
        return True


class FilterLine(Input):
    class Closed(Message):
        """The user pressed `enter`: the filter stays in force."""

    def __init__(self, table: Table, lang: Lang) -> None:
        super().__init__(table.filter_text, id="filter", compact=True)
        self.table = table
        self.retell(lang)
        # A blinking cursor is a repaint twice a second for as long as it stands there.
        self.cursor_blink = False
        self.select_on_focus = False

    def retell(self, lang: Lang) -> None:
        self.placeholder = words.FILTER_PROMPT(lang)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.table.set_filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Closed())
