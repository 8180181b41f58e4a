"""Live's readings from a store of 90 days × 50 series, and a minute of everything put there, beside bare SQLite.

The bare query is the reading's own statements, each fetched whole: the same rows by the same indexes, as tuples that
nobody looks at. The bare put writes the rows of the same answers, one transaction each, and asks nothing first. CPU
time; the steps of pruning and shrinking by the wall, since that is what others wait for.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles

from tests.bench.measure import PAIRS, Row, cpu_ms, interleave
from tui.agora.editions.reference_2020 import EDITION
from tui.collector.pruner import BATCH_PAGES, BATCH_ROWS
from tui.domain.glossary import thresholds_with
from tui.domain.records import DAY, HOUR, MINUTE, Series, Window
from tui.store.rows.retention import prune
from tui.store.rows.series import put_series
from tui.store.sqlite import schema
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.place import create
from tui.store.sqlite.room import shrink
from tui.store.sqlite.snapshot import SqliteSnapshot
from tui.ui.features.live.query import MetricsQuery, read_live

PROJECT = 1
DAYS = 90
END_TS = 1_795_334_160
CHANNELS = tuple(f"big-{number}" for number in range(13))
PROJECT_WIDE = ("live_scale", "live_experience", "live_net", "all_video_freeze", "all_slow_joining")
BY_CHANNEL = ("channel_users", "channel_video_freeze", "channel_score")
# 50 series: twelve of the project and three of each channel but one of the last.
FEEDS = (
    *((endpoint, "") for endpoint in PROJECT_WIDE),
    *((endpoint, channel) for channel in CHANNELS for endpoint in BY_CHANNEL),
)[:-1]
CHART = ("videoFreezeRate",)
GRID = ("joinSuccessRate", "joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate")
# The part of an answer that changes at every request, beside the new minutes.
ASKED_AGAIN = 5 * MINUTE
STEP_MS = 20.0


@contextmanager
def filled() -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "scry.db"
        create(path)
        with closing(connect(path)) as connection:
            schema.prepare(connection, path)
            fill(connection)
            yield connection


def fill(connection: sqlite3.Connection, days: int = DAYS) -> None:
    """Every minute of every series: a wave under noise, abnormal for an hour a day."""
    minutes = range(END_TS - days * DAY, END_TS, MINUTE)
    shape = [1.5 + math.sin(n / 100) + math.sin(n * n) / 4 + 5 * (n % 1440 < 60) for n in range(1440)]
    for endpoint, channel in FEEDS:
        with transaction(connection, "IMMEDIATE"):
            feed_id = connection.execute(
                "INSERT INTO feeds (project_id, endpoint, channel, answered_ts) VALUES (?, ?, ?, ?)",
                (PROJECT, endpoint, channel, END_TS),
            ).lastrowid
            connection.executemany(
                "INSERT INTO coverage VALUES (?, ?, ?)", ((feed_id, ts, ts + 190.0) for ts in minutes)
            )
            for metric in EDITION[endpoint].series:
                series_id = connection.execute(
                    "INSERT INTO series (project_id, metric, channel) VALUES (?, ?, ?)", (PROJECT, metric, channel)
                ).lastrowid
                connection.executemany(
                    "INSERT INTO points (series_id, ts, value) VALUES (?, ?, ?)",
                    ((series_id, ts + 23, shape[n % 1440]) for n, ts in enumerate(minutes)),
                )


def query(zoom_s: int, shown: tuple[str, ...], now_ts: float = END_TS + 10) -> MetricsQuery:
    return MetricsQuery(EDITION, now_ts, zoom_s, None, shown, thresholds_with({}))


def statements(connection: sqlite3.Connection, asked: MetricsQuery) -> list[str]:
    """The reading's statements of SQLite, with their values."""
    said: list[str] = []
    connection.set_trace_callback(said.append)
    read_live(SqliteSnapshot(connection, PROJECT), asked)
    connection.set_trace_callback(None)
    return said


def fetch(connection: sqlite3.Connection, said: list[str]) -> int:
    return sum(len(connection.execute(statement).fetchall()) for statement in said)


def answers(now_ts: int) -> Iterator[tuple[str, str, Window, list[Series]]]:
    """A minute of everything: endpoint, channel, requested window, answer."""
    window = Window(now_ts - ASKED_AGAIN, now_ts)
    points = tuple((ts + 23, 1.0 + ts % 7) for ts in window.minutes())
    for endpoint, channel in FEEDS:
        yield endpoint, channel, window, [Series(metric, points, channel) for metric in EDITION[endpoint].series]


def put(connection: sqlite3.Connection, now_ts: int) -> None:
    for endpoint, channel, window, told in answers(now_ts):
        with transaction(connection, "IMMEDIATE"):
            put_series(
                connection,
                PROJECT,
                endpoint=endpoint,
                channel=channel,
                window=window,
                series=told,
                answered_ts=now_ts,
                delay_s=EDITION[endpoint].delay_s[1],
            )


def put_bare(connection: sqlite3.Connection, now_ts: int) -> None:
    for endpoint, channel, window, told in answers(now_ts):
        with transaction(connection, "IMMEDIATE"):
            connection.execute(
                "UPDATE feeds SET answered_ts = ? WHERE project_id = ? AND endpoint = ? AND channel = ?",
                (now_ts, PROJECT, endpoint, channel),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO coverage SELECT feed_id, ?, ? FROM feeds"
                " WHERE project_id = ? AND endpoint = ? AND channel = ?",
                [(ts, now_ts, PROJECT, endpoint, channel) for ts in window.minutes()],
            )
            for one in told:
                connection.executemany(
                    "INSERT OR REPLACE INTO points (series_id, ts, value) SELECT series_id, ?, ? FROM series"
                    " WHERE project_id = ? AND metric = ? AND channel = ?",
                    [(ts, value, PROJECT, one.metric, one.channel) for ts, value in one.points],
                )


def readings(connection: sqlite3.Connection) -> Iterator[Row]:
    for title, zoom_s, shown, allowed in (
        ("7 days, one chart", 7 * DAY, CHART, 2.0),
        ("7 days, four charts", 7 * DAY, GRID, 2.0),
        # Few rows, of which each is moved to another day.
        ("24 hours, one chart with its history", DAY, CHART, 2.2),
    ):
        asked = query(zoom_s, shown)
        said = statements(connection, asked)
        rows = fetch(connection, said)
        pairs = interleave(
            lambda asked=asked: cpu_ms(lambda: read_live(SqliteSnapshot(connection, PROJECT), asked), 5),  # type: ignore[misc]
            lambda said=said: cpu_ms(lambda: fetch(connection, said), 5),  # type: ignore[misc]
            2 * PAIRS + 1,
        )
        yield pairs.row(f"Live, {title}, {rows:,} rows, to the bare query", allowed, "ms")


def minute_of_everything(connection: sqlite3.Connection) -> Row:
    """A minute is put, then read by the screen; candidate and control each go on where the other stopped."""
    now_ts = END_TS
    asked = query(HOUR, CHART)
    said = statements(connection, asked)

    def taken(write: Callable[[sqlite3.Connection, int], None], read: Callable[[], object]) -> float:
        nonlocal now_ts
        now_ts += MINUTE

        def both() -> None:
            write(connection, now_ts)
            read()

        return cpu_ms(both)

    pairs = interleave(
        lambda: taken(put, lambda: read_live(SqliteSnapshot(connection, PROJECT), query(HOUR, CHART, now_ts + 10))),
        lambda: taken(put_bare, lambda: fetch(connection, said)),
        4 * PAIRS + 1,
    )
    series = sum(len(EDITION[endpoint].series) for endpoint, _ in FEEDS)
    title = f"a minute of {series} series put in {len(FEEDS)} answers, and read"
    return pairs.row(f"{title}, to bare inserts and selects", 2.0, "ms")


def steps(connection: sqlite3.Connection) -> Iterator[Row]:
    def step(change: Callable[[], bool]) -> float:
        begun_s = time.perf_counter()
        with transaction(connection, "IMMEDIATE"):
            assert change()
        return (time.perf_counter() - begun_s) * 1000

    # Once in a while a commit moves the log to the file afterwards. That takes as long as the disk takes, and holds
    # nobody up: the writer's place is free by then.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    pruned = [
        step(lambda: prune(connection, PROJECT, END_TS, minutes_days=60, curves_days=30, batch=BATCH_ROWS))
        for _ in range(300)
    ]
    while prune(connection, PROJECT, END_TS, minutes_days=60, curves_days=30, batch=100_000):
        pass
    shrunk = [step(lambda: shrink(connection, PROJECT, pages=BATCH_PAGES)) for _ in range(60)]
    for title, taken in ((f"prune, {BATCH_ROWS} rows", pruned), (f"shrink, {BATCH_PAGES} pages", shrunk)):
        usual = quantiles(taken, n=20)[-1]
        note = f"wall, 95 % of {len(taken)} steps; median {median(taken):.2f}, most {max(taken):.1f} ms"
        yield Row(f"{title}, one step", usual, "ms", STEP_MS, note)


def run() -> list[Row]:
    with filled() as connection:
        return [*readings(connection), minute_of_everything(connection), *steps(connection)]
