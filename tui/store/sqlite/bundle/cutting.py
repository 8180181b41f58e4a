"""Cutting: the curves of a call up to a moment: a stored answer may hold later points than an earlier one did. Pure."""

from __future__ import annotations

from bisect import bisect_left

from msgspec.structs import replace

from tui.domain.records import MINUTE, Curve, MinuteCurve


def cut_curve(curve: Curve, end_ts: float) -> Curve:
    """Its points before `end_ts`; the whole curve itself where it ends before."""
    end = bisect_left(curve.ts, end_ts)
    return curve if end == len(curve.ts) else replace(curve, ts=curve.ts[:end], values=curve.values[:end])


def cut_minutes(curve: MinuteCurve, end_ts: float) -> MinuteCurve:
    """Its minutes that were over at `end_ts`."""
    end = max(0, int((end_ts - curve.first_ts) // MINUTE))
    if end >= len(curve.counts):
        return curve
    return replace(
        curve, counts=curve.counts[:end], sums=curve.sums[:end], lows=curve.lows[:end], highs=curve.highs[:end]
    )
