"""The bell: the number of alarms that are new, and of which somebody is to be told now."""

from __future__ import annotations

from tui.domain.records import AlarmState
from tui.monitor.alarm import Alarm, unseen
from tui.monitor.rules import DEAD_FEED
from tui.monitor.telling import is_hushed
from tui.ui.context import Context


def rings(context: Context, alarm: Alarm) -> int:
    """Each alarm rings once. `alarm` is the monitor's, by the thresholds; an own rule rings by the alarm it fires.

    Nothing rings in a silence. An alarm of an own rule that outlasts the silence, or the rule's quiet hours, rings
    then.
    """
    if context.follows_rules:
        new = _new(context)
        context.rung |= new
        return len(new) if context.bell and context.replay is None else 0
    left = unseen(alarm, context.firing)
    names = [*left.newly_bad, *([DEAD_FEED] if left.is_newly_dead else [])]
    now_ts = context.clock.now()
    return sum(not any(each.covers(name, "", now_ts) for each in context.silences) for name in names) * context.bell


def _new(context: Context) -> frozenset[int]:
    """The firing alarms that have not rung yet. One that fired long ago rings once there is recent data of it: its
    incident may be over."""
    now_ts, rules = context.clock.now(), {rule.name: rule for rule in context.rules}
    return frozenset(
        each.alarm_id
        for each in context.firing
        if each.state is AlarmState.FIRING
        and each.alarm_id not in context.rung
        and now_ts - max(each.newest_ts, each.fired_ts or 0.0) <= context.stale_s
        and not is_hushed(each, now_ts, rules.get(each.rule), context.silences)
    )
