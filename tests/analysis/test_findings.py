"""The findings of several calls: most sufferers first, nobody named where nothing is decided, Agora's word beside."""

from __future__ import annotations

import pytest

from tui.analysis.calls.findings import Bearing, JudgedCall, findings_of, span_of, suffering_pairs
from tui.analysis.calls.named import call_verdict_of
from tui.analysis.cause.verdict import Conclusion, Confidence, Medium, Reason, Suffering, Verdict, VerdictCause
from tui.domain.records import Call, Cause, Diagnosis, Level, Window

START_TS = 1_795_334_400
WINDOW = Window(START_TS, START_TS + 3600)


def verdict(
    sender: int, receiver: int, outcome: Conclusion, *causes: tuple[Reason, int, float], frozen_s: float = 60.0
) -> Verdict:
    made = tuple(
        VerdictCause(reason, uid, START_TS + 60, START_TS + 120, share, Confidence.CERTAIN)
        for reason, uid, share in causes
    )
    suffering = Suffering(Medium.VIDEO, Level.BAD, 9.0, frozen_s, 0.0, START_TS + 60, START_TS + 120)
    return Verdict(sender, receiver, WINDOW, outcome, () if outcome is Conclusion.FINE else (suffering,), made)


def judged(*verdicts: Verdict, call_id: str = "c1", diagnosed: tuple[Diagnosis, ...] = ()) -> JudgedCall:
    call = Call(call_id, "math", START_TS, START_TS + 3600, True)
    return JudgedCall(call, START_TS + 3600, call_verdict_of(verdicts), diagnosed, is_whole=True)


def named_by_agora(uid: int, host: int) -> Diagnosis:
    return Diagnosis(START_TS + 90, str(uid), 4, "math", (Cause(23, str(host), 1),))


UPLINK = Reason.UPLINK, 1, 1.0


def test_the_call_with_most_sufferers_is_first_and_fine_pairs_are_no_findings() -> None:
    one = judged(verdict(1, 2, Conclusion.CAUSED, UPLINK), verdict(1, 3, Conclusion.FINE))
    two = judged(*(verdict(1, uid, Conclusion.CAUSED, UPLINK) for uid in (5, 6, 7)), call_id="c2")
    found = findings_of([one, two])
    assert [(each.call.call_id, each.sufferers) for each in found] == [("c2", (5, 6, 7)), ("c1", (2,))]
    assert [pair.receiver_uid for pair in suffering_pairs(one)] == [2]


def test_undecided_sufferers_are_one_finding_that_names_nobody() -> None:
    (found,) = findings_of([judged(verdict(1, 2, Conclusion.UNDECIDED), verdict(4, 3, Conclusion.UNDECIDED))])
    assert (found.causer, found.sufferers, found.confidence) == (None, (2, 3), Confidence.UNDECIDED)
    assert (found.since_ts, found.until_ts) == (START_TS + 60, START_TS + 120)
    assert found.bearing is Bearing.SILENT


def test_a_sufferer_with_a_named_cause_is_not_undecided_too() -> None:
    pairs = verdict(1, 2, Conclusion.CAUSED, UPLINK), verdict(4, 2, Conclusion.UNDECIDED)
    (found,) = findings_of([judged(*pairs)])
    assert found.causer is not None
    assert found.sufferers == (2,)


@pytest.mark.parametrize(
    ("diagnosed", "bearing", "named"),
    [
        ((), Bearing.SILENT, ()),
        ((named_by_agora(2, 1),), Bearing.AGREES, ("1",)),
        ((named_by_agora(2, 9),), Bearing.DISAGREES, ("9",)),
        ((named_by_agora(2, 1), named_by_agora(3, 9)), Bearing.MIXED, ("1", "9")),
        # Of a user who does not suffer.
        ((named_by_agora(8, 9),), Bearing.SILENT, ()),
    ],
)
def test_agoras_word_on_the_sufferers_stands_beside(
    diagnosed: tuple[Diagnosis, ...], bearing: Bearing, named: tuple[str, ...]
) -> None:
    pairs = (verdict(1, uid, Conclusion.CAUSED, UPLINK) for uid in (2, 3))
    (found,) = findings_of([judged(*pairs, diagnosed=diagnosed)])
    assert (found.bearing, found.named) == (bearing, named)


def test_another_cause_that_agora_names_too_says_nothing_against_this_one() -> None:
    both = verdict(1, 2, Conclusion.CAUSED, (Reason.UPLINK, 1, 0.6), (Reason.DOWNLINK, 2, 0.4))
    found = findings_of([judged(both, diagnosed=(named_by_agora(2, 1),))])
    bearings = {each.causer.uid: each.bearing for each in found if each.causer}
    assert bearings == {1: Bearing.AGREES, 2: Bearing.SILENT}


def test_agora_alone_makes_nobody_a_cause_of_undecided_trouble() -> None:
    (found,) = findings_of([judged(verdict(1, 2, Conclusion.UNDECIDED), diagnosed=(named_by_agora(2, 1),))])
    assert (found.causer, found.bearing, found.named) == (None, Bearing.SILENT, ("1",))


def test_the_span_is_that_of_the_bad_spells() -> None:
    near = Suffering(Medium.AUDIO, Level.WARN, 1.0, 5.0, 0.0, START_TS, START_TS + 3000)
    pair = verdict(1, 2, Conclusion.CAUSED, UPLINK)
    both = Verdict(1, 2, WINDOW, Conclusion.CAUSED, (*pair.sufferings, near), pair.causes)
    assert span_of(both) == (START_TS + 60, START_TS + 120)
