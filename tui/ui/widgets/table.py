"""Table: the widget of every list: its keys, its mouse, and its messages.

      Metric          now    Δ10 m ▼     the header stays
    Experience                           a heading cannot be selected
    ▸ Video freeze    6.8 %  +4.9        the cursor's row
     ●Audio freeze    1.1 %  +0.2        a marked row

No widget or other object exists for a row: `update` takes a sequence; `render_line` reads the rows on screen
(widgets/rows.py), lays out their cells (terminal/cells.py) and caches the strips (table_drawing.py). Cursor and marks
follow a row's key, never its index (table_arranged.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.terminal.cells import Column
from tui.ui.widgets.keys import bind
from tui.ui.widgets.rows import Row, RowSource
from tui.ui.widgets.table_arranged import Anchor, TableArranged
from tui.ui.widgets.table_drawing import HEADER_ROWS

__all__ = ["HEADER_ROWS", "Table"]


class OfTable(Message):
    """A message about a list; `@on` may name the list by a selector."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> Table:
        return self.table


class Table(TableArranged, can_focus=True, inherit_bindings=False):
    """Keyed rows under fixed columns. Unused arrow keys (`←`, `→`) go on to the screen."""

    ALLOW_SELECT = False

    def __init__(
        self,
        columns: Iterable[Column] = (),
        rows: Sequence[Row] | RowSource = (),
        *,
        react: Callable[[], object] | None = None,
        placeholder: str = "",
        ascii: bool = False,  # noqa: A002
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """`react` runs in the turn of the key or click that moved the cursor, so that its changes are in the same
        frame. A reaction to a message needs a second frame, up to 33 ms later."""
        # The key of the last announcement.
        self._announced: str | None = None
        self._told_count = (0, 0)
        self.react = react
        # Whether `lead` still moves the cursor, and the row that it moved the cursor to.
        self.follows = True
        self._led = ""
        super().__init__(columns, rows, placeholder=placeholder, ascii=ascii, id=id, classes=classes)

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("table.up", "up,k", "move(-1)"),
        bind("table.down", "down,j", "move(1)"),
        bind("table.page_up", "pageup", "page(-1)"),
        bind("table.page_down", "pagedown", "page(1)"),
        bind("table.half_up", "ctrl+u", "page(-0.5)"),
        bind("table.half_down", "ctrl+d", "page(0.5)"),
        bind("table.first", "g,home", "first"),
        bind("table.last", "G,end", "last"),
        bind("table.select", "enter", "select"),
        bind("table.mark", "space", "mark"),
        bind("table.sort", "s", "sort"),
        bind("table.sort_reverse", "S", "sort_reverse"),
    ]

    class Highlighted(OfTable):
        """The cursor is on another row: `key`, or None without rows. With a `react`, only for moves by neither key nor
        click: rows came or went, or the screen moved the cursor."""

        def __init__(self, table: Table, key: str | None) -> None:
            super().__init__(table)
            self.key = key

    class Selected(OfTable):
        """The row `key` was chosen: `enter`, or a second click on it."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__(table)
            self.key = key

    class Marked(OfTable):
        """The row `key` was given its mark, or (`marked` False) lost it."""

        def __init__(self, table: Table, key: str, marked: bool) -> None:
            super().__init__(table)
            self.key = key
            self.marked = marked

    class Counted(OfTable):
        """Rows came or went under a filter: `count` is another one."""

    class Sorted(OfTable):
        """The user chose a sort: the column's key, None for the source's order."""

        def __init__(self, table: Table, column: str | None, reverse: bool) -> None:
            super().__init__(table)
            self.column = column
            self.reverse = reverse

    # -- a cursor that follows, until the user chooses a row

    def lead(self, key: str) -> None:
        """Take the cursor to that row, as long as the user has chosen none."""
        if self.follows:
            self._led = key
            self.move_cursor(key)

    def choose(self) -> None:
        """The user acts on the row under the cursor: later rows leave the cursor there."""
        if self.cursor_key is not None:
            self.follows = False

    def cursor_moved(self) -> None:
        """A row that `lead` has not moved the cursor to is the user's choice."""
        if self.cursor_key != self._led:
            self.choose()

    # -- keys and mouse

    def action_move(self, rows: int) -> None:
        self._go(self._cursor + rows, rows)

    def action_page(self, pages: float) -> None:
        step = max(1, int(abs(pages) * self._body_height))
        self.action_move(step if pages > 0 else -step)

    def action_first(self) -> None:
        self._go(0, -1)

    def action_last(self) -> None:
        self._go(len(self._view.order) - 1, 1)

    def action_select(self) -> None:
        if (key := self.cursor_key) is not None:
            self.choose()
            self.post_message(self.Selected(self, key))

    def action_mark(self) -> None:
        if (key := self.cursor_key) is not None:
            self.choose()
            self._marks ^= {key}
            self._repaint()
            self.post_message(self.Marked(self, key, key in self._marks))

    def action_sort(self) -> None:
        keys = self._sortable_keys()
        following = keys.index(self._sort) + 1 if self._sort in keys else 0
        self.sort_by(keys[following] if following < len(keys) else None, reverse=False)

    def action_sort_reverse(self) -> None:
        keys = self._sortable_keys()
        if self._sort is not None or keys:
            self.sort_by(keys[0] if self._sort is None else self._sort, reverse=not self._reverse)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < HEADER_ROWS:
            self._click_header(offset.x)
            return
        position = self.scroll_offset.y + offset.y - HEADER_ROWS
        if position >= len(self._view.order) or self._row(position).heading:
            return
        key = self._row(position).key
        if key == self._clicked:
            self.action_select()
        else:
            self._set_cursor(position, by_hand=True)
            self._clicked = key
            self.choose()

    def _click_header(self, x: int) -> None:
        for slot in self._slots:
            if slot.left <= x < slot.left + slot.width and slot.column.sortable:
                key = slot.column.key
                if key != self._sort:
                    self.sort_by(key, reverse=False)
                else:
                    self.sort_by(None if self._reverse else key, reverse=not self._reverse)

    def _sortable_keys(self) -> list[str]:
        self._fit_width()
        return [slot.column.key for slot in self._slots if slot.column.sortable]

    def sort_by(self, column: str | None, *, reverse: bool) -> None:
        """As the user's own choice."""
        self.set_sort(column, reverse=reverse)
        self.post_message(self.Sorted(self, *self.sort))

    def _settle(self, anchor: Anchor | None) -> None:
        super()._settle(anchor)
        if self.filter_text and (count := self.count) != self._told_count:
            self._told_count = count
            self.post_message(self.Counted(self))

    def _announce(self, *, by_hand: bool = False) -> None:
        if self.cursor_key == self._announced:
            return
        self._announced = self.cursor_key
        if by_hand and self.react is not None:
            self.react()
        else:
            self.post_message(self.Highlighted(self, self._announced))
