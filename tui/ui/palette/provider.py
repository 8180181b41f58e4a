"""Provider: base of the palette's sources: commands by the typed text, or all of them without one."""

from __future__ import annotations

from collections.abc import Iterable

from textual.command import DiscoveryHit, Hits, Provider

from tui.ui.base_screen import FrameScreen
from tui.ui.palette.matching import Command, hits, shown, told


class Searched(Provider):
    """Commands found only by a typed text."""

    def commands(self) -> Iterable[Command]:
        raise NotImplementedError

    @property
    def frame(self) -> FrameScreen:
        """The screen beneath the palette."""
        assert isinstance(self.screen, FrameScreen)
        return self.screen

    async def search(self, query: str) -> Hits:
        for hit in hits(query, self.commands(), self.match_style):
            yield hit


class Offered(Searched):
    """Commands offered without a typed text too."""

    async def discover(self) -> Hits:
        for command in self.commands():
            yield DiscoveryHit(shown(command), command.run, text=command.name, help=told(command))
