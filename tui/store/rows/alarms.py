"""Alarms: the stand of each rule in each channel, and the alarms that its judgements began and ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec
from msgspec.structs import replace

from tui.domain.records import AlarmState, Judgement, KeptAlarm, SlotLevel, Stand, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks
from tui.store.rows.report_rows import UNREADABLE, as_text, of_text

_STAND = "rule, channel, version, floor_ts, recent, checked_ts"
_IS_OPEN = "project_id = ? AND state IN ('pending', 'firing', 'acknowledged')"
_IS_OVER = "project_id = ? AND state = 'over'"


def read_stands(connection: RowConnection, project_id: int) -> Mapping[tuple[str, str], Stand]:
    found: dict[tuple[str, str], Stand] = {}
    rows = connection.execute(f"SELECT {_STAND} FROM stands WHERE project_id = ?", (project_id,))  # noqa: S608
    for rule, channel, version, floor_ts, recent, checked_ts in rows:
        with suppress(*UNREADABLE):
            slots = msgspec.json.decode(recent, type=tuple[tuple[int, SlotLevel, float], ...])
            found[rule, channel] = Stand(rule, channel, version, floor_ts, slots, checked_ts)
    return found


def read_alarms(
    connection: RowConnection, project_id: int, most: int, window: Window | None = None
) -> tuple[KeptAlarm, ...]:
    opened = _alarms_where(connection, f"{_IS_OPEN} ORDER BY alarm_id DESC", project_id)
    # An alarm is closed after its last slot.
    since_ts = 0 if window is None else window.start_ts
    over = _alarms_where(connection, f"{_IS_OVER} AND over_ts >= ? ORDER BY alarm_id DESC", project_id, since_ts)
    still = tuple(one for one in opened if window is None or one.was_on(window))
    past = (one for one in over if window is None or one.was_on(window))
    return still + tuple(islice(past, max(0, most - len(still))))


def read_alarm(connection: RowConnection, project_id: int, alarm_id: int) -> KeptAlarm | None:
    return next(_alarms_where(connection, "project_id = ? AND alarm_id = ?", project_id, alarm_id), None)


def count_unread(connection: RowConnection, project_id: int) -> int:
    (count,) = connection.execute("SELECT count(*) FROM alarms WHERE project_id = ?", (project_id,)).fetchone()
    return int(count) - sum(1 for _ in _alarms_where(connection, "project_id = ?", project_id))


def judge(connection: RowConnection, project_id: int, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    late = tuple(each for each in judgements if not _is_current(connection, project_id, each.stand))
    is_news = False
    for judgement in judgements:
        if judgement not in late:
            stand = judgement.stand
            connection.execute(
                "INSERT INTO stands (project_id, rule, channel, version, floor_ts, recent, checked_ts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, rule, channel) DO UPDATE SET"
                " version = excluded.version, floor_ts = excluded.floor_ts, recent = excluded.recent,"
                " checked_ts = excluded.checked_ts",
                (
                    project_id,
                    stand.rule,
                    stand.channel,
                    stand.version + 1,
                    stand.floor_ts,
                    msgspec.json.encode(stand.recent).decode(),
                    stand.checked_ts,
                ),
            )
            for alarm in judgement.alarms:
                _put(connection, project_id, alarm, stand.checked_ts)
                is_news = True
    if is_news:
        bump(connection, project_id, "alarms")
    return late


def acknowledge(connection: RowConnection, project_id: int, alarm_id: int, *, now_ts: float, by: str) -> bool:
    alarm = read_alarm(connection, project_id, alarm_id)
    if alarm is None or alarm.state is not AlarmState.FIRING:
        return False
    seen = replace(alarm, state=AlarmState.ACKNOWLEDGED, acknowledged_ts=now_ts, acknowledged_by=by)
    _put(connection, project_id, seen, now_ts)
    # A judgement under way has seen an alarm that nobody had acknowledged.
    connection.execute(
        "UPDATE stands SET version = version + 1 WHERE project_id = ? AND rule = ? AND channel = ?",
        (project_id, alarm.rule, alarm.channel),
    )
    bump(connection, project_id, "alarms")
    return True


def drop_alarms(connection: RowConnection, project_id: int, before_ts: float, *, now_ts: float) -> int:
    where = (
        f"{_IS_OPEN} AND NOT EXISTS (SELECT 1 FROM stands WHERE stands.project_id = alarms.project_id"  # noqa: S608 - constants
        " AND stands.rule = alarms.rule AND stands.channel = alarms.channel AND checked_ts >= ?)"
    )
    left = tuple(_alarms_where(connection, where, project_id, before_ts))
    for alarm in left:
        _put(connection, project_id, replace(alarm, state=AlarmState.OVER, over_ts=now_ts, is_dropped=True), now_ts)
    if left:
        bump(connection, project_id, "alarms")
    return len(left)


def _is_current(connection: RowConnection, project_id: int, stand: Stand) -> bool:
    row = connection.execute(
        "SELECT version FROM stands WHERE project_id = ? AND rule = ? AND channel = ?",
        (project_id, stand.rule, stand.channel),
    ).fetchone()
    return stand.version == (0 if row is None else row[0])


def _put(connection: RowConnection, project_id: int, alarm: KeptAlarm, now_ts: float) -> None:
    number = alarm.alarm_id or None
    if number is not None:
        _keep_before(connection, project_id, alarm, now_ts)
    if not alarm.is_open and alarm.fired_ts is None:
        connection.execute("DELETE FROM alarms WHERE project_id = ? AND alarm_id = ?", (project_id, number))
        return
    columns = {
        "project_id": project_id,
        "rule": alarm.rule,
        "channel": alarm.channel,
        "state": alarm.state.value,
        "over_ts": alarm.over_ts,
        "told": as_text(alarm),
    } | ({} if number is None else {"alarm_id": number})
    connection.execute(
        f"INSERT INTO alarms ({', '.join(columns)}) VALUES ({marks(columns)})"  # noqa: S608 - constants
        " ON CONFLICT (alarm_id) DO UPDATE"
        " SET state = excluded.state, over_ts = excluded.over_ts, told = excluded.told",
        (*columns.values(),),
    )


def _keep_before(connection: RowConnection, project_id: int, alarm: KeptAlarm, now_ts: float) -> None:
    """Keep the parts that this change replaces; of an alarm that goes, all of them. A replay tells them as of then."""
    row = connection.execute(
        "SELECT told FROM alarms WHERE project_id = ? AND alarm_id = ?", (project_id, alarm.alarm_id)
    ).fetchone()
    if row is None:
        return
    before: dict[str, Any] = json.loads(row[0])
    stays = alarm.is_open or alarm.fired_ts is not None
    after = json.loads(as_text(alarm) or "{}") if stays else {}
    parts = {name: part for name, part in before.items() if name not in after or after[name] != part}
    if parts:
        connection.execute(
            "INSERT INTO alarms_before (project_id, alarm_id, until_ts, told) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (project_id, alarm.alarm_id, now_ts, json.dumps(parts)),
        )


def _alarms_where(connection: RowConnection, where: str, *values: object) -> Iterator[KeptAlarm]:
    """`where` is a constant of ours, and may end with an order. A row of a newer scry that this one cannot read is left
    out."""
    for alarm_id, told in connection.execute(f"SELECT alarm_id, told FROM alarms WHERE {where}", values):  # noqa: S608
        with suppress(*UNREADABLE):
            yield replace(of_text(told, KeptAlarm), alarm_id=alarm_id)
