"""What the tests of the store share: one project, one feed, and answers of it."""

from __future__ import annotations

import sqlite3

from tui.records import Limits, Series, Spend, Window
from tui.store import Store, ledger, series

BASE_URL = "https://api.example.com"
PROJECT = 1
T0 = 1_700_000_040  # the start of a minute
DELAY_S = 120


def open_store(url: str, app_id: str = "app") -> Store:
    return Store.open(url, base_url=BASE_URL, app_id=app_id)


def minutes(first: int, count: int) -> Window:
    return Window(T0 + 60 * first, T0 + 60 * (first + count))


def put(
    connection: sqlite3.Connection,
    project_id: int,
    points: dict[int, float],
    *,
    window: Window,
    answered_ts: float,
    endpoint: str = "live_net",
    metric: str = "loss",
) -> None:
    """An answer with `points` by seconds after T0."""
    told = Series(metric, tuple((T0 + second, value) for second, value in sorted(points.items())))
    series.put_series(
        connection,
        project_id,
        endpoint=endpoint,
        channel="",
        window=window,
        series=[told],
        answered_ts=answered_ts,
        delay_s=DELAY_S,
    )


def read(connection: sqlite3.Connection, project_id: int, window: Window, metric: str = "loss") -> dict[int, float]:
    """The stored points by seconds after T0."""
    found = series.read_series(connection, project_id, [(metric, "")], window)[(metric, "")]
    return {ts - T0: value for ts, value in found.points}


def claim(
    connection: sqlite3.Connection,
    project_id: int,
    now_ts: float,
    limits: Limits,
    *,
    endpoint: str = "live_net",
    channel: str = "",
    by: str = "1",
) -> Spend | float:
    return ledger.claim(
        connection,
        project_id,
        endpoint=endpoint,
        channel=channel,
        window=minutes(0, 5),
        limits=limits,
        now_ts=now_ts,
        by=by,
    )
