"""Newest: the time of the last minute that is known of some series."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec.json import encode


def read_newest_minute_ts(connection: sqlite3.Connection, project_id: int, metrics: Sequence[str]) -> int | None:
    """The newest point of any of these metrics of the whole project; None where there is none."""
    (newest_ts,) = connection.execute(
        "SELECT max((SELECT max(ts) FROM points WHERE points.series_id = series.series_id)) FROM series"
        " WHERE project_id = ? AND channel = '' AND metric IN (SELECT value FROM json_each(?))",
        (project_id, encode(metrics).decode()),
    ).fetchone()
    return None if newest_ts is None else int(newest_ts)
