"""The worlds of ordinary days: plain faults, their course, their measurement, and the users of the call."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.faults import AUDIO, OF_RECEIVERS, OF_SENDERS, STOPS, VIDEO, Make, a_call, any_fault
from tests.verdicts.kinds_table import whole
from tests.verdicts.noise_levels import ORDINARY, ROUGH, Noise
from tests.verdicts.stage import Stage, Stay
from tui.analysis.cause.verdict import FactKind

DAYS: dict[str, Make] = {}


def day(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        DAYS[name] = make
        return make

    return keep


def _plain(name: str) -> Make:
    def make(rng: Random, noise: Noise) -> Stage:
        stage = a_call(rng, noise, mutual=rng.random() < 0.3)
        span = stage.bad_part(always=0.0 if name in STOPS else 0.2)
        if name in OF_SENDERS:
            OF_SENDERS[name](stage, span, rng.choice(stage.senders))
        else:
            OF_RECEIVERS[name](stage, span, rng.choice((1003, 1004, 1005)))
        return stage

    return make


for _name in (*OF_SENDERS, *OF_RECEIVERS):
    DAYS[f"plain: {_name}"] = _plain(_name)


# ── how faults come and go ───────────────────────────────────────────────────


@day("nothing at all")
def nothing(rng: Random, noise: Noise) -> Stage:
    return a_call(rng, noise, mutual=rng.random() < 0.5)


@day("Wi-Fi roam")
def roam(rng: Random, noise: Noise) -> Stage:
    """Some seconds of heavy loss and a slow router, once or a few times; sometimes nothing is reported meanwhile."""
    stage = a_call(rng, noise)
    uid = rng.choice((1001, 1003))
    times = rng.choice((1, 1, 2, 3))
    part = stage.length_s / times
    for number in range(times):
        start = rng.uniform(part * number + 40, part * (number + 1) - 60)
        span = start, start + rng.uniform(8, 24)
        percent = rng.uniform(40, 70)
        if uid == 1001:
            stage.bad_uplink(uid, span, percent)
        else:
            stage.bad_downlink(uid, span, percent)
        stage.slow(uid, span, rng.uniform(400, 1200))
    return stage


@day("one old device")
def old_device(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.busy_receiver(1004, whole(stage), rng.uniform(97, 99), rng.uniform(0.12, 0.4))
    return stage


@day("burst every 30 s")
def bursts(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    at_sender = rng.random() < 0.5
    span = stage.bad_part(always=0.5)
    at = span[0] + rng.uniform(0, 20)
    while at < span[1] - 8:
        lose = stage.lose_up if at_sender else stage.lose_down
        lose(1001 if at_sender else 1003, (at, at + rng.choice((6, 8))), rng.uniform(55, 75))
        at += 30
    if at_sender:
        stage.bad_uplink(1001, span, 0.0)
    else:
        stage.bad_downlink(1003, span, 0.0)
    return stage


@day("slow ramp")
def ramp(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    top, at_sender = rng.uniform(30, 45), rng.random() < 0.5
    start, step = stage.length_s * rng.uniform(0.05, 0.3), 10.0
    at = start
    while at < stage.length_s:
        percent = top * (at - start) / (stage.length_s - start)
        (stage.lose_up if at_sender else stage.lose_down)(1001 if at_sender else 1003, (at, at + step), percent)
        at += step
    # The fault does no harm within the protection.
    harmful = start + (stage.length_s - start) * 0.8 * stage.protection / top
    span = (harmful, float(stage.length_s))
    if at_sender:
        stage.bad_uplink(1001, span, 0.0)
    else:
        stage.bad_downlink(1003, span, 0.0)
    return stage


@day("recovery in the middle")
def recovery(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(6, 20))
    any_fault(stage, (0.0, stage.length_s * rng.uniform(0.4, 0.6)), stops=False)
    return stage


@day("one bad minute")
def bad_minute(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    any_fault(stage, stage.a_span(60, 80, margin_s=80))
    return stage


@day("a short spike")
def short_spike(rng: Random, noise: Noise) -> Stage:
    """A few seconds of a fault: not enough to blame anybody for, and whoever is named must be the one."""
    stage = a_call(rng, noise, minutes=(8, 20))
    any_fault(stage, stage.a_span(4, 14, margin_s=80))
    return stage


@day("two faults at different times")
def two_faults(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(10, 20))
    half = stage.length_s / 2
    for start, fault in ((0.0, OF_SENDERS["uplink"]), (half, OF_RECEIVERS["receiver's processor"])):
        length = half * rng.uniform(0.35, 0.5)
        at = start + rng.uniform(half * 0.1, half * 0.9 - length)
        fault(stage, (at, at + length), 1001 if start == 0.0 else 1003)
    return stage


# ── the users and their purpose ──────────────────────────────────────────────


@day("rejoin with a new sid")
def rejoin(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20))
    middle = stage.length_s * rng.uniform(0.4, 0.6)
    uid = rng.choice((1001, 1003))
    gap = rng.uniform(5, 40)
    stage.stays[uid] = [Stay(f"S{uid}a", 0.0, middle), Stay(f"S{uid}b", middle + gap)]
    span = (
        stage.a_span(100, middle * 0.8, margin_s=10)
        if rng.random() < 0.3
        else (0.0, middle)
        if rng.random() < 0.5
        else (middle + gap, float(stage.length_s))
    )
    if uid == 1001:
        stage.turn_off(uid, (middle, middle + gap), VIDEO)
        stage.turn_off(uid, (middle, middle + gap), AUDIO)
        stage.bad_uplink(uid, span, rng.uniform(20, 40))
    else:
        stage.bad_downlink(uid, span, rng.uniform(20, 40))
    return stage


@day("a sender leaves")
def sender_leaves(rng: Random, noise: Noise) -> Stage:
    """Its curves at the receivers end, or go on with zeros for a while: it left, and nobody suffers."""
    stage = a_call(rng, noise)
    at = stage.length_s * rng.uniform(0.35, 0.75)
    for medium in (VIDEO, AUDIO):
        stage.turn_off(1001, (at, float(stage.length_s)), medium)
    stage.stays[1001] = [Stay("S1001", 0.0, at)]
    stage.keeps_zeros = rng.random() < 0.5
    return stage


@day("a receiver leaves")
def receiver_leaves(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.stays[1003] = [Stay("S1003", 0.0, stage.length_s * rng.uniform(0.35, 0.75))]
    return stage


@day("17 users")
def seventeen(rng: Random, noise: Noise) -> Stage:
    stage = a_call(
        rng, noise, minutes=(5, 8), senders=(1, 2, 3), receivers=tuple(range(4, 18)), mutual=rng.random() < 0.3
    )
    OF_RECEIVERS[rng.choice(("downlink", "receiver's processor", "receiver's router"))](
        stage, stage.bad_part(), rng.randrange(4, 18)
    )
    if rng.random() < 0.6:
        name = rng.choice(("uplink", "sender's processor", "capture fails"))
        OF_SENDERS[name](stage, stage.bad_part(), rng.choice((1, 2, 3)))
    return stage


@day("two alone, sender's fault")
def two_alone_sender(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, senders=(1001, 1002), receivers=(), mutual=True)
    name = rng.choice(("uplink", "sender's processor", "sender stops"))
    OF_SENDERS[name](stage, stage.bad_part(always=0.0 if name in STOPS else 0.2), 1001)
    if name == "sender's processor":
        stage.harm_receiver(1001, stage.faults[0].span, 0.25)
    return stage


@day("two alone, receiver's fault")
def two_alone_receiver(rng: Random, noise: Noise) -> Stage:
    """Nobody else testifies: the pair's own curves tell it, and undecided is honest for the network."""
    stage = a_call(rng, noise, senders=(1001, 1002), receivers=(), mutual=True)
    span = stage.bad_part()
    if rng.random() < 0.5:
        stage.bad_downlink(1002, span, rng.uniform(20, 40), must=False)
    else:
        stage.busy_receiver(1002, span, rng.uniform(97.5, 99.5), rng.uniform(0.2, 0.5))
    return stage


@day("sound only")
def sound_only(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, media=(AUDIO,))
    stage.audio_protection = stage.protection
    any_fault(stage)
    return stage


@day("picture only")
def picture_only(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, media=(VIDEO,))
    any_fault(stage)
    return stage


@day("two behind one Wi-Fi")
def one_wifi(rng: Random, noise: Noise) -> Stage:
    """Both lose from everybody, the others do not."""
    stage = a_call(rng, noise, receivers=(1003, 1004, 1005, 1006))
    span = stage.bad_part()
    for uid in (1003, 1004):
        stage.bad_downlink(uid, span, rng.uniform(22, 38))
    return stage


# ── no faults ────────────────────────────────────────────────────────────────


@day("camera off, curves end")
def camera_off_ends(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    span = (stage.length_s * rng.uniform(0.15, 0.7), float(stage.length_s))
    stage.camera_off(1001, span)
    stage.end_video(1001, span, at_receivers=rng.random() < 0.5)
    return stage


@day("camera off and on, with a fault")
def camera_off_and_fault(rng: Random, noise: Noise) -> Stage:
    """The camera of one is off for a while, and a receiver has a bad network before or after."""
    stage = a_call(rng, noise, minutes=(8, 20))
    half = stage.length_s / 2
    parts = [(half * 0.15, half * 0.85), (half * 1.15, half * 1.85)]
    rng.shuffle(parts)
    stage.camera_off(1001, parts[0])
    stage.bad_downlink(1003, parts[1], rng.uniform(20, 40))
    return stage


@day("muted")
def muted(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.mute(1001, (stage.length_s * rng.uniform(0.1, 0.6), float(stage.length_s)))
    return stage


@day("screen share pauses")
def share_pauses(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.share_screen(1001, rng.choice((1.0, 2.0, 5.0)), rng.uniform(15, 80))
    stage.observations.clear()
    for _ in range(rng.choice((1, 2, 3))):
        stage.turn_off(1001, stage.a_span(20, 90), VIDEO)
    return stage


@day("a receiver mutes a peer")
def mutes_a_peer(rng: Random, noise: Noise) -> Stage:
    """Nothing comes of one peer, nothing freezes, the sender goes on: never the sender."""
    stage = a_call(rng, noise)
    media = rng.choice(((AUDIO,), (VIDEO,), (VIDEO, AUDIO)))
    stage.stop_receiving(1003, stage.bad_part(always=0.0), of=1001, media=media, freezes=False, must=False, fine=True)
    return stage


@day("processors busy everywhere")
def busy_everywhere(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    span = stage.bad_part(always=0.5)
    for uid in stage.users:
        stage.busy(uid, span, rng.uniform(96, 99.5))
    return stage


@day("routers slow, nobody suffers")
def slow_everywhere(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    for uid in rng.sample(stage.users, 3):
        stage.slow(uid, stage.bad_part(always=0.4), rng.uniform(550, 1500))
    return stage


@day("downstream lossy, nobody suffers")
def lossy_downlink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, protection=rng.uniform(30, 40))
    stage.lose_down(1003, stage.bad_part(always=0.5), rng.uniform(8, 18))
    return stage


@day("near every limit")
def near_limits(rng: Random, noise: Noise) -> Stage:
    # Its own freezes come on top of the ordinary ones.
    stage = a_call(rng, ORDINARY if noise is ROUGH else noise, protection=20.0)
    span = whole(stage)
    for uid in stage.users:
        stage.lose_up(uid, span, rng.uniform(1.5, 2.3))
        stage.lose_down(uid, span, rng.uniform(1.5, 2.3))
        stage.busy(uid, span, rng.uniform(86, 92))
        stage.slow(uid, span, rng.uniform(380, 440))
        stage.harm_some(uid, span, 0.006)
    return stage


# ── outside the call ─────────────────────────────────────────────────────────


@day("everyone suffers")
def everyone(rng: Random, noise: Noise) -> Stage:
    """The server's fault: everybody loses from everybody, with every upstream clean."""
    stage = a_call(rng, noise, mutual=rng.random() < 0.3)
    stage.bad_server(stage.pairs, stage.bad_part(), rng.uniform(18, 35))
    return stage


@day("all of one sender lose, its upstream clean")
def after_the_sender(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.bad_server(stage.from_(1001), stage.bad_part(), rng.uniform(18, 35))
    return stage


@day("only this pair")
def only_this_pair(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.bad_server([(1001, 1003)], stage.bad_part(), rng.uniform(18, 35))
    return stage


# ── several at once ──────────────────────────────────────────────────────────


@day("lossy uplink without harm, a busy receiver")
def correction_and_busy(rng: Random, noise: Noise) -> Stage:
    """The loss is always there; only the receiver with the busy processor freezes."""
    stage = a_call(rng, noise, protection=rng.uniform(35, 45))
    stage.lose_up(1001, whole(stage), rng.uniform(14, 22))
    stage.observe(whole(stage), stage.from_(1001) - stage.to(1003), 1001, FactKind.LOSSY_UPLINK)
    stage.busy_receiver(1003, stage.bad_part(), rng.uniform(97.5, 99.5), rng.uniform(0.15, 0.4))
    return stage


@day("busy sender without harm, a bad downlink")
def busy_and_downlink(rng: Random, noise: Noise) -> Stage:
    """The sender's processor is busy all the time, and one receiver alone suffers by its network."""
    stage = a_call(rng, noise)
    stage.busy(1001, whole(stage), rng.uniform(96.5, 99))
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40))
    return stage


# ── how it is measured ───────────────────────────────────────────────────────


@day("sampled every 2 to 10 s")
def coarse(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, minutes=(8, 20), tick_s=1)
    for uid in stage.users:
        stage.step_s[uid] = rng.randrange(2, 11)
        if rng.random() < 0.5:
            for mid in rng.sample(range(20001, 20023), 8):
                stage.mid_step_s[uid, mid] = rng.randrange(2, 11)
    if rng.random() < 0.85:
        any_fault(stage)
    return stage


@day("points missing")
def holes(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.missing = rng.uniform(0.03, 0.12)
    if rng.random() < 0.85:
        any_fault(stage)
    return stage


@day("one clock off")
def clock_off(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.clock_off_s[rng.choice(stage.users)] = rng.choice((-3, -2, -1, 1, 2, 3))
    if rng.random() < 0.85:
        any_fault(stage)
    return stage


@day("still going on")
def going_on(rng: Random, noise: Noise) -> Stage:
    """The fault lasts to the last point known."""
    stage = a_call(rng, noise)
    stage.is_over = False
    any_fault(stage, (stage.length_s * rng.uniform(0.4, 0.8), float(stage.length_s)))
    return stage
