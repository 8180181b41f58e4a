"""Choice: one of a few words in a line, taken by `←` `→` or a click: `○ teacher  ● student`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.domain.records import Run
from tui.ui.widgets.keys import bind
from tui.ui.widgets.styles import RoleStyles

GAP = 2


class Choice(RoleStyles, can_focus=True):
    """`chosen` is an index into `options`, None before the first choice."""

    options: reactive[tuple[str, ...]] = reactive(())
    chosen: reactive[int | None] = reactive(None)

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("choice.previous", "left", "choose(-1)"),
        bind("choice.next", "right,space", "choose(1)"),
    ]

    class Changed(Message):
        """The choice was made by key or click."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(self, options: Sequence[str], chosen: int | None, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Choice.options, tuple(options))
        self.set_reactive(Choice.chosen, chosen)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return sum(cell_len(text) for text, _ in self._runs())

    def _runs(self) -> list[Run]:
        runs: list[Run] = []
        for index, option in enumerate(self.options):
            taken = index == self.chosen
            role = "cursor" if taken and self.has_focus else "mark" if taken else "text"
            runs += [(" " * GAP, "text")] if index else []
            runs.append((f"{'●' if taken else '○'} {option}", role))
        return runs

    def render_line(self, y: int) -> Strip:
        runs = [] if y else self._runs()
        return self.runs_to_strip(runs, self.size.width)

    def take(self, index: int) -> None:
        if index != self.chosen:
            self.chosen = index
            self.post_message(self.Changed(self))

    def action_choose(self, by: int) -> None:
        if self.chosen is None:
            self.take(0 if by > 0 else len(self.options) - 1)
        else:
            self.take((self.chosen + by) % len(self.options))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        right = 0
        for index, option in enumerate(self.options if offset is not None else ()):
            right += cell_len(f"● {option}") + GAP
            if offset is not None and offset.x < right:
                self.take(index)
                return
