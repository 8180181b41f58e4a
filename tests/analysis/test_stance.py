"""Whether the stored curves agree with Agora's cause: only where they speak of its time, its medium and its users."""

from __future__ import annotations

import pytest

from tests.analysis.judged import T0, tracks
from tests.analysis.judged import curves as curves_of
from tests.analysis.test_findings import UPLINK as BY_UPLINK
from tests.analysis.test_findings import named_by_agora, verdict
from tests.analysis.test_verdict import jitter
from tests.analysis.test_verdict_of_browsers import DOWNLINK, RECEIVER_CPU, UPLINK
from tui.analysis.cause.agreement import Stance, agreement
from tui.analysis.cause.verdict import Conclusion, Reason
from tui.analysis.findings.stance import Stances
from tui.domain.records import Cause, Diagnosis

VIDEO_FREEZE, AUDIO_FREEZE, SLOW_JOIN = 4, 5, 6
DOWN, CPU, UP = 23, 10, 21
BAD_TS, CALM_TS = T0 + 360, T0 + 660


def diagnosed(uid: int, *hosts: int, ts: int = BAD_TS, exp_id: int = VIDEO_FREEZE, factor_id: int = UP) -> Diagnosis:
    """0: the user itself."""
    return Diagnosis(
        ts, str(uid), exp_id, "class", tuple(Cause(factor_id, str(host) if host else "") for host in hosts)
    )


def stance(change: object, one: Diagnosis, *, without: tuple[int, ...] = ()) -> Stance:
    made = [each for each in curves_of(change) if each.peer_uid not in without]  # type: ignore[arg-type]
    return Stances(tracks(made)).on(one).stance


@pytest.mark.parametrize(
    ("change", "one", "expected"),
    [
        (UPLINK, diagnosed(1003, 1001), Stance.AGREES),
        (UPLINK, diagnosed(1003, 0), Stance.DISAGREES),
        (UPLINK, diagnosed(1003, 1002), Stance.DISAGREES),
        (DOWNLINK, diagnosed(1003, 0), Stance.AGREES),
        (DOWNLINK, diagnosed(1003, 1001), Stance.DISAGREES),
        (RECEIVER_CPU, diagnosed(1003, 0, factor_id=CPU), Stance.AGREES),
        # Agora names the way of the stream, and its last part is the receiver's.
        (DOWNLINK, diagnosed(1003, 1001, factor_id=DOWN), Stance.CANNOT_TELL),
        # Nothing suffers then, nobody is named, nothing is known of that user, or of such an experience.
        (UPLINK, diagnosed(1003, 1001, ts=CALM_TS), Stance.CANNOT_TELL),
        (UPLINK, diagnosed(1003), Stance.CANNOT_TELL),
        (UPLINK, diagnosed(77, 1001), Stance.CANNOT_TELL),
        (UPLINK, diagnosed(1003, 0, exp_id=SLOW_JOIN), Stance.CANNOT_TELL),
        (jitter, diagnosed(1003, 1001), Stance.CANNOT_TELL),
    ],
)
def test_the_curves_agree_disagree_or_cannot_tell(change: object, one: Diagnosis, expected: Stance) -> None:
    assert stance(change, one) is expected


def test_a_named_user_without_curves_is_not_excluded() -> None:
    assert stance(UPLINK, diagnosed(1003, 1002), without=(1002,)) is Stance.CANNOT_TELL
    assert stance(UPLINK, diagnosed(1003, 4711)) is Stance.CANNOT_TELL


def test_the_users_that_agora_named_stand_beside_whatever_the_stance() -> None:
    stances = Stances(tracks(curves_of(UPLINK)))
    assert stances.on(diagnosed(1003, 0, 1001)).named == ("1003", "1001")
    assert stances.on(diagnosed(1003, 0, ts=CALM_TS)).named == ("1003",)


def test_a_pair_is_compared_with_the_freezes_of_its_receiver_alone() -> None:
    pair = verdict(1, 2, Conclusion.CAUSED, BY_UPLINK)
    named = named_by_agora(2, 9)
    slow_join = Diagnosis(named.ts, "2", SLOW_JOIN, "math", named.causes)
    assert agreement(pair, [slow_join]).stance is Stance.CANNOT_TELL
    assert agreement(pair, [slow_join]).named == ()
    assert agreement(pair, [named]).stance is Stance.DISAGREES


def test_a_loss_on_the_last_part_of_the_named_stream_does_not_disagree() -> None:
    pair = verdict(1, 2, Conclusion.CAUSED, (Reason.DOWNLINK, 2, 1.0))
    assert agreement(pair, [named_by_agora(2, 1)]).stance is Stance.CANNOT_TELL
    assert agreement(pair, [named_by_agora(2, 9)]).stance is Stance.DISAGREES
