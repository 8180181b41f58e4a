"""Findings: the judged calls of a window, each in a reading of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.findings import SUFFERS, JudgedCall
from tui.analysis.calls.known import reachable
from tui.analysis.cause.engine import NEEDED, pair_verdict
from tui.analysis.feeds.listing import told
from tui.domain.edition import Edition
from tui.domain.records import KnownCall, Threshold, Window
from tui.store.api import Snapshot, Store
from tui.ui.features.call.query import CallQuery, read_call_data
from tui.ui.features.call.view import lacking_of
from tui.ui.features.findings.export import FindingsData
from tui.ui.queries.call_verdict import read_evidence


class FindingsQuery(Struct, frozen=True):
    """`alive_ts`: only calls that were on then."""

    edition: Edition
    window: Window
    channel: str
    alive_ts: int | None
    now_ts: float
    thresholds: Mapping[str, Threshold]


async def read_findings(store: Store, query: FindingsQuery) -> FindingsData:
    """A call takes up to some hundred milliseconds: the store is free for others in between."""
    listed, is_listed = await store.read(_listed, query)
    judged = []
    for call in listed:
        if (one := await store.read(_judged, call, query)) is not None:
            judged.append(one)
        await asyncio.sleep(0)
    return FindingsData(
        query.window, query.channel, query.alive_ts, tuple(judged), len(listed) - len(judged), is_listed
    )


def _listed(snapshot: Snapshot, query: FindingsQuery) -> tuple[Sequence[KnownCall], bool]:
    """The stored calls of the window, and whether these are all of its calls."""
    lists, asked = query.edition.call_lists, reachable(query.edition.call_lists, query.window, query.now_ts)
    calls = snapshot.calls_begun(query.window, query.channel, query.alive_ts)
    if asked is None:
        return calls, False
    listings = snapshot.listings(lists.name, asked, channel=query.channel)
    return calls, not told(asked, listings, lists, since_ts=0.0).open


def _judged(snapshot: Snapshot, call: KnownCall, query: FindingsQuery) -> JudgedCall | None:
    """None where no curve of the call is stored."""
    if not any(sum(curve.counts) for curve in snapshot.minutes(call.call_id, NEEDED)):
        return None
    asked = CallQuery(query.edition, call.call_id, query.now_ts, 0.0, False, query.thresholds)
    data = read_call_data(snapshot, asked)
    if data is None:
        return None
    details, sessions = query.edition.call_details, snapshot.sessions(call.call_id)
    tracks = read_evidence(snapshot, details, data.call, sessions, query.thresholds, query.now_ts).tracks
    brief = data.call_verdict
    # The numbers behind a verdict are worked out where somebody reads them: here, for the pairs with suffering.
    verdicts = tuple(
        pair_verdict(tracks, one.sender_uid, one.receiver_uid) if one.outcome in SUFFERS else one
        for one in brief.verdicts
    )
    return JudgedCall(
        data.call, data.end_ts, replace(brief, verdicts=verdicts), data.diagnosed, is_whole=lacking_of(data) is None
    )
