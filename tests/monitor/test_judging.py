"""The life of an alarm: n of m slots, the way back, and slots that are missing, late, or told twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from msgspec.structs import replace

from tests.store.worlds import T0
from tui.domain.records import AlarmRule, AlarmState, KeptAlarm, RuleKind, Stand
from tui.monitor.judging import JudgedSlot, judge, kept_s

RULE = AlarmRule("freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric="m", for_slots=2, of_slots=3, clear_slots=3)
GOOD, NEAR, BAD, GONE = 1.0, 4.8, 7.0, None


class Watch:
    """One rule, judged whenever slots become known; `alarms` are all that fired, in their last state."""

    def __init__(self, rule: AlarmRule = RULE, *, first: float | None = GOOD) -> None:
        self.rule = rule
        self.stand = Stand(rule.name)
        self.kept: dict[int, KeptAlarm] = {}
        self.steps: list[AlarmState] = []
        if first is not None:
            self.slots((-1, first))

    @property
    def open(self) -> KeptAlarm | None:
        return next((each for each in self.kept.values() if each.is_open), None)

    def slots(self, *slots: tuple[int, float], now: float = 0.0) -> Watch:
        """Slots by minutes after T0, and their values; known now."""
        found = judge(
            self.rule,
            self.stand,
            self.open,
            [JudgedSlot(T0 + 60 * minute, value) for minute, value in sorted(slots)],
            T0 + now,
        )
        if found is None:
            return self
        self.stand = replace(found.stand, version=found.stand.version + 1)
        for alarm in found.alarms:
            number = alarm.alarm_id or 1 + len(self.steps)
            if self.kept.get(number) is None or self.kept[number].state is not alarm.state:
                self.steps.append(alarm.state)
            self.kept[number] = replace(alarm, alarm_id=number)
        return self

    def each(self, values: Iterable[float | None], start: int = 0) -> Watch:
        """A value each minute, one judgement a minute; None: missing."""
        for minute, value in enumerate(values, start):
            if value is not None:
                self.slots((minute, value), now=60 * minute + 150)
        return self

    @property
    def fired(self) -> list[tuple[int, int | None]]:
        """Minutes after T0 of the begin and the end of each alarm that fired."""
        alarms = [each for each in self.kept.values() if each.fired_ts is not None]
        return [
            ((each.since_ts - T0) // 60, None if each.is_open or each.end_ts is None else (each.end_ts - T0) // 60)
            for each in alarms
        ]


@pytest.mark.parametrize(
    ("values", "fired"),
    [
        ([GOOD] * 5, []),
        ([BAD, GOOD, GOOD, BAD], []),
        ([BAD, GOOD, BAD], [(0, None)]),
        ([BAD, BAD], [(0, None)]),
        ([BAD, BAD, GOOD, GOOD], [(0, None)]),
        ([BAD, BAD, GOOD, GOOD, GOOD], [(0, 2)]),
        # Near the limit a value neither fires nor ends.
        ([NEAR] * 9, []),
        ([BAD, BAD, *[NEAR] * 9], [(0, None)]),
        ([BAD, BAD, GOOD, GOOD, NEAR, GOOD, GOOD], [(0, None)]),
        ([BAD, BAD, *[NEAR] * 30, GOOD, GOOD, GOOD], [(0, 2)]),
        # Missing slots neither fire nor end, and stand between no others.
        ([BAD, GONE, BAD], [(0, None)]),
        ([BAD, GONE, GONE, BAD], []),
        ([BAD, BAD, *[GONE] * 30], [(0, None)]),
        ([BAD, BAD, GOOD, GONE, GOOD, GONE, GOOD], [(0, 2)]),
        # One that trembles is one alarm, and one that comes again another.
        ([BAD, BAD, GOOD, BAD, GOOD, BAD, GOOD, GOOD, GOOD], [(0, 6)]),
        ([BAD, BAD, GOOD, GOOD, GOOD, BAD, BAD, GOOD, GOOD, GOOD], [(0, 2), (5, 7)]),
    ],
)
def test_an_alarm_fires_by_n_of_m_and_ends_by_known_clear_slots(
    values: Sequence[float | None], fired: list[tuple[int, int | None]]
) -> None:
    assert Watch().each(values).fired == fired


def test_it_is_pending_until_it_fires_and_leaves_nothing_where_it_does_not() -> None:
    watch = Watch().each([BAD])
    assert watch.steps == [AlarmState.PENDING]
    assert watch.each([GOOD, GOOD, GOOD], 1).steps == [AlarmState.PENDING, AlarmState.OVER]
    assert watch.fired == []
    assert watch.each([BAD, BAD], 9).steps[2:] == [AlarmState.PENDING, AlarmState.FIRING]


def test_its_values_are_the_newest_and_the_worst() -> None:
    alarm = Watch().each([6.0, 8.0, 5.5, NEAR]).open
    assert alarm is not None
    assert (alarm.value, alarm.newest_ts, alarm.worst, alarm.worst_ts) == (NEAR, T0 + 180, 8.0, T0 + 60)
    assert (alarm.limit, alarm.fired_ts, alarm.beyond_until_ts) == (5.0, T0 + 60 + 150, T0 + 180)


def test_an_alarm_has_an_end_only_once_it_is_known_to_be_over() -> None:
    watch = Watch().each([BAD, BAD, GOOD])
    assert watch.open is not None
    for state in AlarmState:
        is_over = state is AlarmState.OVER
        assert replace(watch.open, state=state).end_ts == (T0 + 120 if is_over else None)
        assert replace(watch.open, state=state, is_dropped=True).end_ts is None
    assert watch.each([GOOD, GOOD], 3).fired == [(0, 2)]


def test_below_the_limit_the_worst_is_the_lowest() -> None:
    rule = replace(RULE, limit=95.0, clear=95.5, is_above=False)
    alarm = Watch(rule, first=99.0).each([94.0, 90.0, 93.0]).open
    assert alarm is not None
    assert (alarm.worst, alarm.value) == (90.0, 93.0)


def test_a_slot_counts_once_and_a_second_value_changes_nothing() -> None:
    watch = Watch().each([BAD])
    for value in (BAD, GOOD, BAD):
        watch.slots((0, value))
    assert watch.fired == []
    assert watch.each([BAD], 1).fired == [(0, None)]


def test_a_late_slot_is_judged_once_when_it_is_known() -> None:
    watch = Watch().each([BAD, GONE, GOOD, GOOD])
    assert watch.fired == []
    # Two of three at its own time, and since then three good ones are not known.
    assert watch.slots((1, BAD)).fired == [(0, None)]
    assert watch.each([GOOD], 4).fired == [(0, 2)]


def test_an_alarm_that_late_slots_tell_of_may_be_over_already() -> None:
    watch = Watch().each([GONE, GONE, GOOD, GOOD, GOOD, GOOD])
    watch.slots((0, BAD), (1, BAD))
    assert watch.fired == [(0, 2)]
    assert watch.steps == [AlarmState.OVER]
    assert watch.each([GOOD, BAD, GOOD], 6).fired == [(0, 2)]


def test_late_bad_slots_before_an_alarm_move_its_begin() -> None:
    watch = Watch().each([GONE, GONE, BAD, BAD])
    assert watch.fired == [(2, None)]
    assert watch.slots((0, 9.0), (1, BAD)).fired == [(0, None)]
    assert watch.open is not None
    assert watch.open.worst_ts == T0


def test_late_good_slots_before_an_alarm_do_not_end_it() -> None:
    rule = replace(RULE, for_slots=3, of_slots=10)
    watch = Watch(rule).each([BAD, GOOD, GOOD, GONE, BAD, BAD])
    assert watch.slots((3, GOOD)).fired == [(0, None)]


def test_a_bad_slot_that_comes_after_the_end_belongs_to_the_alarm_that_is_over() -> None:
    watch = Watch().each([BAD, BAD, GONE, GOOD, GOOD, GOOD])
    assert watch.fired == [(0, 2)]
    watch.slots((2, BAD))
    assert watch.open is None


def test_slots_that_are_too_late_are_not_judged() -> None:
    watch = Watch().each([GOOD] * 60, 2)
    late = 61 - kept_s(RULE) // 60 - 2
    assert watch.slots((late, BAD), (late - 1, BAD)).fired == []


def test_a_backlog_is_judged_in_the_order_of_its_minutes() -> None:
    watch = Watch()
    watch.slots(*enumerate([BAD, BAD, GOOD, GOOD, GOOD, BAD, BAD, BAD]))
    assert watch.fired == [(0, 2), (5, None)]
    assert watch.steps == [AlarmState.OVER, AlarmState.FIRING]


def test_the_first_judgement_knows_no_past_alarm_and_the_begin_of_a_present_one() -> None:
    past = [BAD, BAD, BAD, GOOD, GOOD, GOOD]
    watch = Watch(first=None)
    assert watch.slots(*enumerate(past)).fired == []
    watch = Watch(first=None)
    assert watch.slots(*enumerate([*past, BAD, BAD, GOOD, *[BAD] * 20])).fired == [(6, None)]


def test_an_acknowledged_alarm_goes_on_and_ends() -> None:
    watch = Watch().each([BAD, BAD])
    (number, alarm), *_ = watch.kept.items()
    watch.kept[number] = replace(alarm, state=AlarmState.ACKNOWLEDGED, acknowledged_by="ann")
    watch.each([BAD], 2)
    assert watch.kept[number].state is AlarmState.ACKNOWLEDGED
    watch.each([GOOD] * 3, 3)
    assert (watch.kept[number].state, watch.kept[number].acknowledged_by) == (AlarmState.OVER, "ann")


def test_a_clock_that_was_ahead_stops_no_judgement_of_the_present() -> None:
    rule = replace(RULE, kind=RuleKind.FEED_DEAD, metric="", for_slots=2, of_slots=2, clear_slots=1)
    watch = Watch(rule)
    day = 24 * 60
    watch.slots((day, BAD), now=60 * day)
    watch.slots((day + 1, BAD), now=60 * day + 60)
    assert watch.fired == [(day, None)]
    watch.slots((5, GOOD), now=300)
    assert watch.steps[-1] is AlarmState.OVER
    watch.slots((7, BAD), now=420).slots((8, BAD), now=480)
    assert watch.fired[1:] == [(7, None)]


def test_only_so_many_slots_are_remembered() -> None:
    watch = Watch().each([GOOD] * 200)
    assert len(watch.stand.recent) == kept_s(RULE) // 60 + 1


def test_a_slot_that_says_at_least_so_much_makes_the_worst_value_at_least_so_much() -> None:
    """The slot of which only the least is known may be worse than any other."""
    stand = Stand(RULE.name, version=1)
    alarm: KeptAlarm | None = None
    told = []
    for minute, value, is_at_least in ((0, 12.0, False), (1, 10.0, True), (2, 11.0, False), (3, 1.0, False)):
        found = judge(RULE, stand, alarm, [JudgedSlot(T0 + 60 * minute, value, is_at_least)], T0 + 60.0 * minute)
        assert found is not None
        stand, (alarm,) = found.stand, found.alarms
        told.append((alarm.value, alarm.is_at_least, alarm.worst, alarm.worst_is_at_least))
    assert told == [(12, False, 12, False), (10, True, 12, True), (11, False, 12, True), (1, False, 12, True)]


# -- the begin


@pytest.mark.parametrize(
    ("first", "values", "or_earlier"),
    [
        (None, [BAD, BAD], True),
        (None, [GOOD, BAD, BAD], False),
        (None, [NEAR, BAD, BAD], False),
        (GOOD, [BAD, BAD], False),
        (GOOD, [GONE] * 2 + [BAD, BAD], False),
        (GOOD, [GONE] * 3 + [BAD, BAD], True),
        (None, [BAD, GONE, BAD], True),
        # Of an alarm that is over the last slot is known.
        (None, [BAD, BAD, GOOD, GOOD, GOOD, BAD, BAD], False),
        (None, [BAD, BAD, GOOD, GOOD, GOOD, *[GONE] * 3, BAD, BAD], True),
    ],
)
def test_where_nothing_is_known_before_it_an_alarm_may_have_begun_earlier(
    first: float | None, values: Sequence[float | None], or_earlier: bool
) -> None:
    alarm = Watch(first=first).each(values).open
    assert alarm is not None
    assert (alarm.is_firing, alarm.since_or_earlier) == (True, or_earlier)


def test_the_first_judgement_and_a_late_slot_tell_whether_it_may_have_begun_earlier() -> None:
    watch = Watch(first=None).slots((5, BAD), (6, BAD), (7, BAD))
    assert watch.open is not None
    assert (watch.open.since_ts, watch.open.since_or_earlier) == (T0 + 300, True)
    watch.slots((4, GOOD))
    assert watch.open.since_or_earlier is False
    known = Watch(first=None).slots((4, GOOD), (5, BAD), (6, BAD), (7, BAD)).open
    assert known is not None
    assert (known.since_ts, known.since_or_earlier) == (T0 + 300, False)
