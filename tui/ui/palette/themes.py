"""Themes by name, our own first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tui.messages import palette as words
from tui.ui.palette.matching import Command
from tui.ui.palette.provider import Offered, Searched


class Themes(Searched):
    def commands(self) -> Iterator[Command]:
        app, lang = self.app, self.frame.context.lang
        for name in sorted(app.available_themes, key=lambda name: (not name.startswith("scry-"), name)):
            yield Command(name, words.THEME_OF(lang), partial(setattr, app, "theme", name))


class AllThemes(Themes, Offered):
    """The themes in a palette of their own."""
