"""Palette: finds commands, channels, calls, users, metrics and themes by the typed text."""

from __future__ import annotations

from collections.abc import Sequence

from textual.command import CommandInput, CommandList, CommandPalette, Provider, SearchIcon
from textual.content import Content
from textual.widgets.option_list import Option

from tui.domain.text import Phrase
from tui.messages import palette as words
from tui.ui.context import Context
from tui.ui.palette.actions import Actions
from tui.ui.palette.named import Named
from tui.ui.palette.themes import AllThemes, Themes
from tui.ui.style_sheets import sheets_for


class Palette(CommandPalette):
    """Textual's command palette, in our words."""

    def __init__(self, context: Context, providers: Sequence[type[Provider]], prompt: Phrase) -> None:
        super().__init__(providers, placeholder=prompt(context.lang))
        self.css_path = [*sheets_for("palette")]
        self.context = context

    def on_mount(self) -> None:
        # Not every terminal has a picture of a lens.
        self.query_one(SearchIcon).icon = ">" if self.context.ascii else "›"
        # A blinking cursor would repaint twice a second.
        self.query_one(CommandInput).cursor_blink = False
        self.set_class(self.context.ascii, "ascii")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """As in Textual, with our words instead of English ones."""
        self._stop_no_matches_countdown()

        def tell() -> None:
            if search_value:
                nothing = Content(words.NOTHING(self.context.lang))
                self.query_one(CommandList).add_option(Option(nothing, disabled=True, id=self._NO_MATCHES))
                self._list_visible = True

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, tell)


def palette(context: Context) -> Palette:
    return Palette(context, (Actions, Named, Themes), words.PROMPT)


def themes(context: Context) -> Palette:
    return Palette(context, (AllThemes,), words.THEME_PROMPT)
