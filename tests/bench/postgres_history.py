"""Live's reading from a PostgreSQL with 90 days of 50 series in each of several projects, beside a store without a row.

The rows are made by the database itself. `SCRY_BENCH_PROJECTS` says how many projects (3): each has 6.5 million points.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from functools import partial
from statistics import median

from tests.bench.history import CHART, DAYS, END_TS, FEEDS, GRID, query
from tests.bench.measure import Row
from tests.store.server import Server, running
from tests.store.worlds import BASE_URL
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import DAY, HOUR, MINUTE
from tui.store.postgres.database import PostgresStore, _UnderWay
from tui.ui.features.live.query import read_live

PROJECTS = int(os.environ.get("SCRY_BENCH_PROJECTS", "3"))
READS = 40
_MINUTES = f"generate_series({END_TS - DAYS * DAY}, {END_TS - MINUTE}, {MINUTE}) AS ts"
_COVERED = "INSERT INTO scry.coverage (feed_id, minute_ts, answered_ts) SELECT %s, ts, ts + 190 FROM " + _MINUTES  # noqa: S608 - constants
_POINTS = (
    "INSERT INTO scry.points (series_id, ts, value)"  # noqa: S608 - constants
    " SELECT %s, ts + 23, 1.5 + sin(ts / 6000.0) + 5 * (ts %% 86400 < 3600)::int FROM " + _MINUTES
)


def run() -> list[Row]:
    with running("max_wal_size=4GB", "shared_buffers=512MB") as server, ExitStack() as opened:
        empty = opened.enter_context(_open(server, "empty"))
        stores = []
        hour, week = [], []
        for number in range(PROJECTS):
            stores.append(opened.enter_context(_open(server, f"full {number}")))
            _fill(server, stores[-1].project_id)
            hour.append(_took_ms([stores[0]], HOUR, CHART))
            week.append(_took_ms([stores[0]], 7 * DAY, GRID))
        bare, full = _took_ms([empty], HOUR, CHART), _took_ms(stores, HOUR, CHART)
    of = f"{DAYS} days × {sum(len(EDITION[endpoint].series) for endpoint, _ in FEEDS)} series"
    told = f"{full:.1f} ms of {PROJECTS} projects with {of} each to {bare:.1f} ms of one without a row"
    flat = f"{hour[-1]:.1f} ms with {PROJECTS} such projects in the database to {hour[0]:.1f} ms with one"
    long = f"{week[-1]:.1f} ms with {PROJECTS} such projects to {week[0]:.1f} ms with one"
    return [
        Row("PostgreSQL, Live opens on 90 days, to an empty store", full / bare, "×", 1.5, told),
        Row("PostgreSQL, Live of one among several projects", hour[-1] / hour[0], "×", 1.25, flat),
        Row("PostgreSQL, Live's 7 days of one among several", week[-1] / week[0], "×", 1.25, long),
    ]


def _open(server: Server, app_id: str) -> PostgresStore:
    return PostgresStore.open(server.url(), base_url=BASE_URL, app_id=app_id)


def _fill(server: Server, project_id: int) -> None:
    with server.connected() as connection:
        for endpoint, channel in FEEDS:
            feed = connection.execute(
                "INSERT INTO scry.feeds (project_id, endpoint, channel, answered_ts) VALUES (%s, %s, %s, %s)"
                " RETURNING feed_id",
                [project_id, endpoint, channel, END_TS],
            ).fetchone()
            connection.execute(_COVERED, feed)
            for metric in EDITION[endpoint].series:
                series = connection.execute(
                    "INSERT INTO scry.series (project_id, metric, channel) VALUES (%s, %s, %s) RETURNING series_id",
                    [project_id, metric, channel],
                ).fetchone()
                connection.execute(_POINTS, series)
        connection.execute("VACUUM ANALYZE scry.points, scry.coverage, scry.series, scry.feeds")
        # What was filled is not written during the readings.
        connection.execute("CHECKPOINT")


def _took_ms(stores: list[PostgresStore], zoom_s: int, shown: tuple[str, ...]) -> float:
    """The median of Live's first reading, of each store in turn."""
    took = []
    for turn in range(READS):
        asked = query(zoom_s, shown, END_TS + 10.0 + turn / READS)
        begun_s = time.perf_counter()
        stores[turn % len(stores)]._ask(_UnderWay(), partial(read_live, query=asked))
        took.append((time.perf_counter() - begun_s) * 1000)
    return median(took)
