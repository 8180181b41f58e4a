"""Notices of made-up alarms."""

from __future__ import annotations

from typing import Any

from tui.domain.records import (
    Affected,
    AlarmEvent,
    AlarmNotice,
    AlarmState,
    KeptAlarm,
    NamedCause,
    RuleKind,
    Severity,
)

T0 = 1_795_334_400  # 2026-11-22 08:00 UTC
ALARM = KeptAlarm(
    alarm_id=7,
    rule="freeze",
    channel="room-7",
    kind=RuleKind.METRIC,
    metric="videoFreezeRate",
    severity=Severity.CRITICAL,
    state=AlarmState.FIRING,
    since_ts=T0,
    newest_ts=T0 + 240,
    value=8.13,
    worst_ts=T0 + 120,
    worst=9.3,
    limit=5.0,
    is_above=True,
    pending_ts=T0 + 130.0,
    fired_ts=T0 + 250.0,
)


def notice(event: AlarmEvent = AlarmEvent.FIRING, **changed: Any) -> AlarmNotice:
    fields: dict[str, Any] = {
        "project": "课堂-prod",
        "profile": "classroom",
        "event": event,
        "alarm": ALARM,
        "sent_ts": T0 + 251.0,
        "who": (Affected("80121", 12), Affected("9", 1)),
        "why": (NamedCause(21, "443", 5), NamedCause(8, "", 2)),
        "opening": "scry --profile classroom --at 2026-11-22T08:00:00Z --channel room-7",
    }
    return AlarmNotice(**{**fields, **changed})
