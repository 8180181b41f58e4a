"""Diagnoses and what a full answer may have left out; days of usage."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tests.store.worlds import DELAY_S, T0, minutes
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    Cause,
    Diagnosis,
    DiagnosisFilter,
    KnownDay,
    Remainder,
    Totals,
    UsageDay,
    Window,
    final_ts,
)
from tui.store.api import Changes, Store

FREEZE = Diagnosis(T0 + 7, "4294967295", 4, "课堂", (Cause(8, "44361248", 2), Cause(18)))
CAP = 10
DAY_TS = T0 // DAY * DAY
WEEK = Window(DAY_TS, DAY_TS + 7 * DAY)


def put(
    changes: Changes, diagnoses: Sequence[Diagnosis], window: Window, *, answered: float = 3600, rows: int = 0
) -> None:
    changes.put_diagnoses(
        diagnoses,
        window=window,
        cap=CAP,
        delay_s=DELAY_S,
        answered_ts=T0 + answered,
        left=Remainder(rows),
        slot_s=MINUTE,
    )


def some(count: int, ts: int = T0) -> list[Diagnosis]:
    return [replace(FREEZE, ts=ts, uid=str(number)) for number in range(count)]


async def truncated(store: Store) -> list[tuple[int, int]]:
    """By minutes after T0, ends not included."""
    found = await store.read(lambda snapshot: snapshot.truncated(minutes(0, 60), slot_s=MINUTE))
    return [((each.start_ts - T0) // 60, (each.end_ts - T0) // 60) for each in found]


async def settled(store: Store) -> list[int]:
    found = await store.read(lambda snapshot: snapshot.coverage("diagnosis", "", minutes(0, 60), slot_s=MINUTE))
    return [(minute_ts - T0) // 60 for minute_ts in sorted(found.answered_ts)]


async def test_a_diagnosis_comes_back_as_it_was_newest_first_and_once(store: Store) -> None:
    later, other = replace(FREEZE, ts=T0 + 50, causes=()), replace(FREEZE, exp_id=1)
    for answered in (3600, 3700):
        await store.write(put, [FREEZE, later, other, FREEZE], minutes(0, 1), answered=answered)
    assert await store.read(lambda snapshot: snapshot.diagnoses(minutes(0, 1))) == (later, other, FREEZE)
    assert await store.read(lambda snapshot: snapshot.diagnoses(minutes(1, 1))) == ()


async def test_the_causes_of_a_later_answer_replace_and_those_of_an_older_do_not(store: Store) -> None:
    for answered, factor_id in [(0, 1), (20, 2), (10, 3)]:
        await store.write(put, [replace(FREEZE, causes=(Cause(factor_id),))], minutes(0, 1), answered=answered)
    (found,) = await store.read(lambda snapshot: snapshot.diagnoses(minutes(0, 1)))
    assert found.causes == (Cause(2),)


async def test_of_more_than_asked_for_come_the_newest_or_the_oldest_newest_first(store: Store) -> None:
    await store.write(put, [replace(FREEZE, ts=T0 + second) for second in range(6)], minutes(0, 1))
    newest = await store.read(lambda snapshot: snapshot.diagnoses(minutes(0, 1), most=2))
    oldest = await store.read(lambda snapshot: snapshot.diagnoses(minutes(0, 1), most=2, oldest=True))
    assert [one.ts - T0 for one in newest] == [5, 4]
    assert [one.ts - T0 for one in oldest] == [1, 0]


async def test_narrowed_by_experience_channel_and_one_cause(store: Store) -> None:
    other = replace(FREEZE, ts=T0 + 9, exp_id=1, channel="room", causes=(Cause(8), Cause(3, "44361248")))
    await store.write(put, [FREEZE, other], minutes(0, 1))
    for only, expected in [
        (DiagnosisFilter(exp_id=1), (other,)),
        (DiagnosisFilter(channel="课堂"), (FREEZE,)),
        (DiagnosisFilter(factor_id=8), (other, FREEZE)),
        (DiagnosisFilter(factor_id=8, host_uid="44361248"), (FREEZE,)),
        (DiagnosisFilter(factor_id=8, host_uid=""), (other,)),
        (DiagnosisFilter(exp_id=9), ()),
    ]:
        found = await store.read(lambda snapshot, only: snapshot.diagnoses(minutes(0, 1), only=only), only)
        totals = await store.read(lambda snapshot, only: snapshot.diagnosis_totals(minutes(0, 1), only), only)
        assert found == expected
        assert totals.events == len(expected)


async def test_totals_count_a_diagnosis_once_for_a_cause_and_a_host(store: Store) -> None:
    twice = replace(FREEZE, uid="1", causes=(Cause(8, "44361248"), Cause(8, "44361248"), Cause(8)))
    await store.write(put, [FREEZE, twice, replace(twice, ts=T0 + 9, channel="room")], minutes(0, 1))
    assert await store.read(lambda snapshot: snapshot.diagnosis_totals(minutes(0, 1))) == Totals(
        3, 2, {4: 3}, {8: 3, 18: 1}, {"44361248": 3, "": 3}, {"课堂": 2, "room": 1}
    )


async def test_a_full_answer_truncates_its_window_and_one_with_room_takes_minutes_out(store: Store) -> None:
    await store.write(put, some(CAP), minutes(0, 6), answered=1000)
    assert (await truncated(store), await settled(store)) == ([(0, 6)], [])
    await store.write(put, some(4), minutes(2, 2), answered=1061)
    await store.write(put, some(4), minutes(0, 1), answered=900)
    assert (await truncated(store), await settled(store)) == ([(0, 2), (4, 6)], [0, 2, 3])


async def test_a_full_answer_about_one_minute_settles_it_and_rows_that_were_not_read_count(store: Store) -> None:
    await store.write(put, some(3), minutes(0, 1), rows=CAP)
    assert (await truncated(store), await settled(store)) == ([(0, 1)], [0])


async def test_an_answer_that_could_not_be_read_leaves_its_minutes_open(store: Store) -> None:
    assert await store.read(lambda snapshot: snapshot.newest_diagnosed_ts()) is None
    await store.write(
        lambda changes: changes.miss_diagnoses(minutes(0, 2), answered_ts=T0 + 3600, delay_s=DELAY_S, slot_s=MINUTE)
    )
    found = await store.read(lambda snapshot: snapshot.coverage("diagnosis", "", minutes(0, 5), slot_s=MINUTE))
    assert found.unread == {T0, T0 + 60}
    await store.write(put, [], minutes(0, 3))
    assert await settled(store) == [0, 1, 2]
    assert await store.read(lambda snapshot: snapshot.newest_diagnosed_ts()) == T0 + 120


async def test_an_answer_without_news_changes_no_topic(store: Store) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    for _ in range(2):
        await store.write(put, [FREEZE], minutes(0, 3))
        await store.write(put, some(CAP), minutes(3, 2))
    assert heard == [{"diagnoses"}, {"diagnoses"}]


# -- usage


def put_days(changes: Changes, days: Sequence[UsageDay], answered_ts: float, left: Remainder | None = None) -> None:
    changes.put_usage(days, window=Window(DAY_TS, DAY_TS + 2 * DAY), answered_ts=answered_ts, left=left or Remainder())


async def test_days_are_kept_with_what_changed_in_them_after_they_were_final(store: Store) -> None:
    first_ts, second_ts = final_ts(DAY_TS) + 5.0, final_ts(DAY_TS) + DAY
    assert await store.read(lambda snapshot: snapshot.last_usage_ts()) is None
    await store.write(put_days, [UsageDay(DAY_TS, 5, 6, None)], first_ts)
    await store.write(put_days, [UsageDay(DAY_TS, 7, None, 9)], second_ts)
    await store.write(put_days, [UsageDay(DAY_TS, 1, 1, 1)], first_ts)
    today, tomorrow = await store.read(lambda snapshot: snapshot.usage(WEEK))
    assert today == KnownDay(DAY_TS, 7, 6, 9, second_ts, second_ts)
    assert tomorrow == KnownDay(DAY_TS + DAY, None, None, None, second_ts)
    assert await store.read(lambda snapshot: snapshot.last_usage_ts()) == second_ts
    assert await store.read(lambda snapshot: snapshot.usage(Window(DAY_TS + HOUR, DAY_TS + DAY))) == ()


async def test_days_that_were_not_read_are_unread_until_they_are(store: Store) -> None:
    answered_ts = DAY_TS + 3.0 * DAY
    await store.write(put_days, [UsageDay(DAY_TS, 5, 6, 7)], answered_ts, Remainder(unread=1, timeless=True))
    assert await store.read(lambda snapshot: snapshot.unread_days(WEEK)) == {DAY_TS + DAY}
    await store.write(lambda changes: changes.miss_usage(Window(DAY_TS, DAY_TS + 2 * DAY), answered_ts=answered_ts + 1))
    assert await store.read(lambda snapshot: snapshot.unread_days(WEEK)) == {DAY_TS + DAY}
    await store.write(put_days, [UsageDay(DAY_TS + DAY, 1, 1, 1)], answered_ts + 2)
    assert await store.read(lambda snapshot: snapshot.unread_days(WEEK)) == set()


async def test_a_full_answer_truncates_slots_of_twenty_seconds(store: Store) -> None:
    window = Window(T0, T0 + 60)

    def put_slots(changes: Changes, count: int, of: Window, answered: float) -> None:
        changes.put_diagnoses(
            some(count, of.start_ts), window=of, cap=CAP, delay_s=DELAY_S, answered_ts=T0 + answered, slot_s=20
        )

    await store.write(put_slots, CAP, window, 3600)
    assert await store.read(lambda snapshot: snapshot.truncated(window, 20)) == (window,)
    await store.write(put_slots, 1, Window(T0 + 20, T0 + 40), 3700)
    left = (Window(T0, T0 + 20), Window(T0 + 40, T0 + 60))
    assert await store.read(lambda snapshot: snapshot.truncated(window, 20)) == left
    # Of one slot alone nothing narrower can be asked: a full answer settles it.
    await store.write(put_slots, CAP, Window(T0, T0 + 20), 3800)
    found = await store.read(lambda snapshot: snapshot.coverage("diagnosis", "", window, 20))
    assert sorted(found.answered_ts) == [T0, T0 + 20]
