"""Findings: the conclusions on several calls, one a cause, and one for the users of a call that suffer undecided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct

from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.cause.agreement import Agreement, Stance, agreement
from tui.analysis.cause.verdict import Conclusion, Confidence, Verdict
from tui.domain.records import Call, Diagnosis, Level

# The conclusions on a pair in which something suffers.
SUFFERS = frozenset((Conclusion.CAUSED, Conclusion.UNDECIDED))


class JudgedCall(Struct, frozen=True):
    """A call with stored curves; `diagnosed` are the diagnoses in its channel while it was on. `is_whole`: every curve
    of the call is stored, so that nothing else suffers."""

    call: Call
    end_ts: int | None
    judged: CallVerdict
    diagnosed: tuple[Diagnosis, ...] = ()
    is_whole: bool = False

    @property
    def suffers(self) -> bool:
        return bool(self.judged.named_users or self.judged.undecided)


class Bearing(Enum):
    """Agora's diagnoses of the sufferers against the named user. MIXED: some name that user, some another one."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    MIXED = "mixed"
    SILENT = "silent"


class CallFinding(Struct, frozen=True):
    """One conclusion on a call. `causer` is None where the numbers do not decide, and then nobody is named. The trouble
    lasted from `since_ts` to `until_ts`; `verdicts` are those behind it, the greatest suffering first; `named` are the
    users that Agora named for the sufferers, as it wrote them."""

    call: Call
    causer: Causer | None
    sufferers: tuple[int, ...]
    since_ts: int
    until_ts: int
    verdicts: tuple[Verdict, ...]
    bearing: Bearing = Bearing.SILENT
    named: tuple[str, ...] = ()

    @property
    def confidence(self) -> Confidence:
        return self.causer.confidence if self.causer else Confidence.UNDECIDED


def findings_of(calls: Iterable[JudgedCall]) -> tuple[CallFinding, ...]:
    """Most sufferers first, then the certain ones, then the newest."""
    found = [one for call in calls for one in _of_call(call)]
    found.sort(
        key=lambda one: (-len(one.sufferers), one.confidence is not Confidence.CERTAIN, -one.since_ts, one.call.call_id)
    )
    return tuple(found)


def suffering_pairs(call: JudgedCall) -> tuple[Verdict, ...]:
    """The pairs with suffering, the greatest first."""
    return _greatest_first(one for one in call.judged.verdicts if one.outcome in SUFFERS)


def span_of(verdict: Verdict) -> tuple[int, int]:
    """The first and the last second of the suffering, epoch seconds."""
    spans = [one for one in verdict.sufferings if one.level is Level.BAD] or verdict.sufferings
    if not spans:
        return verdict.window.start_ts, verdict.window.end_ts
    return min(one.since_ts for one in spans), max(one.until_ts for one in spans)


def _of_call(call: JudgedCall) -> Iterable[CallFinding]:
    pairs = suffering_pairs(call)
    for causer in call.judged.named_users:
        # Of a sender with sufferers, its own suffering is not counted.
        behind = [
            one
            for one in pairs
            if one.receiver_uid in causer.sufferers and any(cause.uid == causer.uid for cause in one.causes)
        ]
        yield _finding(call, causer, causer.sufferers, behind, (causer.since_ts, causer.until_ts))
    uids = call.judged.undecided
    behind = [one for one in pairs if one.receiver_uid in uids and one.outcome is Conclusion.UNDECIDED]
    if uids and behind:
        spans = [span_of(one) for one in behind]
        yield _finding(call, None, uids, behind, (min(start for start, _ in spans), max(end for _, end in spans)))


def _finding(
    call: JudgedCall,
    causer: Causer | None,
    sufferers: tuple[int, ...],
    verdicts: Sequence[Verdict],
    span: tuple[int, int],
) -> CallFinding:
    told = [agreement(one, call.diagnosed) for one in verdicts]
    named = tuple(dict.fromkeys(uid for one in told for uid in one.named))
    bearing = Bearing.SILENT if causer is None else _bearing(str(causer.uid), told)
    return CallFinding(call.call, causer, sufferers, *span, tuple(verdicts), bearing, named)


def _bearing(uid: str, told: Iterable[Agreement]) -> Bearing:
    told = [*told]
    # Where Agora names another cause of the same pair, it says nothing against this one.
    is_named, is_other = any(uid in one.named for one in told), any(one.stance is Stance.DISAGREES for one in told)
    if is_named:
        return Bearing.MIXED if is_other else Bearing.AGREES
    return Bearing.DISAGREES if is_other else Bearing.SILENT


def _greatest_first(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    def lost_s(one: Verdict) -> float:
        return sum(each.frozen_s + each.absent_s for each in one.sufferings)

    return tuple(sorted(verdicts, key=lambda one: (-lost_s(one), one.sender_uid, one.receiver_uid)))
