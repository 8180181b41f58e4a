"""Asks the engine the questions of a world: the only file here that touches the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tests.rolled import rolled_up
from tests.verdicts.asking import World
from tests.verdicts.truth import Grade, Question, WantedFact, grade, untold
from tui.analysis.cause.engine import moment_verdict, pair_verdict
from tui.analysis.cause.verdict import Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, Window

THRESHOLDS = thresholds_with({})


class Answered(Struct, frozen=True):
    question: Question
    verdict: Verdict
    grade: Grade
    untold: tuple[WantedFact, ...]


# The stretches of each session that answers spoke for; None: all of all.
Fetched = Mapping[str, Sequence[Window]] | None


def answered(world: World, fetched: Fetched = None) -> Iterator[Answered]:
    """Each question of the world with the engine's answer, and its grade."""
    verdicts = ask(world, fetched)
    for question, verdict in zip(world.questions, verdicts, strict=True):
        yield Answered(question, verdict, grade(question.truth, verdict), untold(question.truth, verdict))


def ask(world: World, fetched: Fetched = None) -> list[Verdict]:
    """The verdict on each question of the world, in their order."""
    call = Tracks(world.sessions, rolled_up(world.curves), THRESHOLDS, fetched)
    uid_of = {session.sid: session.uid for session in world.sessions}
    by_uid: dict[int, list[Curve]] = {}
    for curve in world.curves:
        by_uid.setdefault(uid_of[curve.sid], []).append(curve)
    verdicts = []
    for question in world.questions:
        pair = question.sender_uid, question.receiver_uid
        if question.moment_ts is None:
            verdicts.append(pair_verdict(call, *pair, question.window))
            continue
        of_both = {uid: by_uid.get(uid, []) for uid in pair}
        verdicts.append(moment_verdict(call, of_both, *pair, question.moment_ts, world.now_ts))
    return verdicts
