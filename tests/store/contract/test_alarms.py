"""Alarms: judged by one process at a time, told once by any of them, and nothing lost or told twice in between."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.domain.records import (
    DAY,
    MOST_PAUSE_S,
    AlarmEvent,
    AlarmState,
    Delivery,
    DeliveryState,
    Judgement,
    KeptAlarm,
    Reply,
    RuleKind,
    Severity,
    SlotLevel,
    Stand,
    Window,
)
from tui.store.api import Changes, Snapshot, Store

FIRING = KeptAlarm(
    0,
    "freeze",
    "",
    RuleKind.METRIC,
    "videoFreezeRate",
    Severity.CRITICAL,
    AlarmState.FIRING,
    T0,
    T0 + 60,
    6.5,
    T0,
    7.25,
    5.0,
    True,
    T0 + 100.0,
    fired_ts=T0 + 160.5,
)
OVER = replace(FIRING, state=AlarmState.OVER, over_ts=T0 + 300.0, beyond_until_ts=T0 + 120)
PENDING = replace(FIRING, state=AlarmState.PENDING, fired_ts=None)
STAND = Stand("freeze", recent=((T0, SlotLevel.BAD, 7.25), (T0 + 60, SlotLevel.LINGERING, 4.9)), checked_ts=T0 + 160.5)


async def judged(store: Store, *alarms: KeptAlarm, stand: Stand = STAND) -> tuple[Judgement, ...]:
    """The judgements that came too late."""
    return await store.write(lambda changes: changes.judge([Judgement(stand, alarms)]))


async def kept(store: Store) -> tuple[KeptAlarm, ...]:
    return await store.read(lambda snapshot: snapshot.alarms(99))


async def fired(store: Store) -> KeptAlarm:
    await judged(store, FIRING)
    (alarm,) = await kept(store)
    return alarm


async def claimed(
    store: Store,
    alarm_id: int,
    event: AlarmEvent = AlarmEvent.FIRING,
    turn: int = 0,
    *,
    notifier: str = "hook",
    now_ts: float = T0 + 200.0,
    by: str = "me:1",
) -> Delivery | None:
    return await store.write_to_disk(
        lambda changes: changes.claim_delivery(alarm_id, notifier, event, turn, now_ts=now_ts, by=by)
    )


async def told(store: Store, alarm_id: int) -> tuple[Delivery, ...]:
    return await store.read(lambda snapshot: snapshot.deliveries([alarm_id]))


# -- judgements


async def test_a_judgement_is_kept_with_its_alarm(opened: Opener) -> None:
    store = opened()
    assert await store.read(lambda snapshot: snapshot.stands()) == {}
    assert await judged(store, FIRING) == ()
    assert await opened().read(lambda snapshot: snapshot.stands()) == {("freeze", ""): replace(STAND, version=1)}
    (alarm,) = await kept(opened())
    assert alarm == replace(FIRING, alarm_id=alarm.alarm_id)
    assert await store.read(lambda snapshot: snapshot.alarm(alarm.alarm_id)) == alarm
    assert await store.read(lambda snapshot: snapshot.alarm(alarm.alarm_id + 1)) is None
    assert await store.read(lambda snapshot: snapshot.unread_alarms()) == 0


async def test_of_two_processes_that_judge_from_the_same_stand_one_is_too_late(opened: Opener) -> None:
    one, other = opened(), opened()
    assert await judged(one, FIRING) == ()
    assert await judged(other, FIRING) == (Judgement(STAND, (FIRING,)),)
    assert len(await kept(one)) == 1
    assert await judged(other, stand=replace(STAND, version=1)) == ()


async def test_one_late_judgement_keeps_no_other_one_back(store: Store) -> None:
    await judged(store, FIRING)
    elsewhere = replace(STAND, channel="room")
    late = await store.write(
        lambda changes: changes.judge(
            [Judgement(STAND, (FIRING,)), Judgement(elsewhere, (replace(FIRING, channel="room"),))]
        )
    )
    assert late == (Judgement(STAND, (FIRING,)),)
    assert [alarm.channel for alarm in await kept(store)] == ["room", ""]


async def test_an_alarm_is_changed_in_place(store: Store) -> None:
    alarm = await fired(store)
    over = replace(OVER, alarm_id=alarm.alarm_id)
    await judged(store, over, stand=replace(STAND, version=1))
    assert await kept(store) == (over,)


async def test_an_alarm_that_never_fired_leaves_nothing(store: Store) -> None:
    await judged(store, PENDING)
    (alarm,) = await kept(store)
    await judged(store, replace(alarm, state=AlarmState.OVER, over_ts=T0 + 200.0), stand=replace(STAND, version=1))
    assert await kept(store) == ()


async def test_open_alarms_come_before_those_that_are_over_and_are_never_left_out(store: Store) -> None:
    for version, alarm in enumerate((FIRING, OVER, PENDING, OVER)):
        await judged(store, alarm, stand=replace(STAND, version=version))
    numbers = {alarm.alarm_id: alarm.state for alarm in await kept(store)}
    assert list(numbers) == [3, 1, 4, 2]
    assert [alarm.alarm_id for alarm in await store.read(lambda snapshot: snapshot.alarms(3))] == [3, 1, 4]
    assert [alarm.alarm_id for alarm in await store.read(lambda snapshot: snapshot.alarms(0))] == [3, 1]


async def test_alarms_of_a_time_are_found_however_many_newer_ones_there_are(store: Store) -> None:
    for version in range(5):
        moved = {"since_ts": T0 + 1000 * version, "beyond_until_ts": T0 + 1000 * version + 100}
        over_ts = T0 + 1000.0 * version + 300
        await judged(store, replace(OVER, **moved, over_ts=over_ts), stand=replace(STAND, version=version))
    dropped = replace(OVER, since_ts=T0 + 5000, beyond_until_ts=None, is_dropped=True, over_ts=T0 + 9000.0)
    await judged(store, dropped, stand=replace(STAND, version=5))
    await judged(store, replace(FIRING, since_ts=T0 + 7000), stand=replace(STAND, version=6))

    async def found(start: int, end: int, most: int = 1) -> list[int]:
        window = Window(T0 + start, T0 + end)
        return [alarm.alarm_id for alarm in await store.read(lambda snapshot: snapshot.alarms(most, window))]

    assert await found(0, 60) == [1]
    assert await found(1050, 1060) == [2]
    # Closed later, but it ended before.
    assert await found(1150, 1160) == []
    assert await found(0, 3500, most=9) == [4, 3, 2, 1]
    assert await found(0, 3500, most=2) == [4, 3]
    assert await found(8000, 8060, most=9) == [7, 6], "one without a known end lasted until it was closed"
    assert await found(6000, 6060, most=9) == [6]


async def test_alarms_of_projects_keep_apart(opened: Opener) -> None:
    mine, other = opened("mine"), opened("other")
    alarm = await fired(mine)
    await claimed(mine, alarm.alarm_id)
    assert await kept(other) == () == await told(other, alarm.alarm_id)
    assert await claimed(other, alarm.alarm_id) is None
    acknowledged = await other.write(lambda changes: changes.acknowledge(alarm.alarm_id, now_ts=T0, by="you"))
    assert not acknowledged
    await other.write(lambda changes: changes.silence(start_ts=T0, end_ts=T0 + 60, by="you"))
    assert await mine.read(lambda snapshot: snapshot.silences(0)) == ()


async def test_each_change_of_an_alarm_is_news_and_a_mere_stand_is_none(opened: Opener) -> None:
    store, news = opened(), list[frozenset[str]]()
    store.subscribe(news.append)
    await judged(store)
    assert news == []
    await judged(store, FIRING, stand=replace(STAND, version=1))
    await claimed(store, 1)
    assert news == [frozenset({"alarms"})] * 2


# -- acknowledged


async def test_one_of_two_acknowledges(opened: Opener) -> None:
    alarm = await fired(opened())

    def acknowledge(changes: Changes, by: str) -> bool:
        return changes.acknowledge(alarm.alarm_id, now_ts=T0 + 250.0, by=by)

    assert [await opened().write(acknowledge, by) for by in ("ann", "bob")] == [True, False]
    (seen,) = await kept(opened())
    assert (seen.state, seen.acknowledged_by, seen.acknowledged_ts) == (AlarmState.ACKNOWLEDGED, "ann", T0 + 250.0)
    assert seen.is_firing


async def test_a_judgement_from_before_the_acknowledgement_comes_too_late(store: Store) -> None:
    alarm = await fired(store)
    await store.write(lambda changes: changes.acknowledge(alarm.alarm_id, now_ts=T0 + 250.0, by="ann"))
    assert await judged(store, alarm, stand=replace(STAND, version=1))
    (seen,) = await kept(store)
    assert seen.acknowledged_by == "ann"


@pytest.mark.parametrize("alarm", [PENDING, OVER])
async def test_only_a_firing_alarm_is_acknowledged(store: Store, alarm: KeptAlarm) -> None:
    await judged(store, alarm)
    assert not await store.write(lambda changes: changes.acknowledge(1, now_ts=T0, by="ann"))


# -- dropped


async def test_alarms_that_nobody_judges_any_more_are_dropped(store: Store) -> None:
    await judged(store, FIRING)
    await judged(store, replace(FIRING, channel="room"), stand=replace(STAND, channel="room", checked_ts=T0 + DAY))
    dropped = await store.write(lambda changes: changes.drop_alarms(T0 + 200, now_ts=T0 + DAY + 60.0))
    assert dropped == 1
    first, second = await kept(store)
    assert (first.channel, first.state) == ("room", AlarmState.FIRING)
    assert (second.state, second.over_ts, second.end_ts) == (AlarmState.OVER, T0 + DAY + 60.0, None)
    assert second.is_dropped


# -- told


async def test_of_two_processes_one_tells(opened: Opener) -> None:
    alarm = await fired(opened())
    claims = [await claimed(opened(), alarm.alarm_id, by=by) for by in ("one", "other")]
    assert claims == [
        Delivery(1, alarm.alarm_id, "hook", AlarmEvent.FIRING, 0, DeliveryState.CLAIMED, T0 + 200.0, "one"),
        None,
    ]
    assert await told(opened(), alarm.alarm_id) == (claims[0],)


async def test_each_notifier_each_event_and_each_turn_is_told(store: Store) -> None:
    alarm = await fired(store)
    events = [(AlarmEvent.FIRING, 0), (AlarmEvent.REMINDER, 1), (AlarmEvent.REMINDER, 2), (AlarmEvent.OVER, 0)]
    for notifier in ("hook", "mail"):
        for event, turn in events:
            assert await claimed(store, alarm.alarm_id, event, turn, notifier=notifier) is not None
            assert await claimed(store, alarm.alarm_id, event, turn, notifier=notifier) is None
    assert [(one.event, one.turn) for one in await told(store, alarm.alarm_id)] == events * 2
    assert await store.read(lambda snapshot: snapshot.deliveries([])) == ()


@pytest.mark.parametrize("state", [AlarmState.ACKNOWLEDGED, AlarmState.OVER])
async def test_nobody_is_reminded_of_an_alarm_that_is_acknowledged_or_over(store: Store, state: AlarmState) -> None:
    await judged(store, replace(OVER, state=state))
    assert await claimed(store, 1, AlarmEvent.REMINDER, 1) is None
    assert await claimed(store, 2, AlarmEvent.FIRING) is None, "there is no such alarm"


async def test_the_begin_is_not_told_after_the_end(store: Store) -> None:
    await judged(store, OVER)
    assert await claimed(store, 1, AlarmEvent.FIRING, notifier="mail") is not None
    assert await claimed(store, 1, AlarmEvent.OVER) is not None
    assert await claimed(store, 1, AlarmEvent.FIRING) is None


async def settled(store: Store, delivery_id: int, reply: Reply, now_ts: float, next_ts: float | None = None) -> None:
    await store.write(lambda changes: changes.settle_delivery(delivery_id, reply, now_ts=now_ts, next_ts=next_ts))


async def test_what_was_sent_is_not_sent_again(store: Store) -> None:
    claim = await claimed(store, (await fired(store)).alarm_id)
    assert claim is not None
    await settled(store, claim.delivery_id, Reply(is_sent=True, detail="exit status 0"), T0 + 201.0, T0 + 300.0)
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 9000.0) is None
    (one,) = await told(store, claim.alarm_id)
    assert one == replace(claim, state=DeliveryState.SENT, settled_ts=T0 + 201.0, detail="exit status 0")


async def test_what_failed_is_tried_again_when_its_pause_is_over(store: Store) -> None:
    claim = await claimed(store, (await fired(store)).alarm_id)
    assert claim is not None
    await settled(store, claim.delivery_id, Reply(is_sent=False, detail="exit status 3"), T0 + 201.0, T0 + 230.0)
    (failed,) = await told(store, claim.alarm_id)
    assert (failed.state, failed.next_ts, failed.detail) == (DeliveryState.FAILED, T0 + 230.0, "exit status 3")
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 229.0) is None
    again = await claimed(store, claim.alarm_id, now_ts=T0 + 230.0, by="other")
    assert again is not None
    assert (again.delivery_id, again.attempts, again.by) == (claim.delivery_id, 2, "other")
    assert again.detail == "exit status 3"
    assert (again,) == await told(store, claim.alarm_id)
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 9000.0) is None
    await settled(store, claim.delivery_id, Reply(is_sent=False, detail="gone", is_final=True), T0 + 231.0)
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 9000.0) is None


async def test_a_clock_that_is_set_back_makes_no_pause_longer(store: Store) -> None:
    claim = await claimed(store, (await fired(store)).alarm_id)
    assert claim is not None
    await settled(store, claim.delivery_id, Reply(is_sent=False), T0 + 201.0, T0 + 230.0)
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 230.0 - MOST_PAUSE_S) is None
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 229.0 - MOST_PAUSE_S) is not None


async def test_a_claim_without_an_outcome_is_lost_and_nobody_tries_again(store: Store) -> None:
    claim = await claimed(store, (await fired(store)).alarm_id)
    assert claim is not None

    def given_up(changes: Changes, before_ts: float, *under_way: int) -> int:
        return changes.give_up_deliveries(before_ts, now_ts=T0 + 500.0, under_way=under_way)

    assert not await store.write(given_up, T0 + 201.0, claim.delivery_id, 98)
    assert [await store.write(given_up, T0 + second) for second in (200.0, 201.0, 999.0)] == [0, 1, 0]
    (lost,) = await told(store, claim.alarm_id)
    assert (lost.state, lost.settled_ts) == (DeliveryState.LOST, T0 + 500.0)
    assert await claimed(store, claim.alarm_id, now_ts=T0 + 9000.0) is None
    # The process was only slow.
    await settled(store, claim.delivery_id, Reply(is_sent=True), T0 + 600.0)
    assert [one.state for one in await told(store, claim.alarm_id)] == [DeliveryState.SENT]
    await settled(store, 99, Reply(is_sent=True), T0 + 600.0)


async def test_a_claim_by_a_clock_that_was_ahead_is_lost_too(store: Store) -> None:
    claim = await claimed(store, (await fired(store)).alarm_id, now_ts=T0 + 90_000.0)
    assert claim is not None
    for now_ts, lost in ((T0 + 89_900.0, 0), (T0 + 200.0, 1)):
        count = await store.write(lambda changes, ts: changes.give_up_deliveries(ts - 180, now_ts=ts), now_ts)
        assert count == lost


async def test_a_notifier_is_known_with_the_alarms_that_were_before_it(store: Store) -> None:
    await store.write(lambda changes: changes.know_notifiers(["hook"]))
    await fired(store)
    await store.write(lambda changes: changes.know_notifiers(["hook", "mail"]))
    assert await store.read(lambda snapshot: dict(snapshot.notifiers())) == {"hook": 0, "mail": 1}


# -- silences


async def test_a_silence_covers_its_rule_its_channel_and_its_hours(store: Store) -> None:
    def silence(changes: Changes, rule: str, channel: str) -> None:
        changes.silence(rule=rule, channel=channel, start_ts=T0, end_ts=T0 + 3600, by="ann", comment="upgrade")

    await store.write(silence, "freeze", "room")
    await store.write(silence, "", "")
    one, every = await store.read(lambda snapshot: snapshot.silences(T0))
    assert (one.by, one.comment) == ("ann", "upgrade")
    assert one.covers("freeze", "room", T0)
    assert not one.covers("freeze", "", T0)
    assert not one.covers("join", "room", T0)
    assert not one.covers("freeze", "room", T0 + 3600)
    assert every.covers("join", "", T0 + 3599.9)


async def test_a_silence_is_ended_early_once(store: Store) -> None:
    def ended(changes: Changes, silence_id: int, now_ts: float) -> bool:
        return changes.end_silence(silence_id, now_ts=now_ts)

    await store.write(lambda changes: changes.silence(start_ts=T0, end_ts=T0 + 3600, by="ann"))
    await store.write(lambda changes: changes.silence(start_ts=T0 + 1800, end_ts=T0 + 3600, by="ann"))
    assert [await store.write(ended, 1, T0 + 600.0) for _ in range(2)] == [True, False]
    assert await store.write(ended, 2, T0 + 600.0)
    assert not await store.write(ended, 9, T0 + 600.0)

    def ends(snapshot: Snapshot, since_ts: float) -> list[float]:
        return [one.end_ts for one in snapshot.silences(since_ts)]

    assert await store.read(ends, 0) == [T0 + 600.0, T0 + 1800.0]
    assert await store.read(ends, T0 + 600.0) == [T0 + 1800.0]


# -- retention


async def test_alarms_and_silences_go_with_the_minutes_and_open_ones_stay(store: Store) -> None:
    for version, alarm in enumerate((OVER, replace(OVER, over_ts=T0 + 5.0 * DAY), FIRING)):
        await judged(store, alarm, stand=replace(STAND, version=version))
    for number in (1, 2, 3):
        await claimed(store, number)
    await store.write(lambda changes: changes.silence(start_ts=T0, end_ts=T0 + 60, by="ann"))
    await store.write(lambda changes: changes.silence(start_ts=T0, end_ts=T0 + 5 * DAY, by="ann"))
    await store.write(
        lambda changes: changes.put_series(
            endpoint="live_net",
            channel="",
            window=Window(T0, T0 + 60),
            series=[],
            answered_ts=T0 + 9.0 * DAY,
            delay_s=0,
            slot_s=60,
        )
    )
    await store.write(lambda changes: changes.prune(T0 + 9 * DAY, minutes_days=7, curves_days=7, batch=99))
    assert [alarm.alarm_id for alarm in await kept(store)] == [3, 2]
    assert await store.read(lambda snapshot: snapshot.stands()) == {}
    assert [one.alarm_id for one in await store.read(lambda snapshot: snapshot.deliveries([1, 2, 3]))] == [2, 3]
    assert [one.end_ts for one in await store.read(lambda snapshot: snapshot.silences(0))] == [T0 + 5 * DAY]
