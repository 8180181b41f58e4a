"""A tab that is not built yet: it says in one line what will be there."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from tui.messages import frame as words
from tui.screens.context import Context
from tui.screens.frame import FrameScreen


class PlannedScreen(FrameScreen):
    FOOTER = ("tab.live", "help", "leave")
    AUTO_FOCUS = ""

    def __init__(self, context: Context, tab: str) -> None:
        self.TAB = tab  # type: ignore[misc]
        super().__init__(context)

    def compose_body(self) -> Iterable[Widget]:
        yield Static(self._says(), id="planned", markup=False)

    def reask(self) -> None:
        self.query_one("#planned", Static).update(self._says())

    def _says(self) -> str:
        return self.plain(words.PLANNED[self.TAB](self.context.lang))
