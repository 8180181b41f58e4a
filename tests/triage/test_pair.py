"""The checks of a bad stream, in the manual's order: what each finds, and whom it blames."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from tests.triage.test_session import T0, THRESHOLDS
from tui.records import Curve, Level, Session, Window
from tui.triage.pair import (
    AROUND_S,
    Check,
    Finding,
    Findings,
    Side,
    Verdict,
    around,
    checked_at,
    findings,
    on_at,
    pair_of,
    sessions_of,
    whole,
)

SENDER, RECEIVER = 44361248, 83817682
AROUND = Window(T0 + 20, T0 + 80)
HEALTHY_SENDER: Mapping[int, float] = {20006: 800, 20003: 35, 20007: 15, 20008: 15, 20017: 0.2, 20015: 0.1, 20022: 20}
HEALTHY_RECEIVER: Mapping[int, float] = {20009: 790, 20004: 35, 20010: 15, 20018: 0.4, 20016: 0.2, 20011: 0, 20005: 0}
BOTH: Mapping[int, float] = {20001: 20, 20002: 30, 20021: 8}


def flat(mid: int, value: float, *, peer: int = 0, sid: str = "S", seconds: int = 100) -> Curve:
    stamps = array("q", range(T0, T0 + seconds, 2))
    return Curve(sid, mid, peer, stamps, array("d", [value] * len(stamps)))


def found(
    sender: Mapping[int, float] | None = None, receiver: Mapping[int, float] | None = None, *, rtt: float = 20
) -> Findings:
    """With these values in place of healthy ones, from first to last; None of a metric: no curve of it."""
    sends = {**HEALTHY_SENDER, **BOTH, **(sender or {})}
    gets = {**HEALTHY_RECEIVER, **(receiver or {})}
    own = {**BOTH, 20022: rtt, **{mid: value for mid, value in gets.items() if mid in BOTH}}
    received = [flat(mid, value, peer=SENDER) for mid, value in gets.items() if mid not in BOTH and value >= 0]
    received += [flat(mid, value) for mid, value in own.items()]
    sent = [flat(mid, value) for mid, value in sends.items() if value >= 0]
    return findings(pair_of(sent, received, SENDER, THRESHOLDS), AROUND)


def of(found: Findings, check: Check) -> Finding:
    return next(one for one in found.checks if one.check is check)


def stopped(curve: Curve, first_s: int, last_s: int) -> Curve:
    values = array(
        "d", [0.0 if first_s <= ts - T0 < last_s else v for ts, v in zip(curve.ts, curve.values, strict=True)]
    )
    return Curve(curve.sid, curve.mid, curve.peer_uid, curve.ts, values)


def test_healthy_curves_are_clean_in_every_check() -> None:
    result = found()
    assert [one.verdict for one in result.checks] == [Verdict.CLEAN] * 5
    assert [one.check for one in result.checks] == list(Check)
    assert result.cause is None


def test_loss_upstream_blames_the_sender_s_network_and_the_loss_end_to_end_follows_from_it() -> None:
    result = found({20017: 31}, {20018: 32, 20011: 400})
    assert of(result, Check.SENDER_NETWORK).verdict is Verdict.FAULT
    assert of(result, Check.RECEIVER_NETWORK).verdict is Verdict.FOLLOWS
    assert result.cause is not None
    assert result.cause.check is Check.SENDER_NETWORK
    worst = result.cause.readings[0]
    assert (worst.side, worst.mid, worst.value, worst.level) == (Side.SENDER, 20017, 31, Level.BAD)
    assert of(result, Check.RECEIVER_NETWORK).lost_between is not None
    assert [reading.mid for reading in result.suffered] == [20011, 20005]


def test_loss_end_to_end_with_a_clean_sender_blames_the_receiver_s_network() -> None:
    result = found(receiver={20018: 20})
    finding = of(result, Check.RECEIVER_NETWORK)
    assert finding.verdict is Verdict.FAULT
    assert finding.lost_between is not None
    assert round(finding.lost_between, 1) == 19.8
    assert result.cause is finding


def test_loss_on_both_parts_of_the_way_is_a_fault_of_both() -> None:
    result = found({20017: 12}, {20018: 30})
    assert of(result, Check.SENDER_NETWORK).verdict is Verdict.FAULT
    assert of(result, Check.RECEIVER_NETWORK).verdict is Verdict.FAULT
    assert [one.check for one in result.faults] == [Check.SENDER_NETWORK, Check.RECEIVER_NETWORK]
    assert of(result, Check.RECEIVER_NETWORK).lost_mid == 20018


def test_who_never_sends_is_silent_and_not_merely_unknown() -> None:
    quiet = [flat(20001, 10.0), flat(20006, 0.0)]
    assert findings(pair_of(quiet, [], SENDER, THRESHOLDS), AROUND).is_silent
    assert not findings(pair_of([], [], SENDER, THRESHOLDS), AROUND).is_silent
    assert not findings(pair_of(quiet, [flat(20009, 790, peer=SENDER)], SENDER, THRESHOLDS), AROUND).is_silent
    assert not found().is_silent


def test_nothing_that_is_still_to_come_is_looked_at() -> None:
    assert around(1000, 5000.0) == Window(970, 1031)
    assert around(1000, 1010.0) == Window(970, 1011)
    assert around(1000, 900.0).seconds == 0


def test_without_the_sender_s_curves_loss_end_to_end_blames_nobody() -> None:
    result = found({20017: -1, 20015: -1}, {20018: 30})
    assert of(result, Check.RECEIVER_NETWORK).verdict is Verdict.OPEN
    assert result.cause is None


def test_a_slow_router_is_a_fault_of_the_side_it_is_on() -> None:
    assert of(found({20022: 700}), Check.SENDER_NETWORK).verdict is Verdict.FAULT
    assert of(found(rtt=700), Check.RECEIVER_NETWORK).verdict is Verdict.FAULT


def test_a_sender_that_stops_is_found_first_and_the_receiver_that_gets_nothing_follows_from_it() -> None:
    sent = [stopped(flat(20006, 800), 40, 60), flat(20017, 0.1)]
    received = [stopped(flat(20009, 790, peer=SENDER), 40, 60)]
    result = findings(pair_of(sent, received, SENDER, THRESHOLDS), AROUND)
    sending = of(result, Check.SENDING)
    assert sending.verdict is Verdict.FAULT
    assert sending.readings[0].stopped
    assert sending.readings[0].ts == T0 + 40
    assert of(result, Check.RECEIVING).verdict is Verdict.FOLLOWS
    assert result.cause is sending


def test_a_receiver_that_stops_while_the_sender_goes_on_is_its_own_doing() -> None:
    received = [stopped(flat(20009, 790, peer=SENDER), 40, 60)]
    result = findings(pair_of([flat(20006, 800)], received, SENDER, THRESHOLDS), AROUND)
    assert of(result, Check.RECEIVING).verdict is Verdict.FAULT


def test_a_stream_that_is_never_sent_has_not_stopped() -> None:
    result = found({20006: 0}, {20009: 0})
    assert of(result, Check.SENDING).verdict is Verdict.CLEAN
    assert [reading.mid for reading in of(result, Check.SENDING).readings] == [20003, 20007]


def test_a_busy_processor_is_found_on_either_side_and_named_first() -> None:
    for sender, receiver, side in (({20002: 99.0}, {}, Side.SENDER), ({}, {20002: 99.0}, Side.RECEIVER)):
        finding = of(found(sender, receiver), Check.PROCESSORS)
        assert finding.verdict is Verdict.FAULT
        assert (finding.readings[0].side, finding.readings[0].mid) == (side, 20002)
    assert of(found({20002: 85}), Check.PROCESSORS).verdict is Verdict.NEAR


def test_where_no_curve_tells_the_check_says_so() -> None:
    result = findings(pair_of([], [], SENDER, THRESHOLDS), AROUND)
    assert [one.verdict for one in result.checks] == [Verdict.UNKNOWN] * 5
    outside = findings(pair_of([flat(20006, 800)], [], SENDER, THRESHOLDS), Window(T0 + 500, T0 + 560))
    assert of(outside, Check.SENDING).verdict is Verdict.UNKNOWN


def test_what_is_measured_about_nobody_in_particular_stands_for_the_sender_only_where_nothing_is_about_it() -> None:
    received = [flat(20004, 30), flat(20004, 20, peer=SENDER), flat(20016, 9), flat(20018, 1, peer=77)]
    about = pair_of([], received, SENDER, THRESHOLDS).about
    assert {mid: each.curves[0].peer_uid for mid, each in about.items()} == {20004: SENDER, 20016: 0}


def test_the_curves_of_a_user_who_came_back_are_one_in_the_order_of_time() -> None:
    late = Curve("S2", 20017, 0, array("q", [T0 + 50, T0 + 52]), array("d", [5.0, 6.0]))
    early = Curve("S1", 20017, 0, array("q", [T0, T0 + 2]), array("d", [1.0, 2.0]))
    (joined,) = whole([late, early])
    assert list(joined.ts) == [T0, T0 + 2, T0 + 50, T0 + 52]
    assert list(joined.values) == [1.0, 2.0, 5.0, 6.0]


def stay(sid: str, join_s: int, leave_s: int | None, uid: int = SENDER) -> Session:
    leave_ts = None if leave_s is None else T0 + leave_s
    return Session(sid, "class", uid, "4G", "iOS", True, "3.1.2", "iPhone", T0 + join_s, leave_ts, leave_s is not None)


def test_the_session_of_a_moment_is_the_one_that_was_on_then() -> None:
    stays: Sequence[Session] = sessions_of(
        [stay("B", 100, None), stay("A", 0, 60), stay("C", 0, 900, RECEIVER)], SENDER
    )
    assert [one.sid for one in stays] == ["A", "B"]
    on = [on_at(stays, T0 + seconds) for seconds in (0, 60, 80, 100, 5000)]
    assert [one.sid if one else None for one in on] == ["A", "A", None, "B", "B"]


def test_where_no_curve_tells_nobody_is_cleared() -> None:
    assert found().unknown == ()
    nothing = findings(pair_of([], [], SENDER, THRESHOLDS), AROUND)
    assert (nothing.cause, nothing.unknown) == (None, tuple(Check))
    assert found(dict.fromkeys(HEALTHY_SENDER, -1)).unknown == (Check.SENDING, Check.SENDER_NETWORK)


def test_a_moment_that_is_younger_than_the_curves_is_checked_by_their_last_half_minutes() -> None:
    pair = pair_of([flat(20017, 30.0)], [flat(20018, 30.0, peer=SENDER)], SENDER, THRESHOLDS)
    last_ts = T0 + 98
    assert checked_at(pair, T0 + 40) == T0 + 40
    assert checked_at(pair, last_ts + 120) == last_ts - AROUND_S
    assert checked_at(pair, last_ts + 3600) == last_ts + 3600
    assert checked_at(pair_of([], [], SENDER, THRESHOLDS), T0) == T0
