"""The drawing of a table: cached strips; of a changed line only the differing cells are sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.domain.records import Runs
from tui.terminal.cells import (
    ASCII_SIGNS,
    GUTTER,
    UNICODE_SIGNS,
    Cell,
    Column,
    Slot,
    TableSigns,
    fit,
    heading_runs,
    lay_out,
    row_runs,
)
from tui.ui.widgets.styles import RoleStyles

HEADER_ROWS = 1
STRIPS_KEPT = 512


class RowLine(NamedTuple):
    """Everything that a row's drawing depends on; equal values look the same."""

    cells: tuple[Cell, ...]
    heading: bool
    cursor: bool
    marked: bool
    noted: bool


Drawn = RowLine | Runs


class TableDrawing(RoleStyles, ScrollView):
    """A subclass gives the content of a screen line (`_line`)."""

    ascii: reactive[bool] = reactive(False, repaint=False)
    # In place of rows, centred; possibly several lines.
    placeholder: reactive[str] = reactive("", repaint=False)
    # Whether the cursor's sign stands in this list: of several on one screen in that with the focus, or the last one.
    signed: reactive[bool] = reactive(True, repaint=False)

    def __init__(
        self,
        columns: Iterable[Column],
        *,
        placeholder: str,
        ascii: bool,  # noqa: A002
        id: str | None,  # noqa: A002
        classes: str | None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self.set_reactive(TableDrawing.ascii, ascii)
        self.set_reactive(TableDrawing.placeholder, placeholder)
        self._width = -1
        self._slots: tuple[Slot, ...] = ()
        self._strips: LRUCache[Drawn, Strip] = LRUCache(STRIPS_KEPT)
        self._base: Style | None = None
        # The last drawn content of each screen line, and the key of its row.
        self._drawn: dict[int, tuple[Drawn, str | None]] = {}

    def _line(self, y: int) -> tuple[Drawn, str | None]:
        """The content of screen line `y`, and the key of its row."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def _body_height(self) -> int:
        return max(0, self.scrollable_content_region.height - HEADER_ROWS)

    def watch_placeholder(self) -> None:
        self._repaint()

    def watch_ascii(self) -> None:
        self._redraw()

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._base = None
        super().notify_style_update()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor's row dims while the focus is elsewhere; its sign goes to the list that has the focus."""
        super().watch_has_focus(has_focus)
        if has_focus:
            for other in self.screen.query(TableDrawing):
                other.signed = other is self
        self._redraw()

    def watch_signed(self) -> None:
        self._redraw()

    @property
    def _signs(self) -> TableSigns:
        return ASCII_SIGNS if self.ascii else UNICODE_SIGNS

    def _fit_width(self) -> None:
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self._slots = lay_out(self._columns, width)
            self._strips.clear()

    def _redraw(self) -> None:
        """Columns or signs changed: draw every line anew."""
        self._width = -1
        self.refresh()

    def _retitle(self) -> None:
        """Only the titles of the columns changed."""
        if self._width >= 0:
            self._slots = lay_out(self._columns, self._width)
        if self.is_running:
            self._repaint(0)

    @property
    def empty_text(self) -> str:
        """The sentence in the place of rows."""
        return self.placeholder

    def _placeholder_runs(self, line: int) -> Runs:
        """The placeholder in the middle of the body, each of its lines centred."""
        texts = self.empty_text.split("\n")
        index = line - max(0, (self._body_height - len(texts)) // 2)
        if not 0 <= index < len(texts):
            return ()
        left = max(0, self._width - cell_len(texts[index])) // 2
        return fit(((" " * left + texts[index], "dim"),), self._width, "left", self._signs.ellipsis)

    def _repaint(self, *lines: int) -> None:
        """Repaint the screen lines that differ from the last drawing; only among `lines`, if given."""
        self._fit_width()
        height = self.scrollable_content_region.height
        if not self._width or not height:
            # Not on screen: the table is drawn as a whole when it appears.
            return
        changed: list[Region] = []
        for y in lines or range(height):
            if not 0 <= y < height:
                continue
            line, _ = self._line(y)
            drawn, _ = self._drawn.get(y, (None, None))
            if line != drawn and (cells := self._cells_to_repaint(drawn, line)):
                changed.append(Region(0, y, cells, 1))
        if changed:
            self.refresh(*changed)

    def _cells_to_repaint(self, drawn: Drawn | None, line: Drawn) -> int:
        """The number of cells from the left up to the last differing column; 0 if only hidden columns differ.

        One region a line, from the left: Textual writes a region from the left edge of its widget on, so that a second
        region would write the first one's cells again.
        """
        if (
            not isinstance(drawn, RowLine)
            or not isinstance(line, RowLine)
            or line.heading
            or drawn.heading
            or line.cursor != drawn.cursor
            or len(line.cells) != len(drawn.cells)
        ):
            return self._width
        ends = [GUTTER] if (line.marked, line.noted) != (drawn.marked, drawn.noted) else [0]
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

    def _strip(self, line: Drawn) -> Strip:
        if self._base is None:
            # Textual computes this from all ancestors at each access.
            self._base = self.rich_style
        base = self._base
        if not isinstance(line, RowLine):
            return self.runs_to_strip(line, self._width, base)
        if line.heading:
            return self.runs_to_strip(heading_runs(line.cells, self._width, self._signs), self._width, base)
        if line.cursor:
            base += self.role_style("cursor" if self.has_focus else "resting")
        cursor = line.cursor and self.signed
        runs = row_runs(line.cells, self._slots, self._signs, cursor=cursor, marked=line.marked, noted=line.noted)
        return self.runs_to_strip(runs, self._width, base)
