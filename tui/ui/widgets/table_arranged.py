"""What a table shows: which rows in which order, which of them is selected or marked, and how far it is scrolled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from textual.geometry import Size

from tui.terminal.cells import Column, header_runs
from tui.ui.widgets.rows import Arranger, ListSource, Row, RowSource, ShownRows, as_source, count_rows
from tui.ui.widgets.table_drawing import HEADER_ROWS, Drawn, RowLine, TableDrawing

# How many rows stay in sight above one that is brought up.
BROUGHT_UP = 2


class _Anchor(NamedTuple):
    """What stays where it is while rows come and go: the row of `key`, on body line `line`.

    `key` None: the list is at its top and stays there. `follow`: the cursor is in sight and must be afterwards.
    """

    key: str | None
    line: int
    follow: bool


def _untitled(columns: Iterable[Column]) -> list[Column]:
    return [replace(column, title="") for column in columns]


class TableArranged(TableDrawing):
    """What follows a row does so by its key, never by its index. A subclass tells where the cursor is (`_announce`)."""

    def __init__(
        self,
        columns: Iterable[Column] = (),
        rows: Sequence[Row] | RowSource = (),
        *,
        placeholder: str = "",
        ascii: bool = False,  # noqa: A002
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, placeholder=placeholder, ascii=ascii, id=id, classes=classes)
        self._source = as_source(rows)
        self._filter = ""
        self._sort: str | None = None
        self._reverse = False
        self._marks: frozenset[str] = frozenset()
        self._cursor = -1
        # Outlives the row for as long as the table is empty: what comes back is selected again.
        self._cursor_key: str | None = None
        self._clicked: str | None = None
        self._arranger = Arranger()
        self._view = self._arranger(self._source, None, "")

    def _announce(self, *, by_hand: bool = False) -> None:
        """The cursor may be on another row; `by_hand`: a key or a click moved it."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._scroll_to_row(self.scroll_offset.y)
        self._show_cursor()

    def set_columns(self, columns: Iterable[Column]) -> None:
        """Other columns, or other titles; a sort by a column that is gone ends."""
        before, self._columns = self._columns, tuple(columns)
        if before == self._columns:
            return
        if _untitled(before) == _untitled(self._columns):
            # The rows stay as they are: a moment that moves through a list only names another time at its head.
            self._retitle()
            return
        if self._sort_index is None:
            self._sort, self._reverse = None, False
        self._redraw()
        self._arrange()

    def update(self, rows: Sequence[Row] | RowSource) -> None:
        """Show these rows. Cursor, marks, sort and filter stay; the lines that differ are repainted."""
        anchor = self._anchor()
        self._source = as_source(rows)
        self._arrange(anchor)

    # -- filter, sort, marks, cursor

    @property
    def filter_text(self) -> str:
        return self._filter

    def set_filter(self, text: str) -> None:
        """Show only the rows that match (`rows.matcher`); "" shows all."""
        if text != self._filter:
            self._filter = text
            self._arrange()

    @property
    def count(self) -> tuple[int, int]:
        """How many rows pass the filter, and of how many; headings not counted."""
        total = count_rows(self._source)
        if not isinstance(self._source, ListSource):
            return len(self._view.order), total
        return sum(not self._source[index].heading for index in self._view.order), total

    @property
    def shown(self) -> ShownRows:
        """All its rows that pass the filter, in their order, as they are now."""
        return ShownRows(self._source, self._view.order, self._filter, self._sort, self._reverse)

    @property
    def keys_in_sight(self) -> tuple[str, ...]:
        """The keys of the rows that were drawn last, top to bottom."""
        return tuple(key for y, (_, key) in sorted(self._drawn.items()) if key is not None and y <= self._body_height)

    @property
    def sort(self) -> tuple[str | None, bool]:
        """The key of the column that sorts (None: as the rows come), and whether it does so in reverse."""
        return self._sort, self._reverse

    def set_sort(self, column: str | None, *, reverse: bool = False) -> None:
        """Sort by that column; a key that no sortable column has sorts by none."""
        self._sort = column
        self._reverse = reverse
        if self._sort_index is None:
            self._sort, self._reverse = None, False
        self._arrange()

    @property
    def marks(self) -> frozenset[str]:
        """The keys that are marked, whether or not their rows are there."""
        return self._marks

    def set_marks(self, keys: Iterable[str]) -> None:
        self._marks = frozenset(keys)
        self._repaint()

    @property
    def cursor_key(self) -> str | None:
        """The key of the selected row; None where there is none."""
        return self._cursor_key if self._cursor >= 0 else None

    @property
    def cursor_row(self) -> Row | None:
        """The selected row; None where there is none."""
        return self._row(self._cursor) if self._cursor >= 0 else None

    def move_cursor(self, key: str) -> bool:
        """Select the row of that key and bring it into sight; False where it is not shown.

        Where it is selected already nothing moves, so that a screen may say on each refresh what it has chosen.
        """
        if key == self.cursor_key:
            return True
        position = self._position_of(key)
        if position is None or self._row(position).heading:
            return False
        self._set_cursor(position)
        return True

    def bring_up(self, key: str) -> None:
        """Scroll until the row of that key stands near the top, with what follows it in sight."""
        position = self._position_of(key)
        if position is not None:
            self._scroll_to_row(max(0, position - BROUGHT_UP))

    @property
    def _sort_index(self) -> int | None:
        for index, column in enumerate(self._columns):
            if column.key == self._sort and column.sortable:
                return index
        return None

    # -- which rows, and which of them is selected

    def _row(self, position: int) -> Row:
        return self._source[self._view.order[position]]

    def _arrange(self, anchor: _Anchor | None = None) -> None:
        """Sort, filter, select and draw anew; without an anchor the cursor's row is brought into sight."""
        self._view = self._arranger(self._source, self._sort_index, self._filter, reverse=self._reverse)
        self._cursor = self._find_cursor()
        if self._cursor >= 0:
            self._cursor_key = self._row(self._cursor).key
        if self.is_running:
            self._settle(anchor)

    def _position_of(self, key: str, hint: int = -1) -> int | None:
        if 0 <= hint < len(self._view.order) and self._row(hint).key == key:
            return hint
        return self._view.position_of(self._source.index_of(key))

    def _find_cursor(self) -> int:
        """The selected row's position; where it is gone, that of the nearest row which was on screen with it."""
        if self._cursor_key is not None:
            position = self._position_of(self._cursor_key, self._cursor)
            if position is not None and not self._row(position).heading:
                return position
            for key in self._neighbours(self._cursor_key):
                position = self._position_of(key)
                if position is not None and not self._row(position).heading:
                    return position
        return self._nearest(max(self._cursor, 0), 1)

    def _neighbours(self, key: str) -> list[str]:
        """The keys drawn around that one, nearest first, those below before those above."""
        keys = {y: drawn for y, (_, drawn) in self._drawn.items() if drawn is not None}
        here = next((y for y, drawn in keys.items() if drawn == key), None)
        if here is None:
            return []
        return [keys[y] for y in sorted(keys, key=lambda y: (abs(y - here), y < here)) if y != here]

    def _nearest(self, position: int, step: int) -> int:
        """The first row that can be selected from `position` on, in the direction of `step`, else the other way."""
        end = len(self._view.order)
        start = max(0, min(position, end - 1))
        ways = (range(start, end), range(start, -1, -1))
        for way in ways if step > 0 else reversed(ways):
            for candidate in way:
                if candidate < end and not self._row(candidate).heading:
                    return candidate
        return -1

    def _go(self, position: int, step: int) -> None:
        self._set_cursor(self._nearest(position, step), by_hand=True)

    def _set_cursor(self, position: int, *, by_hand: bool = False) -> None:
        self._clicked = None
        if position < 0:
            return
        before, self._cursor = self._cursor, position
        self._cursor_key = self._row(position).key
        self._show_cursor()
        top = self.scroll_offset.y - HEADER_ROWS
        self._repaint(before - top, position - top)
        self._announce(by_hand=by_hand)

    def _line(self, y: int) -> tuple[Drawn, str | None]:
        if y < HEADER_ROWS:
            return header_runs(self._slots, self._signs, self._sort, reverse=self._reverse), None
        position = self.scroll_offset.y + y - HEADER_ROWS
        if position < len(self._view.order):
            row = self._row(position)
            line = RowLine(row.cells, row.heading, position == self._cursor, row.key in self._marks)
            return line, None if row.heading else row.key
        return (() if self._view.order else self._placeholder_runs(y - HEADER_ROWS)), None

    # -- where it is scrolled to

    def _anchor(self) -> _Anchor:
        top = self.scroll_offset.y
        in_sight = top <= self._cursor < top + self._body_height
        if not top:
            return _Anchor(None, 0, in_sight)
        if in_sight:
            return _Anchor(self._cursor_key, self._cursor - top, in_sight)
        _, key = self._drawn.get(HEADER_ROWS, ((), None))
        return _Anchor(key, 0, in_sight)

    def _settle(self, anchor: _Anchor | None) -> None:
        self._tell_height(len(self._view.order) + HEADER_ROWS)
        top = self.scroll_offset.y
        if anchor is not None and anchor.key is not None:
            hint = self._cursor if anchor.follow else -1
            position = self._position_of(anchor.key, hint)
            top = top if position is None else position - anchor.line
        self._scroll_to_row(top)
        if anchor is None or anchor.follow:
            self._show_cursor()
        self._repaint()
        self._announce()

    def _tell_height(self, rows: int) -> None:
        """How high the whole list is. A layout repaints all of it, so there is one only where it changes the screen."""
        # A width of 0 keeps the horizontal scrollbar away: the columns always fit.
        size, height = Size(0, rows), self.scrollable_content_region.height
        scrolls = rows > height
        if self.styles.is_auto_height or scrolls != self.show_vertical_scrollbar:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(TableArranged.virtual_size, size)
            self._scroll_update(size)

    def _scroll_to_row(self, top: int) -> None:
        top = max(0, min(top, len(self._view.order) - self._body_height))
        if top != self.scroll_offset.y:
            # Forced: there is no scrollbar before the layout that follows.
            self.scroll_to(y=top, animate=False, force=True)

    def _show_cursor(self) -> None:
        """Scroll as little as brings the cursor's row into sight, with the headings right above it if they fit."""
        body, top = self._body_height, self.scroll_offset.y
        if self._cursor < 0 or not body:
            return
        first = self._cursor
        while first > 0 and self._cursor - first + 1 < body and self._row(first - 1).heading:
            first -= 1
        if first < top:
            self._scroll_to_row(first)
        elif self._cursor >= top + body:
            self._scroll_to_row(self._cursor - body + 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """In place of the base's, which repaints the header and the lines that stay the same as well."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self._repaint()
