"""Table: every list of the program. It draws the lines that are seen, and repaints the cells that differ.

      Metric          now    Δ10 m ▼     the header stays
    Experience                           a heading cannot be selected
    ▸ Video freeze    6.8 %  +4.9        the cursor's row
     ●Audio freeze    1.1 %  +0.2        a marked row

No widget, and no object of any kind, stands for a row: `update` hands over a sequence, `render_line` asks it for the
rows on screen (widgets/rows.py), lays their cells out (widgets/cells.py) and caches the strips. What follows a row
does so by its key, never by its index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.records import Runs
from tui.widgets.cells import (
    ASCII_SIGNS,
    GUTTER,
    UNICODE_SIGNS,
    Cell,
    Column,
    Signs,
    Slot,
    fit,
    header_runs,
    heading_runs,
    lay_out,
    row_runs,
)
from tui.widgets.keys import bind
from tui.widgets.roles import RoleStyles
from tui.widgets.rows import Arranger, ListSource, Row, RowSource, Shown, as_source, count_rows

HEADER_ROWS = 1
# How many rows stay in sight above one that is brought up.
BROUGHT_UP = 2
STRIPS_KEPT = 512


class _RowLine(NamedTuple):
    """All that decides how a row is drawn; equal ones look the same."""

    cells: tuple[Cell, ...]
    heading: bool
    cursor: bool
    marked: bool


class _Anchor(NamedTuple):
    """What stays where it is while rows come and go: the row of `key`, on body line `line`.

    `key` None: the list is at its top and stays there. `follow`: the cursor is in sight and must be afterwards.
    """

    key: str | None
    line: int
    follow: bool


class Table(RoleStyles, ScrollView, can_focus=True, inherit_bindings=False):
    """Keyed rows under fixed columns. Arrow keys that it has no use for (`←`, `→`) go on to the screen."""

    ALLOW_SELECT = False

    ascii: reactive[bool] = reactive(False, repaint=False)
    # In place of rows where there are none, centred; it may have several lines.
    placeholder: reactive[str] = reactive("", repaint=False)

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

    class Highlighted(Message):
        """The cursor is on another row: `key`, or None where no row is left."""

        def __init__(self, table: Table, key: str | None) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> Table:
            return self.table

    class Selected(Message):
        """The row `key` was chosen: `enter`, or a second click on it."""

        def __init__(self, table: Table, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> Table:
            return self.table

    class Marked(Message):
        """The row `key` was given its mark, or (`marked` False) lost it."""

        def __init__(self, table: Table, key: str, marked: bool) -> None:
            super().__init__()
            self.table = table
            self.key = key
            self.marked = marked

        @property
        def control(self) -> Table:
            return self.table

    class Sorted(Message):
        """The user chose a sort: the column's key, None for the order the rows come in."""

        def __init__(self, table: Table, column: str | None, reverse: bool) -> None:
            super().__init__()
            self.table = table
            self.column = column
            self.reverse = reverse

        @property
        def control(self) -> Table:
            return self.table

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
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._source = as_source(rows)
        self.set_reactive(Table.ascii, ascii)
        self.set_reactive(Table.placeholder, placeholder)
        self._filter = ""
        self._sort: str | None = None
        self._reverse = False
        self._marks: frozenset[str] = frozenset()
        self._cursor = -1
        # Outlives the row for as long as the table is empty: what comes back is selected again.
        self._cursor_key: str | None = None
        self._announced: str | None = None
        self._clicked: str | None = None
        self._width = -1
        self._slots: tuple[Slot, ...] = ()
        self._strips: LRUCache[_RowLine | Runs, Strip] = LRUCache(STRIPS_KEPT)
        # What each screen line showed when it was last drawn, and the key of its row.
        self._drawn: dict[int, tuple[_RowLine | Runs, str | None]] = {}
        self._arranger = Arranger()
        self._view = self._arranger(self._source, None, "")

    # -- what it shows

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    def set_columns(self, columns: Iterable[Column]) -> None:
        """Other columns, or other titles; a sort by a column that is gone ends."""
        self._columns = tuple(columns)
        if self._sort_index is None:
            self._sort, self._reverse = None, False
        self._redraw()
        self._arrange()

    def update(self, rows: Sequence[Row] | RowSource) -> None:
        """Show these rows. Cursor, marks, sort and filter stay; the lines that differ are repainted."""
        anchor = self._anchor()
        self._source = as_source(rows)
        self._arrange(anchor)

    def watch_placeholder(self) -> None:
        self._repaint()

    def watch_ascii(self) -> None:
        self._redraw()

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
    def shown(self) -> Shown:
        """All its rows that pass the filter, in their order, as they are now."""
        return Shown(self._source, self._view.order, self._filter, self._sort, self._reverse)

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
            self.post_message(self.Selected(self, key))

    def action_mark(self) -> None:
        if (key := self.cursor_key) is not None:
            self._marks ^= {key}
            self._repaint()
            self.post_message(self.Marked(self, key, key in self._marks))

    def action_sort(self) -> None:
        keys = self._sortable_keys()
        following = keys.index(self._sort) + 1 if self._sort in keys else 0
        self._choose_sort(keys[following] if following < len(keys) else None, reverse=False)

    def action_sort_reverse(self) -> None:
        keys = self._sortable_keys()
        if self._sort is not None or keys:
            self._choose_sort(keys[0] if self._sort is None else self._sort, reverse=not self._reverse)

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
            self._set_cursor(position)
            self._clicked = key

    def _click_header(self, x: int) -> None:
        for slot in self._slots:
            if slot.left <= x < slot.left + slot.width and slot.column.sortable:
                key = slot.column.key
                if key != self._sort:
                    self._choose_sort(key, reverse=False)
                else:
                    self._choose_sort(None if self._reverse else key, reverse=not self._reverse)

    def _sortable_keys(self) -> list[str]:
        self._fit_width()
        return [slot.column.key for slot in self._slots if slot.column.sortable]

    def _choose_sort(self, column: str | None, *, reverse: bool) -> None:
        self.set_sort(column, reverse=reverse)
        self.post_message(self.Sorted(self, *self.sort))

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
        self._set_cursor(self._nearest(position, step))

    def _set_cursor(self, position: int) -> None:
        self._clicked = None
        if position < 0:
            return
        before, self._cursor = self._cursor, position
        self._cursor_key = self._row(position).key
        self._show_cursor()
        top = self.scroll_offset.y - HEADER_ROWS
        self._repaint(before - top, position - top)
        self._announce()

    def _announce(self) -> None:
        if self.cursor_key != self._announced:
            self._announced = self.cursor_key
            self.post_message(self.Highlighted(self, self._announced))

    # -- where it is scrolled to

    @property
    def _body_height(self) -> int:
        return max(0, self.scrollable_content_region.height - HEADER_ROWS)

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
            self.set_reactive(Table.virtual_size, size)
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

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._scroll_to_row(self.scroll_offset.y)
        self._show_cursor()

    # -- drawing

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor's row rests while the keys go elsewhere."""
        super().watch_has_focus(has_focus)
        self._redraw()

    @property
    def _signs(self) -> Signs:
        return ASCII_SIGNS if self.ascii else UNICODE_SIGNS

    def _fit_width(self) -> None:
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self._slots = lay_out(self._columns, width)
            self._strips.clear()

    def _redraw(self) -> None:
        """Columns or signs changed: every line anew."""
        self._width = -1
        self.refresh()

    def _line(self, y: int) -> tuple[_RowLine | Runs, str | None]:
        """What screen line `y` has to show, and the key of its row."""
        if y < HEADER_ROWS:
            return header_runs(self._slots, self._signs, self._sort, reverse=self._reverse), None
        position = self.scroll_offset.y + y - HEADER_ROWS
        if position < len(self._view.order):
            row = self._row(position)
            line = _RowLine(row.cells, row.heading, position == self._cursor, row.key in self._marks)
            return line, None if row.heading else row.key
        return (() if self._view.order else self._placeholder_runs(y - HEADER_ROWS)), None

    def _placeholder_runs(self, line: int) -> Runs:
        """The placeholder in the middle of the body, each of its lines centred."""
        texts = self.placeholder.split("\n")
        index = line - max(0, (self._body_height - len(texts)) // 2)
        if not 0 <= index < len(texts):
            return ()
        left = max(0, self._width - cell_len(texts[index])) // 2
        return fit(((" " * left + texts[index], "dim"),), self._width, "left", self._signs.ellipsis)

    def _repaint(self, *lines: int) -> None:
        """Ask for the screen lines that differ from what is drawn; of `lines`, where only these can."""
        self._fit_width()
        height = self.scrollable_content_region.height
        if not self._width or not height:
            # Not on screen: what brings it there draws it as a whole.
            return
        for y in lines or range(height):
            if not 0 <= y < height:
                continue
            line, _ = self._line(y)
            drawn, _ = self._drawn.get(y, (None, None))
            if line != drawn and (cells := self._cells_to_repaint(drawn, line)):
                self.refresh(Region(0, y, cells, 1))

    def _cells_to_repaint(self, drawn: _RowLine | Runs | None, line: _RowLine | Runs) -> int:
        """How many cells from the left: up to the last column that differs, 0 where only hidden columns do.

        One region a line, and from the left: Textual writes a region from the left edge of its widget on, so that
        a second one would write the first one's cells again.
        """
        if (
            not isinstance(drawn, _RowLine)
            or not isinstance(line, _RowLine)
            or line.heading
            or drawn.heading
            or line.cursor != drawn.cursor
            or len(line.cells) != len(drawn.cells)
        ):
            return self._width
        ends = [GUTTER] if line.marked != drawn.marked else [0]
        ends += [
            slot.left + slot.width
            for slot in self._slots
            if slot.index < len(line.cells) and line.cells[slot.index] != drawn.cells[slot.index]
        ]
        return max(ends)

    def render_line(self, y: int) -> Strip:
        self._fit_width()
        line, key = self._line(y)
        self._drawn[y] = (line, key)
        strip = self._strips.get(line)
        if strip is None:
            strip = self._strips[line] = self._strip(line)
        return strip

    def _strip(self, line: _RowLine | Runs) -> Strip:
        base = self.rich_style
        if not isinstance(line, _RowLine):
            return self.runs_to_strip(line, self._width, base)
        if line.heading:
            return self.runs_to_strip(heading_runs(line.cells, self._width, self._signs), self._width, base)
        if line.cursor:
            base += self.role_style("cursor" if self.has_focus else "resting")
        runs = row_runs(line.cells, self._slots, self._signs, cursor=line.cursor, marked=line.marked)
        return self.runs_to_strip(runs, self._width, base)
