"""Unread: the statement of a tab without data in this version and the project's edition."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.messages import unread_tabs as words
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.style_sheets import sheets_for


class UnreadScreen(FrameScreen):
    """`tab` is the tab or screen that the statement is about."""

    FOOTER = ("tab.calls", "tab.quota", "help")
    AUTO_FOCUS = ""

    def __init__(self, context: Context, tab: str) -> None:
        self.TAB = tab  # type: ignore[misc]
        super().__init__(context)
        # Live's own sheets, which come first, know nothing of this screen.
        self.css_path = [*sheets_for("")]

    def compose_body(self) -> Iterable[Widget]:
        yield Static(self._statement(), id="statement", markup=False)

    def _statement(self) -> Content:
        lang = self.context.lang
        sentences = (words.STATEMENTS[self.TAB](lang), words.READ(lang))
        return Content(self.plain("\n\n".join(sentences)))

    def retell(self) -> None:
        self.query_one("#statement", Static).update(self._statement())
        super().retell()
