"""The plain faults, each with its strengths: the parts of the kinds of worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.noise_levels import Noise
from tests.verdicts.stage import AUDIO, BOTH, SENDING_MIDS, VIDEO, Cut, Span, Stage

Make = Callable[[Random, Noise], Stage]
Do = Callable[[Stage, Span, int], None]


def a_call(rng: Random, noise: Noise, *, minutes: tuple[float, float] = (5, 20), **given: object) -> Stage:
    """Senders 1001 and 1002, receivers 1003 to 1005, unless told otherwise."""
    settings: dict[str, object] = {
        "minutes": rng.uniform(*minutes),
        "protection": rng.uniform(5, 9),
        "gain": rng.uniform(2.0, 3.0),
        **given,
    }
    return Stage(rng, noise, **settings)  # type: ignore[arg-type]


def uplink(stage: Stage, span: Span, sender: int) -> None:
    stage.bad_uplink(sender, span, stage.rng.uniform(18, 45))


def sender_processor(stage: Stage, span: Span, sender: int) -> None:
    stage.busy_sender(sender, span, stage.rng.uniform(97.5, 99.5), stage.rng.uniform(0.2, 0.5))


def sender_router(stage: Stage, span: Span, sender: int) -> None:
    stage.slow_router(sender, span, stage.rng.uniform(700, 1800), stage.rng.uniform(0.15, 0.4))


def sender_stop(stage: Stage, span: Span, sender: int) -> None:
    stage.stop_sending(sender, span, media=stage.media)


def sender_ends(stage: Stage, span: Span, sender: int) -> None:
    """As a stop, and the sender's reports about its streams simply end."""
    sender_stop(stage, span, sender)
    stage.cuts.append(Cut(sender, span, SENDING_MIDS))


def capture(stage: Stage, span: Span, sender: int) -> None:
    stage.capture_fails(sender, span, stage.rng.choice((0.0, 0.5, 1.0)), stage.rng.uniform(0.5, 0.9))


def downlink(stage: Stage, span: Span, receiver: int) -> None:
    stage.bad_downlink(receiver, span, stage.rng.uniform(18, 45))


def receiver_processor(stage: Stage, span: Span, receiver: int) -> None:
    stage.busy_receiver(receiver, span, stage.rng.uniform(97.5, 99.5), stage.rng.uniform(0.15, 0.5))


def receiver_router(stage: Stage, span: Span, receiver: int) -> None:
    stage.slow_router(receiver, span, stage.rng.uniform(700, 1800), stage.rng.uniform(0.15, 0.4))


def receiver_stop(stage: Stage, span: Span, receiver: int) -> None:
    stage.stop_receiving(receiver, span, media=stage.media)


OF_SENDERS: dict[str, Do] = {
    "uplink": uplink,
    "sender's processor": sender_processor,
    "sender's router": sender_router,
    "sender stops": sender_stop,
    "sender's curves end": sender_ends,
    "capture fails": capture,
}
OF_RECEIVERS: dict[str, Do] = {
    "downlink": downlink,
    "receiver's processor": receiver_processor,
    "receiver's router": receiver_router,
    "receiver stops": receiver_stop,
}
# Faults with a beginning and an end: a fault that never was cannot stop.
STOPS = frozenset(("sender stops", "sender's curves end", "receiver stops"))
OF_VIDEO = frozenset(("capture fails",))


def any_fault(stage: Stage, span: Span | None = None, *, stops: bool = True) -> str:
    """One of the plain faults, of anybody."""
    rng = stage.rng
    names = [
        name
        for name in (*OF_SENDERS, *OF_RECEIVERS)
        if (stops or name not in STOPS) and (VIDEO in stage.media or name not in OF_VIDEO)
    ]
    name = rng.choice(names)
    span = span or stage.bad_part(always=0.0 if name in STOPS else 0.2)
    if name in OF_SENDERS:
        OF_SENDERS[name](stage, span, rng.choice(stage.senders))
    else:
        OF_RECEIVERS[name](stage, span, rng.choice(stage.receivers))
    return name


__all__ = ["AUDIO", "BOTH", "OF_RECEIVERS", "OF_SENDERS", "STOPS", "VIDEO", "Make", "a_call", "any_fault"]
