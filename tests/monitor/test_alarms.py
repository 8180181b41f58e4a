"""The task of the alarms on a real store: evidence of each kind of rule, notices, and the end of a process."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.worlds import OK, T0, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock
from tui.domain.records import (
    MINUTE,
    AlarmEvent,
    AlarmNotice,
    AlarmRule,
    AlarmState,
    Cause,
    DeliveryState,
    Diagnosis,
    FailureKind,
    KeptAlarm,
    Limits,
    Outcome,
    Reply,
    ReportDraft,
    RuleKind,
    Series,
    Stand,
    Terms,
    Window,
)
from tui.domain.shares import Shares
from tui.monitor.alarms import Alarming, Origin
from tui.monitor.evidence import JudgedProject, SlotReader, channels_of, judge_all
from tui.monitor.noticing import notice_of, opening_of
from tui.monitor.rules import dead_feed_rule
from tui.monitor.telling import DueEvent
from tui.store.api import Changes, Snapshot, Store

METRIC = "videoFreezeRate"
FREEZE = AlarmRule("freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric=METRIC, clear_slots=3)
DIAGNOSED = AlarmRule("diagnosed", RuleKind.DIAGNOSES, 1.0, 0.9, is_above=True)
DELAY_S = EDITION.diagnosis.longest_delay_s
ORIGIN = Origin("课堂-prod", "classroom", ("scry", "--profile", "classroom"))


def project(*rules: AlarmRule, watched: tuple[str, ...] = ()) -> JudgedProject:
    return JudgedProject(rules, EDITION, EDITION.limits, watched=watched)


class Listener:
    """A notifier that says yes, once it may answer."""

    key = "listener"
    terms = Terms()

    def __init__(self, reply: Reply | None = None) -> None:
        self.heard: list[AlarmNotice] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.was_told = asyncio.Event()
        self._reply = reply or Reply(is_sent=True, detail="yes")

    async def tell(self, notice: AlarmNotice) -> Reply:
        self.heard.append(notice)
        self.was_told.set()
        await self.may_answer.wait()
        return self._reply


async def put_minutes(store: Store, *values: float, metric: str = METRIC, channel: str = "") -> None:
    """A value for each minute from T0 on."""
    points = tuple((T0 + MINUTE * minute + 7, value) for minute, value in enumerate(values))
    endpoint = "live_experience" if metric == METRIC else "channel_online_users"

    def put(changes: Changes) -> None:
        changes.put_series(
            endpoint=endpoint,
            channel=channel,
            window=Window(T0, T0 + MINUTE * len(values)),
            series=[Series(metric, points, channel)],
            answered_ts=T0 + 3600.0,
            delay_s=0,
            slot_s=MINUTE,
        )

    await store.write(put)


async def put_diagnoses(store: Store, *diagnoses: Diagnosis, minutes: int = 3, answered_ts: float) -> None:
    def put(changes: Changes) -> None:
        changes.put_diagnoses(
            diagnoses,
            window=Window(T0, T0 + MINUTE * minutes),
            cap=10,
            delay_s=DELAY_S,
            answered_ts=answered_ts,
            slot_s=MINUTE,
        )

    await store.write(put)


async def slots(store: Store, rule: AlarmRule, now_ts: float, channel: str = "") -> list[tuple[int, float]]:
    """Known slots by minutes after T0."""

    def read(snapshot: Snapshot) -> list[tuple[int, float]]:
        found = SlotReader(snapshot, project(rule), now_ts).slots(rule, channel, Stand(rule.name))
        return [((slot.ts - T0) // MINUTE, slot.value) for slot in found if slot.ts >= T0]

    return await store.read(read)


async def alarms_of(store: Store) -> tuple[KeptAlarm, ...]:
    return await store.read(lambda snapshot: snapshot.alarms(99))


# -- evidence


async def test_a_metric_has_a_slot_for_each_minute_that_is_known_and_none_of_the_future(store: Store) -> None:
    await put_minutes(store, 1.0, 2.0, 3.0, 4.0)
    assert await slots(store, FREEZE, T0 + 2 * MINUTE) == [(0, 1.0), (1, 2.0), (2, 3.0)]


async def test_a_channels_metric_is_the_channels(store: Store) -> None:
    await put_minutes(store, 80.0, metric="online_users", channel="big")
    rule = replace(FREEZE, metric="online_users")
    assert await slots(store, rule, T0 + 600.0, "big") == [(0, 80.0)]
    assert await slots(store, rule, T0 + 600.0, "other") == []
    assert list(channels_of(rule, ("big", "other"))) == ["big", "other"]
    assert list(channels_of(replace(rule, channels=("big",)), ("x",))) == ["big"]
    assert list(channels_of(FREEZE, ("big",))) == [""]


DIAGNOSES = (
    Diagnosis(T0 + 5, "1", 4, "room", (Cause(23),)),
    Diagnosis(T0 + 6, "2", 4, "room", (Cause(23, "9"),)),
    Diagnosis(T0 + MINUTE, "1", 4, "hall", (Cause(10),)),
)


async def test_diagnoses_are_counted_for_each_minute_that_is_settled(store: Store) -> None:
    await put_diagnoses(store, *DIAGNOSES, answered_ts=T0 + 3600.0)
    assert await slots(store, DIAGNOSED, T0 + 3600.0) == [(0, 2.0), (1, 1.0), (2, 0.0)]
    assert await slots(store, DIAGNOSED, T0 + 3600.0, "room") == [(0, 2.0), (1, 0.0), (2, 0.0)]
    assert await slots(store, replace(DIAGNOSED, cause=10), T0 + 3600.0) == [(0, 0.0), (1, 1.0), (2, 0.0)]


async def test_a_minute_younger_than_the_delay_is_known_where_it_is_beyond_the_limit_already(store: Store) -> None:
    await put_diagnoses(store, *DIAGNOSES, answered_ts=T0 + 2.0 * MINUTE)
    assert await slots(store, DIAGNOSED, T0 + 2.0 * MINUTE) == [(0, 2.0)]


async def test_a_full_answer_says_at_least_so_many(store: Store) -> None:
    full = [Diagnosis(T0 + second, str(second), 4, "room") for second in range(10)]
    await put_diagnoses(store, *full, minutes=1, answered_ts=T0 + 3600.0)
    assert await slots(store, replace(DIAGNOSED, limit=9.0), T0 + 3600.0) == [(0, 10.0)]
    # Ten or more: beyond a limit of ten or not, nobody knows.
    for limit in (10.0, 15.0):
        assert await slots(store, replace(DIAGNOSED, limit=limit), T0 + 3600.0) == []


@pytest.mark.parametrize(
    ("count", "answered_ts", "is_at_least"),
    [(10, T0 + 3600.0, True), (9, T0 + 3600.0, False), (9, T0 + 1.0 * MINUTE, True)],
)
async def test_an_alarm_says_at_least_where_its_answer_was_full_or_is_young(
    store: Store, count: int, answered_ts: float, is_at_least: bool
) -> None:
    rule = replace(DIAGNOSED, limit=8.0)
    clock, listener = ManualClock(answered_ts), Listener()
    await put_diagnoses(
        store,
        *(Diagnosis(T0 + second, "111", 4, "room", (Cause(23, "9"),)) for second in range(count)),
        minutes=1,
        answered_ts=answered_ts,
    )
    judged = project(rule)
    (judgement,) = await store.read(judge_all, judged, clock.now())
    (alarm,) = judgement.alarms
    assert (alarm.value, alarm.worst, alarm.is_at_least, alarm.worst_is_at_least) == (
        count,
        count,
        is_at_least,
        is_at_least,
    )
    await look(alarming(store, listener, clock, rule))
    (notice,) = listener.heard
    assert notice.alarm.is_at_least is is_at_least
    assert notice.counts_at_least is (count == 10)


async def test_full_minutes_neither_fire_nor_end_an_alarm_whose_limit_is_higher(store: Store) -> None:
    rule = replace(DIAGNOSED, limit=12.0, clear=10.8, clear_slots=3)

    def put(changes: Changes, minute: int, count: int) -> None:
        ts = T0 + MINUTE * minute
        changes.put_diagnoses(
            [Diagnosis(ts + n, str(n), 4, "room") for n in range(count)],
            window=Window(ts, ts + MINUTE),
            cap=count,
            delay_s=DELAY_S,
            answered_ts=T0 + 3600.0,
            slot_s=MINUTE,
        )

    for minute, count in enumerate((14, 10, 10, 10)):
        await store.write(put, minute, count)
    assert await slots(store, rule, T0 + 3600.0) == [(0, 14.0)]


async def test_a_feed_is_as_old_as_its_newest_minute_and_without_any_it_is_not_dead(store: Store) -> None:
    rule = dead_feed_rule("dead", 10)
    assert await slots(store, rule, T0 + 600.0) == []
    await put_minutes(store, 1.0)
    ((minute, age),) = await slots(store, rule, T0 + 1207.0)
    assert (minute, age) == (20, 20.0)


@pytest.mark.parametrize(
    "outcome",
    [
        OK,
        Outcome(failure=FailureKind.UNREACHABLE, arrived=False),
        Outcome(status=401, failure=FailureKind.UNAUTHORIZED),
        Outcome(status=403, failure=FailureKind.FORBIDDEN),
    ],
)
async def test_a_feed_that_never_brought_data_is_dead_after_its_time_since_its_first_request(
    store: Store, outcome: Outcome
) -> None:
    rule, manual = dead_feed_rule("dead", 10), ManualClock(float(T0))
    clock, window, limits = ServerClock(manual), Window(T0 - 3600, T0), EDITION.limits["live_experience"]
    for _ in range(3):
        claim = await store.write(
            lambda changes: changes.claim(
                endpoint="live_experience",
                window=window,
                limits=limits,
                clock=clock,
                by="me",
            )
        )
        assert not isinstance(claim, float)
        await store.write(
            lambda changes, number: changes.settle(number, outcome, clock=clock, reading=None), claim.claim_id
        )
        manual.advance(240)
    # Until then it may bring some: the rule knows nothing, and no alarm is over by it.
    assert await slots(store, rule, T0 + 600.0) == []
    assert await slots(store, rule, T0 + 660.0) == [(11, 11.0)]
    found = await store.read(
        lambda snapshot: SlotReader(snapshot, project(rule), T0 + 660.0).slots(rule, "", Stand(""))
    )
    assert [slot.is_at_least for slot in found] == [True]
    await put_minutes(store, *[1.0] * 11)
    ((_, age),) = await slots(store, rule, T0 + 660.0)
    assert age < 1


@pytest.mark.parametrize(
    ("outcome", "ages"),
    [
        (Outcome(status=401, failure=FailureKind.UNAUTHORIZED), [2880.0]),
        (Outcome(failure=FailureKind.UNREACHABLE, arrived=False), []),
    ],
)
async def test_of_a_feed_that_nobody_asked_for_a_day_only_a_refused_one_is_known_to_be_dead(
    store: Store, outcome: Outcome, ages: list[float]
) -> None:
    clock, limits = ServerClock(ManualClock(float(T0))), EDITION.limits["live_experience"]
    claim = await store.write(
        lambda changes: changes.claim(
            endpoint="live_experience", window=Window(T0 - 3600, T0), limits=limits, clock=clock, by="me"
        )
    )
    assert not isinstance(claim, float)
    await store.write(
        lambda changes, number: changes.settle(number, outcome, clock=clock, reading=None), claim.claim_id
    )
    assert [age for _, age in await slots(store, dead_feed_rule("dead", 10), T0 + 2 * 86400.0)] == ages


async def test_a_quota_lasts_or_says_when_it_is_spent(store: Store) -> None:
    rule = AlarmRule("dry", RuleKind.QUOTA_DRY, 60.0, 66.0, is_above=False)
    ((_, lasting),) = await slots(store, rule, float(T0))
    assert lasting > 24 * 60
    clock = ServerClock(ManualClock(float(T0)))
    limits = Limits(per_day=4, day="rolling")
    for _ in range(4):
        claim = await store.write(
            lambda changes: changes.claim(endpoint="live_scale", limits=limits, clock=clock, by="me")
        )
        assert not isinstance(claim, float)
        await store.write(lambda changes, number: changes.settle(number, OK, clock=clock, reading=None), claim.claim_id)
    tight = JudgedProject((rule,), EDITION, {"live_scale": limits})
    found = await store.read(lambda snapshot: SlotReader(snapshot, tight, T0 + 60.0).slots(rule, "", Stand("dry")))
    assert [slot.value for slot in found] == [0.0]


@pytest.mark.parametrize(("counted", "is_dry"), [("endpoint", False), ("group", True), ("account", True)])
async def test_a_quota_of_several_endpoints_is_spent_by_all_of_them(store: Store, counted: str, is_dry: bool) -> None:
    rule = AlarmRule("dry", RuleKind.QUOTA_DRY, 60.0, 66.0, is_above=False)
    clock = ServerClock(ManualClock(float(T0)))
    limits = dict.fromkeys(("live_scale", "live_net"), Limits(per_day=4, day="rolling"))
    for endpoint in (*limits, *limits):
        made = await store.write(
            lambda changes, name: changes.claim(endpoint=name, limits=limits[name], clock=clock, by="me"), endpoint
        )
        assert not isinstance(made, float)
        await store.write(lambda changes, number: changes.settle(number, OK, clock=clock, reading=None), made.claim_id)
    shares = Shares(counted=counted, groups=(tuple(limits),))
    tight = JudgedProject((rule,), EDITION, limits, shares)
    found = await store.read(lambda snapshot: SlotReader(snapshot, tight, T0 + 60.0).slots(rule, "", Stand("dry")))
    assert [slot.value == 0.0 for slot in found] == [is_dry]


async def test_reports_that_did_not_arrive_are_counted(store: Store) -> None:
    rule = AlarmRule("unsent", RuleKind.REPORT_UNSENT, 0.0, 0.0, is_above=True)
    await store.write(lambda changes: changes.keep_draft(ReportDraft("room"), now_ts=T0, by="me"))
    assert [value for _, value in await slots(store, rule, float(T0))] == [0.0]


# -- the task


def alarming(store: Store, listener: Listener, clock: ManualClock, *rules: AlarmRule) -> Alarming:
    judged = project(*(rules or (FREEZE,)))
    return Alarming(store, clock, lambda: judged, by="me:1", notifiers=[listener], origin=ORIGIN)


async def look(task: Alarming) -> None:
    await task.judge()
    await task.tell()
    await task.told()


async def test_an_alarm_is_told_with_who_and_why_and_the_line_that_opens_it(store: Store) -> None:
    clock, listener = ManualClock(T0 + 600.0), Listener()
    task = alarming(store, listener, clock)
    await put_minutes(store, 1.0)
    await look(task)
    await put_diagnoses(
        store,
        *(Diagnosis(T0 + MINUTE + n, "111", 4, "room", (Cause(23, "9"),)) for n in range(3)),
        Diagnosis(T0 + MINUTE, "222", 4, "room", (Cause(10),)),
        Diagnosis(T0 + MINUTE, "333", 6, "room", (Cause(3),)),
        answered_ts=T0 + 600.0,
    )
    await put_minutes(store, 1.0, 6.0, 8.0)
    await look(task)
    (notice,) = listener.heard
    assert (notice.project, notice.profile, notice.event) == ("课堂-prod", "classroom", AlarmEvent.FIRING)
    assert (notice.alarm.since_ts, notice.alarm.value, notice.alarm.worst) == (T0 + MINUTE, 8.0, 8.0)
    # A slow join is no freeze.
    assert [(one.uid, one.diagnoses) for one in notice.who] == [("111", 3), ("222", 1)]
    assert [(one.factor_id, one.host_uid, one.times) for one in notice.why] == [(23, "9", 3), (10, "", 1)]
    assert shlex.split(notice.opening) == [*ORIGIN.command, "--at", "2023-11-14T22:16:00Z"]
    await put_minutes(store, 1.0, 6.0, 8.0, 1.0, 1.0, 1.0)
    await look(task)
    assert [each.event for each in listener.heard] == [AlarmEvent.FIRING, AlarmEvent.OVER]
    await look(task)
    assert len(listener.heard) == 2


async def test_a_restart_and_a_second_process_tell_nothing_again(tmp_path: Path) -> None:
    clock, listener, url = ManualClock(T0 + 600.0), Listener(), f"sqlite:///{tmp_path}/scry.db"
    with open_store(url) as store:
        await put_minutes(store, 1.0)
        await look(alarming(store, listener, clock))
        await put_minutes(store, 1.0, 6.0)
        await look(alarming(store, listener, clock))
    with open_store(url) as store, open_store(url) as other:
        await asyncio.gather(*(look(alarming(each, listener, clock)) for each in (store, other)))
    assert len(listener.heard) == 1


async def test_a_process_that_ends_between_claim_and_answer_leaves_a_delivery_that_says_so(store: Store) -> None:
    clock, listener = ManualClock(T0 + 600.0), Listener()
    listener.may_answer.clear()
    task = alarming(store, listener, clock)
    await put_minutes(store, 1.0)
    await look(task)
    await put_minutes(store, 1.0, 6.0)
    await task.judge()
    await task.tell()
    await listener.was_told.wait()
    again = Listener()
    other = alarming(store, again, clock)
    await look(other)
    clock.advance(200)
    await look(other)
    (delivery,) = await store.read(lambda snapshot: snapshot.deliveries([1]))
    assert (delivery.state, again.heard) == (DeliveryState.LOST, [])
    # The process was only slow: its answer counts.
    listener.may_answer.set()
    await task.told()
    (delivery,) = await store.read(lambda snapshot: snapshot.deliveries([1]))
    assert (delivery.state, delivery.detail) == (DeliveryState.SENT, "yes")


async def test_a_leap_of_the_clock_makes_no_lost_one_of_a_telling_that_is_under_way(store: Store) -> None:
    clock, listener = ManualClock(T0 + 600.0), Listener()
    listener.may_answer.clear()
    task = alarming(store, listener, clock)
    await put_minutes(store, 1.0)
    await look(task)
    await put_minutes(store, 1.0, 6.0)
    await task.judge()
    await task.tell()
    await listener.was_told.wait()
    clock.jump(10 * MINUTE)
    await task.tell()
    (delivery,) = await store.read(lambda snapshot: snapshot.deliveries([1]))
    assert delivery.state is DeliveryState.CLAIMED
    listener.may_answer.set()
    await task.told()
    (delivery,) = await store.read(lambda snapshot: snapshot.deliveries([1]))
    assert delivery.state is DeliveryState.SENT


async def test_a_refusal_is_tried_again_after_a_pause_and_shown(store: Store) -> None:
    clock, listener = ManualClock(T0 + 600.0), Listener(Reply(is_sent=False, detail="exit status 3"))
    task = alarming(store, listener, clock)
    await put_minutes(store, 1.0)
    await look(task)
    await put_minutes(store, 1.0, 6.0)
    for seconds, tries in ((0, 1), (14, 1), (2, 2), (16, 2), (16, 3)):
        clock.advance(seconds)
        await look(task)
        assert len(listener.heard) == tries
    (delivery,) = await store.read(lambda snapshot: snapshot.deliveries([1]))
    assert (delivery.state, delivery.attempts, delivery.detail) == (DeliveryState.FAILED, 3, "exit status 3")


async def test_one_notifier_that_hangs_keeps_no_other_waiting(store: Store) -> None:
    clock, hanging, other = ManualClock(T0 + 600.0), Listener(), Listener()
    other.key = "other"
    hanging.may_answer.clear()
    judged = project(FREEZE)
    task = Alarming(store, clock, lambda: judged, by="me:1", notifiers=[hanging, other], origin=ORIGIN)
    await put_minutes(store, 1.0)
    await look(task)
    await put_minutes(store, 1.0, 6.0)
    running = asyncio.create_task(task.run())
    await asyncio.gather(hanging.was_told.wait(), other.was_told.wait())
    hanging.may_answer.set()
    await task.finish()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert {one.state for one in await store.read(lambda snapshot: snapshot.deliveries([1]))} == {DeliveryState.SENT}


async def test_judgements_of_rules_that_changed_nothing_are_not_written(store: Store) -> None:
    await put_minutes(store, 1.0)
    judged = project(FREEZE)
    first = await store.read(judge_all, judged, T0 + 600.0)
    assert [each.stand.rule for each in first] == ["freeze"]
    await store.write(lambda changes: changes.judge(first))
    assert await store.read(judge_all, judged, T0 + 601.0) == ()
    # A rule in force keeps its alarm from being dropped, also without data.
    assert len(await store.read(judge_all, judged, T0 + 600.0 + 301.0)) == 1


async def test_alarms_of_rules_that_nobody_judges_any_more_are_closed_as_dropped(store: Store) -> None:
    clock, listener = ManualClock(T0 + 600.0), Listener()
    await put_minutes(store, 1.0)
    await look(alarming(store, listener, clock))
    await put_minutes(store, 1.0, 6.0)
    await look(alarming(store, listener, clock))
    task = alarming(store, listener, clock, replace(FREEZE, name="another"))
    clock.advance(3540)
    await task.drop()
    (alarm,) = await alarms_of(store)
    assert alarm.is_firing
    clock.advance(120)
    await task.drop()
    (alarm,) = await alarms_of(store)
    assert (alarm.state, alarm.is_dropped) == (AlarmState.OVER, True)


@pytest.mark.parametrize(("channel", "end"), [("room", ["--channel", "room"]), ("-x y", ["--channel=-x y"])])
async def test_the_opening_line_names_the_channel(store: Store, channel: str, end: list[str]) -> None:
    await put_minutes(store, 1.0)
    await look(alarming(store, Listener(), ManualClock(T0 + 600.0)))
    await put_minutes(store, 1.0, 6.0)
    await look(alarming(store, Listener(), ManualClock(T0 + 600.0)))
    (alarm,) = await alarms_of(store)
    assert shlex.split(opening_of(("scry",), replace(alarm, channel=channel)))[-len(end) :] == end
    about = DueEvent(replace(alarm, kind=RuleKind.QUOTA_DRY, metric=""), AlarmEvent.FIRING)
    notice = await store.read(lambda snapshot: notice_of(snapshot, about, project="", profile="", command=(), now_ts=0))
    assert (notice.who, notice.why) == ((), ())
