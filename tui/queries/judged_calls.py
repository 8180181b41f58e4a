"""Findings: the judged calls of a window, each in a reading of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.analysis.calls.findings import JudgedCall
from tui.analysis.calls.known import reachable
from tui.analysis.cause.criteria import criteria_of
from tui.analysis.feeds.listing import told
from tui.analysis.findings.engine import CallConclusions, findings_in
from tui.analysis.findings.finding import RankedFinding
from tui.analysis.findings.rates import FrozenCall
from tui.domain.edition import Edition
from tui.domain.records import MINUTE, KeptFigure, KnownCall, Threshold, VendorAlert, Window
from tui.queries.call_data import CallQuery
from tui.queries.calls_during import calls_during
from tui.queries.kept_calls import KeptCall, KeptCalls, evidence_by_list
from tui.queries.kept_verdicts import keep_verdicts
from tui.store.api import Snapshot, Store

MOST_ALERTS = 500


class FindingsQuery(Struct, frozen=True):
    """`alive_ts`: only calls that were on then."""

    edition: Edition
    window: Window
    channel: str
    alive_ts: int | None
    now_ts: float
    thresholds: Mapping[str, Threshold]


class FindingsData(Struct, frozen=True):
    """The calls of a window: the judged ones, and the number of those without stored curves. `found` are all findings
    that touch the window, by rank; `left` calls wait to be judged in a later reading. Of the calls that began from
    `listed_until_ts` on, to the end of the window, no list has told; None: of other stretches too, or of none."""

    window: Window
    channel: str
    alive_ts: int | None
    calls: tuple[JudgedCall, ...]
    not_judged: int
    # Whether every call of the window is in the store.
    is_listed: bool
    found: tuple[RankedFinding, ...] = ()
    left: int = 0
    listed_until_ts: int | None = None

    @property
    def suffers(self) -> bool:
        return any(call.suffers for call in self.calls) or any(isinstance(one.of, FrozenCall) for one in self.found)

    @property
    def is_whole(self) -> bool:
        """Whether nothing else can suffer: every call is judged, by all of its curves."""
        return (
            self.is_listed
            and bool(self.calls)
            and not self.not_judged
            and not self.left
            and all(call.is_whole and not call.judged.unknown for call in self.calls)
        )


async def read_findings(
    store: Store, query: FindingsQuery, kept: KeptCalls | None = None, most: int | None = None
) -> FindingsData:
    """`kept` holds the calls of earlier readings; of the others `most` are judged, None: all. Raises StoreError."""
    kept = KeptCalls() if kept is None else kept
    listed, unlisted = await store.read(calls_of, query)
    evidence, left = await evidence_of_calls(store, query, listed, kept, most)
    figures, alerts = await store.read(_others, query)
    found = findings_in(query.window, evidence, figures, alerts)
    judged = tuple(one.judged for one in evidence if one.judged is not None)
    return FindingsData(
        query.window,
        query.channel,
        query.alive_ts,
        judged,
        len(listed) - len(judged) - left,
        unlisted == (),
        tuple(one for one in found if query.alive_ts is None or one.since_ts <= query.alive_ts + MINUTE),
        left,
        _listed_until(query, unlisted),
    )


def _listed_until(query: FindingsQuery, unlisted: Sequence[Window] | None) -> int | None:
    asked = reachable(query.edition.call_lists, query.window, query.now_ts)
    if asked is None or not unlisted or len(unlisted) > 1:
        return None
    (tail,) = unlisted
    return tail.start_ts if tail.end_ts == asked.end_ts and tail.start_ts > asked.start_ts else None


async def evidence_of_calls(
    store: Store, query: FindingsQuery, listed: Sequence[KnownCall], kept: KeptCalls, most: int | None = None
) -> tuple[list[CallConclusions], int]:
    """The evidence of each call with any, and the number of those that wait: at most `most` are judged anew. A call
    takes up to some hundred milliseconds: the store is free for others in between."""
    detailed, evidence = await store.read(_by_lists, listed, query)
    left = anew = 0
    for call in detailed:
        before = kept.known(call.call_id)
        one = await store.read(_kept, call, query, kept, may_judge=most is None or anew < most)
        if one is None:
            left += 1
            continue
        anew += one is not before and one.evidence.judged is not None
        evidence.append(one.evidence)
        await asyncio.sleep(0)
    return evidence, left


def _by_lists(
    snapshot: Snapshot, listed: Sequence[KnownCall], query: FindingsQuery
) -> tuple[list[KnownCall], list[CallConclusions]]:
    """The calls with stored details; and the evidence of the others, which may be thousands, from the list alone."""
    ids, criteria = detailed_of(snapshot, listed), criteria_of(query.thresholds)
    plain = (evidence_by_list(call, query.now_ts, criteria) for call in listed if call.call_id not in ids)
    return [call for call in listed if call.call_id in ids], [one for one in plain if one.frozen is not None]


def detailed_of(snapshot: Snapshot, listed: Sequence[KnownCall]) -> frozenset[str]:
    """The ids of those with stored sessions or figures."""
    if not listed:
        return frozenset()
    begun = [call.created_ts for call in listed]
    return snapshot.detailed_calls(Window(min(begun), max(begun) + 1))


def _kept(
    snapshot: Snapshot, call: KnownCall, query: FindingsQuery, kept: KeptCalls, *, may_judge: bool
) -> KeptCall | None:
    asked = CallQuery(query.edition, call.call_id, query.now_ts, 0.0, False, query.thresholds)
    return kept.read(snapshot, call, asked, may_judge=may_judge)


async def judged_of(
    store: Store, query: FindingsQuery, listed: Sequence[KnownCall], most: int | None = None
) -> tuple[tuple[JudgedCall, ...], int]:
    """Those with stored curves, at most `most`, and the number of calls that were looked at until then."""
    judged: list[JudgedCall] = []
    kept = KeptCalls()
    detailed = await store.read(detailed_of, listed)
    seen = 0
    for call in listed:
        if len(judged) == most:
            break
        seen += 1
        if call.call_id in detailed and (one := await store.read(_judged, call, query, kept)) is not None:
            judged.append(one)
            await asyncio.sleep(0)
    await keep_verdicts(store, kept.take_unkept())
    return tuple(judged), seen


def _judged(snapshot: Snapshot, call: KnownCall, query: FindingsQuery, kept: KeptCalls) -> JudgedCall | None:
    """None where no curve of the call is stored."""
    found = _kept(snapshot, call, query, kept, may_judge=True)
    return None if found is None else found.evidence.judged


def calls_of(snapshot: Snapshot, query: FindingsQuery) -> tuple[Sequence[KnownCall], Sequence[Window] | None]:
    """The stored calls that were on at any time of the window, and its `unlisted` stretches."""
    return calls_during(snapshot, query.window, query.channel, query.alive_ts), unlisted_in(snapshot, query)


def listed_calls(snapshot: Snapshot, query: FindingsQuery) -> tuple[Sequence[KnownCall], Sequence[Window] | None]:
    """The stored calls that began in the window, and its `unlisted` stretches."""
    return snapshot.calls_begun(query.window, query.channel, query.alive_ts), unlisted_in(snapshot, query)


def unlisted_in(snapshot: Snapshot, query: FindingsQuery) -> Sequence[Window] | None:
    """The stretches of the window of which no list has told the calls that began, newest first; None: no list can."""
    lists, asked = query.edition.call_lists, reachable(query.edition.call_lists, query.window, query.now_ts)
    if asked is None:
        return None
    listings = snapshot.listings(lists.name, asked, channel=query.channel)
    return told(asked, listings, lists, since_ts=0.0).open


def _others(snapshot: Snapshot, query: FindingsQuery) -> tuple[tuple[KeptFigure, ...], tuple[VendorAlert, ...]]:
    """The figures of the project, and the vendor's alerts: those of the channel alone, where one is asked for."""
    alerts = snapshot.alerts(query.window, MOST_ALERTS)
    if query.channel:
        return (), tuple(one for one in alerts if one.channel == query.channel)
    return snapshot.figures("") if query.edition.asks_by_session else (), alerts
