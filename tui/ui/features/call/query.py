"""The lookup of a call: the questions of the call screen to the store before the call is known."""

from __future__ import annotations

from msgspec import Struct

from tui.analysis.calls.lookup import TOLERANCE_S, Candidate, Lookup, look_up, users_wants, windows_around, within_reach
from tui.analysis.feeds.listing import ListingCoverage, told
from tui.domain.edition import Edition
from tui.domain.records import Call, Part, Want, Window
from tui.store.api import Snapshot


class LookupQuery(Struct, frozen=True):
    """`ended` are the wants that came to an end; `opened_ts`: since when somebody looks."""

    edition: Edition
    channel: str
    ts: int
    uid: str | None
    now_ts: float
    opened_ts: float
    ended: frozenset[Want] = frozenset()


class LookupData(Struct, frozen=True):
    lookup: Lookup
    # From where on the window that is looked through is told, and how far the walk has come.
    reached_ts: int


def read_lookup(snapshot: Snapshot, query: LookupQuery) -> LookupData:
    """Runs off the event loop."""

    lists = query.edition.call_lists

    def lists_told(window: Window) -> ListingCoverage:
        listings = snapshot.listings(lists.name, window, channel=query.channel)
        return told(window, listings, lists, since_ts=query.opened_ts)

    on = snapshot.calls_on(query.channel, query.ts)
    calls = on or snapshot.calls_near(query.channel, query.ts, TOLERANCE_S)
    candidates = [
        Candidate(
            call,
            call.finished
            or call.created_ts >= query.ts
            or not lists_told(Window(call.created_ts + 1, query.ts + 1)).open,
            _has_user(snapshot, call, query) if len(calls) > 1 else None,
            is_apart=not on,
        )
        for call in calls
    ]
    tellings = [lists_told(within_reach(lists, window, query.now_ts)) for window in windows_around(query.ts)]
    found = look_up(
        query.edition, query.channel, query.ts, candidates, tellings, now_ts=query.now_ts, ended=query.ended
    )
    walking = next((told.open[0].end_ts for told in tellings[:2] if told.open), found.covered.start_ts)
    return LookupData(found, walking)


def _has_user(snapshot: Snapshot, call: Call, query: LookupQuery) -> bool | None:
    """Whether the user was in the call then; None where not all of its users are known."""
    if query.uid is None:
        return False
    for session in snapshot.sessions(call.call_id):
        is_over = session.leave_ts is not None and session.leave_ts < query.ts - TOLERANCE_S
        if str(session.uid) == query.uid and session.join_ts <= query.ts + TOLERANCE_S and not is_over:
            return True
    details = query.edition.call_details
    for want in users_wants(details, call, query.ts, query.now_ts):
        assert want.window is not None
        listings = snapshot.listings(details.name, want.window, call_id=call.call_id, part=Part.USERS)
        if told(want.window, listings, details, since_ts=query.opened_ts).open:
            return None
    return False
