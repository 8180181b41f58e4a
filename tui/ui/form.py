"""Form: base of dialogs with text input; of the global keys it binds only those that print nothing."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from tui.ui.context import Reader
from tui.ui.widgets.keys import bind, signs_of
from tui.ui.widgets.styles import ASCII

T = TypeVar("T")


class Form(ModalScreen[T], Generic[T]):
    # The name of the form in the help and in the table of signs.
    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help", "f1", "app.keys"),
        bind("redraw", "ctrl+l", "app.redraw"),
        bind("suspend", "ctrl+z", "app.suspend_process"),
        bind("interrupt", "ctrl+c", "app.interrupt"),
    ]

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.signs = signs_of(reader.keymap, type(self))

    def sign(self, binding_id: str) -> str:
        """Its key, as people write it."""
        return self.signs[binding_id][0]

    def plain(self, text: str) -> str:
        """A text as this terminal can show it."""
        return text.translate(ASCII) if self.reader.ascii else text

    def say(self, text: str) -> None:
        """Show a sentence for a moment; the key line beneath is covered."""
        raise NotImplementedError
