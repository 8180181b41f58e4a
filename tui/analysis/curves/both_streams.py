"""Both streams of a video as one: a sender may send a high and a low stream, and a receiver gets either of the two."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from tui.domain.records import MINUTE, Curve, MinuteCurve
from tui.domain.records.curve_metrics import CurveMetric as Metric

# The bitrate of a low stream → that of the high one, under which both stand.
HIGH_OF: Mapping[int, int] = {
    Metric.LOW_SEND_BITRATE: Metric.VIDEO_SEND_BITRATE,
    Metric.LOW_RECEIVE_BITRATE: Metric.VIDEO_RECEIVE_BITRATE,
}

_Curve = TypeVar("_Curve", Curve, MinuteCurve)


class _StreamMinute(NamedTuple):
    """One minute of a curve."""

    points: int
    total: float
    low: float
    high: float


def minutes_of_both(curves: Iterable[MinuteCurve]) -> list[MinuteCurve]:
    """The bitrate of a low stream added to that of the high one of the same session and peer."""
    return _of_both(curves, _added)


def points_of_both(curves: Iterable[Curve]) -> list[Curve]:
    """The same, point by point."""
    return _of_both(curves, _summed)


def _of_both(curves: Iterable[_Curve], add: Callable[[_Curve, _Curve], _Curve]) -> list[_Curve]:
    """A low stream without a high one stands in its place."""
    curves = list(curves)
    lows = {(one.sid, HIGH_OF[one.mid], one.peer_uid): one for one in curves if one.mid in HIGH_OF}
    if not lows:
        return curves
    found = []
    for one in curves:
        low = lows.pop((one.sid, one.mid, one.peer_uid), None)
        if one.mid not in HIGH_OF:
            found.append(one if low is None else add(one, low))
    return found + [replace(one, mid=mid) for (_, mid, _), one in lows.items()]


def _summed(high: Curve, low: Curve) -> Curve:
    values: dict[int, float] = {}
    for ts, value in chain(zip(high.ts, high.values, strict=True), zip(low.ts, low.values, strict=True)):
        values[ts] = values.get(ts, 0.0) + value
    stamps = sorted(values)
    return Curve(high.sid, high.mid, high.peer_uid, array("q", stamps), array("d", [values[ts] for ts in stamps]))


def _added(high: MinuteCurve, low: MinuteCurve) -> MinuteCurve:
    """A minute with many points of both was measured together, one with few of them in turn."""
    usual = max((*high.counts, *low.counts), default=0)
    first_ts = min(high.first_ts, low.first_ts)
    end_ts = max(one.first_ts + MINUTE * len(one.counts) for one in (high, low))
    rows = [_sum(_row(high, ts), _row(low, ts), usual) for ts in range(first_ts, end_ts, MINUTE)]
    counts, totals, lows, highs = zip(*rows, strict=True)
    columns = (array("d", totals), array("d", lows), array("d", highs))
    return MinuteCurve(high.sid, high.mid, high.peer_uid, first_ts, array("I", counts), *columns)


# Times the points of a usual minute: from here on the points of two streams stand side by side.
_TOGETHER = 1.5
_NO_POINTS = _StreamMinute(0, 0.0, 0.0, 0.0)


def _row(curve: MinuteCurve, ts: int) -> _StreamMinute:
    at = (ts - curve.first_ts) // MINUTE
    if not 0 <= at < len(curve.counts) or not curve.counts[at]:
        return _NO_POINTS
    return _StreamMinute(curve.counts[at], curve.sums[at], curve.lows[at], curve.highs[at])


def _sum(high: _StreamMinute, low: _StreamMinute, usual: int) -> _StreamMinute:
    """The least of both together is no less than the greater least of the two."""
    if not (high.points and low.points):
        return high if high.points else low
    both = high.points + low.points
    points = max(high.points, low.points) if both > _TOGETHER * usual else min(usual, both)
    return _StreamMinute(points, high.total + low.total, max(high.low, low.low), max(high.high, low.high))
