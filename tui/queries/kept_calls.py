"""Kept calls: the evidence of each call, worked out again only where its stored data changed.

a call ─▶ its footprint, a few rows ─▶ the same as before: the kept evidence
                                    └▶ another one: judged anew, some hundred milliseconds
"""

from __future__ import annotations

from collections import OrderedDict

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.findings import SUFFERS, JudgedCall
from tui.analysis.cause.criteria import Criteria, criteria_of
from tui.analysis.cause.engine import NEEDED, pair_verdict
from tui.analysis.curves.tracks import Tracks
from tui.analysis.findings.engine import CallConclusions, call_evidence
from tui.analysis.findings.stance import Stances
from tui.domain.edition import Yields
from tui.domain.records import (
    MINUTE,
    Call,
    Diagnosis,
    DiagnosisFilter,
    KeptFigure,
    KeptVerdict,
    KnownCall,
    Listing,
    Session,
    Window,
)
from tui.queries.call_data import CallQuery, is_whole, read_call_data
from tui.queries.call_verdict import read_evidence
from tui.queries.curve_answers import curve_answers
from tui.store.api import Snapshot

# So many calls are kept, those that were asked for last.
KEPT = 256


class Footprint(Struct, frozen=True):
    """Everything that the evidence of a call depends on. `minute` is the clock's while the call is on; its freeze rates
    speak of the call up to `rated_ts`."""

    call: KnownCall
    sessions: tuple[Session, ...]
    answers: tuple[Listing, ...]
    diagnosed: tuple[Diagnosis, ...]
    figures: tuple[KeptFigure, ...]
    minute: int
    rated_ts: int


class KeptCall(Struct, frozen=True):
    """`stances` None: no curve of the call is stored, or the edition has no diagnoses."""

    footprint: Footprint
    evidence: CallConclusions
    stances: Stances | None = None


class KeptCalls:
    """The kept calls of one project. Its methods run off the event loop, one after another."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, KeptCall] = OrderedDict()
        self._by: tuple[object, ...] = ()
        self._unkept: list[KeptVerdict] = []

    def known(self, call_id: str) -> KeptCall | None:
        return self._kept.get(call_id)

    def read(self, snapshot: Snapshot, call: KnownCall, query: CallQuery, *, may_judge: bool = True) -> KeptCall | None:
        """None where the call must be judged anew, and `may_judge` forbids it."""
        by = (query.edition, tuple(sorted(query.thresholds.items())))
        if by != self._by:
            self._by = by
            self._kept.clear()
        footprint = _footprint(snapshot, call, query)
        kept = self._kept.get(call.call_id)
        if kept is None or kept.footprint != footprint:
            if not may_judge and _has_curves(footprint):
                return None
            kept, unkept = _judged(snapshot, footprint, query)
            self._kept[call.call_id] = kept
            self._unkept += [unkept] if unkept is not None else []
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(call.call_id)
        return kept

    def take_unkept(self) -> tuple[KeptVerdict, ...]:
        """The verdicts of the last readings that the store does not keep, each once."""
        unkept, self._unkept = self._unkept, []
        return tuple(unkept)


def _has_curves(footprint: Footprint) -> bool:
    return bool(footprint.sessions and footprint.answers)


def _footprint(snapshot: Snapshot, call: KnownCall, query: CallQuery) -> Footprint:
    now_ts = int(query.now_ts)
    last_ts = now_ts if call.destroyed_ts is None else call.destroyed_ts
    lived = Window(call.created_ts, max(call.created_ts, last_ts) + 1)
    sessions = snapshot.sessions(call.call_id)
    answers: tuple[Listing, ...] = ()
    if sessions:
        answers = tuple(curve_answers(snapshot, query.edition.call_details, call.call_id).over(lived))
    diagnosed = snapshot.diagnoses(lived, only=DiagnosisFilter(channel=call.channel)) if answers else ()
    figures = snapshot.figures(call.call_id) if query.edition.asks_by_session else ()
    is_on = call.destroyed_ts is None and not call.finished
    rated_ts = call.destroyed_ts
    if rated_ts is None:
        heard = snapshot.heard(call.call_id)
        rated_ts = int(max([call.answered_ts, *(heard.sessions_ts.values() if heard is not None else ())]))
    # When the list told of a call that is over again is no news.
    told = replace(call, answered_ts=0.0)
    return Footprint(told, sessions, answers, diagnosed, figures, now_ts // MINUTE if is_on else 0, rated_ts)


def _judged(snapshot: Snapshot, footprint: Footprint, query: CallQuery) -> tuple[KeptCall, KeptVerdict | None]:
    """The call, and the verdict where the store does not keep it."""
    call, criteria = footprint.call, criteria_of(query.thresholds)
    known_ts = int(query.now_ts) if call.destroyed_ts is None else call.destroyed_ts
    tracks: Tracks | None = None
    judged: JudgedCall | None = None
    unkept: KeptVerdict | None = None
    if _has_curves(footprint) and any(sum(one.counts) for one in snapshot.minutes(call.call_id, NEEDED)):
        data = read_call_data(snapshot, query)
        if data is not None:
            details = query.edition.call_details
            tracks = read_evidence(
                snapshot, details, data.call, footprint.sessions, query.thresholds, query.now_ts
            ).tracks
            brief, unkept = data.call_verdict, data.unkept
            # The numbers behind a verdict are worked out for the pairs with suffering.
            verdicts = tuple(
                pair_verdict(tracks, one.sender_uid, one.receiver_uid) if one.outcome in SUFFERS else one
                for one in brief.verdicts
            )
            judged = JudgedCall(
                data.call, data.end_ts, replace(brief, verdicts=verdicts), data.diagnosed, is_whole(data)
            )
            known_ts = data.end_ts if data.end_ts is not None else known_ts
    evidence = call_evidence(
        judged.call if judged is not None else _call(call),
        known_ts,
        footprint.sessions,
        tracks,
        judged,
        footprint.figures,
        criteria,
        footprint.rated_ts,
    )
    has_stances = tracks is not None and query.edition.has(Yields.DIAGNOSES)
    return KeptCall(footprint, evidence, Stances(tracks) if tracks is not None and has_stances else None), unkept


def evidence_by_list(call: KnownCall, now_ts: float, criteria: Criteria) -> CallConclusions:
    """The evidence of a call without sessions and figures in the store."""
    end_ts = int(now_ts) if call.destroyed_ts is None else call.destroyed_ts
    rated_ts = int(call.answered_ts) if call.destroyed_ts is None else None
    return call_evidence(_call(call), end_ts, (), None, None, (), criteria, rated_ts)


def _call(call: KnownCall) -> Call:
    return Call(
        call.call_id,
        call.channel,
        call.created_ts,
        call.destroyed_ts,
        call.finished,
        call.peak_users,
        call.all_users,
        call.audio_freeze_percent,
        call.video_freeze_percent,
    )
