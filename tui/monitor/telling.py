"""Telling: the events of alarms that one notifier is due to tell now. Pure.

    FIRING     once, unless quiet hours or a silence hold it back; later where the alarm outlasts them
    REMINDER   every `repeat_s` of the data's time, until somebody acknowledges; none while there is no data
    OVER       once, to a notifier that was to tell of the begin

Of the deliveries in the store each event is claimed once, so a second process that comes to the same result is late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from tui.domain.records import (
    MINUTE,
    MOST_PAUSE_S,
    AlarmEvent,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    KeptAlarm,
    Silence,
    Terms,
)

# A claim without an outcome for so long has lost its process.
CLAIM_S = 3.0 * MINUTE
# The first pause before another try; each further one is twice as long.
PAUSE_S = 15.0
MOST_TRIES = 12

_Told = Mapping[tuple[AlarmEvent, int], Delivery]


class DueEvent(Struct, frozen=True):
    """One event of one alarm to tell; `turn` counts the reminders."""

    alarm: KeptAlarm
    event: AlarmEvent
    turn: int = 0


def pause_s(attempts: int) -> float | None:
    """The pause after that many failed tries; None: no further try."""
    return None if attempts >= MOST_TRIES else min(PAUSE_S * 2 ** (attempts - 1), MOST_PAUSE_S)


def due(
    alarms: Iterable[KeptAlarm],
    deliveries: Sequence[Delivery],
    key: str,
    terms: Terms,
    *,
    after_alarm_id: int,
    rules: Mapping[str, AlarmRule],
    silences: Sequence[Silence],
    now_ts: float,
) -> Iterator[DueEvent]:
    """Oldest alarm first. `after_alarm_id`: of older alarms that are over the notifier tells nothing."""
    for alarm in sorted(alarms, key=lambda each: each.alarm_id):
        if alarm.fired_ts is None or alarm.severity not in terms.severities or alarm.rule not in rules:
            continue
        told = {
            (one.event, one.turn): one for one in deliveries if one.alarm_id == alarm.alarm_id and one.notifier == key
        }
        is_news = alarm.is_open or alarm.alarm_id > after_alarm_id
        if not (told or is_news) or is_hushed(alarm, now_ts, rules[alarm.rule], silences):
            continue
        if alarm.is_open:
            event = _of_open(alarm, told, terms, now_ts)
        else:
            was_hushed = is_hushed(alarm, alarm.over_ts or now_ts, rules[alarm.rule], silences)
            event = _of_past(alarm, told, terms, now_ts, was_hushed=was_hushed)
        if event is not None:
            yield event


def is_hushed(alarm: KeptAlarm, ts: float, rule: AlarmRule | None, silences: Iterable[Silence]) -> bool:
    """Whether nobody is told at `ts`: in the quiet hours of the rule (None: not known), and in a silence."""
    is_quiet = rule is not None and rule.quiet is not None and rule.quiet.hold(ts)
    return is_quiet or any(each.covers(alarm.rule, alarm.channel, ts) for each in silences)


def _of_open(alarm: KeptAlarm, told: _Told, terms: Terms, now_ts: float) -> DueEvent | None:
    begin = told.get((AlarmEvent.FIRING, 0))
    if begin is None:
        # Somebody has seen an acknowledged one.
        return DueEvent(alarm, AlarmEvent.FIRING) if alarm.state is AlarmState.FIRING else None
    if begin.state is DeliveryState.CLAIMED:
        return None
    if begin.next_ts is not None:
        return DueEvent(alarm, AlarmEvent.FIRING) if begin.is_due(now_ts) else None
    if alarm.state is not AlarmState.FIRING or not terms.repeat_s:
        return None
    # By the times of the data, on which all processes agree: their clocks may not.
    turn = (alarm.newest_ts - alarm.fired_slot_ts) // terms.repeat_s
    newest_turn, last = max(
        ((turn, one) for (event, turn), one in told.items() if event is not AlarmEvent.OVER), key=lambda each: each[0]
    )
    if turn > newest_turn:
        # The begin may have been told late, after quiet hours.
        is_soon = 0 <= now_ts - last.claimed_ts < terms.repeat_s / 2
        return None if is_soon or last.state is DeliveryState.CLAIMED else DueEvent(alarm, AlarmEvent.REMINDER, turn)
    return DueEvent(alarm, AlarmEvent.REMINDER, newest_turn) if newest_turn and last.is_due(now_ts) else None


def _of_past(alarm: KeptAlarm, told: _Told, terms: Terms, now_ts: float, *, was_hushed: bool) -> DueEvent | None:
    begin, end = told.get((AlarmEvent.FIRING, 0)), told.get((AlarmEvent.OVER, 0))
    if alarm.is_dropped:
        return None
    if begin is None:
        # It began and ended between two looks.
        return None if was_hushed or alarm.acknowledged_ts is not None else DueEvent(alarm, AlarmEvent.FIRING)
    if begin.state is DeliveryState.CLAIMED or not terms.resolved:
        return None
    if end is None or (end.next_ts is not None and end.is_due(now_ts)):
        return DueEvent(alarm, AlarmEvent.OVER)
    return None
