"""The judge where users are browsers, or receive the low stream: what a browser does not tell is unknown, its losses
are not mixed with the others, and nobody is named wrongly for it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping

import pytest
from msgspec.structs import replace

from tests.analysis.judged import LASTED_S, RECEIVERS, SENDERS, T0, Change, curves, is_bad, tracks
from tests.analysis.test_verdict import frozen, healthy, jitter, while_bad, with_
from tests.rolled import rolled_up
from tui.analysis.cause.engine import call_verdicts, moment_verdict, pair_verdict
from tui.analysis.cause.verdict import Check, Conclusion, Medium, Reason, Verdict
from tui.analysis.curves.both_streams import HIGH_OF, minutes_of_both, points_of_both
from tui.domain.glossary.mids import WEB_LOSSES
from tui.domain.percentages import PERCENTAGES, Scale, curves_in, set_apart, told_scale
from tui.domain.records import Curve
from tui.domain.records.curve_metrics import CurveMetric as Metric
from tui.domain.text import Lang
from tui.messages.verdict import WIRE_LOSS
from tui.ui.features.pair.view import NEEDED_OF, sign_of_check
from tui.ui.texts.verdict import conclusion

UNTOLD = (Metric.APP_CPU, Metric.SYSTEM_CPU, Metric.AUDIO_FREEZE, Metric.TASK_DELAY, Metric.ROUTER_RTT)
OF_A_BROWSER: Mapping[int, int] = {
    Metric.AUDIO_UPSTREAM_LOSS: Metric.WEB_AUDIO_UP_LOSS,
    Metric.VIDEO_UPSTREAM_LOSS: Metric.WEB_VIDEO_UP_LOSS,
    Metric.VIDEO_END_TO_END_LOSS: Metric.WEB_VIDEO_DOWN_LOSS,
}
EVERYBODY = (*SENDERS, *RECEIVERS)
LOSS_UP, LOSS_ALL = (20015, 20017), (20016, 20018)


def with_browsers(made: list[Curve], uids: Collection[int]) -> list[Curve]:
    """The curves that these users would tell from a browser."""
    sids = {f"S{uid}" for uid in uids}
    return [
        one
        if one.sid not in sids
        else Curve(one.sid, OF_A_BROWSER.get(one.mid, one.mid), one.peer_uid, one.ts, one.values)
        for one in made
        if one.sid not in sids or one.mid not in UNTOLD
    ]


def both(made: list[Curve], sender_uid: int, receiver_uid: int) -> tuple[Verdict, Verdict]:
    """Over the whole call, and around a moment of it."""
    of_both = {uid: [one for one in made if one.sid == f"S{uid}"] for uid in (sender_uid, receiver_uid)}
    whole = tracks(made)
    moment = moment_verdict(whole, of_both, sender_uid, receiver_uid, T0 + 360, T0 + 10 * LASTED_S)
    return pair_verdict(whole, sender_uid, receiver_uid), moment


def lossy_uplink(uid: int, mid: int, peer: int, second: int, value: float) -> float | None:
    meant = (uid == 1001 and mid in LOSS_UP) or (peer == 1001 and mid in LOSS_ALL)
    return 25.0 if meant and is_bad(second) else value


UPLINK = with_(with_(jitter, frozen(sender=1001)), lossy_uplink)
DOWNLINK = with_(with_(jitter, frozen(1003)), while_bad(LOSS_ALL, 25.0, uid=1003))
SENDER_CPU = with_(with_(jitter, frozen(sender=1001)), while_bad((20001, 20002), 98.0, uid=1001))
RECEIVER_CPU = with_(with_(jitter, frozen(1003)), while_bad((20001, 20002), 98.0, uid=1003))
FAULTS: Mapping[str, tuple[Change, Reason, int]] = {
    "uplink": (UPLINK, Reason.UPLINK, 1001),
    "downlink": (DOWNLINK, Reason.DOWNLINK, 1003),
    "sender's CPU": (SENDER_CPU, Reason.SENDER_PROCESSOR, 1001),
    "receiver's CPU": (RECEIVER_CPU, Reason.RECEIVER_PROCESSOR, 1003),
}
BROWSERS: Mapping[str, tuple[int, ...]] = {
    "nobody": (),
    "the sender": (1001,),
    "the receiver": (1003,),
    "both": (1001, 1003),
    "all receivers": RECEIVERS,
    "everybody": EVERYBODY,
}
CASES = [pytest.param(fault, who, id=f"{fault}, in browsers: {who}") for fault in FAULTS for who in BROWSERS]


@pytest.mark.parametrize(("fault", "who"), CASES)
def test_whoever_sits_at_a_browser_the_fault_is_found_or_nobody_is_named(fault: str, who: str) -> None:
    change, reason, uid = FAULTS[fault]
    is_cpu = reason.check is Check.PROCESSORS
    made = with_browsers(curves(change), BROWSERS[who])
    for verdict in both(made, 1001, 1003):
        assert verdict.outcome in (Conclusion.CAUSED, Conclusion.UNDECIDED)
        assert {cause.uid for cause in verdict.causes} <= {uid}
        if not is_cpu or uid not in BROWSERS[who]:
            assert [(cause.reason, cause.uid) for cause in verdict.causes] == [(reason, uid)]
        else:
            # No curve tells of a browser's processor: it is named by no curve, and not excluded.
            assert reason not in {cause.reason for cause in verdict.causes}
            assert reason in verdict.unknown


@pytest.mark.parametrize(("fault", "who"), CASES)
def test_a_check_of_which_a_curve_is_missing_is_never_clean(fault: str, who: str) -> None:
    made = with_browsers(curves(FAULTS[fault][0]), BROWSERS[who])
    for verdict in both(made, 1001, 1003):
        told = {one.reason for one in verdict.evidence}
        for check in Check:
            missing = {*NEEDED_OF[check]} - told
            assert not missing or sign_of_check(verdict, check) != "clean"
        for uid, reasons in (
            (1001, (Reason.SENDER_ROUTER, Reason.SENDER_PROCESSOR)),
            (1003, (Reason.RECEIVER_ROUTER,)),
        ):
            assert not told.intersection(reasons) if uid in BROWSERS[who] else told.issuperset(reasons)


def test_no_number_of_one_definition_is_a_part_of_a_number_of_the_other() -> None:
    """A browser's upload loss of 25 % stands beside an end-to-end loss of 25 %: neither is the other's rest."""
    made = with_browsers(curves(UPLINK), (1001,))
    for verdict in both(made, 1001, 1003):
        by_metric = {one.mid: one for one in verdict.evidence}
        assert by_metric[Metric.WEB_VIDEO_UP_LOSS].value == pytest.approx(25, abs=1)
        assert by_metric[Metric.VIDEO_END_TO_END_LOSS].value == pytest.approx(25, abs=1)
        assert Metric.VIDEO_UPSTREAM_LOSS not in by_metric


def test_a_healthy_call_of_browsers_is_unknown_for_sound_and_not_fine() -> None:
    made = with_browsers(curves(healthy), EVERYBODY)
    for verdict in both(made, 1001, 1003):
        assert verdict.outcome is Conclusion.UNKNOWN
        assert verdict.untold == (Medium.AUDIO,)
        assert not verdict.causes
    native = both(curves(healthy), 1001, 1003)
    assert {verdict.outcome for verdict in native} == {Conclusion.FINE}
    assert all(not verdict.untold for verdict in native)


def test_a_browser_s_loss_without_suffering_is_a_fact_and_no_fault() -> None:
    made = with_browsers(curves(while_bad(LOSS_UP, 25.0, uid=1001)), (1001,))
    for verdict in both(made, 1001, 1003):
        assert verdict.outcome is Conclusion.FINE
        assert any(fact.mid in WEB_LOSSES for fact in verdict.facts)


# -- the low stream

Split = Callable[[int], bool]  # second → whether the low stream comes


def in_low(made: list[Curve], receiver_uid: int, sender_uid: int, is_low: Split) -> list[Curve]:
    """The same reception, some of it as the low stream."""
    found = []
    for one in made:
        if (one.sid, one.mid, one.peer_uid) != (f"S{receiver_uid}", Metric.VIDEO_RECEIVE_BITRATE, sender_uid):
            found.append(one)
            continue
        for mid, low in ((Metric.VIDEO_RECEIVE_BITRATE, False), (Metric.LOW_RECEIVE_BITRATE, True)):
            points = [(ts, value) for ts, value in zip(one.ts, one.values, strict=True) if is_low(ts - T0) is low]
            if points:
                stamps, values = zip(*points, strict=True)
                found.append(Curve(one.sid, mid, one.peer_uid, array("q", stamps), array("d", values)))
    return found


@pytest.mark.parametrize(
    "is_low",
    [lambda second: True, is_bad, lambda second: second > 333, lambda second: second // 20 % 2 == 0],
    ids=["all the time", "in the bad stretch", "from the middle of a minute on", "by turns"],
)
def test_a_receiver_that_falls_to_the_low_stream_receives(is_low: Split) -> None:
    made = in_low(curves(healthy), 1003, 1001, is_low)
    for verdict in both(made, 1001, 1003):
        assert verdict.outcome is Conclusion.FINE
        assert not verdict.facts
    assert not call_verdicts(tracks(made))


def test_a_stream_that_stops_in_both_of_its_parts_has_stopped() -> None:
    stop = while_bad((Metric.VIDEO_RECEIVE_BITRATE, Metric.AUDIO_RECEIVE_BITRATE), 0.0, uid=1003, peer=1001)
    made = in_low(curves(stop), 1003, 1001, lambda second: second // 20 % 2 == 0)
    for verdict in both(made, 1001, 1003):
        assert [(cause.reason, cause.uid) for cause in verdict.causes] == [(Reason.NOT_RECEIVING, 1003)]


def test_both_streams_together_are_the_sum_of_the_two() -> None:
    made = curves(healthy)
    (high,) = [one for one in made if (one.sid, one.mid) == ("S1001", Metric.VIDEO_SEND_BITRATE)]
    low = Curve(high.sid, Metric.LOW_SEND_BITRATE, 0, high.ts, array("d", [60.0] * len(high.ts)))
    (points,) = points_of_both([high, low])
    assert (points.mid, set(points.values)) == (Metric.VIDEO_SEND_BITRATE, {860.0})
    (minutes,) = minutes_of_both(rolled_up([high, low]))
    (alone,) = rolled_up([high])
    assert (minutes.mid, minutes.first_ts, minutes.counts) == (alone.mid, alone.first_ts, alone.counts)
    assert [total / count for total, count in zip(minutes.sums, minutes.counts, strict=True)] == [860.0] * len(
        minutes.counts
    )
    (renamed,) = points_of_both([low])
    assert renamed.mid == HIGH_OF[low.mid]


@pytest.mark.parametrize("fault", ["uplink", "downlink"])
def test_losses_whose_scale_no_answer_tells_are_unknown_and_not_clean_and_are_judged_once_one_tells_it(
    fault: str,
) -> None:
    change, reason, uid = FAULTS[fault]
    told = with_browsers(curves(change), EVERYBODY)
    of_one = [replace(one, values=array("d", [value / 100 for value in one.values])) for one in told]
    apart = set_apart(tuple(one if its.mid in PERCENTAGES else its for one, its in zip(of_one, told, strict=True)))
    assert told_scale(apart) is None
    losses = {Reason.UPLINK: Check.SENDER_NETWORK, Reason.DOWNLINK: Check.RECEIVER_NETWORK}
    for verdict in both([*curves_in(apart, None)], 1001, 1003):
        # That others see the stream well, or as badly, tells the side; no loss does.
        assert {cause.uid for cause in verdict.causes} <= {uid}
        assert not losses.keys() & {cause.reason for cause in verdict.causes}
        assert {*losses} <= {*verdict.unknown}
        assert "clean" not in [sign_of_check(verdict, check) for check in losses.values()]
    for verdict in both([*curves_in(apart, Scale.FRACTION)], 1001, 1003):
        assert [(cause.reason, cause.uid) for cause in verdict.causes] == [(reason, uid)]
    for verdict in both([*curves_in(apart, Scale.PERCENT)], 1001, 1003):
        assert not losses.keys() & {cause.reason for cause in verdict.causes}
        assert not losses.keys() & {*verdict.unknown}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_conclusion_by_a_browser_s_loss_says_the_definition_and_no_other_conclusion_does(lang: Lang) -> None:
    for who in ((), EVERYBODY):
        verdict, _ = both(with_browsers(curves(UPLINK), who), 1001, 1003)
        assert verdict.causes
        assert (WIRE_LOSS(lang) in conclusion(verdict, lang)[0]) is bool(who)
