"""Calls and sessions: one row a thing, the newest answer's word."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from tests.store.worlds import PROJECT, T0, minutes
from tui.domain.records import Call, Session
from tui.store.rows.calls import put_calls, put_sessions, read_calls, read_sessions
from tui.store.rows.changed import changed_since, position

CALL = Call("c1", "课堂", T0, None, False)
TEACHER = Session("s1", "课堂", 2**32 - 1, "WiFi", "Windows", True, "3.1.2", "PC", T0, None, False)


def test_an_answer_without_news_changes_no_topic(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        before = position(connection, PROJECT)
        put_calls(connection, PROJECT, [CALL], answered_ts=T0)
        put_sessions(connection, PROJECT, "c1", [TEACHER], answered_ts=T0)
        changed = set(changed_since(connection, PROJECT, before))
        assert changed == ({"calls", "call:c1"} if before == 0 else set())


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
