"""From the state of a network, a processor and a stream to a client's report: pure functions of lists.

A list has one item a tick. Loss is in percent, shares are 0 to 1, freezes in milliseconds of the tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

# The vendor counts a freeze of the picture from 600 ms, one of the sound from 200 ms.
VIDEO_FREEZE_MS, AUDIO_FREEZE_MS = 600.0, 200.0

_pool = Random(20201)
_POOL = 16384
# Drawing a number for each point would take most of the time of a world: each stretch of noise is a part of these.
_GAUSS = [_pool.gauss(0.0, 1.0) for _ in range(_POOL)]
_UNIFORM = [_pool.random() for _ in range(_POOL)]


def gauss(rng: Random, count: int) -> list[float]:
    """Normal noise, deviation 1. At most 16,384 items."""
    start = rng.randrange(_POOL - count + 1)
    return _GAUSS[start : start + count]


def uniform(rng: Random, count: int) -> list[float]:
    start = rng.randrange(_POOL - count + 1)
    return _UNIFORM[start : start + count]


def composed(*losses: Sequence[float]) -> list[float]:
    """Loss over several parts of a way, one after the other."""
    whole = list(losses[0])
    for other in losses[1:]:
        whole = [a + b - a * b / 100.0 for a, b in zip(whole, other, strict=True)]
    return whole


def harm_of_loss(loss: Sequence[float], protection: float, gain: float) -> list[float]:
    """The share of time frozen beyond forward error correction and retransmission: nothing up to `protection` percent,
    `gain` times the rest beyond."""
    return [0.0 if x <= protection else min(0.9, (x - protection) * gain / 100.0) for x in loss]


def freezes(shares: Sequence[float], chances: Sequence[float], tick_ms: float, least_ms: float) -> list[float]:
    """Freezes of at least `least_ms`, never longer than the tick, which hold these shares of the time on average."""
    spread = tick_ms - least_ms
    scale = tick_ms / (least_ms + spread / 2)
    made = []
    for share, chance in zip(shares, chances, strict=True):
        odds = share * scale
        if chance >= odds:
            made.append(0.0)
        elif odds <= 1.0:
            made.append(least_ms + spread * chance / odds)
        else:
            # A tick frozen for certain holds its share itself, more or less.
            made.append(min(tick_ms, tick_ms * share * (0.9 + 0.2 * chance)))
    return made


def summed(values: Sequence[float], size: int) -> list[float]:
    """The sums of `size` ticks each; a rest at the end is left out."""
    if size == 1:
        return list(values)
    return [sum(values[at : at + size]) for at in range(0, len(values) - size + 1, size)]


def averaged(values: Sequence[float], size: int) -> list[float]:
    return list(values) if size == 1 else [total / size for total in summed(values, size)]


def noisy(values: Sequence[float], noise: Sequence[float], deviation: float, relative: float = 0.0) -> list[float]:
    """With noise of this deviation, and so much more in proportion to the value; never less than 0."""
    return [
        x if (x := value + n * (deviation + relative * value)) > 0.0 else 0.0
        for value, n in zip(values, noise, strict=True)
    ]


def spiked(values: list[float], rng: Random, odds: float, low: float, high: float, *, most: float = 1e9) -> list[float]:
    """With single values raised to somewhere between `low` and `high`, never two in a row; in place."""
    count = len(values)
    spikes = sum(1 for _ in range(count // 20 + 1) if rng.random() < odds * 20)
    places: set[int] = set()
    for _ in range(spikes):
        at = rng.randrange(count)
        if not places & {at - 1, at, at + 1}:
            places.add(at)
            values[at] = min(most, max(values[at], rng.uniform(low, high)))
    return values
