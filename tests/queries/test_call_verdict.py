"""A call is judged once for all of its screens, and again as soon as anything it is judged by is another."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest

from tests.rolled import rolled_up
from tests.ui.classroom import SESSIONS, START_TS, curves
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.engine import call_verdicts
from tui.analysis.cause.verdict import Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, Listing, Session, Window
from tui.queries import call_verdict as judged
from tui.queries.call_verdict import CallEvidence, CallVerdicts, evidence_of


@pytest.fixture
def judgings(monkeypatch: pytest.MonkeyPatch) -> list[Tracks]:
    """What was judged."""
    found: list[Tracks] = []

    def judge(tracks: Tracks) -> Sequence[Verdict]:
        found.append(tracks)
        return call_verdicts(tracks)

    monkeypatch.setattr(judged, "call_verdicts", judge)
    return found


def evidence(
    made: Sequence[Curve], sessions: Sequence[Session] = SESSIONS, listings: Sequence[Listing] = ()
) -> CallEvidence:
    return evidence_of(EDITION.call_details, sessions, rolled_up(made), thresholds_with({}), listings)


def test_the_same_evidence_is_judged_once_whichever_screen_read_it(judgings: list[Tracks]) -> None:
    call_verdict = CallVerdicts()
    other = Curve(SESSIONS[0].sid, 1, 0, array("q", [START_TS + 7200]), array("d", [1.0]))
    once = call_verdict(evidence([*curves()]))
    assert call_verdict(evidence([*curves(), other])) is once, "a metric that judges nothing"
    assert len(judgings) == 1


def test_other_evidence_is_judged_anew(judgings: list[Tracks]) -> None:
    call_verdict = CallVerdicts()
    made = list(curves())
    call_verdict(evidence(made))
    last = made[-1]
    made[-1] = Curve(last.sid, last.mid, last.peer_uid, last.ts, array("d", [*last.values[:-1], 99.0]))
    call_verdict(evidence(made))
    call_verdict(evidence(made, SESSIONS[:-1]))
    assert len(judgings) == 3


def test_an_answer_shorter_than_the_distance_of_two_points_judges_no_call_again(judgings: list[Tracks]) -> None:
    call_verdict = CallVerdicts()

    def answered(seconds: int) -> CallEvidence:
        window = Window(START_TS, START_TS + seconds)
        return evidence([*curves()], listings=[Listing(window, START_TS + 7200.0, 1, False, START_TS, START_TS)])

    once = call_verdict(evidence([*curves()]))
    assert call_verdict(answered(1)) is once
    assert call_verdict(answered(9)) is once
    assert call_verdict(answered(600)) is not once
    assert len(judgings) == 2
