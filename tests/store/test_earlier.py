"""Earlier states: what a row said before, until which answer, and when a point came."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from tests.store.rows import by_rows
from tests.store.worlds import T0, minutes, open_store, put
from tui.domain.records import DAY, Call, Cause, Diagnosis, UsageDay, Window, day_of
from tui.store.rows.versioned import VERSIONED
from tui.store.sqlite import earlier
from tui.store.sqlite.database import SqliteStore

CALL = Call("call", "room", T0, None, False)


@pytest.fixture
def store(url: str) -> Iterator[SqliteStore]:
    with open_store(url) as opened:
        yield opened


def rows(connection: sqlite3.Connection, _project_id: int, select: str) -> list[tuple[object, ...]]:
    return connection.execute(select).fetchall()


async def selected(store: SqliteStore, select: str) -> list[tuple[object, ...]]:
    return await store.read(by_rows(rows), select)


async def put_calls(store: SqliteStore, calls: Sequence[Call], answered_ts: float) -> None:
    await store.write(lambda changes: changes.put_calls(calls, answered_ts=answered_ts))


async def test_a_point_keeps_the_seconds_until_the_first_answer_with_it(store: SqliteStore) -> None:
    for answered_ts in (T0 + 100.2, T0 + 160.0):
        await store.write(by_rows(put), {0: 1.0}, window=minutes(0, 1), answered_ts=answered_ts)
    assert await selected(store, "SELECT ts, value, late_s FROM points") == [(T0, 1.0, 101)]
    assert await selected(store, "SELECT * FROM revised") == []


async def test_a_value_that_another_one_replaced_is_kept_with_the_time_of_both_answers(store: SqliteStore) -> None:
    for answered_ts, value in ((T0 + 100.0, 1.0), (T0 + 160.0, 2.0), (T0 + 220.0, 2.0)):
        await store.write(by_rows(put), {0: value}, window=minutes(0, 1), answered_ts=answered_ts)
    assert await selected(store, "SELECT ts, value, late_s FROM points") == [(T0, 2.0, 160)]
    assert await selected(store, "SELECT ts, value, late_s, until_s FROM revised") == [(T0, 1.0, 100, 160)]


async def test_a_call_keeps_each_state_from_the_answer_that_told_it_to_the_next_one(store: SqliteStore) -> None:
    ended = replace(CALL, destroyed_ts=T0 + 500, finished=True)
    for answered_ts, call in ((T0 + 60, CALL), (T0 + 120, CALL), (T0 + 600, ended), (T0 + 660, ended)):
        await put_calls(store, [call], answered_ts)
    assert await selected(store, "SELECT destroyed_ts, answered_ts, known_ts FROM calls") == [
        (T0 + 500, T0 + 660.0, T0 + 600.0)
    ]
    assert await selected(store, "SELECT destroyed_ts, known_ts, until_ts FROM calls_before") == [
        (None, T0 + 60.0, T0 + 600.0)
    ]


async def put_diagnosis(store: SqliteStore, factor_id: int, answered_ts: float) -> None:
    one, window = Diagnosis(T0, "7", 1, "room", (Cause(factor_id),)), Window(T0, T0 + 60)
    await store.write(
        lambda changes: changes.put_diagnoses(
            [one], window=window, cap=10, delay_s=180, answered_ts=answered_ts, slot_s=60
        )
    )


async def put_day(store: SqliteStore, day: UsageDay, answered_ts: float) -> None:
    window = Window(day.ts, day.ts + DAY)
    await store.write(lambda changes: changes.put_usage([day], window=window, answered_ts=answered_ts))


async def test_a_diagnosis_and_a_day_keep_their_earlier_contents(store: SqliteStore) -> None:
    await put_diagnosis(store, 1, T0 + 60)
    await put_diagnosis(store, 2, T0 + 120)
    assert await selected(store, "SELECT known_ts, until_ts FROM diagnoses_before") == [(T0 + 60.0, T0 + 120.0)]
    await put_day(store, UsageDay(day_of(T0), 5, 1, 1), T0)
    await put_day(store, UsageDay(day_of(T0), 6, 1, 1), T0 + 60)
    assert await selected(store, "SELECT users, known_ts, until_ts FROM usage_before") == [(5, T0, T0 + 60.0)]


def test_every_versioned_table_has_its_earlier_rows_in_a_table_of_its_own() -> None:
    made = " ".join(each for each in earlier.STEP if isinstance(each, str))
    assert all(f"CREATE TABLE {table}_before" in made for table in VERSIONED)
