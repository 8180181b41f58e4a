"""The filter line: it narrows a list while one types, in the place of the key line."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from tui.domain.text import Lang
from tui.messages import frame as words
from tui.ui.widgets.table import Table


class FilterLine(Input):
    class Closed(Message):
        """`enter`: what was typed stays in force."""

    def __init__(self, table: Table, lang: Lang) -> None:
        super().__init__(table.filter_text, id="filter", compact=True)
        self.table = table
        self.retell(lang)
        # A blinking cursor is a repaint twice a second for as long as it stands there.
        self.cursor_blink = False
        self.select_on_focus = False

    def retell(self, lang: Lang) -> None:
        self.placeholder = words.FILTER_PROMPT(lang)
        self.nothing = words.NO_MATCH(lang)
        if self.table.filter_text:
            self.table.placeholder = self.nothing

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.table.placeholder = self.nothing
        self.table.set_filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Closed())
