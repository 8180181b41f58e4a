"""An app with one table that counts the bytes for a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.terminal.cells import Column
from tui.ui.widgets.rows import Row, RowSource
from tui.ui.widgets.table import Table

STYLES = Path(__file__).parents[3] / "styles"

COLUMNS = (
    Column("user", "User", 10),
    Column("cause", "Cause", 12, grow=1),
    Column("loss", "Loss %", 7, align="right"),
)


def row(number: int, loss: float | None = None) -> Row:
    """Row `k<number>`; its loss is its number unless told."""
    value = float(number) if loss is None else loss
    return Row(f"k{number}", (f"user {number}", "丢包 loss", f"{value:.1f}"), (number, "loss", value))


def rows(count: int) -> list[Row]:
    return [row(number) for number in range(count)]


class CountingTable(Table):
    """Counts the lines it is asked to draw."""

    lines_drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.__dict__.setdefault("lines_drawn", []).append(y)
        return super().render_line(y)


class InkApp(App[None]):
    """An app with any one widget. `written` holds the bytes for a true-colour terminal; each paint sets `painted`."""

    CSS_PATH = [STYLES / "table.tcss"]  # noqa: RUF012

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.written: list[str] = []
        self.painted = asyncio.Event()
        self._terminal = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)

    def compose(self) -> ComposeResult:
        yield self.widget

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        # The headless driver writes nothing, so the app does not even render the bytes.
        if isinstance(renderable, CompositorUpdate) and self._running and not self._batch_count:
            self.written.append(renderable.render_segments(self._terminal))
            self.painted.set()
        super()._display(screen, renderable)

    @property
    def bytes_written(self) -> int:
        return sum(len(text.encode()) for text in self.written)

    def screen_lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


class TableApp(InkApp):
    """One table; `heard` holds its messages in order."""

    def __init__(
        self,
        rows: Sequence[Row] | RowSource = (),
        columns: Sequence[Column] = COLUMNS,
        *,
        placeholder: str = "",
        ascii: bool = False,  # noqa: A002
    ) -> None:
        self.table = CountingTable(columns, rows, placeholder=placeholder, ascii=ascii)
        super().__init__(self.table)
        self.heard: list[tuple[str, object]] = []

    def on_table_highlighted(self, event: Table.Highlighted) -> None:
        self.heard.append(("highlighted", event.key))

    def on_table_selected(self, event: Table.Selected) -> None:
        self.heard.append(("selected", event.key))

    def on_table_marked(self, event: Table.Marked) -> None:
        self.heard.append(("marked", (event.key, event.marked)))

    def on_table_sorted(self, event: Table.Sorted) -> None:
        self.heard.append(("sorted", (event.column, event.reverse)))

    @contextmanager
    def ink(self) -> Iterator[list[int]]:
        """The screen lines drawn inside the block, in order; `written` starts empty."""
        self.written.clear()
        drawn = self.table.lines_drawn = []
        yield drawn
