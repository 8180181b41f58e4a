"""Diagnoses, calls, sessions and usage: one row a thing, the newest answer's word."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from tests.store.worlds import PROJECT, T0, minutes
from tui.records import Call, Cause, Diagnosis, Session, UsageDay
from tui.store.calls import put_calls, put_sessions, read_calls, read_sessions
from tui.store.diagnoses import put_diagnoses, read_diagnoses
from tui.store.topics import changed_since, position
from tui.store.usage import put_usage, read_usage

FREEZE = Diagnosis(T0 + 7, "4294967295", 3, "课堂", (Cause(8, "44361248", 2), Cause(18)))
CALL = Call("c1", "课堂", T0, None, False)
TEACHER = Session("s1", "课堂", 2**32 - 1, "WiFi", "Windows", True, "3.1.2", "PC", T0, None, False)
DAY = UsageDay(T0, 10, 20, None)


def test_a_diagnosis_comes_back_as_it_was_newest_first(connection: sqlite3.Connection) -> None:
    later, other = replace(FREEZE, ts=T0 + 50, causes=()), replace(FREEZE, exp_id=1)
    put_diagnoses(connection, PROJECT, [FREEZE, later, other, FREEZE], answered_ts=T0)
    assert read_diagnoses(connection, PROJECT, minutes(0, 1)) == (later, other, FREEZE)
    assert read_diagnoses(connection, PROJECT, minutes(1, 1)) == ()
    assert read_diagnoses(connection, PROJECT + 1, minutes(0, 1)) == ()


def test_the_causes_of_a_later_answer_replace_and_those_of_an_older_do_not(connection: sqlite3.Connection) -> None:
    for answered_ts, factor_id in [(T0, 1), (T0 + 20, 2), (T0 + 10, 3)]:
        put_diagnoses(connection, PROJECT, [replace(FREEZE, causes=(Cause(factor_id),))], answered_ts=answered_ts)
    (found,) = read_diagnoses(connection, PROJECT, minutes(0, 1))
    assert found.causes == (Cause(2),)


def test_an_answer_without_news_changes_no_topic(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        before = position(connection, PROJECT)
        put_diagnoses(connection, PROJECT, [FREEZE], answered_ts=T0)
        put_diagnoses(connection, PROJECT, [], answered_ts=T0 + 9)
        put_calls(connection, PROJECT, [CALL], answered_ts=T0)
        put_sessions(connection, PROJECT, "c1", [TEACHER], answered_ts=T0)
        put_usage(connection, PROJECT, [DAY], answered_ts=T0)
        changed = set(changed_since(connection, PROJECT, before))
        assert changed == ({"diagnoses", "calls", "call:c1", "usage"} if before == 0 else set())


def test_a_call_that_ended_does_not_go_on_because_an_older_answer_comes_late(connection: sqlite3.Connection) -> None:
    ended = replace(CALL, destroyed_ts=T0 + 90, finished=True)
    put_calls(connection, PROJECT, [CALL], answered_ts=T0 + 60)
    put_calls(connection, PROJECT, [ended], answered_ts=T0 + 120)
    put_calls(connection, PROJECT, [CALL], answered_ts=T0 + 100)
    assert read_calls(connection, PROJECT, minutes(0, 1)) == (ended,)


def test_the_calls_of_a_window_are_those_on_at_some_moment_of_it_newest_first(connection: sqlite3.Connection) -> None:
    calls = {
        "before": Call("before", "a", T0 - 100, T0, True),
        "into": Call("into", "a", T0 - 90, T0 + 1, True),
        "around": Call("around", "b", T0 - 80, T0 + 999, True),
        "on": Call("on", "a", T0 - 70, None, False),
        "within": Call("within", "b", T0 + 10, T0 + 20, True),
        "after": Call("after", "a", T0 + 60, None, False),
    }
    put_calls(connection, PROJECT, calls.values(), answered_ts=T0)
    names = [call.call_id for call in read_calls(connection, PROJECT, minutes(0, 1))]
    assert names == ["within", "on", "around", "into"]
    assert read_calls(connection, PROJECT, minutes(0, 1), "b") == (calls["within"], calls["around"])


def test_sessions_that_a_later_answer_does_not_hold_stay(connection: sqlite3.Connection) -> None:
    pupil = replace(TEACHER, sid="s2", uid=1, speaker=False, join_ts=T0 - 5)
    gone = replace(TEACHER, leave_ts=T0 + 60, finished=True)
    put_sessions(connection, PROJECT, "c1", [TEACHER, pupil], answered_ts=T0 + 10)
    put_sessions(connection, PROJECT, "c1", [gone], answered_ts=T0 + 90)
    put_sessions(connection, PROJECT, "c1", [TEACHER], answered_ts=T0 + 80)
    assert read_sessions(connection, PROJECT, "c1") == (pupil, gone)
    assert read_sessions(connection, PROJECT, "c2") == ()


def changed_ts(connection: sqlite3.Connection) -> float | None:
    (moment,) = connection.execute("SELECT changed_ts FROM usage").fetchone()
    return None if moment is None else float(moment)


def test_a_usage_figure_that_changes_is_marked_but_a_first_figure_is_not(connection: sqlite3.Connection) -> None:
    put_usage(connection, PROJECT, [DAY], answered_ts=T0)
    put_usage(connection, PROJECT, [UsageDay(T0, None, None, 5)], answered_ts=T0 + 10)
    assert read_usage(connection, PROJECT, T0, T0) == (UsageDay(T0, 10, 20, 5),)
    assert changed_ts(connection) is None
    put_usage(connection, PROJECT, [UsageDay(T0, 11, None, 5)], answered_ts=T0 + 20)
    put_usage(connection, PROJECT, [UsageDay(T0, 9, 9, 9)], answered_ts=T0 + 15)
    assert read_usage(connection, PROJECT, T0, T0) == (UsageDay(T0, 11, 20, 5),)
    assert changed_ts(connection) == T0 + 20
    put_usage(connection, PROJECT, [UsageDay(T0, 11, 20, 5)], answered_ts=T0 + 30)
    assert changed_ts(connection) == T0 + 20


def test_usage_is_read_with_both_ends_oldest_first(connection: sqlite3.Connection) -> None:
    days = [UsageDay(T0 + 86400 * number, number, number, number) for number in (2, 0, 1, 3)]
    put_usage(connection, PROJECT, days, answered_ts=T0)
    assert [day.users for day in read_usage(connection, PROJECT, T0, T0 + 2 * 86400)] == [0, 1, 2]
