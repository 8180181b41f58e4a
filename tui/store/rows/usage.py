"""Usage: the figures of each UTC day (数据洞察), which may still be recalculated days later."""

from __future__ import annotations

from collections.abc import Iterable

from tui.domain.records import DAY, KnownDay, Remainder, UsageDay, Window, day_of, final_ts
from tui.store.rows import coverage
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection

ENDPOINT = "usage"
_NOTHING = Remainder()


def put_usage(
    connection: RowConnection,
    project_id: int,
    days: Iterable[UsageDay],
    *,
    window: Window,
    answered_ts: float,
    left: Remainder = _NOTHING,
) -> None:
    # Some editions begin a day at other offsets: it is the UTC day in which most of it lies.
    held = {day_of(day.ts + DAY // 2): day for day in days}
    asked = _whole_days(window)
    missed = {day_of(ts + DAY // 2) for ts in left.times}
    if left.timeless:
        missed.update(day_ts for day_ts in asked if day_ts not in held)
    missed -= _final_days(connection, project_id, window)
    told = {ts: UsageDay(ts, None, None, None) for ts in asked if ts not in missed} | held
    stored = connection.executemany(
        "INSERT INTO usage (project_id, ts, users, sessions, channels, answered_ts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT (project_id, ts) DO UPDATE SET users = coalesce(excluded.users, usage.users),"
        " sessions = coalesce(excluded.sessions, usage.sessions),"
        " channels = coalesce(excluded.channels, usage.channels),"
        # A comparison with null is null, so neither an absent figure nor a first one differs.
        " changed_ts = CASE WHEN usage.answered_ts >= ?7 AND (excluded.users <> usage.users"
        " OR excluded.sessions <> usage.sessions OR excluded.channels <> usage.channels)"
        " THEN excluded.answered_ts ELSE usage.changed_ts END,"
        " answered_ts = excluded.answered_ts WHERE excluded.answered_ts > usage.answered_ts",
        [
            (project_id, day_ts, day.users, day.sessions, day.channels, answered_ts, final_ts(day_ts))
            for day_ts, day in told.items()
        ],
    )
    feed = coverage.heard(connection, project_id, ENDPOINT, "", answered_ts=answered_ts)
    wholly = (day_ts for day_ts in told if day_ts not in missed)
    news = coverage.cover(connection, feed.feed_id, wholly, answered_ts=answered_ts)
    news |= coverage.leave_open(connection, feed.feed_id, missed, answered_ts=answered_ts)
    if news or stored.rowcount > 0:
        bump(connection, project_id, "usage")


def miss_usage(connection: RowConnection, project_id: int, window: Window, *, answered_ts: float) -> None:
    feed = coverage.heard(connection, project_id, ENDPOINT, "", answered_ts=0.0)
    missed = set(_whole_days(window)) - _final_days(connection, project_id, window)
    if coverage.leave_open(connection, feed.feed_id, missed, answered_ts=answered_ts):
        bump(connection, project_id, "usage")


def read_unread(connection: RowConnection, project_id: int, window: Window) -> frozenset[int]:
    feed_id = coverage.feed_of(connection, project_id, ENDPOINT, "")
    return frozenset() if feed_id is None else coverage.read_unread(connection, feed_id, window)


def _final_days(connection: RowConnection, project_id: int, window: Window) -> set[int]:
    """The days of the window with figures known for good, all that an answer ever held of them."""
    unread = read_unread(connection, project_id, window)
    known = read_usage(connection, project_id, window)
    return {
        day.ts for day in known if day.answered_ts >= final_ts(day.ts) and day.ts not in unread and _has_figures(day)
    }


def _has_figures(day: KnownDay) -> bool:
    return (day.users, day.sessions, day.channels) != (None, None, None)


def _whole_days(window: Window) -> range:
    return range(-(-window.start_ts // DAY) * DAY, window.end_ts - DAY + 1, DAY)


def read_usage(connection: RowConnection, project_id: int, window: Window) -> tuple[KnownDay, ...]:
    rows = connection.execute(
        "SELECT ts, users, sessions, channels, answered_ts, changed_ts FROM usage"
        " WHERE project_id = ? AND ts >= ? AND ts < ? ORDER BY ts",
        (project_id, window.start_ts, window.end_ts),
    )
    return tuple(KnownDay(*row) for row in rows)


def read_last_answer(connection: RowConnection, project_id: int) -> float | None:
    (answered_ts,) = connection.execute(
        "SELECT max(answered_ts) FROM usage WHERE project_id = ?", (project_id,)
    ).fetchone()
    return None if answered_ts is None else float(answered_ts)
