"""Diagnoses: who was abnormal, when, and the causes the API named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from tui.records import Cause, Diagnosis, Window
from tui.store.topics import bump


def put_diagnoses(
    connection: sqlite3.Connection, project_id: int, diagnoses: Iterable[Diagnosis], *, answered_ts: float
) -> None:
    """One row per time, user, experience and channel; the causes are those of the newest answer that held it."""
    stored = connection.executemany(
        "INSERT INTO diagnoses (project_id, ts, uid, exp_id, channel, causes, answered_ts) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET causes = excluded.causes, answered_ts = excluded.answered_ts"
        " WHERE excluded.answered_ts > answered_ts",
        [(project_id, one.ts, one.uid, one.exp_id, one.channel, _packed(one.causes), answered_ts) for one in diagnoses],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "diagnoses")


def read_diagnoses(connection: sqlite3.Connection, project_id: int, window: Window) -> tuple[Diagnosis, ...]:
    """Those in the window, newest first."""
    rows = connection.execute(
        "SELECT ts, uid, exp_id, channel, causes FROM diagnoses WHERE project_id = ? AND ts >= ? AND ts < ?"
        " ORDER BY ts DESC, uid, exp_id, channel",
        (project_id, window.start_ts, window.end_ts),
    )
    return tuple(Diagnosis(ts, uid, exp_id, channel, _unpacked(causes)) for ts, uid, exp_id, channel, causes in rows)


def _packed(causes: Iterable[Cause]) -> str:
    packed = [(cause.factor_id, cause.host_uid, cause.count) for cause in causes]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _unpacked(packed: str) -> tuple[Cause, ...]:
    return tuple(Cause(factor_id, host_uid, count) for factor_id, host_uid, count in json.loads(packed))
