"""Worlds of late, missing and repeated minutes, restarts, kills and clocks set wrong, with three processes on a store.

Each step of each alarm is told exactly once; where a process was killed between claim and telling at most once, and
then the delivery says so.
"""

from __future__ import annotations

import pytest

from tests.monitor.alarmed import KEY, Told, run_world
from tests.store.worlds import T0
from tui.domain.records import MINUTE, AlarmEvent, AlarmState, DeliveryState


def events_of(told: Told, alarm_id: int) -> dict[tuple[str, int], int]:
    return {(event, turn): count for (number, event, turn), count in told.heard.items() if number == alarm_id}


def require_sound(told: Told, *, kills: bool) -> None:
    incidents = told.minutes.incidents
    fired = [alarm for alarm in told.alarms if alarm.fired_ts is not None]
    assert [alarm.state for alarm in fired] == [AlarmState.OVER] * len(incidents)
    for alarm, (first, end) in zip(fired, incidents, strict=True):
        # Minutes that are missing, or known after the end alone, may hide the first bad ones or the last.
        assert first <= (alarm.since_ts - T0) // MINUTE < end
        assert alarm.end_ts is not None
        assert first < (alarm.end_ts - T0) // MINUTE <= end
        assert 6 <= alarm.worst <= 9
    assert len(told.alarms) == len(fired), "a pending alarm is left"
    assert set(told.heard.values()) <= {1}, "an event was told twice"
    for delivery in told.deliveries:
        event = delivery.alarm_id, delivery.event.value, delivery.turn
        assert delivery.notifier == KEY
        assert (delivery.state is DeliveryState.SENT) == (told.heard.get(event) == 1)
        assert delivery.state is not DeliveryState.CLAIMED
        if not kills:
            assert delivery.state is not DeliveryState.LOST
    for alarm in fired:
        its = {one.event: one for one in told.deliveries if one.alarm_id == alarm.alarm_id}
        assert {AlarmEvent.FIRING, AlarmEvent.OVER} <= its.keys()
        # What failed until the end is told with the end.
        assert its[AlarmEvent.OVER].state in (DeliveryState.SENT, DeliveryState.LOST)
        assert its[AlarmEvent.FIRING].state is not DeliveryState.CLAIMED


async def test_worlds_are_told_once() -> None:
    for seed in range(6):
        require_sound(await run_world(seed, kills=False, count=80), kills=False)


async def test_worlds_of_killed_processes_are_told_at_most_once_and_say_so() -> None:
    lost = 0
    for seed in range(6):
        told = await run_world(seed, kills=True, count=80)
        require_sound(told, kills=True)
        lost += sum(one.state is DeliveryState.LOST for one in told.deliveries)
    assert lost


@pytest.mark.long
async def test_fifty_worlds_are_told_once() -> None:
    for seed in range(50):
        require_sound(await run_world(100 + seed, kills=bool(seed % 2)), kills=bool(seed % 2))


@pytest.mark.long
@pytest.mark.parametrize("kills", [False, True])
async def test_a_thousand_worlds_are_told_once(kills: bool) -> None:
    for seed in range(500):
        require_sound(await run_world(1000 + seed, kills=kills), kills=kills)
