"""Listings: the starts in the window of each answer of call lists and call details."""

from __future__ import annotations

from collections.abc import Collection

from tui.domain.records import Listing, Part, Window
from tui.store.rows.account import KNOWN_PART
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks

# The answers that cover a part of a call's details: all with as much in them.
_TOLD_BY = {
    None: (),
    Part.USERS: tuple(Part),
    Part.METRICS: (Part.METRICS, Part.ALL_METRICS),
    Part.ALL_USERS: (Part.ALL_USERS, Part.ALL_METRICS),
    Part.ALL_METRICS: (Part.ALL_METRICS,),
}


def put_listing(
    connection: RowConnection,
    project_id: int,
    endpoint: str,
    listing: Listing,
    *,
    channel: str = "",
    call_id: str = "",
    part: Part | None = None,
) -> None:
    """Keep one; an earlier one of exactly the same window is told anew by it, but for one that was wholly read where
    this one was not."""
    window = listing.window
    whose = (project_id, endpoint, channel, call_id)
    kind = part.value if part else None
    connection.execute(
        "DELETE FROM listings WHERE project_id = ? AND endpoint = ? AND channel = ? AND call_id = ?"
        " AND coalesce(part, '') = ? AND start_ts = ? AND end_ts = ? AND answered_ts <= ? AND (unread > 0 OR ? = 0)",
        (*whose, kind or "", window.start_ts, window.end_ts, listing.answered_ts, listing.unread),
    )
    connection.execute(
        "INSERT INTO listings (project_id, endpoint, channel, call_id, part, start_ts, end_ts, answered_ts, rows,"
        " is_full, oldest_ts, newest_ts, unread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *whose,
            kind,
            window.start_ts,
            window.end_ts,
            listing.answered_ts,
            listing.rows,
            listing.is_full,
            listing.oldest_ts,
            listing.newest_ts,
            listing.unread,
        ),
    )
    bump(connection, project_id, f"call:{call_id}" if call_id else "calls")


def read_listings(
    connection: RowConnection,
    project_id: int,
    endpoint: str,
    window: Window,
    *,
    channel: str = "",
    call_id: str = "",
    part: Part | None = None,
) -> tuple[Listing, ...]:
    parts = [one.value for one in _TOLD_BY[part]]
    rows = connection.execute(
        "SELECT start_ts, end_ts, answered_ts, rows, is_full, oldest_ts, newest_ts, unread FROM listings"  # noqa: S608 - marks only
        " WHERE project_id = ? AND endpoint = ? AND call_id = ? AND end_ts >= ? AND start_ts <= ?"
        f" AND channel IN ('', ?) AND (part IS NULL OR part IN ({marks(parts)}))"
        " AND start_ts <= end_ts AND ((channel = ? AND coalesce(part, '') = ?)"
        " OR NOT (is_full AND end_ts - start_ts <= 1))"
        " ORDER BY answered_ts DESC, listing_id DESC",
        (
            project_id,
            endpoint,
            call_id,
            window.start_ts,
            window.end_ts,
            channel,
            *parts,
            channel,
            part.value if part else "",
        ),
    )
    return tuple(
        Listing(Window(start_ts, end_ts), answered_ts, count, bool(is_full), oldest_ts, newest_ts, unread)
        for start_ts, end_ts, answered_ts, count, is_full, oldest_ts, newest_ts, unread in rows
    )


def count_unread(connection: RowConnection, project_id: int, endpoints: Collection[str], since_ts: float) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM listings WHERE project_id = ? AND answered_ts >= ?"  # noqa: S608 - marks only
        f" AND NOT (endpoint IN ({marks(endpoints)}) AND {KNOWN_PART} AND start_ts <= end_ts)",
        (project_id, since_ts, *endpoints),
    ).fetchone()
    return int(count)
