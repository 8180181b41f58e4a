"""Coverage: the slots that a feed's answers speak for, with the time of the answer; and the slots with unread rows.

A feed is one endpoint of one channel, of one metric, product and step where a request names those (`selection`); a slot
is one step of its data (60 s in the reference). An answer at or after the
end of a slot plus the endpoint's longest documented delay *settles* the slot: it held all there is. An answer with an
unread row does not speak for the slot of that row; where the row has no time, it speaks only for slots with a row that
can have no second one. The other slots stay open: they are `unread`, and requested again.

Columns named `minute_ts` hold the start of a slot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tui.domain.records import Coverage, Remainder, Window
from tui.store.rows.connection import RowConnection

FEED = "SELECT feed_id FROM feeds WHERE project_id = ? AND endpoint = ? AND channel = ? AND selection = ?"


class FeedRow(NamedTuple):
    """`newest_ts`: the time of the newest answer of all, over any window."""

    feed_id: int
    newest_ts: float


def heard(
    connection: RowConnection, project_id: int, endpoint: str, channel: str, selection: str = "", *, answered_ts: float
) -> FeedRow:
    """The feed, which answered at `answered_ts`; it is made at its first answer."""
    row = connection.execute(
        "INSERT INTO feeds (project_id, endpoint, channel, selection, answered_ts) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (project_id, endpoint, channel, selection) DO UPDATE SET answered_ts ="
        " CASE WHEN excluded.answered_ts > feeds.answered_ts THEN excluded.answered_ts ELSE feeds.answered_ts END"
        " RETURNING feed_id, answered_ts",
        (project_id, endpoint, channel, selection, answered_ts),
    ).fetchone()
    return FeedRow(*row)


def covered(connection: RowConnection, feed_id: int, window: Window, slot_s: int) -> Coverage:
    """The slots that the window touches."""
    rows = connection.execute(
        "SELECT minute_ts, answered_ts FROM coverage WHERE feed_id = ? AND minute_ts > ? AND minute_ts < ?",
        (feed_id, window.start_ts - slot_s, window.end_ts),
    )
    return Coverage(window, dict(rows.fetchall()), slot_s=slot_s)


def cover(connection: RowConnection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """An answer of `answered_ts` spoke for these minutes; True where that is news of any."""
    rows = [(feed_id, minute_ts, answered_ts) for minute_ts in minutes]
    stored = connection.executemany(
        "INSERT INTO coverage (feed_id, minute_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT (feed_id, minute_ts) DO UPDATE SET answered_ts = excluded.answered_ts"
        " WHERE excluded.answered_ts > coverage.answered_ts",
        rows,
    )
    return was_read(connection, feed_id, (row[1] for row in rows), answered_ts=answered_ts) or stored.rowcount > 0


def was_read(connection: RowConnection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """Of these minutes an answer of `answered_ts` held nothing that was not read; True where that is news of any."""
    read = connection.executemany(
        "DELETE FROM unread WHERE feed_id = ? AND minute_ts = ? AND answered_ts <= ?",
        [(feed_id, minute_ts, answered_ts) for minute_ts in minutes],
    )
    return read.rowcount > 0


def leave_open(connection: RowConnection, feed_id: int, minutes: Iterable[int], *, answered_ts: float) -> bool:
    """Of these minutes an answer of `answered_ts` held something, or may have, that was not read; True where that is
    news of any."""
    stored = connection.executemany(
        "INSERT INTO unread (feed_id, minute_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT (feed_id, minute_ts) DO UPDATE SET answered_ts = excluded.answered_ts"
        " WHERE excluded.answered_ts > unread.answered_ts",
        [(feed_id, minute_ts, answered_ts) for minute_ts in minutes],
    )
    return stored.rowcount > 0


def spoken_for(
    slots: Iterable[int], left: Remainder, slot_s: int, sure: Collection[int] = ()
) -> tuple[list[int], list[int]]:
    """The requested slots that an answer settles, and the slots that it leaves open: `left` is the unread remainder of
    the answer. `sure` are the slots with a row that can have no second one."""
    missed = {ts // slot_s * slot_s for ts in left.times}
    told: list[int] = []
    left_open: list[int] = []
    for slot_ts in slots:
        is_told = slot_ts not in missed and (not left.timeless or slot_ts in sure)
        (told if is_told else left_open).append(slot_ts)
    return told, left_open


def read_unread(connection: RowConnection, feed_id: int, window: Window) -> frozenset[int]:
    """The minutes of the window, or the days, that were left open."""
    rows = connection.execute(
        "SELECT minute_ts FROM unread WHERE feed_id = ? AND minute_ts >= ? AND minute_ts < ?",
        (feed_id, window.start_ts, window.end_ts),
    )
    return frozenset(minute_ts for (minute_ts,) in rows)


def feed_of(connection: RowConnection, project_id: int, endpoint: str, channel: str, selection: str = "") -> int | None:
    row = connection.execute(FEED, (project_id, endpoint, channel, selection)).fetchone()
    return None if row is None else int(row[0])


def miss(
    connection: RowConnection,
    project_id: int,
    endpoint: str,
    channel: str,
    window: Window,
    *,
    answered_ts: float,
    delay_s: int,
    slot_s: int,
    selection: str = "",
) -> bool:
    """An answer about the window could not be read at all; True where that is news."""
    # The feed has not been heard by that.
    feed = heard(connection, project_id, endpoint, channel, selection, answered_ts=0.0)
    known = covered(connection, feed.feed_id, window, slot_s)
    slots = [ts for ts in window.slots(slot_s) if ts < answered_ts and not known.is_settled(ts, delay_s)]
    return leave_open(connection, feed.feed_id, slots, answered_ts=answered_ts)
