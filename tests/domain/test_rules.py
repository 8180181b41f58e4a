"""Rules, silences and pauses: the decisions that the records of alarms take by themselves."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tui.domain.records.alarms import MOST_PAUSE_S, AlarmEvent, Delivery, DeliveryState, Silence
from tui.domain.records.notices import Reply
from tui.domain.records.rules import AlarmRule, QuietHours, RuleKind, Severity, Terms


def at(text: str, zone: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("time", "held"), [("22:59", False), ("23:00", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/St_Johns"])
def test_quiet_hours_go_by_their_zone_and_across_midnight(time: str, held: bool, zone: str) -> None:
    assert QuietHours(23 * 60, 7 * 60, zone).hold(at(f"2026-11-30 {time}", zone)) is held


def test_quiet_hours_stay_at_their_hour_when_the_clocks_change() -> None:
    night = QuietHours(60, 120, "Europe/Berlin")
    for day in ("2026-10-24", "2026-10-26"):
        assert night.hold(at(f"{day} 01:30", "Europe/Berlin"))
        assert not night.hold(at(f"{day} 02:00", "Europe/Berlin"))


def test_the_same_hour_twice_is_no_quiet_hour() -> None:
    assert not any(QuietHours(480, 480, "UTC").hold(at(f"2026-11-30 {hour:02}:00", "UTC")) for hour in range(24))


@pytest.mark.parametrize(
    ("is_above", "value", "beyond", "clear"),
    [
        (True, 5.1, True, False),
        (True, 5.0, False, False),
        (True, 4.5, False, True),
        (False, 4.9, True, False),
        (False, 5.0, False, False),
        (False, 5.5, False, True),
    ],
)
def test_between_the_limit_and_clear_of_it_a_value_is_neither(
    is_above: bool, value: float, beyond: bool, clear: bool
) -> None:
    rule = AlarmRule("r", RuleKind.METRIC, 5.0, 4.5 if is_above else 5.5, is_above)
    assert (rule.is_beyond(value), rule.is_clear(value)) == (beyond, clear)


def test_a_silence_without_a_name_covers_all_until_its_end() -> None:
    silence = Silence(1, "", "room", 100.0, 200.0, "ann")
    covered = [silence.covers("any", channel, ts) for channel in ("room", "") for ts in (99.0, 100.0, 199.0, 200.0)]
    assert covered == [False, True, True, False, False, False, False, False]


def test_a_try_is_due_after_its_pause_and_where_the_clock_was_set_back() -> None:
    failed = Delivery(1, 1, "hook", AlarmEvent.FIRING, 0, DeliveryState.FAILED, 0.0, "me", next_ts=5000.0)
    assert [failed.is_due(ts) for ts in (4999.0, 5000.0, 9e9)] == [False, True, True]
    assert [failed.is_due(5000.0 - MOST_PAUSE_S - second) for second in (0, 1)] == [False, True]
    sent = Delivery(1, 1, "hook", AlarmEvent.FIRING, 0, DeliveryState.SENT, 0.0, "me")
    assert not sent.is_due(9e9)


def test_by_default_a_notifier_tells_of_all_once_and_of_their_end() -> None:
    assert Terms() == Terms(frozenset(Severity), 0, resolved=True)
    assert not Reply(is_sent=False).is_final
