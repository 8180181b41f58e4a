"""Remembering: base of screens that remember what was chosen on them, the order of their list before all."""

from __future__ import annotations

from textual import on, work

from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.widgets.table import Table


class RememberingScreen(FrameScreen):
    """A subclass says `keep` when something was chosen, and tells the trouble there is with that (`tell_trouble`)."""

    # What could not be remembered, until something can.
    trouble = ""

    def tell_trouble(self) -> None:
        """`trouble`, or what stands in its place."""
        raise NotImplementedError

    def sort_as_remembered(self, table: Table) -> None:
        if (sorting := self.context.remembered.sorting(self.TAB)) is not None:
            table.set_sort(sorting.column, reverse=sorting.reverse)

    @on(Table.Sorted)
    def _sorted(self, event: Table.Sorted) -> None:
        if event.table is self.table:
            self.context.remembered.keep_sorting(self.TAB, event.column, reverse=event.reverse)
            self.keep()

    @work(group="remember")
    async def keep(self) -> None:
        trouble = await self.context.remembered.kept()
        self.trouble = visible(trouble.says(self.context.lang)) if trouble else ""
        self.tell_trouble()
