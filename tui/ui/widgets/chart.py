"""Chart: a title, curves and a foot; the moment cursor is laid over finished strips, so moving it redraws nothing."""

from __future__ import annotations

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.domain.records import Runs
from tui.terminal.cells import fit
from tui.ui.charts.plot import DrawnPlot, Plot, draw
from tui.ui.widgets.styles import RoleStyles

TITLE_ROWS = 1


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


class Chart(RoleStyles):
    """Rebuilt only when plot, size or theme change; on new data it repaints the rows that differ."""

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
        # Whether a character of the chart takes two cells.
        self._is_wide = False
        # The rows as strips, and the cursor's style: a moving cursor needs every row again.
        self._strips: dict[int, Strip] = {}
        self._cursor_style: Style | None = None
        self._base: Style | None = None

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
            for row in range(self._plot_height):
                if row >= len(before) or row >= len(after) or before[row] != after[row]:
                    self.refresh(Region(0, TITLE_ROWS + row, width, 1))

    def watch_cursor_ts(self, old: float | None, new: float | None) -> None:
        self._refresh_columns(self._cursor_column(old), self._cursor_column(new))

    def _refresh_columns(self, left: int | None, entered: int | None) -> None:
        """Repaint the column that the cursor leaves and the one it enters, in otherwise equal rows too. On either side
        may be the other half of a wide character."""
        for column in (left, entered) if left != entered else ():
            if column is not None:
                spread = int(self._is_wide)
                self.refresh(Region(column - spread, TITLE_ROWS, 1 + 2 * spread, self._plot_height))

    # -- drawing

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._cursor_style = self._base = None
        super().notify_style_update()

    @property
    def _plot_height(self) -> int:
        return max(0, self.size.height - TITLE_ROWS - 1)

    def _drawing_now(self) -> DrawnPlot:
        plot, (width, _) = self.view.plot, self.size
        assert plot is not None
        key = (plot, width, self._plot_height)
        if self._drawing is None or self._drawn_for != key:
            self._drawing = draw(plot, width, self._plot_height)
            self._drawn_for = key
            self._is_wide = any(len(text) < cell_len(text) for row in self._drawing.rows for text, _ in row)
            self._strips.clear()
        return self._drawing

    def _cursor_column(self, ts: float | None) -> int | None:
        if ts is None or self.view.plot is None or not self._plot_height:
            return None
        return self._drawing_now().column_of(ts)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self._base is None:
            # Textual computes this from all ancestors at each access.
            self._base = self.rich_style
        base = self._base
        if y == 0:
            spare = width - sum(cell_len(text) for text, _ in (*self.view.title, *self.view.readout))
            gap = " " * max(1, spare)
            return self.runs_to_strip((*self.view.title, (gap, "text"), *self.view.readout), width, base)
        if y == height - 1:
            return self.runs_to_strip(fit(self.view.foot, width), width, base)
        row = y - TITLE_ROWS
        if self.view.plot is None:
            middle = row == self._plot_height // 2
            runs: Runs = ((self.view.empty.center(width), "dim"),) if middle else ()
            return self.runs_to_strip(runs, width, base)
        drawing = self._drawing_now()
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self.runs_to_strip(drawing.rows[row], width, base)
        column = self._cursor_column(self.cursor_ts)
        if column is None or not drawing.top <= row < drawing.top + drawing.rows_in_plot:
            return strip
        return self._with_cursor(strip, column, width)

    def _with_cursor(self, strip: Strip, column: int, width: int) -> Strip:
        """The cursor's cell keeps its dot in the cursor's style; an empty cell shows a bar. A wide character takes the
        style in both cells."""
        first, last = cells_of(strip.text, column) if self._is_wide else (column, column + 1)
        cell = strip.crop(first, last)
        text = cell.text if cell.text.strip("\u2800 ") else ("|" if self.view.plot and self.view.plot.ascii else "│")
        if self._cursor_style is None:
            self._cursor_style = self.rich_style + self.role_style("cursor")
        mark = Strip([Segment(text, self._cursor_style)], last - first)
        return Strip.join([strip.crop(0, first), mark, strip.crop(last, width)])

    def on_click(self, event: events.Click) -> None:
        if self.view.plot is None:
            return
        drawing = self._drawing_now()
        if drawing.left <= event.x < drawing.left + drawing.columns:
            self.post_message(self.Pointed(self, drawing.ts_of(event.x)))
