"""Channels: what the Channels screen asks of the minutes, for any number of channels in one go."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.records import MINUTE, Window

Points = tuple[tuple[int, float], ...]


class Answered(NamedTuple):
    """How a feed was answered: when last, and how many minutes of a window by answers that came late enough."""

    newest_ts: float
    settled: int


class SeenChannel(NamedTuple):
    """A channel that the store has heard of. `events`: how many diagnoses name it, the newest at `newest_ts`."""

    name: str
    events: int
    newest_ts: int


def read_last_stretches(
    connection: sqlite3.Connection, project_id: int, names: Sequence[tuple[str, str]], window: Window, seconds: int
) -> dict[tuple[str, str], Points]:
    """(metric, channel) → its last `seconds` of points, back from the newest one in the window."""
    # One query a series, as in read_series; the newest timestamp is one look at the end of the table's order.
    return {
        (metric, channel): tuple(
            connection.execute(
                "WITH one AS (SELECT series_id FROM series WHERE project_id = ?1 AND metric = ?2 AND channel = ?3),"
                " newest AS (SELECT max(ts) AS ts FROM points WHERE ts >= ?4 AND ts < ?5 AND series_id ="
                " (SELECT series_id FROM one))"
                " SELECT ts, value FROM points WHERE series_id = (SELECT series_id FROM one)"
                " AND ts > max(?4 - 1, (SELECT ts FROM newest) - ?6) AND ts < ?5 ORDER BY ts",
                (project_id, metric, channel, window.start_ts, window.end_ts, seconds),
            ).fetchall()
        )
        for metric, channel in names
    }


def read_answered(
    connection: sqlite3.Connection, project_id: int, delays_s: Mapping[str, int], window: Window
) -> dict[tuple[str, str], Answered]:
    """(endpoint, channel) → how it was answered in the window; `delays_s` has the longest delay of each endpoint."""
    return {
        (endpoint, channel): Answered(newest_ts, settled)
        for endpoint, delay_s in delays_s.items()
        for channel, newest_ts, settled in connection.execute(
            "SELECT channel, answered_ts, (SELECT count(*) FROM coverage WHERE feed_id = feeds.feed_id"
            " AND minute_ts >= ?1 AND minute_ts < ?2 AND coverage.answered_ts >= minute_ts + ?3)"
            " FROM feeds WHERE project_id = ?4 AND endpoint = ?5",
            (window.start_ts, window.end_ts, MINUTE + delay_s, project_id, endpoint),
        )
    }


def any_points(connection: sqlite3.Connection, project_id: int, metrics: Sequence[str]) -> bool:
    """Whether a value of any of these metrics was ever stored, for any channel."""
    question = (
        "SELECT EXISTS (SELECT 1 FROM series WHERE project_id = ? AND metric = ?"
        " AND EXISTS (SELECT 1 FROM points WHERE points.series_id = series.series_id))"
    )
    return any(connection.execute(question, (project_id, metric)).fetchone()[0] for metric in metrics)


def read_seen_channels(connection: sqlite3.Connection, project_id: int, most: int) -> tuple[SeenChannel, ...]:
    """Channels that diagnoses name, the newest first; behind them those that have minutes only."""
    rows = connection.execute(
        "SELECT channel, sum(events), max(newest_ts) AS newest_ts FROM ("
        " SELECT channel, count(*) AS events, max(ts) AS newest_ts FROM diagnoses WHERE project_id = ?1"
        " GROUP BY channel UNION ALL"
        " SELECT DISTINCT channel, 0, 0 FROM series WHERE project_id = ?1)"
        " WHERE channel <> '' GROUP BY channel ORDER BY newest_ts DESC, channel LIMIT ?2",
        (project_id, most),
    )
    return tuple(SeenChannel(*row) for row in rows)
