"""Diagnoses: kept once, counted whole, and never said to be all where an answer was full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tests.store.worlds import DELAY_S, PROJECT, T0, minutes
from tui.domain.records import MINUTE, Cause, Diagnosis, DiagnosisFilter, Remainder, Totals, Window
from tui.store.rows.changed import changed_since, position
from tui.store.rows.diagnoses import miss_diagnoses, put_diagnoses, read_diagnoses, read_totals, read_truncated
from tui.store.rows.series import read_coverage

FREEZE = Diagnosis(T0 + 7, "4294967295", 4, "课堂", (Cause(8, "44361248", 2), Cause(18)))
LATE_TS = T0 + 3600
CAP = 10


def put(
    connection: sqlite3.Connection,
    diagnoses: Sequence[Diagnosis],
    window: Window,
    *,
    answered_ts: float = LATE_TS,
    rows: int = 0,
    left: Remainder | None = None,
) -> None:
    put_diagnoses(
        connection,
        PROJECT,
        diagnoses,
        window=window,
        cap=CAP,
        delay_s=DELAY_S,
        answered_ts=answered_ts,
        left=left or Remainder(rows),
    )


def some(count: int, ts: int = T0) -> list[Diagnosis]:
    return [replace(FREEZE, ts=ts, uid=str(number)) for number in range(count)]


def truncated(connection: sqlite3.Connection, window: Window) -> list[tuple[int, int]]:
    """By minutes after T0, ends not included."""
    found = read_truncated(connection, PROJECT, window)
    return [((each.start_ts - T0) // MINUTE, (each.end_ts - T0) // MINUTE) for each in found]


def settled(connection: sqlite3.Connection, window: Window) -> Iterator[int]:
    coverage = read_coverage(connection, PROJECT, "diagnosis", "", window)
    return ((minute_ts - T0) // MINUTE for minute_ts in sorted(coverage.answered_ts))


def test_a_diagnosis_comes_back_as_it_was_newest_first(connection: sqlite3.Connection) -> None:
    later, other = replace(FREEZE, ts=T0 + 50, causes=()), replace(FREEZE, exp_id=1)
    put(connection, [FREEZE, later, other, FREEZE], minutes(0, 1))
    assert read_diagnoses(connection, PROJECT, minutes(0, 1)) == (later, other, FREEZE)
    assert read_diagnoses(connection, PROJECT, minutes(1, 1)) == ()
    assert read_diagnoses(connection, PROJECT + 1, minutes(0, 1)) == ()


def test_the_same_event_of_overlapping_answers_is_kept_once(connection: sqlite3.Connection) -> None:
    for answered_ts in (T0 + 300, T0 + 360):
        put(connection, some(4), minutes(0, 5), answered_ts=answered_ts)
    assert read_totals(connection, PROJECT, minutes(0, 5)).events == 4


def test_the_causes_of_a_later_answer_replace_and_those_of_an_older_do_not(connection: sqlite3.Connection) -> None:
    for answered_ts, factor_id in [(T0, 1), (T0 + 20, 2), (T0 + 10, 3)]:
        put(connection, [replace(FREEZE, causes=(Cause(factor_id),))], minutes(0, 1), answered_ts=answered_ts)
    (found,) = read_diagnoses(connection, PROJECT, minutes(0, 1))
    assert found.causes == (Cause(2),)


def test_of_more_than_asked_for_come_the_newest_or_the_oldest_each_newest_first(
    connection: sqlite3.Connection,
) -> None:
    put(connection, [replace(FREEZE, ts=T0 + second) for second in range(6)], minutes(0, 1))

    def seconds(*, oldest: bool) -> list[int]:
        return [one.ts - T0 for one in read_diagnoses(connection, PROJECT, minutes(0, 1), most=2, oldest=oldest)]

    assert seconds(oldest=False) == [5, 4]
    assert seconds(oldest=True) == [1, 0]


def test_an_answer_without_news_changes_no_topic(connection: sqlite3.Connection) -> None:
    for first in (True, False):
        before = position(connection, PROJECT)
        put(connection, [FREEZE], minutes(0, 3))
        put(connection, some(CAP), minutes(3, 2))
        assert set(changed_since(connection, PROJECT, before)) == ({"diagnoses"} if first else set())


def test_an_answer_with_room_to_spare_settles_its_minutes_though_it_holds_nothing(
    connection: sqlite3.Connection,
) -> None:
    put(connection, [], minutes(0, 3))
    assert list(settled(connection, minutes(0, 5))) == [0, 1, 2]
    assert truncated(connection, minutes(0, 5)) == []


def test_a_full_answer_settles_nothing_and_truncates_the_whole_window(connection: sqlite3.Connection) -> None:
    put(connection, some(CAP, T0 + 60), minutes(0, 5))
    assert list(settled(connection, minutes(0, 5))) == []
    assert truncated(connection, minutes(0, 9)) == [(0, 5)]


def test_rows_that_could_not_be_understood_fill_an_answer_too(connection: sqlite3.Connection) -> None:
    put(connection, some(3), minutes(0, 2), rows=CAP)
    assert truncated(connection, minutes(0, 2)) == [(0, 2)]


def test_a_full_answer_about_one_minute_settles_it_and_leaves_it_truncated(connection: sqlite3.Connection) -> None:
    put(connection, some(CAP), minutes(0, 1))
    assert list(settled(connection, minutes(0, 1))) == [0]
    assert truncated(connection, minutes(0, 1)) == [(0, 1)]


def test_a_narrower_answer_that_is_not_full_takes_its_minutes_out(connection: sqlite3.Connection) -> None:
    put(connection, some(CAP), minutes(0, 6), answered_ts=T0 + 1000)
    put(connection, some(4), minutes(2, 2), answered_ts=T0 + 1061)
    assert truncated(connection, minutes(0, 9)) == [(0, 2), (4, 6)]
    assert list(settled(connection, minutes(0, 9))) == [2, 3]


def test_an_older_answer_takes_nothing_out_of_a_newer_full_one(connection: sqlite3.Connection) -> None:
    put(connection, some(CAP), minutes(0, 3), answered_ts=T0 + 1000)
    put(connection, [], minutes(0, 3), answered_ts=T0 + 100)
    assert truncated(connection, minutes(0, 3)) == [(0, 3)]


def test_a_full_answer_does_not_bring_minutes_back_that_are_known_whole(connection: sqlite3.Connection) -> None:
    put(connection, [], minutes(0, 2), answered_ts=T0 + 400)
    put(connection, some(CAP, T0 + 200), minutes(0, 5), answered_ts=T0 + 461)
    assert truncated(connection, minutes(0, 5)) == [(2, 5)]


def test_minutes_that_have_not_begun_are_not_truncated(connection: sqlite3.Connection) -> None:
    put(connection, some(CAP), Window(T0 + 30, T0 + 600), answered_ts=T0 + 100)
    assert truncated(connection, minutes(0, 10)) == [(0, 2)]


MANY = (
    Diagnosis(T0 + 1, "1", 4, "a", (Cause(23, "9", 2), Cause(21, "9"), Cause(23))),
    Diagnosis(T0 + 2, "1", 5, "a", (Cause(23, "9"),)),
    Diagnosis(T0 + 3, "2", 4, "b", (Cause(10),)),
    Diagnosis(T0 + 4, "3", 6, "b", ()),
)


def test_a_diagnosis_counts_once_for_each_cause_and_host_it_names(connection: sqlite3.Connection) -> None:
    put(connection, MANY, minutes(0, 1))
    assert read_totals(connection, PROJECT, minutes(0, 1)) == Totals(
        events=4,
        people=3,
        by_experience={4: 2, 5: 1, 6: 1},
        by_factor={23: 2, 21: 1, 10: 1},
        by_host={"9": 2, "": 2},
        by_channel={"a": 2, "b": 2},
    )


def test_what_is_asked_for_narrows_list_and_totals_alike(connection: sqlite3.Connection) -> None:
    put(connection, MANY, minutes(0, 1))
    for only, expected in (
        (DiagnosisFilter(exp_id=4), [3, 1]),
        (DiagnosisFilter(channel="b"), [4, 3]),
        (DiagnosisFilter(factor_id=23), [2, 1]),
        (DiagnosisFilter(host_uid="9"), [2, 1]),
        (DiagnosisFilter(host_uid=""), [3, 1]),
        (DiagnosisFilter(factor_id=21, host_uid="9"), [1]),
        (DiagnosisFilter(factor_id=21, host_uid=""), []),
        (DiagnosisFilter(factor_id=23, host_uid="9", exp_id=5, channel="a"), [2]),
        (DiagnosisFilter(host_uid='"],[0'), []),
    ):
        found = read_diagnoses(connection, PROJECT, minutes(0, 1), only=only)
        assert [one.ts - T0 for one in found] == expected, only
        assert read_totals(connection, PROJECT, minutes(0, 1), only).events == len(expected), only


def unread(connection: sqlite3.Connection, window: Window) -> list[int]:
    return sorted((ts - T0) // MINUTE for ts in read_coverage(connection, PROJECT, "diagnosis", "", window).unread)


def test_a_row_that_was_not_read_leaves_its_minute_open_and_one_without_a_time_all_of_them(
    connection: sqlite3.Connection,
) -> None:
    window = minutes(0, 3)
    put(connection, [FREEZE], window, left=Remainder(2, unread=1, times=(T0 + 65,)))
    assert (list(settled(connection, window)), unread(connection, window)) == ([0, 2], [1])
    later = minutes(10, 2)
    put(connection, some(1, T0 + 600), later, left=Remainder(2, unread=1, timeless=True))
    assert (list(settled(connection, later)), unread(connection, later)) == ([], [10, 11])
    miss_diagnoses(connection, PROJECT, minutes(20, 1), answered_ts=LATE_TS, delay_s=DELAY_S)
    miss_diagnoses(connection, PROJECT, window, answered_ts=LATE_TS, delay_s=DELAY_S)
    assert (unread(connection, minutes(20, 1)), unread(connection, window)) == ([20], [1]), "what is settled stays so"


def test_an_answer_that_is_read_closes_what_was_open_a_full_one_as_far_as_it_tells(
    connection: sqlite3.Connection,
) -> None:
    window = minutes(0, 3)
    put(connection, [], window, left=Remainder(1, unread=1, timeless=True))
    put(connection, some(CAP), window, answered_ts=LATE_TS + 60)
    assert (unread(connection, window), truncated(connection, window)) == ([], [(0, 3)])
    put(connection, some(2), window, answered_ts=LATE_TS + 120)
    assert (list(settled(connection, window)), truncated(connection, window)) == ([0, 1, 2], [])
