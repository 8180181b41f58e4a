"""The simulator's calls with known faults, as the client reads them, judged: the truth is named, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from msgspec import Struct

from tests.rolled import rolled_up
from tests.sim.asking import DETAILS, HOUR_S, NOW_TS, Asker
from tui.agora.editions.reference_2020 import wire
from tui.analysis.cause.engine import call_verdicts, moment_verdict, pair_verdict
from tui.analysis.cause.verdict import Conclusion, Confidence, FactKind, Reason, Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve

SENDERS, RECEIVERS = (1001, 1002), (1001, 1002, 1003, 1004, 1005)
PAIRS = tuple((sender, receiver) for sender in SENDERS for receiver in RECEIVERS if sender != receiver)
TO_1003 = frozenset(pair for pair in PAIRS if pair[1] == 1003)
FROM_1001 = frozenset(pair for pair in PAIRS if pair[0] == 1001)
FROM_1002 = frozenset(pair for pair in PAIRS if pair[0] == 1002)

Pair = tuple[int, int]
Named = frozenset[tuple[Reason, int]]


class World(Struct, frozen=True):
    """The truth of one call. `named` is who is named, by pair, while `bad` and over the whole call; of other pairs, and
    at `fine`, nobody is. `bad` and `fine` are moments in seconds since the start. `undecided` are pairs that suffer and
    of which nobody is named. `facts` are told of the pair 1001 → 1003."""

    bad: int
    fine: int
    named: Mapping[Pair, Named] = {}
    undecided: frozenset[Pair] = frozenset()
    facts: frozenset[FactKind] = frozenset()
    confidence: Confidence = Confidence.CERTAIN


def by(pairs: frozenset[Pair], *reasons: tuple[Reason, int]) -> dict[Pair, Named]:
    return dict.fromkeys(pairs, frozenset(reasons))


DOWN, UP = (Reason.DOWNLINK, 1003), (Reason.UPLINK, 1001)
TRUTH = {
    "lab-jitter": World(800, 1200),
    "lab-receiver-processor": World(800, 1300, by(TO_1003, (Reason.RECEIVER_PROCESSOR, 1003))),
    "lab-downlink": World(800, 1300, by(TO_1003, DOWN)),
    "lab-not-receiving": World(1100, 700, by(TO_1003, (Reason.NOT_RECEIVING, 1003))),
    "lab-uplink-recovered": World(450, 800, by(FROM_1001, UP)),
    "lab-push-to-talk": World(800, 1300, by(TO_1003, DOWN), facts=frozenset({FactKind.PAUSES})),
    "lab-camera-off": World(1100, 450, facts=frozenset({FactKind.VIDEO_OFF})),
    "lab-screen-share": World(800, 1300, by(TO_1003, DOWN), facts=frozenset({FactKind.LOW_RATE})),
    "lab-error-correction": World(800, 200, facts=frozenset({FactKind.LOSSY_UPLINK})),
    "lab-sender-stops": World(1200, 700, by(FROM_1001, (Reason.NOT_SENDING, 1001))),
    "lab-sender-lost": World(
        840,
        1300,
        {**by(FROM_1001, (Reason.SENDER_SIDE, 1001)), (1002, 1001): frozenset({(Reason.RECEIVER_SIDE, 1001)})},
    ),
    "lab-receiver-ends": World(
        1200, 700, by(frozenset({(1001, 1003)}), (Reason.NOT_RECEIVING, 1003)), confidence=Confidence.LIKELY
    ),
    "lab-no-upstream": World(450, 800, by(FROM_1001, (Reason.SENDER_SIDE, 1001)), confidence=Confidence.LIKELY),
    "lab-shared-audio": World(
        800,
        1300,
        by(FROM_1002, (Reason.UPLINK, 1002)),
        undecided=FROM_1001 - {(1001, 1002)},
        facts=frozenset({FactKind.SHARED}),
    ),
    "lab-two-at-once": World(
        800, 1300, {**by(FROM_1001, UP), **by(TO_1003, DOWN), (1001, 1003): frozenset({UP, DOWN})}
    ),
    "lab-sender-processor": World(800, 1300, by(FROM_1001, (Reason.SENDER_PROCESSOR, 1001))),
}


class Told(Struct):
    """What the client makes of the answer about a whole call."""

    created_ts: int
    tracks: Tracks
    curves: dict[int, list[Curve]]

    def whole(self, pair: Pair) -> Verdict:
        return pair_verdict(self.tracks, *pair)

    def at(self, pair: Pair, since_s: int) -> Verdict:
        curves = {uid: self.curves[uid] for uid in pair}
        return moment_verdict(self.tracks, curves, *pair, self.created_ts + since_s, NOW_TS)


@cache
def told(channel: str, seed: int) -> Told:
    asker = Asker("worlds", seed)
    calls = asker.world.calls.newest(NOW_TS - 2 * HOUR_S, NOW_TS, channel, 10)
    call = next(call for call in calls if call.destroyed_ts < NOW_TS - 600)
    window = {"start_ts": call.created_ts, "end_ts": call.destroyed_ts}
    response = asker.response(DETAILS, {**window, "call_id": call.call_id})
    reader = wire.DetailsStream(call.call_id)
    for chunk in response.body:
        reader.feed(chunk)
    details, remainder = reader.finish(response.status)
    assert (remainder.parts, remainder.unread) == ((), 0)
    uids = {session.sid: session.uid for session in details.sessions}
    curves: dict[int, list[Curve]] = {}
    for curve in details.curves:
        curves.setdefault(uids[curve.sid], []).append(curve)
    tracks = Tracks(details.sessions, rolled_up(details.curves), thresholds_with({}))
    return Told(call.created_ts, tracks, curves)


def named(verdict: Verdict) -> Named:
    return frozenset((cause.reason, cause.uid) for cause in verdict.causes)


def outcome(world: World, pair: Pair) -> Conclusion:
    if pair in world.undecided:
        return Conclusion.UNDECIDED
    return Conclusion.CAUSED if pair in world.named else Conclusion.FINE


seeds = pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3, 7, 11, 20))]
)
channels = pytest.mark.parametrize("channel", TRUTH)


@seeds
@channels
def test_of_a_whole_call_the_truth_is_named_and_nobody_else(channel: str, seed: int) -> None:
    world, call = TRUTH[channel], told(channel, seed)
    for pair in PAIRS:
        verdict = call.whole(pair)
        assert (pair, named(verdict)) == (pair, world.named.get(pair, frozenset()))
        assert (pair, verdict.outcome) == (pair, outcome(world, pair))


@seeds
@channels
def test_at_a_bad_moment_the_truth_is_named_and_at_a_fine_one_nobody(channel: str, seed: int) -> None:
    world, call = TRUTH[channel], told(channel, seed)
    for pair in PAIRS:
        verdict = call.at(pair, world.bad)
        assert (pair, named(verdict)) == (pair, world.named.get(pair, frozenset()))
        fine = call.at(pair, world.fine)
        assert (pair, named(fine), fine.outcome) == (pair, frozenset(), Conclusion.FINE)


@channels
def test_the_confidence_is_that_of_the_numbers(channel: str) -> None:
    world, call = TRUTH[channel], told(channel, 1)
    for pair in world.named:
        if pair[1] in (1003, 1004, 1005):
            assert (pair, call.whole(pair).confidence) == (pair, world.confidence)


@channels
def test_what_is_no_fault_is_told_as_a_fact(channel: str) -> None:
    world, call = TRUTH[channel], told(channel, 1)
    kinds = {fact.kind for fact in call.whole((1001, 1003)).facts}
    assert kinds == world.facts


def test_of_two_causes_each_has_its_share_and_the_receiver_s_is_the_greater() -> None:
    verdict = told("lab-two-at-once", 1).whole((1001, 1003))
    downlink, uplink = verdict.causes
    assert (downlink.reason, uplink.reason) == (Reason.DOWNLINK, Reason.UPLINK)
    assert 0.6 < downlink.share < 0.9
    assert downlink.share + uplink.share == pytest.approx(1)


def test_without_an_upstream_curve_the_uplink_is_said_to_be_unknown() -> None:
    assert Reason.UPLINK in told("lab-no-upstream", 1).whole((1001, 1003)).unknown


def test_a_sender_with_a_busy_processor_is_the_cause_of_four() -> None:
    verdicts = call_verdicts(told("lab-sender-processor", 1).tracks)
    assert {verdict.receiver_uid for verdict in verdicts} == {1002, 1003, 1004, 1005}
    assert {cause.uid for verdict in verdicts for cause in verdict.causes} == {1001}


def test_a_camera_is_off_since_the_minute_in_which_it_was_switched_off_at_any_later_moment_too() -> None:
    call = told("lab-camera-off", 1)
    verdicts = [call.whole((1001, 1004)), *(call.at((1001, 1004), moment_s) for moment_s in (770, 860, 1100, 1400))]
    for verdict in verdicts:
        (fact,) = verdict.facts
        assert (fact.kind, fact.uid) == (FactKind.VIDEO_OFF, 1001)
        assert 720 <= fact.since_ts - call.created_ts < 780
