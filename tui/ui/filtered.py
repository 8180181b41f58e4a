"""Filtered: base of screens whose list is narrowed by what is typed in the place of the key line."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from tui.ui.navigation import TrailScreen
from tui.ui.widgets.keys import bind
from tui.ui.widgets.table import Table


class FilteredScreen(TrailScreen):
    """A subclass composes the key line (`#keys`), and tells of a filter in it (`_tell_keys`). A filter is the first
    thing that is given up on the way back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Ahead of the list, because what is typed right behind it must find the filter line, not the list.
        bind("filter", "slash", "filter", priority=True),
    ]

    def _tell_keys(self) -> None:
        raise NotImplementedError

    @property
    def table(self) -> Table | None:
        """The list of this screen, if it has one."""
        found = self.query(Table)
        return found.first() if found else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where one types, `/` is a letter like any other."""
        return not (action == "filter" and self.focused is not None and self.focused.check_consume_key("slash", "/"))

    async def action_filter(self) -> None:
        """Open the filter line in the place of the key line."""
        table = self.table
        if table is None or self.query("#filter"):
            return
        from tui.ui.filter import FilterLine

        line = FilterLine(table, self.context.lang)
        self.query_one("#keys").display = False
        await self.mount(line, before="#keys")
        self.set_focus(line)

    def on_filter_line_closed(self) -> None:
        self._close_filter()

    def _close_filter(self) -> None:
        """The key line again; it tells of a filter that stays."""
        self.set_focus(self.table)
        self.query("#filter").remove()
        self.query_one("#keys").display = True
        self._tell_keys()

    def retell_filter(self) -> None:
        """The language changed."""
        for line in self.query("#filter"):
            line.retell(self.context.lang)  # type: ignore[attr-defined]

    def go_back(self) -> bool:
        table = self.table
        if table is None or not (self.query("#filter") or table.filter_text):
            return super().go_back()
        table.set_filter("")
        self._close_filter()
        return True
