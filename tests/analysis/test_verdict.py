"""The judge on small worlds with one known truth each: it names that, or says that it is undecided.

Thousands of worlds with noise are in tests/verdicts; here each rule stands by itself.
"""

from __future__ import annotations

from array import array
from random import Random

import pytest
from msgspec.structs import replace

from tests.analysis.judged import T0, THRESHOLDS, Change, curves, is_bad, sessions, tracks, verdicts
from tests.rolled import rolled_up
from tui.analysis.calls.named import call_verdict_of
from tui.analysis.cause.criteria import criteria_of
from tui.analysis.cause.engine import call_verdicts, pair_verdict
from tui.analysis.cause.verdict import Conclusion, Confidence, FactKind, Medium, Reason, Side, Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.glossary.levels import ThresholdError
from tui.domain.records import Curve

FREEZES = {20011: 700.0, 20005: 250.0}  # of two seconds


def healthy(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
    return value


def jitter(uid: int, mid: int, peer: int, second: int, value: float) -> float:
    """Single samples of 6 to 9 % of loss, of which nothing freezes."""
    random = Random(f"{uid}:{mid}:{peer}:{second}")
    return random.uniform(6, 9) if mid in (20015, 20016, 20017, 20018) and random.random() < 0.08 else value


def frozen(receiver: int | None = None, sender: int | None = None) -> Change:
    """What a receiver gets, or a sender is got of, freezes in the bad stretch."""

    def change(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        meant = (receiver in (None, uid)) and (sender in (None, peer)) and peer
        return FREEZES[mid] if meant and is_bad(second) and mid in FREEZES else value

    return change


def with_(base: Change, change: Change) -> Change:
    """Both, the second on top of the first."""

    def both(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        below = base(uid, mid, peer, second, value)
        return None if below is None else change(uid, mid, peer, second, below)

    return both


def while_bad(mids: tuple[int, ...], value: float | None, *, uid: int = 0, peer: int | None = None) -> Change:
    def change(owner: int, mid: int, about: int, second: int, known: float) -> float | None:
        meant = mid in mids and uid in (0, owner) and (peer is None or peer == about)
        return value if meant and is_bad(second) else known

    return change


def named(verdict: Verdict) -> list[tuple[Reason, int]]:
    return [(cause.reason, cause.uid) for cause in verdict.causes]


LOSS_UP, LOSS_ALL = (20015, 20017), (20016, 20018)


def test_single_samples_of_loss_that_nobody_suffers_by_are_no_fault() -> None:
    for verdict in (*verdicts(jitter, 1001, 1003), *verdicts(jitter, 1002, 1004)):
        assert verdict.outcome is Conclusion.FINE
        assert not verdict.causes


CPU = with_(with_(jitter, frozen(1003)), while_bad((20001, 20002), 98.0, uid=1003))
DOWNLINK = with_(with_(jitter, frozen(1003)), while_bad(LOSS_ALL, 25.0, uid=1003))
UPLINK = with_(with_(frozen(sender=1001), while_bad(LOSS_UP, 22.0, uid=1001)), while_bad(LOSS_ALL, 23.0, peer=1001))
SLOW_SENDER = with_(frozen(sender=1001), while_bad((20001, 20002), 98.0, uid=1001))
NOT_RECEIVED = with_(jitter, while_bad((20004, 20009, 20010), 0.0, uid=1003))
SLOW_ROUTER = with_(frozen(1003), while_bad((20022,), 800.0, uid=1003))


@pytest.mark.parametrize(
    ("change", "pair", "reason", "uid"),
    [
        (CPU, (1001, 1003), Reason.RECEIVER_PROCESSOR, 1003),
        (CPU, (1002, 1003), Reason.RECEIVER_PROCESSOR, 1003),
        (DOWNLINK, (1001, 1003), Reason.DOWNLINK, 1003),
        (DOWNLINK, (1002, 1003), Reason.DOWNLINK, 1003),
        (UPLINK, (1001, 1003), Reason.UPLINK, 1001),
        (UPLINK, (1001, 1005), Reason.UPLINK, 1001),
        (SLOW_SENDER, (1001, 1004), Reason.SENDER_PROCESSOR, 1001),
        (NOT_RECEIVED, (1001, 1003), Reason.NOT_RECEIVING, 1003),
        (SLOW_ROUTER, (1002, 1003), Reason.RECEIVER_ROUTER, 1003),
    ],
)
def test_one_fault_is_named_over_the_call_and_at_a_moment_with_the_same_confidence(
    change: Change, pair: tuple[int, int], reason: Reason, uid: int
) -> None:
    for verdict in verdicts(change, *pair):
        assert named(verdict) == [(reason, uid)]
        assert verdict.confidence is Confidence.CERTAIN
        assert verdict.causes[0].share == pytest.approx(1.0)


def test_who_is_spared_by_a_fault_has_none() -> None:
    for change, pair in ((DOWNLINK, (1001, 1004)), (UPLINK, (1002, 1003)), (CPU, (1001, 1005))):
        for verdict in verdicts(change, *pair):
            assert verdict.outcome is Conclusion.FINE


def test_a_fault_that_is_over_at_a_moment_is_none_then() -> None:
    whole, moment = verdicts(UPLINK, 1001, 1003, at_s=600)
    assert named(whole) == [(Reason.UPLINK, 1001)]
    assert moment.outcome is Conclusion.FINE


def test_pauses_of_who_pushes_to_talk_are_a_fact_beside_the_cause() -> None:
    def talk(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        pause = second // 11 % 3 == 0
        return 0.0 if pause and ((uid, mid) == (1001, 20003) or (peer, mid) == (1001, 20004)) else value

    for verdict in verdicts(with_(DOWNLINK, talk), 1001, 1003):
        assert named(verdict) == [(Reason.DOWNLINK, 1003)]
        assert FactKind.PAUSES in {fact.kind for fact in verdict.facts}
    for verdict in verdicts(talk, 1001, 1004):
        assert verdict.outcome is Conclusion.FINE


def test_a_pause_of_the_sender_that_one_receiver_alone_feels_accuses_nobody() -> None:
    def pause(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        if not is_bad(second) or second % 60 >= 8:
            return value
        if (uid == 1001 and mid == 20006) or (peer == 1001 and mid == 20009):
            return 0.0
        return 2000.0 if (uid, mid, peer) == (1003, 20011, 1001) else value

    for verdict in verdicts(pause, 1001, 1003, at_s=390):
        assert verdict.outcome is Conclusion.UNDECIDED
        assert named(verdict) == []
        assert Reason.NOT_SENDING in verdict.fits


def test_a_camera_that_is_switched_off_is_a_fact_since_then() -> None:
    def off(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        own = uid == 1001 and mid in (20006, 20007, 20008)
        return 0.0 if second >= 300 and (own or (peer == 1001 and mid in (20009, 20010))) else value

    whole, moment = verdicts(off, 1001, 1003)
    for verdict in (whole, moment):
        assert verdict.outcome is Conclusion.FINE
        assert {(fact.kind, fact.uid) for fact in verdict.facts} == {(FactKind.VIDEO_OFF, 1001)}
    assert whole.facts[0].since_ts == T0 + 300
    assert whole.facts[0].until_ts is None


def test_a_shared_screen_is_slow_by_intent() -> None:
    def screen(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        own = {20006: 15.0, 20007: 1.0, 20008: 1.0} if uid == 1001 else {}
        return own.get(mid, {20009: 15.0, 20010: 1.0}.get(mid, value) if peer == 1001 else value)

    for verdict in verdicts(with_(screen, DOWNLINK), 1001, 1003):
        assert named(verdict) == [(Reason.DOWNLINK, 1003)]


def test_an_uplink_that_loses_and_harms_nobody_is_a_fact() -> None:
    def lossy(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return 20.0 if uid == 1001 and mid in LOSS_UP else value

    for verdict in verdicts(lossy, 1001, 1003):
        assert verdict.outcome is Conclusion.FINE
        assert (FactKind.LOSSY_UPLINK, 1001) in {(fact.kind, fact.uid) for fact in verdict.facts}


RECEIVED_ZERO = while_bad((20004, 20009, 20010), 0.0, peer=1001)


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        (while_bad((20003, 20006, 20007, 20008, 20015, 20017), None, uid=1001), Reason.NOT_SENDING),
        (while_bad((*range(20001, 20023),), None, uid=1001), Reason.SENDER_SIDE),
    ],
)
def test_curves_of_a_sender_that_end_while_everybody_receives_nothing_are_its_own(ends: Change, reason: Reason) -> None:
    for verdict in verdicts(with_(RECEIVED_ZERO, ends), 1001, 1003):
        assert named(verdict) == [(reason, 1001)]


def test_curves_of_a_receiver_about_a_sender_that_end_are_its_own_and_never_an_all_clear() -> None:
    ends = while_bad((20004, 20005, 20009, 20010, 20011, 20016, 20018), None, uid=1003, peer=1001)
    for verdict in verdicts(ends, 1001, 1003):
        assert named(verdict) == [(Reason.NOT_RECEIVING, 1003)]
        assert verdict.confidence is Confidence.LIKELY


def test_a_receiver_of_whom_nothing_is_told_is_not_said_to_be_fine() -> None:
    for verdict in verdicts(while_bad((*range(20001, 20023),), None, uid=1003), 1001, 1003):
        assert verdict.outcome is Conclusion.UNKNOWN
        assert FactKind.SILENT in {fact.kind for fact in verdict.facts}


def test_without_an_upstream_curve_the_other_receivers_tell_the_side() -> None:
    def without(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return None if mid in LOSS_UP else value

    for verdict in verdicts(with_(UPLINK, without), 1001, 1003):
        assert named(verdict) == [(Reason.SENDER_SIDE, 1001)]
        assert verdict.confidence is Confidence.LIKELY
        assert (verdict.receivers.alike, verdict.receivers.known) == (3, 3)
        assert Reason.UPLINK in verdict.unknown


def test_two_faults_at_once_are_both_named_with_the_share_of_each() -> None:
    up = with_(while_bad(LOSS_UP, 8.0, uid=1001), while_bad(LOSS_ALL, 8.2, peer=1001))
    both = with_(with_(up, while_bad(LOSS_ALL, 32.0, uid=1003, peer=1001)), frozen(1003))
    both = with_(both, while_bad(LOSS_ALL, 24.0, uid=1003, peer=1002))
    for verdict in verdicts(both, 1001, 1003):
        assert named(verdict) == [(Reason.DOWNLINK, 1003), (Reason.UPLINK, 1001)]
        assert verdict.causes[0].share == pytest.approx(0.75, abs=0.05)


def test_only_one_pair_that_loses_is_undecided() -> None:
    only = with_(frozen(1003, 1001), while_bad(LOSS_ALL, 25.0, uid=1003, peer=1001))
    for verdict in verdicts(only, 1001, 1003):
        assert verdict.outcome is Conclusion.UNDECIDED
        assert not verdict.causes
        assert {Reason.UPLINK, Reason.DOWNLINK} <= set(verdict.fits)


def test_everybody_who_loses_everything_is_undecided_where_the_uplinks_are_clean() -> None:
    for verdict in verdicts(with_(frozen(), while_bad(LOSS_ALL, 25.0)), 1001, 1003):
        assert verdict.outcome is Conclusion.UNDECIDED


def test_freezes_that_no_curve_explains_are_undecided() -> None:
    for verdict in verdicts(frozen(1003, 1001), 1001, 1003):
        assert verdict.outcome is Conclusion.UNDECIDED


def test_without_a_freeze_curve_nobody_is_cleared() -> None:
    def without(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return None if mid in FREEZES else value

    for verdict in verdicts(without, 1001, 1003):
        assert verdict.outcome is Conclusion.UNKNOWN


def test_a_processor_that_was_as_busy_at_calm_times_is_no_cause() -> None:
    def busy(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return 98.0 if uid == 1003 and mid in (20001, 20002) else value

    for verdict in verdicts(with_(frozen(1003, 1001), busy), 1001, 1003):
        assert verdict.outcome is Conclusion.UNDECIDED
        assert Reason.RECEIVER_PROCESSOR in verdict.fits


def test_what_is_told_of_all_senders_together_accuses_nobody_who_is_one_of_several() -> None:
    def shared(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return None if mid in (20004, 20005, 20016) and peer == 1001 else value

    made = []
    for curve in curves(with_(with_(shared, frozen(sender=1002)), while_bad((20015,), 22.0, uid=1002))):
        peer = 0 if curve.mid in (20004, 20005, 20016) else curve.peer_uid
        values = array("d", [0.0] * len(curve.ts)) if curve.mid == 20011 else curve.values
        made.append(Curve(curve.sid, curve.mid, peer, curve.ts, values))
    found = call_verdicts(tracks(made))
    verdict = next(one for one in found if (one.sender_uid, one.receiver_uid) == (1001, 1003))
    assert verdict.outcome is Conclusion.UNDECIDED
    assert all(uid != 1001 for one in found for _, uid in named(one))


def test_a_sender_is_named_once_for_each_who_suffers_by_it_and_stands_first() -> None:
    call_verdict = call_verdict_of(call_verdicts(tracks(curves(SLOW_SENDER))))
    (named_user,) = call_verdict.named_users
    assert (named_user.uid, named_user.reason, named_user.side) == (1001, Reason.SENDER_PROCESSOR, Side.SENDER)
    assert named_user.sufferers == (1002, 1003, 1004, 1005)
    assert named_user.confidence is Confidence.CERTAIN
    assert call_verdict.causers(1004) == (named_user,)
    assert not call_verdict.undecided


def test_both_media_are_told_of_and_each_cause_names_those_it_harms() -> None:
    (whole, _) = verdicts(UPLINK, 1001, 1003)
    assert [one.medium for one in whole.sufferings] == [Medium.VIDEO, Medium.AUDIO]
    assert whole.causes[0].media == (Medium.VIDEO, Medium.AUDIO)
    assert (whole.causes[0].since_ts, whole.causes[0].until_ts) == (T0 + 240, T0 + 480)
    assert all(one.frozen_percent > 0 for one in whole.sufferings)


def test_nothing_is_judged_of_a_call_without_curves() -> None:
    assert call_verdicts(tracks([])) == ()


def test_minutes_with_few_points_accuse_nobody_where_the_freeze_curve_tells_that_all_is_well() -> None:
    def thin(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return None if uid == 1003 and mid in (20004, 20009) and 240 <= second < 300 and second % 14 else value

    whole, _ = verdicts(thin, 1001, 1003)
    assert whole.outcome is Conclusion.FINE
    assert call_verdicts(tracks(curves(thin))) == ()


def test_a_user_told_as_in_the_call_twice_suffers_no_less() -> None:
    mild = with_(while_bad((20011,), 140.0, uid=1003), while_bad(LOSS_ALL, 25.0, uid=1003))
    made = curves(mild)
    again = [replace(one, sid="again", leave_ts=None) for one in sessions() if one.uid == 1003]
    call = Tracks([*sessions(), *again], rolled_up(made), THRESHOLDS)
    assert named(pair_verdict(call, 1001, 1003)) == [(Reason.DOWNLINK, 1003)]
    assert pair_verdict(call, 1001, 1003).sufferings == pair_verdict(tracks(made), 1001, 1003).sufferings


def test_of_whom_no_freeze_curve_tells_is_not_known_in_the_call_either() -> None:
    def without(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
        return None if uid == 1003 and mid in FREEZES else 30.0 if uid == 1003 and mid in LOSS_ALL else value

    call_verdict = call_verdict_of(call_verdicts(tracks(curves(without))))
    assert (call_verdict.named_users, call_verdict.undecided, call_verdict.unknown) == ((), (), (1003,))
    (whole, _) = verdicts(without, 1001, 1003)
    assert not any(fact.kind is FactKind.LOSSY_DOWNLINK for fact in whole.facts)


def test_a_stream_that_is_not_received_and_did_not_freeze_may_be_switched_off_there() -> None:
    for verdict in verdicts(while_bad((20009, 20010), 0.0, uid=1003, peer=1001), 1001, 1003):
        assert named(verdict) == [(Reason.NOT_RECEIVING, 1003)]
        assert verdict.confidence is Confidence.LIKELY


def test_one_client_that_takes_a_camera_that_is_off_for_a_freeze_accuses_nobody() -> None:
    off = with_(while_bad((20006, 20007, 20008), 0.0, uid=1001), while_bad((20009, 20010), 0.0, peer=1001))
    for verdict in verdicts(with_(off, frozen(1003, 1001)), 1001, 1003):
        assert Reason.NOT_SENDING not in dict(named(verdict))


def test_a_criterion_of_the_config_holds_for_the_call_and_for_a_moment() -> None:
    limits = thresholds_with({"frozenTimes": {"bad": 40}})
    assert criteria_of(limits).least_times_at == pytest.approx(40 * 2 / 3)
    with pytest.raises(ThresholdError):
        thresholds_with({"frozenTimes": {"warn": 1, "bad": 2}})
