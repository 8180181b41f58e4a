"""Who is told of which event, and when: once, again, at the end, and not in quiet hours or a silence."""

from __future__ import annotations

from msgspec.structs import replace

from tests.store.contract.test_alarms import FIRING, OVER
from tests.store.worlds import T0
from tui.domain.records import (
    HOUR,
    MOST_PAUSE_S,
    AlarmEvent,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    KeptAlarm,
    QuietHours,
    RuleKind,
    Severity,
    Silence,
    Terms,
)
from tui.monitor.telling import MOST_TRIES, due, pause_s

RULE = AlarmRule("freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric="m")
ALARM, PAST = replace(FIRING, alarm_id=5), replace(OVER, alarm_id=5)
SEEN = replace(ALARM, state=AlarmState.ACKNOWLEDGED, acknowledged_ts=T0 + 300.0)
NOW = T0 + 400.0
HOURLY = Terms(repeat_s=HOUR)


def told(
    event: AlarmEvent = AlarmEvent.FIRING,
    turn: int = 0,
    *,
    state: DeliveryState = DeliveryState.SENT,
    ts: float = T0 + 200.0,
    next_ts: float | None = None,
) -> Delivery:
    return Delivery(9, 5, "hook", event, turn, state, ts, "me:1", settled_ts=ts, next_ts=next_ts)


def events(
    alarm: KeptAlarm,
    *deliveries: Delivery,
    terms: Terms = HOURLY,
    rule: AlarmRule = RULE,
    silences: tuple[Silence, ...] = (),
    after: int = 0,
    now_ts: float = NOW,
) -> list[tuple[AlarmEvent, int]]:
    found = due(
        [alarm],
        deliveries,
        "hook",
        terms,
        after_alarm_id=after,
        rules={rule.name: rule},
        silences=silences,
        now_ts=now_ts,
    )
    return [(each.event, each.turn) for each in found]


BEGIN, END = [(AlarmEvent.FIRING, 0)], [(AlarmEvent.OVER, 0)]


def test_the_begin_and_the_end_are_told_once() -> None:
    assert events(ALARM) == BEGIN
    assert events(ALARM, told()) == []
    assert events(PAST, told()) == END
    assert events(PAST, told(), told(AlarmEvent.OVER)) == []


def test_an_alarm_that_is_over_before_anybody_was_told_is_told_from_its_begin() -> None:
    assert events(PAST) == BEGIN
    assert events(PAST, told(state=DeliveryState.CLAIMED)) == []


def test_one_that_never_fired_is_told_to_nobody() -> None:
    assert events(replace(ALARM, state=AlarmState.PENDING, fired_ts=None)) == []


def test_a_notifier_tells_of_its_severities_and_of_rules_in_force() -> None:
    assert events(ALARM, terms=Terms(frozenset({Severity.INFO}))) == []
    assert events(ALARM, terms=Terms(frozenset({Severity.CRITICAL}))) == BEGIN
    assert events(ALARM, rule=replace(RULE, name="another")) == []


def test_a_new_notifier_tells_of_open_alarms_and_of_no_past_ones() -> None:
    assert events(PAST, after=5) == []
    assert events(ALARM, after=5) == BEGIN
    # Told of the begin, it tells of the end.
    assert events(PAST, told(), after=5) == END


def lasting(alarm: KeptAlarm, seconds: float) -> KeptAlarm:
    """The data of an alarm that fired that long ago, by the times of the data."""
    return replace(alarm, fired_slot_ts=T0, newest_ts=T0 + int(seconds))


def test_reminders_come_at_their_interval_until_somebody_acknowledges() -> None:
    at = T0 + 200.0 + HOUR
    assert events(lasting(ALARM, HOUR - 60), told(), now_ts=at) == []
    assert events(lasting(ALARM, HOUR), told(), now_ts=at) == [(AlarmEvent.REMINDER, 1)]
    again = told(AlarmEvent.REMINDER, 1, ts=at)
    assert events(lasting(ALARM, 2 * HOUR - 60), told(), again, now_ts=at + HOUR) == []
    assert events(lasting(ALARM, 2 * HOUR), told(), again, now_ts=at + HOUR) == [(AlarmEvent.REMINDER, 2)]
    assert events(lasting(SEEN, HOUR), told(), now_ts=at) == []
    assert events(lasting(ALARM, HOUR), told(), terms=Terms(), now_ts=at) == []
    claimed = replace(again, state=DeliveryState.CLAIMED)
    assert events(lasting(ALARM, 2 * HOUR), told(), claimed, now_ts=at + HOUR) == []


def test_nobody_is_reminded_twice_by_clocks_that_disagree_or_while_there_is_no_data() -> None:
    again = told(AlarmEvent.REMINDER, 1, ts=NOW)
    for seconds in (-90_000, -HOUR, HOUR, 90_000):
        assert events(lasting(ALARM, HOUR + 600), told(), again, now_ts=NOW + seconds) == []


def test_a_begin_that_was_told_late_is_not_told_again_at_once() -> None:
    assert events(lasting(ALARM, HOUR), told(ts=NOW - 300)) == []
    assert events(lasting(ALARM, HOUR + 1800), told(ts=NOW - HOUR / 2)) == [(AlarmEvent.REMINDER, 1)]


def test_an_acknowledged_alarm_is_told_anew_to_nobody_and_its_end_to_those_that_know() -> None:
    assert events(SEEN) == []
    over = replace(SEEN, state=AlarmState.OVER, over_ts=NOW)
    assert events(over) == []
    assert events(over, told()) == END


def test_the_end_is_not_told_where_the_notifier_does_not_want_it_or_nobody_knows_it() -> None:
    assert events(PAST, told(), terms=Terms(resolved=False)) == []
    assert events(replace(PAST, is_dropped=True), told()) == []


def test_what_failed_is_tried_again_and_what_is_lost_is_not() -> None:
    failed = told(state=DeliveryState.FAILED, next_ts=NOW)
    assert events(ALARM, failed) == BEGIN
    assert events(ALARM, replace(failed, next_ts=NOW + 1)) == []
    assert events(ALARM, replace(failed, next_ts=None)) == []
    assert events(ALARM, told(state=DeliveryState.LOST)) == []
    reminder = told(AlarmEvent.REMINDER, 1, state=DeliveryState.FAILED, next_ts=NOW)
    assert events(lasting(ALARM, HOUR), told(), reminder) == [(AlarmEvent.REMINDER, 1)]
    assert events(lasting(ALARM, HOUR), told(), replace(reminder, next_ts=NOW + 1)) == []
    end = told(AlarmEvent.OVER, state=DeliveryState.FAILED, next_ts=NOW)
    assert events(PAST, told(), end) == END
    assert events(PAST, told(), replace(end, next_ts=NOW + 1)) == []


def test_where_the_alarm_is_over_its_end_is_told_and_its_begin_tried_no_more() -> None:
    for state in (DeliveryState.FAILED, DeliveryState.LOST):
        assert events(PAST, told(state=state, next_ts=NOW)) == END


def test_quiet_hours_hold_back_and_an_alarm_that_outlasts_them_is_told() -> None:
    minute = int(NOW) % 86400 // 60
    quiet = replace(RULE, quiet=QuietHours(minute, minute + 10, "UTC"))
    assert events(ALARM, rule=quiet) == []
    assert events(ALARM, rule=quiet, now_ts=NOW + 600) == BEGIN
    assert events(PAST, told(), rule=quiet) == []
    assert events(PAST, told(), rule=quiet, now_ts=NOW + 600) == END


def test_an_alarm_that_was_over_in_quiet_hours_or_a_silence_is_nobodys_news() -> None:
    minute = T0 % 86400 // 60
    quiet = replace(RULE, quiet=QuietHours(minute, minute + 10, "UTC"))
    assert events(PAST, rule=quiet, now_ts=NOW + 600) == []
    silence = Silence(1, "freeze", "", T0, NOW, "ann")
    assert events(PAST, silences=(silence,)) == []


def test_a_silence_holds_back_its_alarms_alone_until_it_ends() -> None:
    silence = Silence(1, "freeze", "", T0, NOW + 60, "ann")
    assert events(ALARM, silences=(silence,)) == []
    assert events(ALARM, silences=(silence,), now_ts=NOW + 60) == BEGIN
    assert events(ALARM, silences=(replace(silence, rule="join"),)) == BEGIN
    assert events(ALARM, silences=(replace(silence, channel="room"),)) == BEGIN


def test_pauses_grow_to_a_bound_and_end() -> None:
    pauses = [pause_s(attempts) for attempts in range(1, MOST_TRIES + 1)]
    assert pauses[:3] == [15, 30, 60]
    assert max(each for each in pauses if each is not None) == MOST_PAUSE_S
    assert pauses[-1] is None


def test_the_oldest_alarm_is_told_first() -> None:
    newer = replace(ALARM, alarm_id=6)
    found = due([newer, ALARM], [], "hook", Terms(), after_alarm_id=0, rules={"freeze": RULE}, silences=(), now_ts=NOW)
    assert [each.alarm.alarm_id for each in found] == [5, 6]
