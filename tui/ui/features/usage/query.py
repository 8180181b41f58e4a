"""What Usage asks the store: the days on screen, those they are compared with, when the last answer came."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from tui.analysis.usage import UsageView, usage_view, window_to_read
from tui.store.sqlite.usage import read_last_answer, read_unread, read_usage


class UsageQuery(Struct, frozen=True):
    now_ts: float
    span_days: int


def read_days(connection: sqlite3.Connection, project_id: int, query: UsageQuery) -> UsageView:
    """The store's answer to this screen; runs off the event loop."""
    window = window_to_read(query.now_ts, query.span_days)
    known = read_usage(connection, project_id, window)
    unread = read_unread(connection, project_id, window)
    return usage_view(known, query.span_days, query.now_ts, read_last_answer(connection, project_id), unread)
