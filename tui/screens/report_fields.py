"""The fields of the report form: one line, and several; what is pasted into either holds nothing a terminal obeys."""

from __future__ import annotations

from textual import events
from textual.widgets import Input, TextArea

from tui.widgets.cells import visible


class Field(Input):
    """One line. Its cursor stands still: one that blinks is a repaint twice a second."""

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002
        super().__init__(text, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.text = visible(event.text.strip().partition("\n")[0])
        super()._on_paste(event)


class Comments(TextArea):
    """Several lines; at the first and the last of them `↑` and `↓` go on to the next field."""

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = "\n".join(map(visible, event.text.splitlines()))
        await super()._on_paste(event)

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        last = self.wrapped_document.height - 1
        if not select and self.wrapped_document.location_to_offset(self.cursor_location).y == last:
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)
