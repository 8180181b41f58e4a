"""Why: the meaning of the chosen sign, the checks, and the party that must act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from tui.messages import diagnosis as words
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.text_page import Paragraph, TextPage, contents
from tui.ui.widgets.keys import bind


class WhyScreen(Dialog[None]):
    """`tell` says it, in the language that is in force when it is called. The values stay those of the moment at which
    the screen opened: the title names it."""

    AUTO_FOCUS = "TextPage"
    BINDINGS: ClassVar[list[BindingType]] = [bind("why", "w", "dismiss")]

    def __init__(self, context: Context, tell: Callable[[], Iterable[Paragraph]]) -> None:
        super().__init__(context)
        self.context: Context = context
        self.tell = tell
        self.at_ts = context.clock.now() if context.frozen_ts is None else context.frozen_ts

    def redraw(self) -> None:
        """By the names of the context."""
        told = contents(self.tell(), ascii_only=self.context.ascii)
        # The text may have become shorter since the page was made.
        for index, paragraph in enumerate(self.query_one(TextPage).query(Static)):
            paragraph.update(told[index] if index < len(told) else Content(), layout=False)

    def tell_keys(self) -> None:
        """They stand in the border."""

    def compose(self) -> ComposeResult:
        lang = self.context.lang
        sheet = TextPage(self.tell(), ascii_only=self.context.ascii, id="sheet")
        title = words.WHY_AS_OF(lang, title=words.WHY_TITLE(lang), time=self.context.instant(self.at_ts))
        self.entitle(sheet, title, words.CLOSE(lang, key=self.key))
        yield sheet
