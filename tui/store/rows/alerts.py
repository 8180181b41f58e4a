"""Alerts of the vendor: each once, however often it comes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from tui.domain.records import VendorAlert, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection


def put_alerts(connection: RowConnection, project_id: int, alerts: Iterable[VendorAlert]) -> int:
    rows = [(project_id, one.key, one.ts, one.received_ts, msgspec.json.encode(one).decode()) for one in alerts]
    stored = connection.executemany(
        "INSERT INTO alerts (project_id, alert_key, ts, received_ts, told) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        rows,
    )
    new = max(0, stored.rowcount)
    if new:
        bump(connection, project_id, "alerts")
    return new


def read_alerts(connection: RowConnection, project_id: int, window: Window, limit: int) -> tuple[VendorAlert, ...]:
    rows = connection.execute(
        "SELECT told FROM alerts WHERE project_id = ? AND ts >= ? AND ts < ? ORDER BY ts DESC, alert_key",
        (project_id, window.start_ts, window.end_ts),
    )
    found: list[VendorAlert] = []
    for (told,) in rows:
        if len(found) >= limit:
            break
        # A row that a newer scry wrote otherwise.
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(told, type=VendorAlert))
    return tuple(found)
