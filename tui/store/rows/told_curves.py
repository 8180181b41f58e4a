"""Told curves: for which sessions, in which windows, answers to requests that name sessions have spoken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from tui.domain.records import Listing, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection


def put_told_curves(
    connection: RowConnection,
    project_id: int,
    call_id: str,
    sids: Collection[str],
    window: Window,
    *,
    answered_ts: float,
    unread: int = 0,
) -> None:
    stored = connection.executemany(
        "INSERT INTO told_curves (project_id, call_id, sid, start_ts, end_ts, answered_ts, unread)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, call_id, sid, start_ts, end_ts) DO UPDATE SET"
        " answered_ts = excluded.answered_ts, unread = excluded.unread"
        " WHERE excluded.answered_ts > told_curves.answered_ts"
        " AND (told_curves.unread > 0 OR excluded.unread = 0)",
        [(project_id, call_id, sid, window.start_ts, window.end_ts, answered_ts, unread) for sid in sids],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}")


def read_told_curves(connection: RowConnection, project_id: int, call_id: str) -> Mapping[str, tuple[Listing, ...]]:
    found: dict[str, list[Listing]] = defaultdict(list)
    for sid, start_ts, end_ts, answered_ts, unread in connection.execute(
        "SELECT sid, start_ts, end_ts, answered_ts, unread FROM told_curves WHERE project_id = ? AND call_id = ?"
        " AND start_ts <= end_ts ORDER BY answered_ts DESC, start_ts DESC, end_ts",
        (project_id, call_id),
    ):
        found[sid].append(Listing(Window(start_ts, end_ts), answered_ts, 1, False, None, None, unread))
    return {sid: tuple(listings) for sid, listings in found.items()}
