"""The names that the palette offers."""

from __future__ import annotations

import sqlite3

from tests.store.worlds import PROJECT
from tui.domain.records import NamedCall, NamedUser, NewestNames
from tui.store.rows.names import read_named_call, read_names


def call(connection: sqlite3.Connection, number: int, channel: str, *, project: int = PROJECT) -> None:
    connection.execute(
        "INSERT INTO calls (project_id, call_id, channel, created_ts, finished, answered_ts) VALUES (?, ?, ?, ?, 1, 0)",
        (project, f"call{number}", channel, number),
    )


def diagnosis(connection: sqlite3.Connection, ts: int, uid: str, channel: str) -> None:
    connection.execute(
        "INSERT INTO diagnoses (project_id, ts, uid, exp_id, channel, causes, answered_ts)"
        " VALUES (?, ?, ?, 1, ?, '', 0)",
        (PROJECT, ts, uid, channel),
    )


def session(connection: sqlite3.Connection, number: int, uid: int) -> None:
    connection.execute(
        "INSERT INTO sessions (project_id, call_id, sid, channel, uid, network, platform, speaker, sdk_version,"
        " device_type, join_ts, finished, answered_ts) VALUES (?, ?, ?, 'met', ?, '', '', 0, '', '', ?, 1, ?)",
        (PROJECT, f"call{number}", f"sid{number}", uid, number, number),
    )


def test_the_newest_come_first_and_a_user_with_where_it_was_seen_last(connection: sqlite3.Connection) -> None:
    for number, channel in ((10, "a"), (30, "b"), (20, "")):
        call(connection, number, channel)
    call(connection, 40, "another project's", project=PROJECT + 1)
    diagnosis(connection, 50, "7", "c")
    diagnosis(connection, 5, "8", "a")
    session(connection, 30, 7)
    session(connection, 31, 8)
    connection.execute("INSERT INTO series (project_id, metric, channel) VALUES (1, 'm', 'watched'), (1, 'm', '')")
    assert read_names(connection, PROJECT, 100) == NewestNames(
        channels=("c", "b", "a", "watched"),
        calls=(NamedCall("call30", "b", 30), NamedCall("call20", "", 20), NamedCall("call10", "a", 10)),
        users=(NamedUser("7", "c", 50), NamedUser("8", "met", 31, "call31")),
    )


def test_no_more_rows_are_read_than_asked_for_but_a_call_is_found_by_its_whole_id(
    connection: sqlite3.Connection,
) -> None:
    for number in range(9):
        call(connection, number, f"channel{number}")
        diagnosis(connection, number, str(number), "d")
    names = read_names(connection, PROJECT, 2)
    assert names.channels == ("d", "channel8", "channel7")
    assert [user.uid for user in names.users] == ["8", "7"]
    assert read_named_call(connection, PROJECT, "call0") == NamedCall("call0", "channel0", 0)
    assert read_named_call(connection, PROJECT, "call9") is None


def test_every_question_is_answered_by_an_index(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO series (project_id, metric, channel) VALUES (1, 'm', 'watched')")
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    read_names(connection, PROJECT, 2)
    connection.set_trace_callback(None)
    assert len(asked) == 5
    for question in asked:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}")]
        # What is scanned is the list of metrics that the steps made.
        assert {step for step in plan if step.startswith("SCAN")} <= {"SCAN metrics"}
        assert not any("TEMP B-TREE" in step for step in plan)


def test_of_many_series_only_a_few_are_read(connection: sqlite3.Connection) -> None:
    connection.executemany(
        "INSERT INTO series (project_id, metric, channel) VALUES (1, ?, ?)",
        [(f"m{metric}", f"channel{number}") for metric in range(5) for number in range(4000)],
    )
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    connection.set_progress_handler(count, 1)
    assert read_names(connection, PROJECT, 2).channels == ("channel0", "channel1")
    connection.set_progress_handler(None, 1)
    assert steps < 1000
