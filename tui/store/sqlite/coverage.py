"""Coverage: which minutes a feed's answers spoke for, and when; and of which one held something that was not read.

A feed is one endpoint of one channel. A minute is *settled* by an answer that came at or after its end plus the
endpoint's longest documented delay: such an answer would have held whatever there is. An answer with a row that was not
read does not speak for the minute of that row; where the row does not even say when it was, it speaks for no minute but
those of which nothing else can have been said. The other minutes stay open: they are `unread`, and asked for again.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from tui.domain.records import MINUTE, Remainder, Window


class FeedRow(NamedTuple):
    """`newest_ts`: when the newest answer of all came, whatever it covered."""

    feed_id: int
    newest_ts: float


def heard(
    connection: sqlite3.Connection, project_id: int, endpoint: str, channel: str, *, answered_ts: float
) -> FeedRow:
    """The feed, which answered at `answered_ts`; it is made at its first answer."""
    row = connection.execute(
        "INSERT INTO feeds (project_id, endpoint, channel, answered_ts) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_ts = max(answered_ts, excluded.answered_ts)"
        " RETURNING feed_id, answered_ts",
        (project_id, endpoint, channel, answered_ts),
    ).fetchone()
    return FeedRow(*row)


def covered(connection: sqlite3.Connection, feed_id: int, window: Window) -> dict[int, float]:
    """Minute → when it was answered for, of the minutes that the window touches."""
    rows = connection.execute(
        "SELECT minute_ts, answered_ts FROM coverage WHERE feed_id = ? AND minute_ts > ? AND minute_ts < ?",
        (feed_id, window.start_ts - MINUTE, window.end_ts),
    )
    return dict(rows.fetchall())


def is_settled(known: Mapping[int, float], minute_ts: int, delay_s: int) -> bool:
    """Whether the minute is settled, by what `covered` told."""
    return known.get(minute_ts, -math.inf) >= minute_ts + MINUTE + delay_s


def cover(connection: sqlite3.Connection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """An answer of `answered_ts` spoke for these minutes; True where that is news of any."""
    rows = [(feed_id, minute_ts, answered_ts) for minute_ts in minutes]
    stored = connection.executemany(
        "INSERT INTO coverage (feed_id, minute_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        rows,
    )
    return was_read(connection, feed_id, (row[1] for row in rows), answered_ts=answered_ts) or stored.rowcount > 0


def was_read(connection: sqlite3.Connection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """Of these minutes an answer of `answered_ts` held nothing that was not read; True where that is news of any."""
    read = connection.executemany(
        "DELETE FROM unread WHERE feed_id = ? AND minute_ts = ? AND answered_ts <= ?",
        [(feed_id, minute_ts, answered_ts) for minute_ts in minutes],
    )
    return read.rowcount > 0


def leave_open(connection: sqlite3.Connection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """Of these minutes an answer of `answered_ts` held something, or may have, that was not read; True where that is
    news of any."""
    stored = connection.executemany(
        "INSERT INTO unread (feed_id, minute_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        [(feed_id, minute_ts, answered_ts) for minute_ts in minutes],
    )
    return stored.rowcount > 0


def spoken_for(minutes: Iterable[int], left: Remainder, sure: Collection[int] = ()) -> tuple[list[int], list[int]]:
    """The minutes that an answer spoke for, of those that were asked for, and those that it leaves open: `left` is what
    of it was not read. `sure` are those with a row of which there is no other."""
    missed = {ts // MINUTE * MINUTE for ts in left.times}
    told: list[int] = []
    open_minutes: list[int] = []
    for minute_ts in minutes:
        is_told = minute_ts not in missed and (not left.timeless or minute_ts in sure)
        (told if is_told else open_minutes).append(minute_ts)
    return told, open_minutes


def read_unread(connection: sqlite3.Connection, feed_id: int, window: Window) -> frozenset[int]:
    """The minutes of the window, or the days, that were left open."""
    rows = connection.execute(
        "SELECT minute_ts FROM unread WHERE feed_id = ? AND minute_ts >= ? AND minute_ts < ?",
        (feed_id, window.start_ts, window.end_ts),
    )
    return frozenset(minute_ts for (minute_ts,) in rows)


def feed_of(connection: sqlite3.Connection, project_id: int, endpoint: str, channel: str) -> int | None:
    row = connection.execute(
        "SELECT feed_id FROM feeds WHERE project_id = ? AND endpoint = ? AND channel = ?",
        (project_id, endpoint, channel),
    ).fetchone()
    return None if row is None else int(row[0])


def miss(
    connection: sqlite3.Connection,
    project_id: int,
    endpoint: str,
    channel: str,
    window: Window,
    *,
    answered_ts: float,
    delay_s: int,
) -> bool:
    """An answer about the window could not be read at all; True where that is news."""
    # The feed has not been heard by that.
    feed = heard(connection, project_id, endpoint, channel, answered_ts=0.0)
    known = covered(connection, feed.feed_id, window)
    minutes = [
        minute_ts
        for minute_ts in window.minutes()
        if minute_ts < answered_ts and not is_settled(known, minute_ts, delay_s)
    ]
    return leave_open(connection, feed.feed_id, minutes, answered_ts=answered_ts)
