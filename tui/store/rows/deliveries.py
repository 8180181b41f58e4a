"""Deliveries: tellings of alarms, each claimed once by one process; notifiers, and the silences that hold them back.

A delivery is CLAIMED in one transaction before anybody is told. So two processes never tell the same, and a process
that ends between claim and outcome leaves a delivery that nobody tries again: it is given up as LOST.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from tui.domain.records import AlarmEvent, AlarmState, Delivery, DeliveryState, Reply, Silence
from tui.store.rows.alarms import read_alarm
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks
from tui.store.rows.report_rows import UNREADABLE

_DELIVERY = (
    "delivery_id, alarm_id, notifier, event, turn, state, claimed_ts, claimed_by, attempts, settled_ts, next_ts, detail"
)
_SILENCE = "silence_id, rule, channel, start_ts, end_ts, made_by, comment"


def read_deliveries(connection: RowConnection, project_id: int, alarm_ids: Collection[int]) -> tuple[Delivery, ...]:
    if not alarm_ids:
        return ()
    where = f"project_id = ? AND alarm_id IN ({marks(alarm_ids)}) ORDER BY delivery_id"
    return tuple(_deliveries_where(connection, where, project_id, *alarm_ids))


def read_notifiers(connection: RowConnection, project_id: int) -> Mapping[str, int]:
    rows = connection.execute("SELECT notifier, after_alarm_id FROM notifiers WHERE project_id = ?", (project_id,))
    return dict(rows.fetchall())


def know_notifiers(connection: RowConnection, project_id: int, keys: Collection[str]) -> None:
    connection.executemany(
        "INSERT INTO notifiers (project_id, notifier, after_alarm_id) VALUES"
        " (?1, ?2, (SELECT coalesce(max(alarm_id), 0) FROM alarms WHERE project_id = ?1)) ON CONFLICT DO NOTHING",
        [(project_id, key) for key in keys],
    )


def claim_delivery(
    connection: RowConnection,
    project_id: int,
    alarm_id: int,
    notifier: str,
    event: AlarmEvent,
    turn: int = 0,
    *,
    now_ts: float,
    by: str,
) -> Delivery | None:
    alarm = read_alarm(connection, project_id, alarm_id)
    told = [one for one in read_deliveries(connection, project_id, [alarm_id]) if one.notifier == notifier]
    if alarm is None or (event is AlarmEvent.REMINDER and alarm.state is not AlarmState.FIRING):
        return None
    if event is AlarmEvent.FIRING and any(one.event is AlarmEvent.OVER for one in told):
        return None
    before = next((one for one in told if (one.event, one.turn) == (event, turn)), None)
    if before is not None and not before.is_due(now_ts):
        return None
    attempts = 1 if before is None else before.attempts + 1
    # A row that a newer scry wrote, which this one cannot read, stays its own.
    row = connection.execute(
        "INSERT INTO deliveries (project_id, alarm_id, notifier, event, turn, state, claimed_ts, claimed_by, attempts,"
        " detail) VALUES (?, ?, ?, ?, ?, 'claimed', ?, ?, ?, '') ON CONFLICT (project_id, alarm_id, notifier, event,"
        " turn) DO UPDATE SET state = 'claimed', claimed_ts = excluded.claimed_ts, claimed_by = excluded.claimed_by,"
        " attempts = excluded.attempts, next_ts = NULL WHERE deliveries.state = 'failed' RETURNING delivery_id",
        (project_id, alarm_id, notifier, event.value, turn, now_ts, by, attempts),
    ).fetchone()
    if row is None:
        return None
    bump(connection, project_id, "alarms")
    claimed = Delivery(row[0], alarm_id, notifier, event, turn, DeliveryState.CLAIMED, now_ts, by, attempts)
    return claimed if before is None else replace(claimed, settled_ts=before.settled_ts, detail=before.detail)


def settle_delivery(
    connection: RowConnection,
    project_id: int,
    delivery_id: int,
    reply: Reply,
    *,
    now_ts: float,
    next_ts: float | None = None,
) -> None:
    state = DeliveryState.SENT if reply.is_sent else DeliveryState.FAILED
    connection.execute(
        "UPDATE deliveries SET state = ?, settled_ts = ?, next_ts = ?, detail = ?"
        " WHERE project_id = ? AND delivery_id = ? AND state IN ('claimed', 'lost')",
        (state.value, now_ts, None if reply.is_sent else next_ts, reply.detail, project_id, delivery_id),
    )
    bump(connection, project_id, "alarms")


def give_up_deliveries(
    connection: RowConnection, project_id: int, before_ts: float, *, now_ts: float, under_way: Collection[int] = ()
) -> int:
    but = f" AND delivery_id NOT IN ({marks(under_way)})" if under_way else ""
    lost = connection.execute(
        "UPDATE deliveries SET state = 'lost', settled_ts = ? WHERE project_id = ? AND state = 'claimed'"  # noqa: S608
        f" AND (claimed_ts < ? OR claimed_ts > ?){but}",
        (now_ts, project_id, before_ts, 2 * now_ts - before_ts, *under_way),
    ).rowcount
    if lost:
        bump(connection, project_id, "alarms")
    return lost


def read_silences(connection: RowConnection, project_id: int, since_ts: float) -> tuple[Silence, ...]:
    rows = connection.execute(
        f"SELECT {_SILENCE} FROM silences WHERE project_id = ? AND end_ts > ? ORDER BY start_ts, silence_id",  # noqa: S608
        (project_id, since_ts),
    )
    return tuple(Silence(*row) for row in rows)


def silence(
    connection: RowConnection,
    project_id: int,
    *,
    rule: str = "",
    channel: str = "",
    start_ts: float,
    end_ts: float,
    by: str,
    comment: str = "",
) -> Silence:
    (silence_id,) = connection.execute(
        "INSERT INTO silences (project_id, rule, channel, start_ts, end_ts, made_by, comment)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING silence_id",
        (project_id, rule, channel, start_ts, end_ts, by, comment),
    ).fetchone()
    bump(connection, project_id, "alarms")
    return Silence(silence_id, rule, channel, start_ts, end_ts, by, comment)


def end_silence(connection: RowConnection, project_id: int, silence_id: int, *, now_ts: float) -> bool:
    ended = connection.execute(
        "UPDATE silences SET end_ts = CASE WHEN ?1 > start_ts THEN ?1 ELSE start_ts END"
        " WHERE project_id = ?2 AND silence_id = ?3 AND end_ts > ?1",
        (now_ts, project_id, silence_id),
    ).rowcount
    if ended:
        bump(connection, project_id, "alarms")
    return bool(ended)


def _deliveries_where(connection: RowConnection, where: str, *values: object) -> Iterator[Delivery]:
    """A row of a newer scry that this one cannot read is left out."""
    for row in connection.execute(f"SELECT {_DELIVERY} FROM deliveries WHERE {where}", values):  # noqa: S608
        with suppress(*UNREADABLE):
            yield _delivery(*row)


def _delivery(
    delivery_id: int, alarm_id: int, notifier: str, event: str, turn: int, state: str, *rest: Any
) -> Delivery:
    return Delivery(delivery_id, alarm_id, notifier, AlarmEvent(event), turn, DeliveryState(state), *rest)
