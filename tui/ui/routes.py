"""Tabs: which screen each of the six opens on. A screen is imported when it is first looked at."""

from __future__ import annotations

from tui.domain.records import Scope
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context


def tab(name: str, context: Context, scope: Scope | None = None) -> FrameScreen:
    """The screen of a tab, by its name in config.SCREENS: its root, or with a scope what is drilled into."""
    if name == "live":
        from tui.ui.features.live.screen import LiveScreen

        return LiveScreen(context, scope)
    if name == "diagnosis":
        from tui.ui.features.diagnosis.screen import DiagnosisScreen

        return DiagnosisScreen(context, scope)
    if name == "calls":
        from tui.ui.features.calls.screen import CallsScreen

        return CallsScreen(context, scope)
    if name == "channels":
        from tui.ui.features.channels.screen import ChannelsScreen

        return ChannelsScreen(context, scope)
    if name == "usage":
        from tui.ui.features.usage.screen import UsageScreen

        return UsageScreen(context, scope)
    from tui.ui.features.quota.screen import QuotaScreen

    return QuotaScreen(context, scope)


def open_calls(screen: FrameScreen, moment_ts: int | None, channel: str | None = None) -> None:
    """The calls that were on at that moment, of that channel or of all; without a moment those of late."""
    screen.app.push_screen(tab("calls", screen.context, Scope(moment_ts=moment_ts, channel=channel)))
