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
from tui.ui.queries.call_data import CallQuery, is_whole, read_call_data
from tui.ui.queries.call_verdict import read_evidence


class FindingsQuery(Struct, frozen=True):
    """`alive_ts`: only calls that were on then."""

    edition: Edition
    window: Window
    channel: str
    alive_ts: int | None
    now_ts: float
    thresholds: Mapping[str, Threshold]


class FindingsData(Struct, frozen=True):
    """The calls of a window: the judged ones, and the number of those without stored curves."""

    window: Window
    channel: str
    alive_ts: int | None
    calls: tuple[JudgedCall, ...]
    not_judged: int
    # Whether every call of the window is in the store.
    is_listed: bool

    @property
    def suffers(self) -> bool:
        return any(call.suffers for call in self.calls)

    @property
    def is_whole(self) -> bool:
        """Whether nothing else can suffer: every call is judged, by all of its curves."""
        return (
            self.is_listed
            and bool(self.calls)
            and not self.not_judged
            and all(call.is_whole and not call.judged.unknown for call in self.calls)
        )


async def read_findings(store: Store, query: FindingsQuery) -> FindingsData:
    listed, is_listed = await store.read(listed_calls, query)
    judged, _ = await judged_of(store, query, listed)
    return FindingsData(query.window, query.channel, query.alive_ts, judged, len(listed) - len(judged), is_listed)


async def judged_of(
    store: Store, query: FindingsQuery, listed: Sequence[KnownCall], most: int | None = None
) -> tuple[tuple[JudgedCall, ...], int]:
    """Those with stored curves, at most `most`, and the number of calls that were looked at until then. A call takes
    up to some hundred milliseconds: the store is free for others in between."""
    judged: list[JudgedCall] = []
    for seen, call in enumerate(listed):
        if len(judged) == most:
            return tuple(judged), seen
        if (one := await store.read(_judged, call, query)) is not None:
            judged.append(one)
        await asyncio.sleep(0)
    return tuple(judged), len(listed)


def listed_calls(snapshot: Snapshot, query: FindingsQuery) -> tuple[Sequence[KnownCall], bool]:
    """The stored calls that began in the window, and whether these are all that did."""
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
    return JudgedCall(data.call, data.end_ts, replace(brief, verdicts=verdicts), data.diagnosed, is_whole(data))
