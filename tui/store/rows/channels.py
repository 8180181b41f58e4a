"""Channels: the minutes of the Channels screen, for any number of channels in one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.domain.records import EVERYTHING, MINUTE, Answered, SeenChannel, Selection, SeriesName, Window
from tui.store.rows.connection import RowConnection
from tui.store.snapshot import AnySeriesName

ChannelPoints = tuple[tuple[int, float], ...]


def read_last_stretches(
    connection: RowConnection, project_id: int, names: Sequence[AnySeriesName], window: Window, seconds: int
) -> dict[AnySeriesName, ChannelPoints]:
    # One query a series, as in read_series; the newest timestamp is one look at the end of the table's order.
    def points(name: SeriesName) -> ChannelPoints:
        return tuple(
            connection.execute(
                "WITH one AS (SELECT series_id FROM series WHERE project_id = ?1 AND metric = ?2 AND channel = ?3"
                " AND product = ?4 AND step_s = ?5),"
                " newest AS (SELECT max(ts) AS ts FROM points WHERE ts >= ?6 AND ts < ?7 AND series_id ="
                " (SELECT series_id FROM one))"
                " SELECT ts, value FROM points WHERE series_id = (SELECT series_id FROM one)"
                " AND ts >= ?6 AND ts > (SELECT ts FROM newest) - ?8 AND ts < ?7 ORDER BY ts",
                (project_id, *name, window.start_ts, window.end_ts, seconds),
            ).fetchall()
        )

    return {name: points(SeriesName(*name)) for name in names}


def read_answered(
    connection: RowConnection,
    project_id: int,
    delays_s: Mapping[str, int],
    window: Window,
    slot_s: int = MINUTE,
    selection: Selection = EVERYTHING,
) -> dict[tuple[str, str], Answered]:
    return {
        (endpoint, channel): Answered(newest_ts, settled)
        for endpoint, delay_s in delays_s.items()
        for channel, newest_ts, settled in connection.execute(
            "SELECT channel, answered_ts, (SELECT count(*) FROM coverage WHERE feed_id = feeds.feed_id"
            " AND minute_ts >= ?1 AND minute_ts < ?2 AND coverage.answered_ts >= minute_ts + ?3)"
            " FROM feeds WHERE project_id = ?4 AND endpoint = ?5 AND selection = ?6 AND feeds.answered_ts > 0",
            (window.start_ts, window.end_ts, slot_s + delay_s, project_id, endpoint, selection.feed),
        )
    }


def any_points(connection: RowConnection, project_id: int, metrics: Sequence[str]) -> bool:
    question = (
        "SELECT EXISTS (SELECT 1 FROM series WHERE project_id = ? AND metric = ?"
        " AND EXISTS (SELECT 1 FROM points WHERE points.series_id = series.series_id))"
    )
    return any(connection.execute(question, (project_id, metric)).fetchone()[0] for metric in metrics)


def read_seen_channels(connection: RowConnection, project_id: int, most: int) -> tuple[SeenChannel, ...]:
    rows = connection.execute(
        "SELECT channel, count(*), max(ts) AS newest_ts FROM diagnoses WHERE project_id = ? AND channel <> ''"
        " GROUP BY channel ORDER BY newest_ts DESC, channel LIMIT ?",
        (project_id, most),
    )
    seen = {name: SeenChannel(name, events, newest_ts) for name, events, newest_ts in rows}
    measured = read_measured_channels(connection, project_id, most) if len(seen) < most else ()
    return (*seen.values(), *(SeenChannel(name, 0, 0) for name in measured if name not in seen))[:most]


def read_measured_channels(connection: RowConnection, project_id: int, most: int) -> tuple[str, ...]:
    """Channels that have minutes, by name: `most` at most.

    From metric to metric by one step in the index each, and of each metric no more than `most` entries: a DISTINCT
    would read every series, and sort them.
    """
    metrics = connection.execute(
        "WITH RECURSIVE metrics (metric) AS (SELECT min(metric) FROM series WHERE project_id = ?1 UNION ALL"
        " SELECT (SELECT min(metric) FROM series WHERE project_id = ?1 AND metric > metrics.metric) FROM metrics"
        " WHERE metric IS NOT NULL) SELECT metric FROM metrics WHERE metric IS NOT NULL",
        (project_id,),
    ).fetchall()
    found = {
        channel
        for (metric,) in metrics
        for (channel,) in connection.execute(
            "SELECT DISTINCT channel FROM series WHERE project_id = ? AND metric = ? AND channel > ''"
            " ORDER BY channel LIMIT ?",
            (project_id, metric, most),
        )
    }
    return tuple(sorted(found)[:most])
