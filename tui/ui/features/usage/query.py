"""The question of Usage: the days on screen, the days a week before, and the time of the last answer."""

from __future__ import annotations

from msgspec import Struct

from tui.analysis.project.usage import UsageView, usage_view, window_to_read
from tui.domain.edition import Edition
from tui.store.api import Snapshot


class UsageQuery(Struct, frozen=True):
    edition: Edition
    now_ts: float
    span_days: int


def read_days(snapshot: Snapshot, query: UsageQuery) -> UsageView:
    """The store's answer to this screen; runs off the event loop."""
    window = window_to_read(query.now_ts, query.span_days)
    known = snapshot.usage(window)
    unread = snapshot.unread_days(window)
    return usage_view(query.edition.usage, known, query.span_days, query.now_ts, snapshot.last_usage_ts(), unread)
