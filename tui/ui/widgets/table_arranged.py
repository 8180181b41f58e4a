"""The rows of a table: their order, cursor, marks, and scroll position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from textual.geometry import Size
from textual.reactive import reactive

from tui.terminal.cells import Column, header_runs
from tui.ui.widgets.matching import wanted_in
from tui.ui.widgets.rows import Arranger, ListSource, Row, RowSource, ShownRows, as_source, count_rows
from tui.ui.widgets.table_drawing import HEADER_ROWS, Drawn, RowLine, TableDrawing

# Rows in sight above a row that `bring_up` scrolls to.
BROUGHT_UP = 2


def _never(_key: str) -> bool:
    return False


class Anchor(NamedTuple):
    """The fixed point while rows come and go: the row of `key`, on body line `line`.

    `key` None: the list is at its top and stays there. `follow`: the cursor is in sight and must be afterwards.
    """

    key: str | None
    line: int
    follow: bool


def _untitled(columns: Iterable[Column]) -> list[Column]:
    return [replace(column, title="") for column in columns]


class TableArranged(TableDrawing):
    """Cursor and marks follow a row's key, never its index. A subclass announces the cursor (`_announce`)."""

    # The sentence of a list of which the filter leaves no row.
    no_match: reactive[str] = reactive("", repaint=False)

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
        self._is_noted: Callable[[str], bool] = _never
        # While the same rows are drawn by other names, their order, the cursor and the scroll position stay.
        self.holds = False
        self._cursor = -1
        # Kept while the table is empty: a row that comes back is selected again.
        self._cursor_key: str | None = None
        self._clicked: str | None = None
        self._arranger = Arranger()
        self._view = self._arranger(self._source, None, "")

    def _announce(self, *, by_hand: bool = False) -> None:
        """The cursor may be on another row; `by_hand`: a key or a click moved it."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self._arrange()

    def watch_no_match(self) -> None:
        self._repaint()

    def on_resize(self) -> None:
        self._scroll_to_row(self.scroll_offset.y)
        self.show_cursor()

    def set_columns(self, columns: Iterable[Column]) -> None:
        """Set other columns or titles; a sort by a removed column ends."""
        before, self._columns = self._columns, tuple(columns)
        if before == self._columns:
            return
        if _untitled(before) == _untitled(self._columns):
            # The rows stay: a moving moment only changes a time in the titles.
            self._retitle()
            return
        if self._sort_index is None:
            self._sort, self._reverse = None, False
        self._redraw()
        self._arrange()

    def update(self, rows: Sequence[Row] | RowSource) -> None:
        """Show these rows. Cursor, marks, sort and filter stay; only differing lines are repainted."""
        anchor, before = self._anchor(), len(self._source)
        self._source = as_source(rows)
        # Other rows have an order of their own.
        self.holds = self.holds and len(self._source) == before
        self._arrange(anchor)

    def rewrite(self, rows: Sequence[Row] | RowSource) -> None:
        """The same rows, with the same values to sort by, and other texts in some cells. Order and place on screen
        stay, unless a filter goes by those texts."""
        if self._filter:
            self.update(rows)
            return
        self._source = as_source(rows)
        if self.is_running:
            self._repaint()

    # -- filter, sort, marks, cursor

    @property
    def filter_text(self) -> str:
        return self._filter

    def set_filter(self, text: str) -> None:
        """Show only the rows that match (matching.py); "" shows all."""
        if text != self._filter:
            self._filter = text
            self._arrange()

    @property
    def count(self) -> tuple[int, int]:
        """The numbers of rows that pass the filter and of all rows, headings excluded."""
        total = count_rows(self._source)
        if not isinstance(self._source, ListSource):
            return len(self._view.order), total
        return sum(not self._source[index].heading for index in self._view.order), total

    @property
    def shown(self) -> ShownRows:
        """The rows that pass the filter, in order, at this moment."""
        return ShownRows(self._source, self._view.order, self._filter, self._sort, self._reverse)

    @property
    def keys_in_sight(self) -> tuple[str, ...]:
        """The keys of the rows in the last drawing, top to bottom."""
        return tuple(key for y, (_, key) in sorted(self._drawn.items()) if key is not None and y <= self._body_height)

    @property
    def sort(self) -> tuple[str | None, bool]:
        """The key of the sorting column (None: the source's order), and whether the sort is reversed."""
        return self._sort, self._reverse

    def set_sort(self, column: str | None, *, reverse: bool = False) -> None:
        """Sort by that column; a key without a sortable column ends the sort."""
        self._sort = column
        self._reverse = reverse
        if self._sort_index is None:
            self._sort, self._reverse = None, False
        self._arrange()

    @property
    def marks(self) -> frozenset[str]:
        """The marked keys, with or without rows."""
        return self._marks

    def set_marks(self, keys: Iterable[str]) -> None:
        before, self._marks = self._marks, frozenset(keys)
        if before != self._marks:
            self._repaint()

    def tell_noted(self, is_noted: Callable[[str], bool]) -> None:
        """The rows with a note, by their keys: only those in sight are asked about."""
        self._is_noted = is_noted
        self._repaint()

    @property
    def cursor_key(self) -> str | None:
        """The key of the selected row; None without one."""
        return self._cursor_key if self._cursor >= 0 else None

    def move_cursor(self, key: str) -> bool:
        """Select the row of that key and bring it into sight; False if it is not shown.

        A row already selected does not move, so that a screen may repeat its choice on each refresh.
        """
        if key == self.cursor_key:
            return True
        position = self._position_of(key)
        if position is None or self._row(position).heading:
            return False
        self._set_cursor(position)
        return True

    def bring_up(self, key: str) -> None:
        """Scroll the row of that key to near the top, with the following rows in sight."""
        position = self._position_of(key)
        if position is not None:
            self._scroll_to_row(max(0, position - BROUGHT_UP))

    def show_cursor(self) -> None:
        """Scroll the least that shows the cursor's row, with the headings right above it if they fit."""
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

    @property
    def _sort_index(self) -> int | None:
        for index, column in enumerate(self._columns):
            if column.key == self._sort and column.sortable:
                return index
        return None

    # -- order and cursor

    def _row(self, position: int) -> Row:
        return self._source[self._view.order[position]]

    def _arrange(self, anchor: Anchor | None = None) -> None:
        """Sort, filter, select and draw; without an anchor the cursor's row is brought into sight."""
        if self.holds:
            self._repaint()
            return
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
        """The selected row's position; if it is gone, that of the nearest row last on screen with it."""
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
        """The first selectable row from `position` on in the direction of `step`, else in the other one."""
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
        self.show_cursor()
        top = self.scroll_offset.y - HEADER_ROWS
        self._repaint(before - top, position - top)
        self._announce(by_hand=by_hand)

    def _line(self, y: int) -> tuple[Drawn, str | None]:
        if y < HEADER_ROWS:
            return header_runs(self._slots, self._signs, self._sort, reverse=self._reverse), None
        position = self.scroll_offset.y + y - HEADER_ROWS
        if position < len(self._view.order):
            row = self._row(position)
            key, is_cursor = row.key, position == self._cursor
            line = RowLine(row.cells, row.heading, is_cursor, key in self._marks, self._is_noted(key))
            return line, None if row.heading else row.key
        return (() if self._view.order else self._placeholder_runs(y - HEADER_ROWS)), None

    @property
    def empty_text(self) -> str:
        """Under a filter the list knows only that nothing matches, in place of the screen's text for a list without
        rows."""
        return self.no_match if wanted_in(self._filter) else self.placeholder

    # -- scrolling

    def _anchor(self) -> Anchor:
        top = self.scroll_offset.y
        in_sight = top <= self._cursor < top + self._body_height
        if not top:
            return Anchor(None, 0, in_sight)
        if in_sight:
            return Anchor(self._cursor_key, self._cursor - top, in_sight)
        _, key = self._drawn.get(HEADER_ROWS, ((), None))
        return Anchor(key, 0, in_sight)

    def _settle(self, anchor: Anchor | None) -> None:
        self._tell_height(len(self._view.order) + HEADER_ROWS)
        top = self.scroll_offset.y
        if anchor is not None and anchor.key is not None:
            hint = self._cursor if anchor.follow else -1
            position = self._position_of(anchor.key, hint)
            top = top if position is None else position - anchor.line
        self._scroll_to_row(top)
        if anchor is None or anchor.follow:
            self.show_cursor()
        self._repaint()
        self._announce()

    def _tell_height(self, rows: int) -> None:
        """Set the height of the whole list. A layout repaints all of it: there is one only if it changes the screen."""
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
            # Forced: the scrollbar exists only after the next layout.
            self.scroll_to(y=top, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Instead of the base's, which would also repaint the header and unchanged lines."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self._repaint()
