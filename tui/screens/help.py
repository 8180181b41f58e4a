"""Help: the keys in force on the screen beneath, and what its signs mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.messages import frame as words
from tui.messages.keys import KEYS
from tui.screens.context import Reader
from tui.widgets.keys import bind, key_sign
from tui.widgets.roles import ASCII


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [bind("back", "escape,q,question_mark,f1", "dismiss")]

    def __init__(self, context: Reader, bindings: Iterable[ActiveBinding], unused: frozenset[str]) -> None:
        super().__init__()
        self.context = context
        self.keys: dict[str, list[str]] = {}
        for _, binding, *_ in bindings:
            if binding.id is not None and binding.id in KEYS and binding.id not in unused:
                self.keys.setdefault(binding.id, []).append(key_sign(binding.key))

    def compose(self) -> ComposeResult:
        lang = self.context.lang
        lines = []
        signs = [" ".join(dict.fromkeys(keys)) for keys in self.keys.values()]
        width = max(map(cell_len, signs), default=0) + 2
        for sign, binding_id in zip(signs, self.keys, strict=True):
            pad = " " * (width - cell_len(sign))
            lines.append(Content.assemble((sign, "$accent"), pad, KEYS[binding_id].sentence(lang)))
        lines += [Content(""), Content.styled(words.HELP_SIGNS(lang), "bold"), Content("")]
        for sign, meaning in words.SIGNS:
            lines.append(Content.assemble((sign, "$accent"), " " * (width - cell_len(sign)), meaning(lang)))
        text = Content("\n").join(lines)
        if self.context.ascii:
            text = Content(text.plain.translate(ASCII))
        sheet = VerticalScroll(Static(text), id="sheet", classes="ascii" if self.context.ascii else None)
        sheet.border_title = Content(words.HELP_TITLE(lang))
        close = words.HELP_CLOSE(lang)
        sheet.border_subtitle = Content(close.translate(ASCII) if self.context.ascii else close)
        yield sheet
