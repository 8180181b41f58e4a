"""Dialog: base of a screen that lies over another one; it binds the keys that work everywhere itself."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.ui.context import Reader
from tui.ui.style_sheets import sheets_for
from tui.ui.widgets.keys import KeyNames, bind, signs_of
from tui.ui.widgets.styles import ASCII
from tui.ui.widgets.table import Table

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "escape", "dismiss"),
        bind("leave", "q", "dismiss"),
        bind("language", "L", "app.toggle_language"),
        bind("utc", "u", "app.toggle_utc"),
        bind("redraw", "ctrl+l", "app.redraw"),
        bind("suspend", "ctrl+z", "app.suspend_process"),
        bind("interrupt", "ctrl+c", "app.interrupt"),
    ]

    def __init__(self, context: Reader) -> None:
        super().__init__()
        self.css_path = [*sheets_for("dialog")]
        self.context = context

    def entitle(self, box: Widget, title: str, keys: str) -> None:
        """Write the title on the upper border of `box`, and the keys on the lower one."""
        box.set_class(self.context.ascii, "ascii")
        box.border_title = Content(self.plain(title))
        box.border_subtitle = Content(self.plain(keys))

    @property
    def key(self) -> KeyNames:
        """The keys of this dialog and of its list, for phrases that name keys."""
        return KeyNames(signs_of(self.context.keymap, type(self), Table))

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this dialog once: a second press right behind the first would close the screen beneath too."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def plain(self, text: str) -> str:
        """A text as this terminal can show it."""
        return text.translate(ASCII) if self.context.ascii else text

    def retell(self) -> None:
        """Language or zone changed: write every text anew. A dialog with text input writes only its own words."""
        self.refresh(recompose=True)
        self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        if self.AUTO_FOCUS and (found := self.query(self.AUTO_FOCUS)):
            self.set_focus(found.first())
