"""Alerts of the vendor among the diagnoses: a row each, at its own time, that leads to the call it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.clock import Times
from tui.domain.records import Scope, VendorAlert
from tui.messages import diagnosis as words
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES
from tui.ui.navigation import Route
from tui.ui.texts.alerts import alert_content
from tui.ui.widgets.described import Told, list_row
from tui.ui.widgets.rows import Row

Timed = tuple[float, Row]


def alert_key(alert: VendorAlert) -> str:
    return f"alert|{alert.key}"


def alert_row(alert: VendorAlert, context: Context, times: Times, *, dated: bool) -> Row:
    lang, names = context.lang, context.names
    title = words.ALERT(lang)
    says = alert_content(alert, lang, names)
    items = (
        Told(alert.ts, times.text(alert.ts, "%m-%d %H:%M:%S" if dated else "%H:%M:%S")),
        Told(names.user(alert.uid) or "–", sort=alert.uid.zfill(20)),
        Told(title, ((title, "accent"),), title),
        None,
        Told(names.channel(alert.channel) or words.NO_NAME(lang), sort=alert.channel.casefold()),
        Told(None, says, (says, "")),
    )
    return list_row(DIAGNOSES, alert_key(alert), items)


def among(diagnoses: Sequence[Timed], alerts: Iterable[Timed]) -> list[Timed]:
    """Newest first; an alert stands above the diagnoses of its second."""
    return sorted([*alerts, *diagnoses], key=lambda timed: -int(timed[0]))


def route_of_alert(alert: VendorAlert) -> Route | None:
    """The call that it names, or the call of its channel at its time; None where it names neither."""
    if not (alert.call_id or alert.channel):
        return None
    return Route(
        "call",
        Scope(
            moment_ts=int(alert.ts),
            channel=alert.channel or None,
            call_id=alert.call_id or None,
            uid=alert.uid or None,
        ),
    )
