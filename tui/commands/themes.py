"""Themes: each by its name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hits, Provider

from tui.commands.matching import Command, hits, shown, told
from tui.messages import palette as words
from tui.screens.frame import FrameScreen


class Themes(Provider):
    """Those of our own first, once something is typed."""

    async def search(self, query: str) -> Hits:
        for hit in hits(query, self.commands(), self.match_style):
            yield hit

    def commands(self) -> Iterator[Command]:
        screen, app = self.screen, self.app
        assert isinstance(screen, FrameScreen)
        names = sorted(app.available_themes, key=lambda name: (not name.startswith("scry-"), name))
        for name in names:
            yield Command(name, words.THEME_OF(screen.context.lang), partial(setattr, app, "theme", name))


class AllThemes(Themes):
    """Nothing else is looked for, so that all are offered at once."""

    async def discover(self) -> Hits:
        for command in self.commands():
            yield DiscoveryHit(shown(command), command.run, text=command.name, help=told(command))
