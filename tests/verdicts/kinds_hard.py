"""The worlds that invite a mistake: mild faults, harmless company, and holes that nobody caused."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.faults import OF_RECEIVERS, OF_SENDERS, VIDEO, Make, a_call, any_fault
from tests.verdicts.kinds_table import whole
from tests.verdicts.noise_levels import Noise
from tests.verdicts.stage import Cut, Stage, Stay

HARD: dict[str, Make] = {}


def hard(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        HARD[name] = make
        return make

    return keep


# ── mild: not far beyond the limit ───────────────────────────────────────────


@hard("mild uplink")
def mild_uplink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=rng.uniform(2, 4))
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(9, 14))
    return stage


@hard("mild downlink")
def mild_downlink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=rng.uniform(2, 4))
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(9, 14))
    return stage


@hard("mild sender's processor")
def mild_sender_processor(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.busy_sender(1001, stage.bad_part(), rng.uniform(97, 98), rng.uniform(0.10, 0.16))
    return stage


@hard("mild receiver's router")
def mild_router(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.slow_router(1003, stage.bad_part(), rng.uniform(600, 700), rng.uniform(0.10, 0.16))
    return stage


@hard("a busy processor by turns")
def by_turns(rng: Random, noise: Noise) -> Stage:
    """Busy for some seconds, then not, over and over: it freezes while it is busy."""
    stage = a_call(rng, noise)
    span = stage.bad_part(always=0.4)
    at = span[0]
    while at < span[1] - 20:
        turn = (at, at + rng.uniform(8, 20))
        stage.busy(1003, turn, 98)
        stage.harm_some(1003, turn, rng.uniform(0.3, 0.5))
        at = turn[1] + rng.uniform(6, 15)
    stage.busy_receiver(1003, span, 0.0, 0.0)
    return stage


# ── harmless company ─────────────────────────────────────────────────────────


@hard("two receivers, each with its own fault")
def each_its_own(rng: Random, noise: Noise) -> Stage:
    """Two of three suffer at the same time, of different things: it is not the sender."""
    stage = a_call(rng, noise)
    span = stage.bad_part()
    OF_RECEIVERS["downlink"](stage, span, 1003)
    OF_RECEIVERS["receiver's processor"](stage, span, 1004)
    return stage


@hard("both busy, the receiver's harms")
def both_busy(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.busy(1001, whole(stage), rng.uniform(96.5, 99))
    OF_RECEIVERS["receiver's processor"](stage, stage.bad_part(), 1003)
    return stage


@hard("bad Wi-Fi of one, both ways")
def both_ways(rng: Random, noise: Noise) -> Stage:
    """All that the user sends and all that it receives is lost in part, and its router is slow."""
    stage = a_call(rng, noise, mutual=True)
    span = stage.bad_part()
    stage.bad_uplink(1001, span, rng.uniform(20, 35))
    stage.bad_downlink(1001, span, rng.uniform(20, 35))
    stage.slow(1001, span, rng.uniform(300, 900))
    return stage


@hard("a harmless lossy downlink, the uplink of another")
def harmless_downlink(rng: Random, noise: Noise) -> Stage:
    """1004 loses a little from everybody, all the time, and suffers with all others when the uplink of 1001 fails."""
    stage = a_call(rng, noise)
    stage.lose_down(1004, whole(stage), stage.protection * rng.uniform(0.5, 0.7))
    stage.bad_uplink(1001, stage.bad_part(always=0.0), rng.uniform(22, 40))
    return stage


@hard("a receiver takes a picture on and off")
def on_and_off(rng: Random, noise: Noise) -> Stage:
    """As while scrolling: nothing comes for some seconds, nothing freezes, the sender goes on."""
    stage = a_call(rng, noise)
    at = rng.uniform(20, 50)
    while at < stage.length_s - 30:
        span = (at, at + rng.uniform(10, 50))
        stage.stop_receiving(1003, span, of=1001, media=(VIDEO,), freezes=False, must=False, fine=True)
        at = span[1] + rng.uniform(20, 60)
    return stage


@hard("a sender becomes a listener")
def becomes_listener(rng: Random, noise: Noise) -> Stage:
    """It sends nothing any more, by intent as far as can be told: its streams end, and nothing freezes."""
    stage = a_call(rng, noise)
    span = (stage.length_s * rng.uniform(0.2, 0.7), float(stage.length_s))
    stage.stop_sending(1001, span, freezes=False, must=False)
    if rng.random() < 0.5:
        stage.end_streams(1001, span)
    return stage


# ── holes that nobody caused ─────────────────────────────────────────────────


@hard("nobody reports for minutes")
def collector_hole(rng: Random, noise: Noise) -> Stage:
    """The points of everybody are missing for a while: nobody stopped, as far as is known."""
    stage = a_call(rng, noise, minutes=(8, 20))
    span = stage.a_span(70, 200, margin_s=90)
    stage.cuts += [Cut(uid, span) for uid in stage.users]
    stage.unobserved.append(span)
    if rng.random() < 0.4:
        any_fault(stage, (0.0, span[0] - 30), stops=False)
    return stage


@hard("half of the points missing")
def half_missing(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    stage.missing = rng.uniform(0.3, 0.5)
    if rng.random() < 0.8:
        any_fault(stage)
    return stage


@hard("a short call")
def short(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(2.2, 3.5))
    if rng.random() < 0.7:
        any_fault(stage, (stage.length_s * 0.4, float(stage.length_s)), stops=False)
    return stage


@hard("everybody joins at another time")
def joins(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    for uid in stage.users:
        stage.stays[uid] = [Stay(f"S{uid}", rng.uniform(0, stage.length_s * 0.3))]
    OF_SENDERS["uplink"](stage, (stage.length_s * 0.5, stage.length_s * rng.uniform(0.65, 1.0)), 1001)
    return stage


# ── one medium of two ────────────────────────────────────────────────────────


@hard("only the picture is lost, downlink")
def picture_lost(rng: Random, noise: Noise) -> Stage:
    """The sound is protected so well that it never freezes."""
    stage = a_call(rng, noise, audio_protection=60.0)
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(18, 35))
    return stage


@hard("only the sound freezes, uplink")
def sound_lost(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=60.0, audio_protection=rng.uniform(4, 7))
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(18, 35))
    return stage


@hard("no freeze curve of the picture")
def no_picture_freeze(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, audio_protection=6.0)
    stage.drop(stage.users, 20011)
    any_fault(stage, stops=False)
    return stage


@hard("no system processor curve")
def no_system(rng: Random, noise: Noise) -> Stage:
    """The application's own curve is left, and tells less of a busy processor."""
    stage = a_call(rng, noise)
    stage.drop(stage.users, 20002)
    stage.busy_receiver(1003, stage.bad_part(), 98, rng.uniform(0.2, 0.5), must=False)
    return stage
