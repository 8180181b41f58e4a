"""Acknowledging: a user has seen a firing alarm; every screen on the store says so from then on."""

from __future__ import annotations

from tui.domain.records import AlarmState, KeptAlarm
from tui.messages import alarms as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.texts.alarms import urgency, what_text


def refusal(alarm: KeptAlarm, screen: FrameScreen) -> str:
    """The reason why the alarm cannot be acknowledged; "" where it can."""
    context, lang = screen.context, screen.context.lang
    if alarm.state is AlarmState.PENDING:
        return words.IS_PENDING(lang)
    if alarm.state is AlarmState.OVER:
        return words.IS_OVER(lang)
    if alarm.acknowledged_ts is not None:
        who = context.names.process(visible(alarm.acknowledged_by))
        return words.ALREADY(lang, time=context.instant(alarm.acknowledged_ts), who=who)
    return ""


async def acknowledge_first(screen: FrameScreen, metric: str) -> None:
    """The firing alarm that nobody has acknowledged: that of the metric first, then the most urgent one."""
    unseen = [alarm for alarm in screen.context.firing if alarm.state is AlarmState.FIRING]
    if not unseen:
        screen.say(words.NOTHING_FIRING(screen.context.lang))
        return
    its = [alarm for alarm in unseen if alarm.metric == metric and not alarm.channel]
    left = len(unseen) - 1
    more = words.MORE(screen.context.lang, n=left, key=screen.signs()["alarms.acknowledge"][0]) if left else ""
    await acknowledge(min(its or unseen, key=urgency), screen, more)


async def acknowledge(alarm: KeptAlarm, screen: FrameScreen, more: str = "") -> None:
    """Write it and say so, with `more` behind it; a refusal or a failure is said, too."""
    context, lang = screen.context, screen.context.lang
    if said := refusal(alarm, screen):
        screen.say(said)
        return
    feed = await context.opened()
    try:
        is_done = await feed.store.write(
            lambda changes: changes.acknowledge(alarm.alarm_id, now_ts=context.clock.now(), by=context.person)
        )
    except StoreError as error:
        screen.say(error.says(lang))
        return
    if not is_done:
        screen.say(words.TOO_LATE(lang))
        return
    screen.say(words.DONE(lang, what=what_text(alarm, lang, context.names)) + more)
