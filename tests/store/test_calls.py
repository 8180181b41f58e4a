"""What the Calls screen reads: calls that began in a stretch of time, those on at a moment, and what was diagnosed."""

from __future__ import annotations

import sqlite3

import pytest

from tests.store.worlds import PROJECT, T0
from tui.domain.records import AnswerTimes, Call, Cause, Diagnosis, DiagnosisCounts, KnownCall, Session, Window
from tui.store.rows.calls import (
    find_calls,
    find_calls_near,
    list_calls,
    put_calls,
    put_sessions,
    read_call,
    read_flags,
    read_heard,
)
from tui.store.rows.diagnoses import put_diagnoses

CALLS = (
    Call("a", "class", T0, T0 + 100, True),
    Call("b", "class", T0 + 200, None, False),
    Call("c", "lobby", T0 + 50, T0 + 250, True),
    Call("d", "class", T0 + 200, T0 + 201, True),
)
ALL = Window(T0, T0 + 1000)


@pytest.fixture
def stored(connection: sqlite3.Connection) -> sqlite3.Connection:
    put_calls(connection, PROJECT, CALLS, answered_ts=T0 + 900.5)
    put_calls(connection, PROJECT + 1, [Call("e", "class", T0, None, False)], answered_ts=T0 + 900.0)
    return connection


def ids(calls: list[KnownCall]) -> str:
    return "".join(call.call_id for call in calls)


def test_a_call_is_known_by_its_id_in_its_own_project(stored: sqlite3.Connection) -> None:
    assert read_call(stored, PROJECT, "a") == CALLS[0]
    assert read_call(stored, PROJECT, "b") == CALLS[1]
    assert read_call(stored, PROJECT, "e") is None


def test_the_calls_of_a_channel_at_an_instant_are_those_begun_by_then_and_not_over(stored: sqlite3.Connection) -> None:
    def found(channel: str, ts: int) -> str:
        return "".join(call.call_id for call in find_calls(stored, PROJECT, channel, ts))

    assert [found("class", T0 + at) for at in (-1, 0, 99, 100, 199, 200, 201, 9000)] == [
        "",
        "a",
        "a",
        "",
        "",
        "bd",
        "b",
        "b",
    ]
    assert found("lobby", T0 + 60) == "c"
    assert found("nowhere", T0 + 60) == ""


def test_the_calls_near_an_instant_are_those_that_began_or_ended_about_then_nearest_first(
    stored: sqlite3.Connection,
) -> None:
    def found(ts: int, within_s: int = 60) -> str:
        return "".join(call.call_id for call in find_calls_near(stored, PROJECT, "class", ts, within_s))

    assert [found(T0 + at) for at in (-61, -60, -1, 99, 100, 139, 160, 161, 201, 261, 262)] == [
        *("", "a", "a", "", "a", "a", "bda", "bd", "d", "d", ""),
    ]
    assert found(T0 + 160, 100) == "bda"


def test_when_a_call_and_its_sessions_were_heard_of_is_known(stored: sqlite3.Connection) -> None:
    one = Session("s1", "class", 1, "4G", "iOS", True, "3", "iPad", T0, None, False)
    put_sessions(stored, PROJECT, "b", [one], answered_ts=T0 + 950.5)
    assert read_heard(stored, PROJECT, "b") == AnswerTimes(T0 + 900.5, {"s1": T0 + 950.5})
    assert read_heard(stored, PROJECT, "e") is None


def test_the_list_holds_what_began_in_the_window_newest_first(stored: sqlite3.Connection) -> None:
    assert ids(list_calls(stored, PROJECT, ALL)) == "bdca"
    assert ids(list_calls(stored, PROJECT, Window(T0 + 50, T0 + 200))) == "c"
    assert ids(list_calls(stored, PROJECT, ALL, "class")) == "bda"
    assert list_calls(stored, PROJECT, ALL, "lobby") == [KnownCall("c", "lobby", T0 + 50, T0 + 250, True, T0 + 900.5)]


def test_of_a_moment_it_holds_those_alone_that_were_on_then(stored: sqlite3.Connection) -> None:
    assert ids(list_calls(stored, PROJECT, ALL, alive_ts=T0 + 60)) == "ca"
    assert ids(list_calls(stored, PROJECT, ALL, "class", T0 + 220)) == "b"


def test_what_was_diagnosed_in_a_call_is_of_its_channel_and_its_time_and_counts_people(
    stored: sqlite3.Connection,
) -> None:
    told = [
        Diagnosis(T0 + at, uid, exp_id, channel, (Cause(10),))
        for at, uid, exp_id, channel in (
            (0, "1", 4, "class"),
            (30, "1", 4, "class"),
            (60, "2", 4, "class"),
            (60, "1", 6, "class"),
            (100, "3", 5, "class"),
            (150, "9", 5, "class"),
            (60, "7", 5, "lobby"),
            (400, "8", 5, "class"),
            (950, "8", 4, "class"),
        )
    ]
    window = Window(T0, T0 + 960)
    put_diagnoses(stored, PROJECT, told, window=window, cap=10, delay_s=0, answered_ts=T0 + 9000.0)
    flags = read_flags(stored, PROJECT, list_calls(stored, PROJECT, ALL), T0 + 900)
    assert flags == {
        "a": DiagnosisCounts(3, ((4, 2), (5, 1), (6, 1))),
        "c": DiagnosisCounts(1, ((5, 1),)),
        "b": DiagnosisCounts(1, ((5, 1),)),
    }
    assert read_flags(stored, PROJECT, [], T0 + 900) == {}


def test_every_query_goes_by_an_index(connection: sqlite3.Connection) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    list_calls(connection, PROJECT, ALL)
    list_calls(connection, PROJECT, ALL, "class", T0)
    find_calls(connection, PROJECT, "class", T0)
    read_call(connection, PROJECT, "a")
    connection.set_trace_callback(None)
    for query in asked:
        plan = " ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert "SCAN" not in plan, (query, plan)
