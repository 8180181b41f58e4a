"""Secret: an input field that hides its text and never copies it."""

from __future__ import annotations

from rich.text import Text
from textual.actions import SkipAction
from textual.widgets import Input


class SecretInput(Input):
    def __init__(self, *, id: str, ascii_only: bool) -> None:  # noqa: A002
        super().__init__(password=True, id=id, compact=True)
        self.cursor_blink = False
        self._sign = "*" if ascii_only else "•"

    @property
    def _value(self) -> Text:
        return Text(self._sign * len(self.value), no_wrap=True, overflow="ignore", end="")

    def action_copy(self) -> None:
        raise SkipAction

    def action_cut(self) -> None:
        self.delete_selection()
