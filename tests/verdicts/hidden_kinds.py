"""Kinds of worlds out of sight: the engine's builder does not read this file before the engine stands."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.faults import AUDIO, OF_RECEIVERS, OF_SENDERS, VIDEO, Make, a_call
from tests.verdicts.kinds_table import whole
from tests.verdicts.noise_levels import Noise
from tests.verdicts.stage import Cut, Stage, Stay
from tui.analysis.cause.verdict import FactKind

HIDDEN_KINDS: dict[str, Make] = {}


def hidden(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        HIDDEN_KINDS[name] = make
        return make

    return keep


@hidden("both senders' uplinks bad")
def both_uplinks(rng: Random, noise: Noise) -> Stage:
    """Everybody loses from everybody, and the senders' own curves say why."""
    stage = a_call(rng, noise)
    span = stage.bad_part()
    for uid in (1001, 1002):
        stage.bad_uplink(uid, span, rng.uniform(20, 40))
    return stage


@hidden("a receiver in the background")
def background(rng: Random, noise: Noise) -> Stage:
    """The application sleeps for a minute or two: nothing is reported, and nothing of it is the sender's."""
    stage = a_call(rng, noise, minutes=(8, 20))
    stage.disconnect(1003, stage.a_span(60, 150, margin_s=90))
    return stage


@hidden("harmless slow router, and the sender's processor")
def slow_and_busy(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.slow(1003, whole(stage), rng.uniform(550, 900))
    OF_SENDERS["sender's processor"](stage, stage.bad_part(), 1001)
    return stage


@hidden("harmless lossy downlink, and capture fails")
def lossy_and_capture(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=rng.uniform(30, 40))
    stage.lose_down(1004, whole(stage), rng.uniform(8, 16))
    OF_SENDERS["capture fails"](stage, stage.bad_part(always=0.0), 1001)
    return stage


@hidden("a lecture: one sender, a dozen receivers")
def lecture(rng: Random, noise: Noise) -> Stage:
    """The teacher's uplink is bad for a while, and one student's downlink at another time or at the same."""
    stage = a_call(rng, noise, minutes=(6, 12), senders=(7,), receivers=tuple(range(100, 112)))
    stage.bad_uplink(7, stage.a_span(70, 150, margin_s=40), rng.uniform(20, 40))
    student = rng.randrange(100, 112)
    stage.bad_downlink(student, stage.a_span(100, 200, margin_s=30), rng.uniform(25, 45))
    return stage


@hidden("joins amid the trouble")
def late_joiner(rng: Random, noise: Noise) -> Stage:
    """1003 joins late, into a stretch in which the sender's uplink is bad; it has never seen it well."""
    stage = a_call(rng, noise, minutes=(8, 16))
    start = stage.length_s * rng.uniform(0.2, 0.4)
    stage.stays[1003] = [Stay("S1003", start + rng.uniform(60, 120))]
    stage.bad_uplink(1001, (start, float(stage.length_s)), rng.uniform(20, 40))
    return stage


@hidden("a smaller stream by intent")
def smaller_stream(rng: Random, noise: Noise) -> Stage:
    """From some time on fewer frames and a lower bitrate, steady, with nothing lost and nothing frozen."""
    stage = a_call(rng, noise)
    stage.shrink(
        1001, (stage.length_s * rng.uniform(0.2, 0.6), float(stage.length_s)), rng.choice((4.0, 6.0, 8.0)), 90.0
    )
    return stage


@hidden("the sender stops, again and again")
def stutter(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(6, 14))
    at = stage.length_s * rng.uniform(0.1, 0.3)
    while at < stage.length_s - 60:
        stage.stop_sending(1001, (at, at + rng.uniform(22, 40)))
        at += rng.uniform(80, 200)
    return stage


@hidden("busy and lossy at one receiver")
def busy_and_lossy(rng: Random, noise: Noise) -> Stage:
    """Both at once, or one after the other: both are the receiver's."""
    stage = a_call(rng, noise, minutes=(8, 16))
    first = stage.a_span(120, 200)
    second = first if rng.random() < 0.5 else stage.a_span(120, 200)
    OF_RECEIVERS["downlink"](stage, first, 1003)
    OF_RECEIVERS["receiver's processor"](stage, second, 1003)
    return stage


@hidden("processor peaks beside a bad downlink")
def peaks_beside(rng: Random, noise: Noise) -> Stage:
    """The receiver's processor peaks for a sample now and then, all through the call: it is the network that harms."""
    stage = a_call(rng, noise)
    for at in range(5, stage.length_s - 5, rng.choice((14, 20, 26))):
        stage.busy(1003, (float(at), at + 2.0), 99)
    stage.bad_downlink(1003, stage.bad_part(always=0.0), rng.uniform(20, 40))
    return stage


@hidden("one sender's uplink, another's camera off")
def uplink_and_camera(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    stage.camera_off(1002, (stage.length_s * rng.uniform(0.15, 0.6), float(stage.length_s)))
    return stage


@hidden("two plain faults of anybody")
def any_two(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(10, 20))
    half = stage.length_s / 2
    names = (rng.choice(tuple(OF_SENDERS)), rng.choice(tuple(OF_RECEIVERS)))
    for start, name in zip(rng.sample((0.0, half), 2), names, strict=True):
        span = (start + half * rng.uniform(0.1, 0.25), start + half * rng.uniform(0.6, 0.85))
        OF_SENDERS[name](stage, span, 1001) if name in OF_SENDERS else OF_RECEIVERS[name](stage, span, 1003)
    return stage


@hidden("downlink and a sender that leaves")
def downlink_and_leaving(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 16))
    at = stage.length_s * rng.uniform(0.6, 0.8)
    for medium in (VIDEO, AUDIO):
        stage.turn_off(1001, (at, float(stage.length_s)), medium)
    stage.stays[1001] = [Stay("S1001", 0.0, at)]
    stage.bad_downlink(1003, (at * 0.2, at * 0.7), rng.uniform(20, 40))
    return stage


@hidden("two pairs only")
def two_pairs(rng: Random, noise: Noise) -> Stage:
    """One sender, two receivers, one of them loses: its other receiver does not, and the upstream is clean."""
    stage = a_call(rng, noise, senders=(1001,), receivers=(1003, 1004))
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40), must=False)
    return stage


@hidden("the server, for a minute")
def server_minute(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 16), receivers=(1003, 1004, 1005, 1006))
    stage.bad_server(stage.pairs, stage.a_span(65, 120, margin_s=90), rng.uniform(22, 40))
    return stage


@hidden("three hours, one bad quarter")
def long_call(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(60, 70), tick_s=5)
    OF_RECEIVERS[rng.choice(tuple(OF_RECEIVERS))](stage, stage.a_span(700, 1000, margin_s=200), 1003)
    return stage


@hidden("muted with curves that end")
def muted_ends(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    span = (stage.length_s * rng.uniform(0.15, 0.6), float(stage.length_s))
    stage.turn_off(1001, span, AUDIO)
    stage.cuts.append(Cut(1001, span, frozenset((20003, 20015))))
    stage.observe(span, stage.from_(1001), 1001, FactKind.MUTED, FactKind.PAUSES, at_moments=False)
    return stage
