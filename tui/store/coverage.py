"""Coverage: which minutes a feed's answers spoke for, and when.

A feed is one endpoint of one channel. A minute is *settled* by an answer that came at or after its end plus the
endpoint's longest documented delay: such an answer would have held whatever there is.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui.records import MINUTE, Window


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
    stored = connection.executemany(
        "INSERT INTO coverage (feed_id, minute_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_ts = excluded.answered_ts WHERE excluded.answered_ts > answered_ts",
        [(feed_id, minute_ts, answered_ts) for minute_ts in minutes],
    )
    return stored.rowcount > 0
