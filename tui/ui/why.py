"""Why: the meaning of the chosen sign, the checks, and the person who must act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.messages import diagnosis as words
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.text_page import Paragraph, TextPage
from tui.ui.widgets.keys import bind


class WhyScreen(Dialog[None]):
    """`tell` says it, in the language that is in force when it is called."""

    AUTO_FOCUS = "TextPage"
    BINDINGS: ClassVar[list[BindingType]] = [bind("why", "w", "dismiss")]

    def __init__(self, context: Context, tell: Callable[[], Iterable[Paragraph]]) -> None:
        super().__init__(context)
        self.context: Context = context
        self.tell = tell

    def compose(self) -> ComposeResult:
        lang = self.context.lang
        sheet = TextPage(self.tell(), ascii_only=self.context.ascii, id="sheet")
        self.entitle(sheet, words.WHY_TITLE(lang), words.CLOSE(lang, key=self.key))
        yield sheet
