"""Worlds with missing curves: whole metrics never come, of one user or of everybody."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.verdicts.faults import Make, a_call
from tests.verdicts.noise_levels import Noise
from tests.verdicts.stage import PEER_MIDS, Stage

GAPS: dict[str, Make] = {}


def gap(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        GAPS[name] = make
        return make

    return keep


@gap("no processor curves, receiver busy")
def no_processor(rng: Random, noise: Noise) -> Stage:
    """No loss, and one receiver alone freezes, from everybody: its side, and no more is known."""
    stage = a_call(rng, noise)
    stage.busy_receiver(1003, stage.bad_part(), 98, rng.uniform(0.2, 0.5), must=False)
    stage.drop(stage.users, 20001, 20002, 20021)
    return stage


@gap("no processor curves, sender busy")
def no_sender_processor(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.busy_sender(1001, stage.bad_part(), 98, rng.uniform(0.2, 0.5), must=False)
    stage.drop((1001,), 20001, 20002, 20021)
    return stage


@gap("no upstream, one receiver's downlink")
def no_upstream_downlink(rng: Random, noise: Noise) -> Stage:
    """The sender's other receivers lose nothing, and this one loses from everybody."""
    stage = a_call(rng, noise)
    stage.drop(stage.senders, 20015, 20017)
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no upstream, two alone")
def no_upstream_alone(rng: Random, noise: Noise) -> Stage:
    """Nothing tells on which half of the way it is lost: nobody is to be named."""
    stage = a_call(rng, noise, senders=(1001, 1002), receivers=(), mutual=True)
    stage.drop(stage.users, 20015, 20017)
    span = stage.bad_part()
    stage.bad_server(stage.from_(1001), span, rng.uniform(20, 40))
    return stage


@gap("no end-to-end loss, downlink")
def no_end_to_end_downlink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise, receivers=(1003, 1004, 1005, 1006))
    stage.drop(stage.users, 20016, 20018)
    stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no end-to-end loss, uplink")
def no_end_to_end_uplink(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.drop(stage.users, 20016, 20018)
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no freeze curves")
def no_freezes(rng: Random, noise: Noise) -> Stage:
    """No curve shows any suffering: the true cause may be named, nothing is known for sure."""
    stage = a_call(rng, noise)
    stage.drop(stage.users, 20005, 20011)
    if rng.random() < 0.6:
        stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no curve of the receiver itself")
def no_receiver_own(rng: Random, noise: Noise) -> Stage:
    stage = a_call(rng, noise)
    stage.drop((1003,), 20001, 20002, 20021, 20022)
    if rng.random() < 0.5:
        stage.bad_downlink(1003, stage.bad_part(), rng.uniform(20, 40))
    else:
        stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no curve of the receiver about anybody")
def no_receiver_about(rng: Random, noise: Noise) -> Stage:
    """The others know that the sender's uplink is bad; of this receiver nothing is known."""
    stage = a_call(rng, noise)
    stage.drop((1003,), *PEER_MIDS)
    if rng.random() < 0.6:
        stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    return stage


@gap("no curve of the sender, all suffer")
def no_sender_own(rng: Random, noise: Noise) -> Stage:
    """Nothing of the sender is known but its receivers' word: all of them lose alike."""
    stage = a_call(rng, noise)
    stage.drop((1001,), *range(20001, 20004), *range(20006, 20009), 20015, 20017, 20021, 20022)
    stage.bad_uplink(1001, stage.bad_part(), rng.uniform(20, 40))
    return stage
