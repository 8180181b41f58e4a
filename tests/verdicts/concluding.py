"""The findings on a world as an edition tells it, against its truth: the whole call, without any pair opened."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from tests.rolled import rolled_up
from tests.verdicts.asking import World
from tests.verdicts.editions import AsTold
from tests.verdicts.judging import THRESHOLDS, Answered, Fetched, answered
from tests.verdicts.truth import Blame, Grade
from tui.analysis.calls.findings import CallFinding, JudgedCall
from tui.analysis.calls.named import Causer, call_verdict_of
from tui.analysis.cause.criteria import criteria_of
from tui.analysis.cause.engine import call_verdicts
from tui.analysis.cause.verdict import VerdictCause
from tui.analysis.curves.tracks import Tracks
from tui.analysis.findings.engine import call_evidence, findings_in
from tui.analysis.findings.finding import RankedFinding
from tui.domain.records import MINUTE, Call, Window


class Outcome(Enum):
    """RIGHT: every cause that the numbers show is found, and no other one. ALLOWED: nobody, or not everybody, is named
    where the numbers leave that open. PARTIAL: one of several causes. UNDECIDED: nobody is named though the numbers
    show the cause. WRONG: a user, a side or a sufferer is named that is none. ALL_CLEAR: no finding, and somebody
    clearly suffers."""

    RIGHT = "right"
    ALLOWED = "undecided, allowed"
    PARTIAL = "one of several causes"
    UNDECIDED = "undecided though known"
    WRONG = "wrong"
    ALL_CLEAR = "false all-clear"


class Concluded(Struct, frozen=True):
    """`pairs` are the questions about pairs with the engine's answers; `findings` those of the whole call."""

    outcome: Outcome
    findings: tuple[RankedFinding, ...]
    pairs: tuple[Answered, ...]
    why: str = ""


def concluded(world: World, told: AsTold) -> Concluded:
    seen = replace(world, sessions=told.sessions, curves=told.curves)
    findings = findings_on(seen, told)
    pairs = tuple(_allowed(one, is_open=told.in_part) for one in answered(seen, _fetched(seen, told)))
    outcome, why = _outcome(world, findings, is_open=told.in_part)
    return Concluded(outcome, findings, pairs, why)


def _fetched(world: World, told: AsTold) -> Fetched:
    if not told.in_part:
        return None
    return {sid: (Window(world.window.start_ts - MINUTE, world.now_ts),) for sid in told.fetched}


def findings_on(world: World, told: AsTold) -> tuple[RankedFinding, ...]:
    tracks = Tracks(world.sessions, rolled_up(world.curves), THRESHOLDS, _fetched(world, told))
    ends = [one.leave_ts for one in world.sessions if one.leave_ts is not None]
    is_over = len(ends) == len(world.sessions)
    call = Call("c1", "room", world.window.start_ts, max(ends) if is_over else None, is_over)
    judged = JudgedCall(call, call.destroyed_ts, call_verdict_of(call_verdicts(tracks)), is_whole=not told.in_part)
    evidence = call_evidence(call, world.now_ts, world.sessions, tracks, judged, (), criteria_of(THRESHOLDS))
    return findings_in(Window(world.window.start_ts - 600, world.now_ts + 600), [evidence])


def _allowed(one: Answered, *, is_open: bool) -> Answered:
    """Where curves were not fetched, the truth may not be in the numbers."""
    is_short = one.grade in (Grade.MISSED, Grade.PARTIAL)
    return replace(one, grade=Grade.ALLOWED) if is_open and is_short else one


def _outcome(world: World, findings: Iterable[RankedFinding], *, is_open: bool) -> tuple[Outcome, str]:
    findings = tuple(findings)
    named = [one.of.causer for one in findings if isinstance(one.of, CallFinding) and one.of.causer is not None]
    for causer in named:
        if (why := _fault_of(world, causer)) is not None:
            return Outcome.WRONG, why
    truths = [one.truth for one in world.questions if one.moment_ts is None]
    if any(truth.required and not truth.fine for truth in truths) and not findings and not is_open:
        return Outcome.ALL_CLEAR, "no finding"
    wanted = {blame for truth in truths for blame in truth.required if truth.is_known and not truth.fine}
    missing = [blame for blame in wanted if not any(_is_of(causer, blame) for causer in named)]
    if not missing:
        is_undecided = len(findings) > len(named)
        return Outcome.ALLOWED if is_undecided and not wanted else Outcome.RIGHT, ""
    if is_open:
        return Outcome.ALLOWED, ""
    return (Outcome.PARTIAL if named else Outcome.UNDECIDED), f"not named: {sorted(blame.uid for blame in missing)}"


def _is_of(causer: Causer, blame: Blame) -> bool:
    return causer.uid == blame.uid and causer.side is blame.side


def _fault_of(world: World, causer: Causer) -> str | None:
    """Whatever is untrue of a named user: the user, the side, the reason, or one of the sufferers."""
    cause = VerdictCause(causer.reason, causer.uid, causer.since_ts, causer.until_ts, 1.0, causer.confidence)
    true = [harm for harm in world.harms if harm.blame.covers(cause)]
    if not true:
        return f"{causer.reason.value} of {causer.uid} is no cause"
    harmed = {harm.receiver_uid for harm in world.harms if harm.blame.uid == causer.uid}
    if untrue := set(causer.sufferers) - harmed:
        return f"{causer.reason.value} of {causer.uid} does not harm {sorted(untrue)}"
    return None
