"""Choice: a few things on one line, of which one holds; `←` `→` choose.

● typed here   ○ from a command   ○ in the keyring
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.records import Run
from tui.widgets.keys import bind
from tui.widgets.line import Line

GAP = "   "


class Choice(Line, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("choice.previous", "left,h", "choose(-1)"),
        bind("choice.next", "right,l,space", "choose(1)"),
    ]

    class Chosen(Message):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.index = 0
        self._options: Sequence[str] = ()

    def tell(self, options: Sequence[str], index: int) -> None:
        """What there is to choose from, and what holds."""
        self._options, self.index = options, index
        parts: list[Run] = []
        for place, text in enumerate(options):
            is_chosen = place == index
            sign = "● " if is_chosen else "○ "
            parts += [(sign, "accent" if is_chosen else "dim"), (text, "text" if is_chosen else "dim"), (GAP, "text")]
        self.runs = tuple(parts[:-1])

    def action_choose(self, by: int) -> None:
        self._choose((self.index + by) % max(1, len(self._options)))

    def on_click(self, event: events.Click) -> None:
        left = 0
        for place, text in enumerate(self._options):
            right = left + cell_len(f"● {text}")
            if left <= event.x < right:
                self._choose(place)
            left = right + len(GAP)

    def _choose(self, index: int) -> None:
        if index != self.index:
            self.tell(self._options, index)
            self.post_message(self.Chosen(index))
