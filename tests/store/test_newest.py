"""The newest minute that is known of the project's own metrics."""

from __future__ import annotations

import sqlite3

from tui.store.rows.series import read_newest_minute_ts


def test_it_is_the_newest_point_of_those_metrics_of_the_whole_project(connection: sqlite3.Connection) -> None:
    assert read_newest_minute_ts(connection, 1, ("pcu", "pcc")) is None
    names = ((1, 1, "pcu", ""), (2, 1, "pcc", ""), (3, 1, "pcu", "a channel"), (4, 2, "pcu", ""), (5, 1, "score", ""))
    connection.executemany("INSERT INTO series (series_id, project_id, metric, channel) VALUES (?, ?, ?, ?)", names)
    points = ((1, 60, 1.0), (1, 180, 1.0), (2, 120, 1.0), (3, 600, 1.0), (4, 700, 1.0), (5, 800, 1.0))
    connection.executemany("INSERT INTO points (series_id, ts, value) VALUES (?, ?, ?)", points)
    assert read_newest_minute_ts(connection, 1, ("pcu", "pcc")) == 180
    assert read_newest_minute_ts(connection, 1, ("videoFreezeRate",)) is None
