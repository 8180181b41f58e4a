"""The grade of an answer: what counts as right, as too cautious, as wrong."""

from __future__ import annotations

import pytest

from tests.verdicts.truth import (
    Blame,
    Family,
    Grade,
    Ground,
    Truth,
    WantedFact,
    grade,
    ground,
    untold,
    worse,
)
from tui.analysis.cause.verdict import Conclusion, Confidence, Fact, FactKind, Reason, Side, Verdict, VerdictCause
from tui.domain.records import Window

SENDER, RECEIVER = 1001, 1003
UPLINK = Blame(SENDER, Side.SENDER, frozenset((Family.NETWORK,)))
DOWNLINK = Blame(RECEIVER, Side.RECEIVER, frozenset((Family.NETWORK,)))
BUSY = Blame(RECEIVER, Side.RECEIVER, frozenset((Family.PROCESSOR,)))


def said(
    *reasons: tuple[Reason, int], outcome: Conclusion = Conclusion.CAUSED, facts: tuple[Fact, ...] = ()
) -> Verdict:
    causes = tuple(VerdictCause(reason, uid, 0, 60, 1 / len(reasons), Confidence.LIKELY) for reason, uid in reasons)
    return Verdict(SENDER, RECEIVER, Window(0, 600), outcome, causes=causes, facts=facts)


FINE, UNDECIDED, UNKNOWN = (said(outcome=one) for one in (Conclusion.FINE, Conclusion.UNDECIDED, Conclusion.UNKNOWN))


def test_the_true_cause_is_right_and_so_is_its_side_alone() -> None:
    truth = Truth(required=(UPLINK,))
    assert grade(truth, said((Reason.UPLINK, SENDER))) is Grade.RIGHT
    assert grade(truth, said((Reason.SENDER_ROUTER, SENDER))) is Grade.RIGHT
    assert grade(truth, said((Reason.SENDER_SIDE, SENDER))) is Grade.RIGHT


@pytest.mark.parametrize(
    "cause",
    [
        (Reason.DOWNLINK, RECEIVER),
        (Reason.RECEIVER_SIDE, RECEIVER),
        (Reason.UPLINK, 1002),
        (Reason.SENDER_PROCESSOR, SENDER),
        (Reason.NOT_SENDING, SENDER),
    ],
)
def test_another_user_another_side_or_another_family_of_reasons_is_wrong(cause: tuple[Reason, int]) -> None:
    assert grade(Truth(required=(UPLINK,)), said(cause)) is Grade.WRONG


def test_a_cause_beside_the_true_one_is_wrong_unless_it_is_true_too() -> None:
    both = said((Reason.DOWNLINK, RECEIVER), (Reason.UPLINK, SENDER))
    assert grade(Truth(required=(DOWNLINK,)), both) is Grade.WRONG
    assert grade(Truth(required=(DOWNLINK,), allowed=(UPLINK,)), both) is Grade.RIGHT
    assert grade(Truth(required=(DOWNLINK, UPLINK)), both) is Grade.RIGHT
    assert grade(Truth(required=(DOWNLINK, UPLINK)), said((Reason.DOWNLINK, RECEIVER))) is Grade.PARTIAL


def test_the_lesser_cause_first_is_wrong_where_the_shares_are_clear() -> None:
    both = said((Reason.UPLINK, SENDER), (Reason.DOWNLINK, RECEIVER))
    assert grade(Truth(required=(DOWNLINK, UPLINK)), both) is Grade.RIGHT
    assert grade(Truth(required=(DOWNLINK, UPLINK), first=DOWNLINK), both) is Grade.WRONG


def test_undecided_is_missed_where_the_truth_is_known_and_right_where_nothing_else_is_true() -> None:
    assert grade(Truth(required=(UPLINK,)), UNDECIDED) is Grade.MISSED
    assert grade(Truth(fine=True), UNDECIDED) is Grade.MISSED
    assert grade(Truth(allowed=(UPLINK,), undecided=True), UNDECIDED) is Grade.ALLOWED
    assert grade(Truth(undecided=True), UNDECIDED) is Grade.RIGHT
    assert grade(Truth(undecided=True), said((Reason.DOWNLINK, RECEIVER))) is Grade.WRONG


def test_unknown_is_allowed_where_no_curve_tells_and_missed_where_one_does() -> None:
    assert grade(Truth(fine=True, unknown=True), UNKNOWN) is Grade.ALLOWED
    assert grade(Truth(fine=True), UNKNOWN) is Grade.MISSED


def test_nothing_suffers_is_a_false_all_clear_where_somebody_does() -> None:
    assert grade(Truth(fine=True), FINE) is Grade.RIGHT
    assert grade(Truth(required=(BUSY,)), FINE) is Grade.ALL_CLEAR
    assert grade(Truth(undecided=True), FINE) is Grade.ALL_CLEAR


def test_any_cause_is_wrong_where_nothing_suffers_and_so_is_a_cause_of_nobody() -> None:
    assert grade(Truth(fine=True), said((Reason.UPLINK, SENDER))) is Grade.WRONG
    assert grade(Truth(required=(UPLINK,)), said(outcome=Conclusion.CAUSED)) is Grade.WRONG


def test_a_fact_is_told_by_any_of_its_kinds_of_the_user_that_it_is_about() -> None:
    wanted = WantedFact(SENDER, frozenset((FactKind.PAUSES, FactKind.MUTED)))
    truth = Truth(fine=True, facts=(wanted,))
    assert untold(truth, FINE) == (wanted,)
    assert untold(truth, said(outcome=Conclusion.FINE, facts=(Fact(FactKind.MUTED, 1002, 0),))) == (wanted,)
    assert untold(truth, said(outcome=Conclusion.FINE, facts=(Fact(FactKind.MUTED, SENDER, 0),))) == ()


def test_suffering_is_clear_by_its_share_or_by_one_bad_minute_and_grey_near_the_limit() -> None:
    assert ground(0.01, 0.03, 0.05) is Ground.NONE
    assert ground(0.04, 0.05, 0.05) is Ground.GREY
    assert ground(0.01, 0.10, 0.05) is Ground.GREY
    assert ground(0.08, 0.09, 0.05) is Ground.CLEAR
    assert ground(0.02, 0.40, 0.05) is Ground.CLEAR
    assert worse(Ground.GREY, Ground.CLEAR) is worse(Ground.CLEAR, Ground.NONE) is Ground.CLEAR
