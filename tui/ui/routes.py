"""Routes: the one table from a name to its screen. A screen is imported when it is first looked at."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.navigation import Route

# Name → the module below `tui.ui.features`, and the screen in it. A function in the place of a screen takes the screen
# on top and the route, asks first, and opens the choice.
SCREENS: Mapping[str, tuple[str, str]] = {
    "live": ("live.screen", "LiveScreen"),
    "diagnosis": ("diagnosis.screen", "DiagnosisScreen"),
    "calls": ("calls.screen", "CallsScreen"),
    "channels": ("channels.screen", "ChannelsScreen"),
    "usage": ("usage.screen", "UsageScreen"),
    "quota": ("quota.screen", "QuotaScreen"),
    "alarms": ("alarms.screen", "AlarmsScreen"),
    "call": ("call.screen", "CallScreen"),
    "session": ("session.screen", "SessionScreen"),
    "pair": ("pair.screen", "open_pair"),
    "report": ("report.screen", "ReportScreen"),
    "reports": ("report.list", "ReportsScreen"),
    "notes": ("notes.screen", "NotesScreen"),
    "note": ("notes.form", "NoteScreen"),
    "user": ("user.screen", "UserScreen"),
    "projects": ("projects.screen", "ProjectsScreen"),
    "setup": ("setup.screen", "SetupScreen"),
}


def find(name: str) -> Any:
    """The screen of that name, or the function that opens one."""
    module, attribute = SCREENS[name]
    return getattr(import_module(f"tui.ui.features.{module}"), attribute)


def screen_at(route: Route, context: Context) -> FrameScreen:
    """A new screen that fills the terminal, at the route."""
    screen = find(route.name).from_route(context, route)
    assert isinstance(screen, FrameScreen)
    return screen


def follow(route: Route, over: FrameScreen) -> None:
    """Open the screen of that route over another one."""
    found = find(route.name)
    if isinstance(found, type):
        over.app.push_screen(screen_at(route, over.context))
    else:
        found(over, route)
