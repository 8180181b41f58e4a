"""LineField: one line of typed text."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tui.terminal.cells import visible

# Of a line: more than any valid one, so that the fault of a longer one can be named.
MOST_TYPED = 256


class LineField(Input):
    """Its cursor stands still: a blinking one is a repaint twice a second. Pasted text loses the characters that a
    terminal obeys."""

    def __init__(self, text: str, *, id: str, most: int = MOST_TYPED) -> None:  # noqa: A002
        super().__init__(text, id=id, compact=True, select_on_focus=False, max_length=most)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Ahead of the base's own, which Textual calls by itself."""
        event.text = visible(event.text.strip().partition("\n")[0])
