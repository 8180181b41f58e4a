"""Why: what the chosen sign means, what to check, who must act, over the screen it was asked from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui.messages import diagnosis as words
from tui.screens.context import Context
from tui.screens.sheet import Paragraph, Sheet
from tui.widgets.keys import bind
from tui.widgets.roles import ASCII


class WhyScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "escape", "dismiss"),
        bind("leave", "q", "dismiss"),
        bind("why", "w", "dismiss"),
    ]

    def __init__(self, context: Context, paragraphs: Iterable[Paragraph]) -> None:
        super().__init__()
        self.context = context
        self.paragraphs = tuple(paragraphs)

    def compose(self) -> ComposeResult:
        sheet = Sheet(self.paragraphs, ascii_only=self.context.ascii, id="sheet")
        title, close = words.WHY_TITLE(self.context.lang), words.CLOSE(self.context.lang)
        sheet.border_title = Content(title)
        sheet.border_subtitle = Content(close.translate(ASCII) if self.context.ascii else close)
        yield sheet
