"""Line: one line of runs that repaints only when its runs change."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.domain.records import Runs
from tui.terminal.cells import fit
from tui.ui.widgets.styles import RoleStyles


class Line(RoleStyles):
    """One row of a screen; text without room ends in an ellipsis. `right` aligns the runs to the right edge."""

    runs: reactive[Runs] = reactive(())

    class Clicked(Message):
        """A click on the line, `x` cells from its left edge."""

        def __init__(self, line: Line, x: int) -> None:
            super().__init__()
            self.line = line
            self.x = x

        @property
        def control(self) -> Line:
            return self.line

    def __init__(self, runs: Runs = (), *, right: bool = False, id: str | None = None, classes: str | None = None):  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.right = right
        self.set_reactive(Line.runs, runs)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return sum(cell_len(text) for text, _ in self.runs)

    def watch_runs(self, old: Runs, new: Runs) -> None:
        """A layout only if the width follows the text and changes."""
        if self.styles.is_auto_width and [cell_len(text) for text, _ in old] != [cell_len(text) for text, _ in new]:
            self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return self.runs_to_strip((), width)
        spare = width - self.get_content_width(self.size, self.size)
        if spare < 0:
            return self.runs_to_strip(fit(self.runs, width), width)
        return self.runs_to_strip(((" " * spare, "text"), *self.runs) if self.right else self.runs, width)

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Clicked(self, event.x))
