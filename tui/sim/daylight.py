"""Daylight: how busy an hour of the day is."""

from __future__ import annotations

import math

DAY_S = 86400
PEAK_S = 12 * 3600  # the evening of China, where most of these users are


def daytime(ts: float) -> float:
    """1 at the evening peak, -1 half a day away from it."""
    return math.cos(2.0 * math.pi * (ts - PEAK_S) / DAY_S)
