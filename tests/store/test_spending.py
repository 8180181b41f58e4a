"""Spending: what the ledger says of the last day, endpoint by endpoint."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tests.store.worlds import PROJECT
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import DAY, HOUR, FailureKind
from tui.store.rows.spending import read_spending

MIDNIGHT_TS = 1_795_305_600.0  # 2026-11-22 00:00 UTC
NOW_TS = MIDNIGHT_TS + 8 * HOUR


def ask(
    connection: sqlite3.Connection,
    ts: float,
    *,
    endpoint: str = "live_net",
    channel: str = "",
    by: str = "alice:1",
    project_id: int = PROJECT,
    failure: FailureKind | None = None,
    detail: str = "",
    arrived: bool = True,
    answered: bool = True,
) -> int:
    """A request of that moment as the ledger keeps it; its claim."""
    claim_id = connection.execute(
        "INSERT INTO ledger (project_id, endpoint, channel, claimed_ts, answered_ts, claimed_by, status, failure,"
        " detail, arrived_by_ts, boot, claimed_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'boot', 0)",
        (
            project_id,
            endpoint,
            channel,
            ts,
            ts if answered else None,
            by,
            None if failure else 200,
            failure.value if failure else None,
            detail,
            (ts if answered else ts + 60) if arrived else 0,
        ),
    ).lastrowid
    assert claim_id is not None
    if answered:
        connection.execute(
            "INSERT OR REPLACE INTO last_answers (project_id, endpoint, channel, claim_id, failures)"
            " VALUES (?, ?, ?, ?, 0)",
            (project_id, endpoint, channel, claim_id),
        )
    return claim_id


def ask_at(connection: sqlite3.Connection, moments: Iterable[float], by: str = "alice:1") -> None:
    for ts in moments:
        ask(connection, ts, by=by)


def test_an_empty_ledger_has_spent_nothing(connection: sqlite3.Connection) -> None:
    assert read_spending(connection, PROJECT, NOW_TS) == {}


def test_the_utc_day_and_the_last_24_hours_are_told_apart_and_by_whom(connection: sqlite3.Connection) -> None:
    ask_at(connection, [NOW_TS - 25 * HOUR, NOW_TS - 23 * HOUR, MIDNIGHT_TS - HOUR])
    ask_at(connection, [MIDNIGHT_TS + HOUR, NOW_TS - 10], by="bob:2")
    spent = read_spending(connection, PROJECT, NOW_TS)["live_net"]
    assert spent.today == {"bob:2": 2}
    assert spent.rolling == {"alice:1": 2, "bob:2": 2}


def test_the_hours_are_counted_back_from_now(connection: sqlite3.Connection) -> None:
    ask_at(connection, [NOW_TS - 1, NOW_TS - HOUR + 1, NOW_TS - HOUR - 1, NOW_TS - DAY + 1])
    hours = read_spending(connection, PROJECT, NOW_TS)["live_net"].hours
    assert (hours[0], hours[1], hours[23], sum(hours)) == (2, 1, 1, 4)


def test_a_request_on_its_way_is_spent_and_one_that_never_arrived_is_not(connection: sqlite3.Connection) -> None:
    ask(connection, NOW_TS - 5, answered=False)
    ask(connection, NOW_TS - 9, arrived=False, failure=FailureKind.UNREACHABLE)
    spent = read_spending(connection, PROJECT, NOW_TS)["live_net"]
    assert spent.today == spent.rolling == {"alice:1": 1}
    assert spent.hours[0] == 1


def test_the_last_answer_is_the_newest_of_all_channels_and_outlives_the_day(connection: sqlite3.Connection) -> None:
    ask(connection, NOW_TS - 3 * DAY, endpoint="usage")
    newest = ask(connection, NOW_TS - 60, endpoint="channel_users", channel="b")
    ask(connection, NOW_TS - 90, endpoint="channel_users", channel="a")
    spendings = read_spending(connection, PROJECT, NOW_TS)
    last = spendings["channel_users"].last
    assert last is not None
    assert last.claim_id == newest
    assert spendings["usage"].last is not None
    assert spendings["usage"].rolling == {}


def test_the_last_failure_is_kept_beside_a_later_answer_until_it_is_a_day_old(connection: sqlite3.Connection) -> None:
    ask(connection, NOW_TS - 2 * DAY, endpoint="live_scale", failure=FailureKind.SERVER_ERROR)
    ask(connection, NOW_TS - 300, failure=FailureKind.TIMEOUT)
    failed = ask(connection, NOW_TS - 200, failure=FailureKind.OVER_LIMIT, detail="qpd limit error")
    ask(connection, NOW_TS - 100)
    spendings = read_spending(connection, PROJECT, NOW_TS)
    told = spendings["live_net"].failed
    assert told is not None
    assert (told.claim_id, told.detail) == (failed, "qpd limit error")
    assert spendings["live_scale"].failed is None


def test_another_project_on_the_store_spends_its_own(connection: sqlite3.Connection) -> None:
    ask(connection, NOW_TS - 10, project_id=PROJECT + 1)
    assert read_spending(connection, PROJECT, NOW_TS) == {}


def test_days_of_before_cost_nothing(connection: sqlite3.Connection) -> None:
    """Counted in steps of SQLite's machine, which are the same on every box."""
    names = list(EDITION.endpoints)
    for index, quarter in enumerate(range(30 * 96, 0, -1)):
        ask(connection, NOW_TS - quarter * HOUR / 4, endpoint=names[index % len(names)])

    def steps() -> int:
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        connection.set_progress_handler(count, 100)
        spendings = read_spending(connection, PROJECT, NOW_TS)
        connection.set_progress_handler(None, 0)
        assert sum(sum(spending.rolling.values()) for spending in spendings.values()) == 96
        return counted

    with_a_month = steps()
    connection.execute("DELETE FROM ledger WHERE claimed_ts < ?", (NOW_TS - 2 * DAY,))
    assert with_a_month < steps() * 1.1
