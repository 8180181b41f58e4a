"""Noise: numbers by name only, so that every process and every order of requests agrees."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

_MASK = 0xFFFFFFFF


def bits(key: str) -> int:
    """32 bits for `key`. The CRC alone is linear (neighbouring keys look alike), so the bits are mixed."""
    value = crc32(key.encode())
    value = ((value ^ value >> 16) * 0x85EBCA6B) & _MASK
    value = ((value ^ value >> 13) * 0xC2B2AE35) & _MASK
    return value ^ value >> 16


def unit(key: str) -> float:
    """A number in [0, 1)."""
    return bits(key) / 4294967296.0


def below(key: str, count: int) -> int:
    """A whole number in [0, count)."""
    return bits(key) * count >> 32


def pick(key: str, choices: Sequence[T]) -> T:
    return choices[below(key, len(choices))]


def wave(key: str, ts: float, period_s: int) -> float:
    """Smooth noise in [-1, 1]: a random height every `period_s`, joined by half cosines."""
    anchor, phase = divmod(ts / period_s, 1.0)
    left, right = unit(f"{key}:{anchor:.0f}"), unit(f"{key}:{anchor + 1:.0f}")
    return 2.0 * (left + (right - left) * (0.5 - 0.5 * math.cos(math.pi * phase))) - 1.0


def poisson(key: str, mean: float) -> int:
    """The number of events of rate `mean` in one interval (a normal approximation above 30)."""
    chance = unit(key)
    if mean > 30.0:
        gauss = math.sqrt(-2.0 * math.log(1.0 - chance)) * math.cos(2.0 * math.pi * unit(f"{key}:angle"))
        return max(0, round(mean + math.sqrt(mean) * gauss))
    count, share = 0, math.exp(-mean)
    total = share
    while chance > total and share > 0.0:
        count += 1
        share *= mean / count
        total += share
    return count
