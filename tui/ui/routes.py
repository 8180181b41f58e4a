"""Routes: the one table from a name to its screen. A screen is imported when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from tui.analysis.feeds.background import channel_metrics
from tui.domain.edition import Edition, Yields
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.navigation import Route

# Name → the module below `tui.ui.features`, and the screen in it. A function in the place of a screen takes the screen
# on top and the route, asks first, and opens the choice.
SCREENS: Mapping[str, tuple[str, str]] = {
    "live": ("live.screen", "LiveScreen"),
    "diagnosis": ("diagnosis.screen", "DiagnosisScreen"),
    "findings": ("findings.list", "FindingsScreen"),
    "calls": ("calls.screen", "CallsScreen"),
    "channels": ("channels.screen", "ChannelsScreen"),
    "usage": ("usage.screen", "UsageScreen"),
    "quota": ("quota.screen", "QuotaScreen"),
    "alarms": ("alarms.screen", "AlarmsScreen"),
    "call": ("call.screen", "CallScreen"),
    "session": ("session.screen", "SessionScreen"),
    "pair": ("pair.screen", "open_pair"),
    "report": ("report.screen", "ReportScreen"),
    "ticket": ("report.ticket", "TicketScreen"),
    "reports": ("report.list", "ReportsScreen"),
    "notes": ("notes.screen", "NotesScreen"),
    "note": ("notes.form", "NoteScreen"),
    "incident": ("findings.screen", "IncidentScreen"),
    "user": ("user.screen", "UserScreen"),
    "standout": ("standout.screen", "StandoutScreen"),
    "projects": ("projects.screen", "ProjectsScreen"),
    "setup": ("setup.screen", "SetupScreen"),
}


# Another screen of that name, where the edition has no such data but other data of the same things.
_OTHERS: Mapping[str, tuple[Callable[[Edition], object], tuple[str, str]]] = {
    "channels": (lambda edition: edition.asks_by_metric, ("channels.by_metric", "WatchedChannelsScreen")),
    "usage": (lambda edition: edition.insights, ("usage.insight_screen", "InsightScreen")),
}
# The screens whose data only some editions have.
_NEEDS: Mapping[str, Callable[[Edition], object]] = {
    "live": lambda edition: edition.of_live,
    "diagnosis": lambda edition: edition.has(Yields.DIAGNOSES),
    "channels": lambda edition: edition.of_all_channels or channel_metrics(edition),
    "usage": lambda edition: edition.has(Yields.DAYS) or edition.insights,
}


# Where an edition has no data for a tab, the screen that takes its place.
_INSTEAD = {"diagnosis": "findings"}


def is_read(name: str, edition: Edition) -> bool:
    """Whether this version reads the data of that screen in this edition."""
    return name not in _NEEDS or bool(_NEEDS[name](edition))


def find(name: str) -> Any:
    """The screen of that name, or the function that opens one."""
    return _imported(*SCREENS[name])


def _imported(module: str, attribute: str) -> Any:
    return getattr(import_module(f"tui.ui.features.{module}"), attribute)


def screen_at(route: Route, context: Context) -> FrameScreen:
    """A new screen that fills the terminal, at the route; a plain statement, where this version does not read the data
    of the screen."""
    if not is_read(route.name, context.edition):
        if (instead := _INSTEAD.get(route.name)) is not None:
            return screen_at(replace(route, name=instead), context)
        from tui.ui.features.unread.screen import UnreadScreen

        return UnreadScreen(context, route.name)
    is_other, other = _OTHERS.get(route.name, (lambda _: False, ("", "")))
    made = _imported(*other) if is_other(context.edition) else find(route.name)
    screen = made.from_route(context, route)
    assert isinstance(screen, FrameScreen)
    return screen


def follow(route: Route, over: FrameScreen) -> None:
    """Open the screen of that route over another one."""
    found = find(route.name)
    if isinstance(found, type):
        over.app.push_screen(screen_at(route, over.context))
    else:
        found(over, route)
