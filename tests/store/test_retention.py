"""Retention: what goes, what stays, how little at a time."""

from __future__ import annotations

import sqlite3
from array import array
from pathlib import Path

import pytest

from tests.store.worlds import PROJECT, T0, put, read
from tui.domain.records import DAY, HOUR, MINUTE, Call, CallDetails, Curve, Listing, Part, Session, StoreSize, Window
from tui.store.rows import coverage
from tui.store.rows.calls import put_calls, put_sessions, read_calls, read_sessions
from tui.store.rows.changed import bump, changed_since, position
from tui.store.rows.curves import pack, put_details
from tui.store.rows.listings import put_listing
from tui.store.rows.retention import LEDGER_DAYS, OLD, Old, prune
from tui.store.rows.series import read_coverage
from tui.store.sqlite.room import shrink, size

NOW = T0 + 100 * DAY
EVER = Window(0, NOW + DAY)
# Held by name or by few: small, and without an end of use.
KEPT_FOR_EVER = {
    "meta",
    "projects",
    "series",
    "feeds",
    "usage",
    "last_answers",
    "dates",
    "sqlite_sequence",
    "reports",
    "notifiers",
    "notes",
    "usage_before",
}


def answer(connection: sqlite3.Connection, first_ts: int, count: int, project_id: int = PROJECT) -> None:
    """`count` minutes from `first_ts` on, and the answer that held them."""
    window = Window(first_ts, first_ts + count * MINUTE)
    points = {minute_ts - T0: 1.0 for minute_ts in window.minutes()}
    put(connection, project_id, points, window=window, answered_ts=window.end_ts + 200)


def heard_of_late(connection: sqlite3.Connection) -> None:
    """An answer of now, so that now counts."""
    put(connection, PROJECT, {}, window=Window(NOW - MINUTE, NOW), answered_ts=NOW + DAY)


def prune_all(connection: sqlite3.Connection, batch: int = 100, now_ts: float = NOW) -> int:
    """In how many steps everything old is gone."""
    steps = 1
    while prune(connection, PROJECT, now_ts, minutes_days=90, curves_days=30, batch=batch):
        steps += 1
        assert steps < 1000
    return steps


def minutes_known(connection: sqlite3.Connection, project_id: int = PROJECT) -> set[int]:
    return {T0 + second for second in read(connection, project_id, EVER)}


def test_a_minute_goes_when_it_is_older_than_minutes_are_kept_and_not_before(connection: sqlite3.Connection) -> None:
    cut_ts = NOW - 90 * DAY
    answer(connection, cut_ts - 3 * MINUTE, 6)
    heard_of_late(connection)
    prune_all(connection)
    assert minutes_known(connection) == {cut_ts, cut_ts + MINUTE, cut_ts + 2 * MINUTE}
    coverage = read_coverage(connection, PROJECT, "live_net", "", EVER)
    assert min(coverage.answered_ts) == coverage.first_ts == cut_ts


def test_a_step_deletes_no_more_than_its_batch_and_says_whether_more_is_left(connection: sqlite3.Connection) -> None:
    answer(connection, T0, 20)
    heard_of_late(connection)
    before = connection.total_changes
    assert prune(connection, PROJECT, NOW, minutes_days=90, curves_days=30, batch=7)
    assert connection.total_changes - before == 7
    assert prune_all(connection, batch=7) == 5
    assert not minutes_known(connection)
    assert not prune(connection, PROJECT, NOW, minutes_days=90, curves_days=30, batch=7)


def test_the_minutes_of_another_project_are_its_own_to_prune(connection: sqlite3.Connection) -> None:
    answer(connection, T0, 2)
    answer(connection, T0, 2, PROJECT + 1)
    heard_of_late(connection)
    prune_all(connection)
    assert not minutes_known(connection)
    assert minutes_known(connection, PROJECT + 1) == {T0, T0 + MINUTE}


def test_a_clock_that_is_set_wrong_costs_no_history(connection: sqlite3.Connection) -> None:
    answer(connection, T0, 5)
    prune_all(connection, now_ts=NOW + 1000 * DAY)
    assert len(minutes_known(connection)) == 5


def test_diagnoses_and_what_was_cut_short_of_them_go_with_their_minutes(connection: sqlite3.Connection) -> None:
    old_ts, new_ts = NOW - 91 * DAY, NOW - 89 * DAY
    feed_id = coverage.heard(connection, PROJECT, "diagnosis", "", answered_ts=NOW).feed_id
    for ts in (old_ts, new_ts):
        connection.execute("INSERT INTO truncations VALUES (?, ?, ?)", (feed_id, ts, NOW))
        for uid in "78":
            connection.execute(
                "INSERT INTO diagnoses VALUES (?, ?, ?, 1, '课堂', '[]', ?, NULL)", (PROJECT, ts, uid, NOW)
            )
    heard_of_late(connection)
    prune_all(connection)
    assert connection.execute("SELECT ts, uid FROM diagnoses").fetchall() == [(new_ts, "7"), (new_ts, "8")]
    assert connection.execute("SELECT slot_ts FROM truncations").fetchall() == [(new_ts,)]


def test_a_call_goes_with_its_sessions_and_its_topic_when_it_began_and_was_last_told_of_long_ago(
    connection: sqlite3.Connection,
) -> None:
    then = int(NOW - 31 * DAY)
    session = Session("s", "a", 1, "", "", False, "", "", then, None, False)
    for name, answered_ts in (("over", then + HOUR), ("still on", NOW - HOUR)):
        put_calls(connection, PROJECT, [Call(name, "a", then, None, False)], answered_ts=answered_ts)
        put_sessions(connection, PROJECT, name, [session], answered_ts=then)
    heard_of_late(connection)
    prune_all(connection, batch=1)
    assert [call.call_id for call in read_calls(connection, PROJECT, EVER)] == ["still on"]
    assert read_sessions(connection, PROJECT, "over") == ()
    assert read_sessions(connection, PROJECT, "still on") == (session,)
    assert "call:over" not in changed_since(connection, PROJECT, 0)


def put_curve(connection: sqlite3.Connection, call_id: str, *, answered_ts: float) -> None:
    """Details of one session, with one curve of one point."""
    session = Session("s", "a", 1, "", "", False, "", "", T0, None, False)
    curve = Curve("s", 20001, 0, array("q", [T0]), array("d", [1.0]))
    window = Window(T0, T0 + 60)
    packed = pack(CallDetails(call_id, (session,), (curve,)), window)
    put_details(connection, PROJECT, call_id, window, (session,), packed, answered_ts=answered_ts)


def details_known(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Of which calls there is something, by table."""
    return {
        "sessions": {name for (name,) in connection.execute("SELECT call_id FROM sessions")},
        **{
            table: {name for (name,) in connection.execute(f"SELECT call_id FROM {table}")}  # noqa: S608 - constants
            for table in ("chunks", "segments")
        },
    }


def test_details_go_when_they_were_told_long_ago_unless_their_call_is_kept(connection: sqlite3.Connection) -> None:
    old_ts, new_ts = NOW - 31 * DAY, NOW - 29 * DAY
    for name, listed_ts, detailed_ts in (
        ("old", old_ts, old_ts),
        ("on", new_ts, old_ts),
        ("detailed late", old_ts, new_ts),
        ("unlisted", None, old_ts),
        ("unlisted late", None, new_ts),
    ):
        if listed_ts is not None:
            put_calls(connection, PROJECT, [Call(name, "a", int(old_ts), None, False)], answered_ts=listed_ts)
        put_curve(connection, name, answered_ts=detailed_ts)
    bump(connection, PROJECT, "usage")
    heard_of_late(connection)
    prune_all(connection, batch=1)
    kept = {"on", "detailed late", "unlisted late"}
    assert details_known(connection) == dict.fromkeys(("sessions", "chunks", "segments"), kept)
    assert {call.call_id for call in read_calls(connection, PROJECT, EVER)} == {"on", "detailed late"}
    topics = changed_since(connection, PROJECT, 0)
    assert {topic.removeprefix("call:") for topic in topics if topic.startswith("call:")} == kept


def test_the_topic_of_a_call_of_which_an_answer_said_nothing_stays_while_that_is_known(
    connection: sqlite3.Connection,
) -> None:
    nothing = Listing(Window(NOW - 60, NOW), NOW, 0, False, None, None)
    put_listing(connection, PROJECT, "call_details", nothing, call_id="empty", part=Part.USERS)
    heard_of_late(connection)
    prune_all(connection)
    assert "call:empty" in changed_since(connection, PROJECT, 0)


def test_the_newest_change_outlives_its_call_so_that_the_next_one_is_news(connection: sqlite3.Connection) -> None:
    heard_of_late(connection)
    put_calls(connection, PROJECT, [Call("over", "a", T0, None, False)], answered_ts=T0)
    bump(connection, PROJECT, "call:over")
    before = position(connection, PROJECT)
    prune_all(connection)
    bump(connection, PROJECT, "usage")
    assert changed_since(connection, PROJECT, before) == {"usage": before + 1}


def test_the_log_of_requests_goes_after_some_days_but_for_the_last_answer_of_a_feed(
    connection: sqlite3.Connection,
) -> None:
    old_ts = NOW - (LEDGER_DAYS + 1) * DAY
    for claim_id, claimed_ts in ((1, old_ts), (2, old_ts + 1), (3, NOW - 7 * DAY)):
        connection.execute(
            "INSERT INTO ledger (claim_id, project_id, endpoint, channel, claimed_ts, claimed_by, arrived_by_ts, boot,"
            " claimed_s) VALUES (?, ?, 'usage', '', ?, 'me', ?, '', 0)",
            (claim_id, PROJECT, claimed_ts, claimed_ts),
        )
    connection.execute("INSERT INTO last_answers VALUES (?, 'usage', '', '', 2, 0)", (PROJECT,))
    heard_of_late(connection)
    prune_all(connection)
    assert connection.execute("SELECT claim_id FROM ledger ORDER BY 1").fetchall() == [(2,), (3,)]


def test_every_table_is_pruned_or_kept_for_ever_on_purpose(connection: sqlite3.Connection) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables - KEPT_FOR_EVER == {rows.table for rows in OLD}


@pytest.mark.parametrize("rows", OLD, ids=lambda rows: rows.table)
def test_no_step_looks_through_a_whole_table(connection: sqlite3.Connection, rows: Old) -> None:
    values = dict.fromkeys(("project", "minutes", "curves", "ledger", "left"), 1)
    steps = connection.execute(f"EXPLAIN QUERY PLAN {rows.deletion}", values).fetchall()
    assert not [step for step in steps if step[3].startswith("SCAN")]


def test_the_file_gives_back_what_is_free_but_for_a_spare(connection: sqlite3.Connection, tmp_path: Path) -> None:
    for day in range(9):
        answer(connection, T0 + day * DAY, 1440)
    heard_of_late(connection)
    full = size(connection, PROJECT)
    prune_all(connection, batch=5000)
    emptied = size(connection, PROJECT)
    assert emptied.file_bytes == full.file_bytes
    assert emptied.free_bytes > full.file_bytes / 2
    pages = 1
    while shrink(connection, PROJECT, pages=3):
        pages += 1
    after = size(connection, PROJECT)
    assert pages > 3
    assert after.file_bytes < full.file_bytes / 2
    assert 0 < after.free_bytes <= after.file_bytes * 0.2
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (tmp_path / "bare.db").stat().st_size == after.file_bytes
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_size_tells_how_far_back_the_minutes_of_the_project_reach(connection: sqlite3.Connection) -> None:
    assert size(connection, PROJECT).oldest_ts is None
    answer(connection, T0 + HOUR, 2)
    answer(connection, T0, 2, PROJECT + 1)
    found = size(connection, PROJECT)
    # The tables that older schemas had left some room.
    assert found == StoreSize(found.file_bytes, found.free_bytes, T0 + HOUR)
    assert found.free_bytes < found.file_bytes / 5
    assert found.file_bytes > 10_000
