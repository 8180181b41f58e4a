"""`scry alarms test`: tells each notifier once that nothing happened, and prints each answer."""

from __future__ import annotations

import asyncio
import sys
import time

from tui.cli import exits
from tui.cli.notifiers import notifiers_of
from tui.cli.settings import Settings
from tui.config.values import ConfigError
from tui.domain.quoting import visible
from tui.domain.records import AlarmEvent, AlarmNotice, AlarmState, KeptAlarm, Reply, RuleKind, Severity
from tui.messages import alarms_command as words
from tui.monitor import apprise_notifier, command_notifier

# A slow notifier is waited for so long.
PATIENCE_S = max(apprise_notifier.TIMEOUT_S, command_notifier.TIMEOUT_S)


async def trial(settings: Settings, opening: str) -> int:
    """DONE where everybody was told. Raises ConfigError where the config names nobody."""
    notifiers = notifiers_of(settings)
    if not notifiers:
        raise ConfigError(words.NOBODY, path=settings.config_path)
    notice = made_up(settings, opening, time.time())
    waiting = words.TELLING(settings.display.lang, n=len(notifiers), seconds=f"{PATIENCE_S:g}")
    print(waiting, file=sys.stderr, flush=True)  # noqa: T201
    telling = [asyncio.create_task(notifier.tell(notice)) for notifier in notifiers]
    replies: list[Reply] = []
    for notifier, task in zip(notifiers, telling, strict=True):
        reply = await task
        replies.append(reply)
        grade = "ok  " if reply.is_sent else "FAIL"
        print(visible(f"{grade} {notifier.key}: {reply.detail}"), flush=True)  # noqa: T201
    return exits.DONE if all(reply.is_sent for reply in replies) else exits.FAILED


def made_up(settings: Settings, opening: str, now_ts: float) -> AlarmNotice:
    """A notice as of a firing alarm, marked as a test."""
    ts = int(now_ts)
    alarm = KeptAlarm(
        alarm_id=0,
        rule="test",
        channel="",
        kind=RuleKind.METRIC,
        metric="",
        severity=Severity.INFO,
        state=AlarmState.FIRING,
        since_ts=ts,
        newest_ts=ts,
        value=0.0,
        worst_ts=ts,
        worst=0.0,
        limit=0.0,
        is_above=True,
        pending_ts=now_ts,
        fired_ts=now_ts,
    )
    return AlarmNotice(
        project=settings.name,
        profile=settings.profile or "",
        event=AlarmEvent.FIRING,
        alarm=alarm,
        sent_ts=now_ts,
        opening=opening,
        is_test=True,
    )
