"""Tabs: which screen each of the six opens on. A screen is imported when it is first looked at."""

from __future__ import annotations

from tui.screens.context import Context
from tui.screens.frame import FrameScreen


def tab(name: str, context: Context) -> FrameScreen:
    """The root screen of a tab, by its name in config.SCREENS."""
    if name == "live":
        from tui.screens.live import LiveScreen

        return LiveScreen(context)
    from tui.screens.planned import PlannedScreen

    return PlannedScreen(context, name)
