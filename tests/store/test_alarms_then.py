"""The states of an alarm at each moment are those that the store held then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.store.rows import by_rows
from tests.store.worlds import T0, open_store
from tui.domain.records import AlarmState, Judgement, KeptAlarm, RuleKind, Severity, Stand
from tui.store.rows.report_rows import as_text
from tui.store.sqlite.bundle.alarms_then import alarms_then
from tui.store.sqlite.bundle.shape import EVER
from tui.store.sqlite.database import SqliteStore

PENDING = KeptAlarm(
    0,
    "freeze",
    "",
    RuleKind.METRIC,
    "videoFreezeRate",
    Severity.CRITICAL,
    AlarmState.PENDING,
    T0,
    T0,
    6.0,
    T0,
    6.0,
    5.0,
    is_above=True,
    pending_ts=T0 + 100.0,
)
FIRING = replace(
    PENDING,
    alarm_id=1,
    state=AlarmState.FIRING,
    newest_ts=T0 + 60,
    value=9.0,
    worst=9.0,
    worst_ts=T0 + 60,
    fired_ts=T0 + 160.0,
    fired_slot_ts=T0 + 60,
)
LATER = replace(FIRING, newest_ts=T0 + 120, value=7.0)
OVER = replace(LATER, state=AlarmState.OVER, newest_ts=T0 + 300, value=1.0, over_ts=T0 + 400.0)


@pytest.fixture
def store(url: str) -> Iterator[SqliteStore]:
    with open_store(url) as opened:
        yield opened


def kept(connection: sqlite3.Connection, _project_id: int) -> tuple[str | None, list[tuple[float, str]]]:
    row = connection.execute("SELECT told FROM alarms WHERE alarm_id = 1").fetchone()
    befores = connection.execute("SELECT until_ts, told FROM alarms_before ORDER BY until_ts").fetchall()
    return row and row[0], befores


async def judged(store: SqliteStore, version: int, checked_ts: float, alarm: KeptAlarm) -> None:
    judgement = Judgement(Stand("freeze", "", version, 0, (), checked_ts), (alarm,))
    assert await store.write(lambda changes: changes.judge([judgement])) == ()


async def test_each_state_has_the_values_that_were_known_then(store: SqliteStore) -> None:
    for version, (checked_ts, alarm) in enumerate(
        ((T0 + 100.0, PENDING), (T0 + 160.0, FIRING), (T0 + 220.0, LATER), (T0 + 400.0, OVER))
    ):
        await judged(store, version, checked_ts, alarm)
    found = [*alarms_then(*await store.read(by_rows(kept)))]
    assert found == [
        (T0 + 100.0, T0 + 160.0, replace(PENDING, alarm_id=found[0][2].alarm_id)),
        (T0 + 160.0, T0 + 220.0, FIRING),
        (T0 + 220.0, T0 + 400.0, LATER),
        (T0 + 400.0, EVER, OVER),
    ]


async def test_one_that_went_before_it_fired_was_pending_until_then(store: SqliteStore) -> None:
    await judged(store, 0, T0 + 100.0, PENDING)
    gone = replace(PENDING, alarm_id=1, state=AlarmState.OVER, over_ts=T0 + 160.0)
    await judged(store, 1, T0 + 160.0, gone)
    ((from_ts, until_ts, alarm),) = alarms_then(*await store.read(by_rows(kept)))
    assert (from_ts, until_ts, alarm.state) == (T0 + 100.0, T0 + 160.0, AlarmState.PENDING)


async def test_an_acknowledged_one_was_firing_until_then(store: SqliteStore) -> None:
    await judged(store, 0, T0 + 160.0, replace(FIRING, alarm_id=0))
    await store.write(lambda changes: changes.acknowledge(1, now_ts=T0 + 200.0, by="ann"))
    found = [
        (from_ts, until_ts, alarm.state) for from_ts, until_ts, alarm in alarms_then(*await store.read(by_rows(kept)))
    ]
    assert found == [
        (T0 + 160.0, T0 + 200.0, AlarmState.FIRING),
        (T0 + 200.0, EVER, AlarmState.ACKNOWLEDGED),
    ]


def test_of_a_store_that_kept_the_last_state_alone_the_times_of_the_alarm_tell_the_others() -> None:
    told = as_text(replace(OVER, acknowledged_ts=T0 + 200.0, acknowledged_by="ann"))
    found = [(from_ts, until_ts, alarm.state) for from_ts, until_ts, alarm in alarms_then(told, [])]
    assert found == [
        (T0 + 160.0, T0 + 200.0, AlarmState.FIRING),
        (T0 + 200.0, T0 + 400.0, AlarmState.ACKNOWLEDGED),
        (T0 + 400.0, EVER, AlarmState.OVER),
    ]


def test_parts_that_cannot_be_read_are_an_error_of_their_own() -> None:
    with pytest.raises(ValueError, match="severity"):
        [*alarms_then(json.dumps({**json.loads(as_text(FIRING) or ""), "severity": "dire"}), [])]
