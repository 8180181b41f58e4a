"""The worlds of the issue's table: 1001 and 1002 send, 1003 to 1005 receive, points every 2 s."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.faults import AUDIO, VIDEO, Make, a_call
from tests.verdicts.noise_levels import ORDINARY, QUIET, Noise
from tests.verdicts.stage import PEER_MIDS, SENDING_MIDS, Cut, Span, Stage
from tui.analysis.cause.verdict import FactKind

TABLE: dict[str, Make] = {}


def row(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        TABLE[name] = make
        return make

    return keep


def jittery(noise: Noise) -> Noise:
    """Never so quiet that no sample is beyond a limit."""
    return ORDINARY if noise is QUIET else noise


def whole(stage: Stage) -> Span:
    return 0.0, float(stage.length_s)


@row("ordinary jitter")
def jitter(rng: Random, noise: Noise) -> Stage:
    return a_call(rng, jittery(noise))


@row("jitter, receiver's processor")
def jitter_processor(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, jittery(noise))
    stage.busy_receiver(1003, stage.bad_part(), 98, rng.uniform(0.15, 0.6))
    return stage


@row("jitter, downlink")
def jitter_downlink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, jittery(noise))
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 30))
    return stage


@row("jitter, receiver stops")
def jitter_receiver_stops(rng: Random, noise: Noise) -> Stage:
    """Zeros of every sender, and the pictures stand still; or they are taken away, and nothing freezes."""
    stage = a_call(rng, jittery(noise))
    freezes = rng.random() < 0.7
    stage.stop_receiving(1003, stage.bad_part(always=0.0), freezes=freezes, must=freezes)
    return stage


@row("uplink failed and recovered")
def uplink_recovered(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    stage.bad_uplink(1001, (rng.uniform(20, 60), stage.length_s * rng.uniform(0.3, 0.5)), rng.uniform(20, 40))
    return stage


def _talking(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, media=rng.choice(((AUDIO,), (VIDEO, AUDIO))))
    stage.audio_protection = stage.protection
    stage.push_to_talk(1001)
    return stage


@row("push to talk, downlink")
def push_to_talk_downlink(rng: Random, noise: Noise) -> Stage:
    stage = _talking(rng, noise)
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(24, 40))
    return stage


@row("push to talk, healthy")
def push_to_talk(rng: Random, noise: Noise) -> Stage:
    return _talking(rng, noise)


@row("camera off")
def camera_off(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.camera_off(1001, (stage.length_s * rng.uniform(0.15, 0.7), float(stage.length_s)))
    return stage


@row("screen share, downlink")
def screen_share(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.share_screen(1001, 1.0, 15.0)
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 35))
    return stage


@row("forward error correction")
def error_correction(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=rng.uniform(35, 45))
    span = whole(stage) if rng.random() < 0.5 else stage.bad_part(always=0.0)
    stage.lose_up(1001, span, rng.uniform(15, 24))
    stage.observe(span, stage.from_(1001), 1001, FactKind.LOSSY_UPLINK)
    return stage


@row("sender's curves end")
def sender_ends(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    start = stage.length_s * rng.uniform(0.3, 0.7)
    span = (start, float(stage.length_s)) if rng.random() < 0.7 else (start, start + stage.length_s * 0.25)
    freezes = rng.random() < 0.7
    stage.stop_sending(1001, span, freezes=freezes, must=freezes)
    stage.cuts.append(Cut(1001, span, SENDING_MIDS))
    return stage


@row("sender's connection lost")
def connection_lost(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    stage.disconnect(1001, stage.a_span(120, 300, margin_s=70))
    return stage


@row("receiver's curves end")
def receiver_ends(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    span = (stage.length_s * rng.uniform(0.3, 0.65), float(stage.length_s))
    of = rng.choice((None, 1001))
    stage.stop_receiving(1003, span, of=of, must=False)
    stage.cuts.append(Cut(1003, span, PEER_MIDS, of))
    return stage


@row("no upstream curve, all lose alike")
def no_upstream(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.drop(stage.senders, 20015, 20017)
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    return stage


@row("audio of all together")
def shared_audio(rng: Random, noise: Noise) -> Stage:
    """The uplink of 1002 harms the curves about all senders: with 1001 nobody is to be named; with 1002 it may be."""
    stage = a_call(rng, noise, media=rng.choice(((AUDIO,), (VIDEO, AUDIO))))
    stage.audio_protection = stage.protection
    stage.shared_audio = True
    span = stage.bad_part()
    stage.bad_uplink(1002, span, rng.uniform(25, 45), must=False)
    stage.bad_server_of(span, stage.from_(1001))
    stage.observe(span, frozenset(stage.pairs), 0, FactKind.SHARED)
    return stage


@row("two at once")
def two_at_once(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    span = stage.bad_part()
    up, down = rng.uniform(8.5, 11), rng.uniform(22, 25)
    stage.bad_uplink(1001, span, up, weight=up)
    stage.bad_downlink(1003, span, down, weight=down)
    return stage


@row("sender's processor")
def sender_processor(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, mutual=rng.random() < 0.4)
    span = stage.bad_part()
    harm = rng.uniform(0.2, 0.5)
    stage.busy_sender(1001, span, 98, harm)
    if stage.mutual:
        stage.harm_receiver(1001, span, harm)
    return stage
