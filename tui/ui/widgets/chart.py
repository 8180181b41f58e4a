"""Chart: a title, curves and a foot; the moment cursor is laid over kept strips, so a move draws one cell a line."""

from __future__ import annotations

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.domain.records import Runs
from tui.terminal.cells import fit, whole_runs
from tui.ui.charts.plot import DrawnPlot, Plot, draw
from tui.ui.widgets.styles import RoleStyles

TITLE_ROWS = 1
# A list's worth of drawings, and their lines: a cursor that comes back to a row finds its chart drawn.
DRAWINGS_KEPT = 12
LINES_KEPT = 512


class ChartView(Struct, frozen=True):
    """`title` and `readout` share the first row, `foot` is the last; without a `plot`, `empty` gives the reason."""

    title: Runs = ()
    readout: Runs = ()
    foot: Runs = ()
    plot: Plot | None = None
    empty: str = ""


def cells_of(text: str, column: int) -> tuple[int, int]:
    """The first and the last column of the character on `column`."""
    first = 0
    for sign in text:
        width = cell_len(sign)
        if first <= column < first + width:
            return first, first + width
        first += width
    return column, column + 1


def _plot_rows(height: int) -> int:
    return max(0, height - TITLE_ROWS - 1)


class Chart(RoleStyles):
    """The lines are strips, kept until plot, text, size or theme change; a frame crops them and lays the cursor over.

    Textual's cache of styled lines is not used: there a moving cursor renders each line of the plot anew. So a chart
    has neither border nor padding.
    """

    view: reactive[ChartView] = reactive(ChartView(), repaint=False)
    cursor_ts: reactive[float | None] = reactive(None, repaint=False)

    class Pointed(Message):
        """The mouse points at a moment."""

        def __init__(self, chart: Chart, ts: float) -> None:
            super().__init__()
            self.chart = chart
            self.ts = ts

        @property
        def control(self) -> Chart:
            return self.chart

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._drawing: DrawnPlot | None = None
        self._drawn_for: tuple[Plot, int, int] | None = None
        # The last drawings, the newest first.
        self._drawings: list[tuple[tuple[Plot, int, int], DrawnPlot]] = []
        # Whether a character of the chart takes two cells.
        self._is_wide = False
        # Line by line, for that view and size.
        self._lines: list[Strip] = []
        self._lines_for: tuple[ChartView, Size] | None = None
        # Of that width and style: strips by their runs, the cursor's cell by its text.
        self._made: LRUCache[Runs, Strip] = LRUCache(LINES_KEPT)
        self._marks: dict[str, Strip] = {}
        self._looks: tuple[Style, Color] | None = None

    # -- changed cells

    def watch_view(self, old: ChartView, new: ChartView) -> None:
        width, height = self.size
        if not width or not height:
            return
        if (old.title, old.readout) != (new.title, new.readout):
            self.refresh(Region(0, 0, width, 1))
        if old.foot != new.foot:
            self.refresh(Region(0, height - 1, width, 1))
        if old.plot != new.plot or old.empty != new.empty:
            before = self._drawing.rows if self._drawing else ()
            left = self._drawing.column_of(self.cursor_ts) if self._drawing and self.cursor_ts is not None else None
            after = self._drawing_now().rows if new.plot is not None else ()
            self._refresh_columns(left, self._cursor_column(self.cursor_ts))
            for row in range(_plot_rows(height)):
                if row >= len(before) or row >= len(after) or before[row] != after[row]:
                    self.refresh(Region(0, TITLE_ROWS + row, width, 1))

    def watch_cursor_ts(self, old: float | None, new: float | None) -> None:
        self._refresh_columns(self._cursor_column(old), self._cursor_column(new))

    def _refresh_columns(self, left: int | None, entered: int | None) -> None:
        """Repaint the column that the cursor leaves and the one it enters, in otherwise equal rows too. On either side
        may be the other half of a wide character."""
        spread, height = int(self._is_wide), self._plot_height
        changed = [column for column in (left, entered) if column is not None] if left != entered else []
        if changed:
            self.refresh(*(Region(column - spread, TITLE_ROWS, 1 + 2 * spread, height) for column in changed))

    # -- drawing

    def notify_style_update(self) -> None:
        self._lines, self._lines_for, self._looks = [], None, None
        self._made.clear()
        self._marks.clear()
        super().notify_style_update()

    @property
    def _plot_height(self) -> int:
        return _plot_rows(self.size.height)

    def _drawing_now(self) -> DrawnPlot:
        plot, (width, height) = self.view.plot, self.size
        assert plot is not None
        key = (plot, width, _plot_rows(height))
        if self._drawing is None or self._drawn_for != key:
            self._drawing, self._drawn_for = self._drawn(key), key
            self._is_wide = any(len(text) < cell_len(text) for row in self._drawing.rows for text, _ in row)
        return self._drawing

    def foresee(self, plot: Plot) -> None:
        """Draw a plot that may come next in this size: while nothing is to do, for the key that brings it."""
        width, height = self.size
        self._drawn((plot, width, _plot_rows(height)))

    def _drawn(self, key: tuple[Plot, int, int]) -> DrawnPlot:
        known = next((drawing for drawn_for, drawing in self._drawings if drawn_for == key), None)
        drawing = draw(*key) if known is None else known
        others = [each for each in self._drawings if each[1] is not drawing]
        self._drawings = [(key, drawing), *others][:DRAWINGS_KEPT]
        return drawing

    def _cursor_column(self, ts: float | None) -> int | None:
        if ts is None or self.view.plot is None:
            return None
        drawing = self._drawing_now()
        return drawing.column_of(ts) if drawing.rows_in_plot > 0 else None

    def _strips(self) -> list[Strip]:
        """All lines without the cursor; only the lines with changed runs are made anew."""
        view, size = self.view, self.size
        if self._lines_for is None or self._lines_for[0] is not view or self._lines_for[1] != size:
            if self._lines_for is not None and self._lines_for[1].width != size.width:
                self._made.clear()
            self._lines = [self._line_of(runs, size.width) for runs in self._runs(view, *size)]
            self._lines_for = view, size
        return list(self._lines)

    def _line_of(self, runs: Runs, width: int) -> Strip:
        strip = self._made.get(runs)
        if strip is None:
            strip = self._made[runs] = self._filtered(runs, width)
        return strip

    def _runs(self, view: ChartView, width: int, height: int) -> list[Runs]:
        """Line by line."""
        read = sum(cell_len(text) for text, _ in view.readout)
        title = whole_runs(view.title, width - read - 1)
        spare = width - read - sum(cell_len(text) for text, _ in title)
        title = (*title, (" " * max(1, spare), "text"), *view.readout)
        if view.plot is not None:
            rows = self._drawing_now().rows
        else:
            rows = tuple(
                ((view.empty.center(width), "dim"),) if row == self._plot_height // 2 else ()
                for row in range(self._plot_height)
            )
        return [title, *rows, fit(whole_runs(view.foot, width), width)][:height]

    def _filtered(self, runs: Runs, width: int) -> Strip:
        """The runs as a strip, through the app's filters: without colours where colours are off."""
        if self._looks is None:
            self._looks = self.rich_style, self.background_colors[1]
        base, background = self._looks
        strip = self.runs_to_strip(runs, width, base)
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, background)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        strips, column = self._strips(), self._cursor_column(self.cursor_ts)
        if column is not None:
            drawing = self._drawing_now()
            first = TITLE_ROWS + drawing.top
            for y in range(max(first, crop.y), min(first + drawing.rows_in_plot, crop.bottom)):
                strips[y] = self._with_cursor(strips[y], column)
        return [strip.crop(*crop.column_span) for strip in strips[crop.y : crop.bottom]]

    def _with_cursor(self, strip: Strip, column: int) -> Strip:
        """The cursor's cell keeps its dot in the cursor's style; an empty cell shows a bar. A wide character takes the
        style in both cells."""
        first, last = cells_of(strip.text, column) if self._is_wide else (column, column + 1)
        # A strip costs more than its segments.
        before, cell, after = Segment.divide(strip, [first, last, strip.cell_length])
        text = "".join(segment.text for segment in cell)
        text = text if text.strip("\u2800 ") else ("|" if self.view.plot and self.view.plot.ascii else "│")
        if text not in self._marks:
            self._marks[text] = self._filtered(((text, "cursor"),), last - first)
        return Strip([*before, *self._marks[text], *after], strip.cell_length)

    def on_click(self, event: events.Click) -> None:
        if self.view.plot is None:
            return
        drawing = self._drawing_now()
        if drawing.left <= event.x < drawing.left + drawing.columns:
            self.post_message(self.Pointed(self, drawing.ts_of(event.x)))
