"""The tab strip: the tabs by their keys, and which of them lies under the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.config.values import SCREENS
from tui.domain.records import Run, Runs
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.ui.widgets.line import Line

GAP: Run = ("   ", "text")


class TabStrip(Line):
    def tell(self, active: str, keys: Sequence[str], lang: Lang) -> None:
        self.keys, self.lang = keys, lang
        self.runs = tab_runs(active, keys, lang)

    async def on_line_clicked(self, event: Line.Clicked) -> None:
        event.stop()
        # A click tells cells from the widget's edge, and its text begins behind the padding.
        if name := tab_at(event.x - self.styles.padding.left, self.keys, self.lang):
            await self.run_action(f"app.tab('{name}')")


def tab_runs(active: str, keys: Sequence[str], lang: Lang) -> Runs:
    runs: list[Run] = []
    for key, name in zip(keys, SCREENS, strict=True):
        roles = ("accent", "mark") if name == active else ("dim", "dim")
        runs += [(f"{key} ", roles[0]), (words.TABS[name](lang), roles[1]), GAP]
    return tuple(runs)


def tab_at(x: int, keys: Sequence[str], lang: Lang) -> str | None:
    """The tab at the cell `x` of the strip's text, in its name or in the gap behind it."""
    left = 0
    for key, name in zip(keys, SCREENS, strict=True):
        right = left + cell_len(f"{key} {words.TABS[name](lang)}{GAP[0]}")
        if left <= x < right:
            return name
        left = right
    return None
