"""Remembering: choices on a screen outlive the program, above all the order of its list."""

from __future__ import annotations

from collections.abc import Callable

from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.widgets.table import Table


class Remembering:
    """`trouble` is the reason why the last choice could not be kept, "" where it was; `tell` shows it."""

    def __init__(self, screen: FrameScreen, tell: Callable[[], object]) -> None:
        self.trouble = ""
        self._screen, self._tell = screen, tell

    def sort(self, table: Table) -> None:
        """As the user sorted it last."""
        if (sorting := self._screen.context.remembered.sorting(self._screen.TAB)) is not None:
            table.set_sort(sorting.column, reverse=sorting.reverse)

    def sorted(self, event: Table.Sorted) -> None:
        """The user sorted a list: only the sort of the screen's first list is remembered."""
        if event.table is self._screen.table:
            remembered = self._screen.context.remembered
            remembered.keep_sorting(self._screen.TAB, event.column, reverse=event.reverse)
            self.keep()

    def keep(self) -> None:
        """Write the user's choices."""
        self._screen.run_worker(self._keep(), group="remember")

    async def _keep(self) -> None:
        context = self._screen.context
        trouble = await context.remembered.kept()
        self.trouble = visible(trouble.says(context.lang)) if trouble else ""
        self._tell()
