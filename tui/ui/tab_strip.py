"""The tab strip: the tabs by their keys, and which of them lies under the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.config.values import SCREENS
from tui.domain.records import Run, Runs
from tui.ui.widgets.line import Line

GAP: Run = ("   ", "text")


class TabStrip(Line):
    def tell(self, active: str, keys: Sequence[str], titles: Sequence[str]) -> None:
        """`keys` and `titles` are those of all tabs, in their order."""
        self.keys, self.titles = keys, titles
        self.runs = tab_runs(active, keys, titles)

    async def on_line_clicked(self, event: Line.Clicked) -> None:
        event.stop()
        # A click tells cells from the widget's edge, and its text begins behind the padding.
        if name := tab_at(event.x - self.styles.padding.left, self.keys, self.titles):
            await self.run_action(f"app.tab('{name}')")


def tab_runs(active: str, keys: Sequence[str], titles: Sequence[str]) -> Runs:
    runs: list[Run] = []
    for key, name, title in zip(keys, SCREENS, titles, strict=True):
        roles = ("accent", "mark") if name == active else ("dim", "dim")
        runs += [(f"{key} ", roles[0]), (title, roles[1]), GAP]
    return tuple(runs)


def tab_at(x: int, keys: Sequence[str], titles: Sequence[str]) -> str | None:
    """The tab at the cell `x` of the strip's text, in its name or in the gap behind it."""
    left = 0
    for key, name, title in zip(keys, SCREENS, titles, strict=True):
        right = left + cell_len(f"{key} {title}{GAP[0]}")
        if left <= x < right:
            return name
        left = right
    return None
