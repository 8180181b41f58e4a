"""Percentages: the scale of the percentages in curves, and the curves that wait for it.

The document prints %, its rates are fractions, and no source shows a percentage on the wire. A value above 1 is no
fraction. Where an answer has none, 0.5 is half a percent or fifty: its curves are kept as they came, under numbers of
their own, and are read as percentages once any answer of the project has told the scale.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from typing import TypeVar

from msgspec.structs import replace

from tui.domain.records import MINUTE, Curve, MinuteCurve
from tui.domain.records.curve_metrics import CurveMetric as Metric

PERCENTAGES = frozenset(metric for metric in Metric if metric.name.endswith(("_LOSS", "_CPU", "_MEMORY")))
# A device in a call uses more than 1 % of its memory, and its processors are not at rest all the time.
_NEVER_SMALL = (Metric.SYSTEM_MEMORY, Metric.SYSTEM_CPU)
_AS_IT_CAME = 10_000_000

OfTime = TypeVar("OfTime", Curve, MinuteCurve)


class Scale(Enum):
    """The percentages of a project's answers: from 0 to 100, or from 0 to 1."""

    PERCENT = "percent"
    FRACTION = "fraction"

    @property
    def factor(self) -> float:
        return 1.0 if self is Scale.PERCENT else 100.0


def as_it_came(metric: int) -> int:
    """The number under which values in percent of an unproven scale are kept."""
    return metric + _AS_IT_CAME


def metric_of(number: int) -> int | None:
    """The metric of a number that `as_it_came` made; None for any other number."""
    metric = number - _AS_IT_CAME
    return metric if metric in PERCENTAGES else None


def with_those_that_wait(metrics: Collection[int]) -> frozenset[int]:
    """The metrics, and the numbers under which their values may stand."""
    return frozenset(metrics) | {as_it_came(metric) for metric in metrics if metric in PERCENTAGES}


def set_apart(curves: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """The curves of one answer: those in percent as they came, unless the answer proves that they are percentages."""
    shares = [curve for curve in curves if curve.mid in PERCENTAGES]
    # Those first that decide at their first points: the answer may hold a million of them.
    telling = [curve for curve in shares if curve.mid in _NEVER_SMALL]
    if any(max(curve.values) > 1 for curve in (*telling, *shares)):
        return curves
    return tuple(replace(curve, mid=as_it_came(curve.mid)) if curve.mid in PERCENTAGES else curve for curve in curves)


def told_scale(curves: Iterable[Curve]) -> Scale | None:
    """The scale that the `set_apart` curves of an answer tell; None where they tell none.

    An answer with a processor or a memory that is in use, all of them at most 1, is one of fractions.
    """
    numbers = {curve.mid for curve in curves}
    if not numbers.isdisjoint(PERCENTAGES):
        return Scale.PERCENT
    never_small = {as_it_came(metric) for metric in _NEVER_SMALL}
    is_fraction = any(curve.mid in never_small and max(curve.values, default=0) > 0 for curve in curves)
    return Scale.FRACTION if is_fraction else None


def curves_in(curves: Sequence[Curve], scale: Scale | None) -> tuple[Curve, ...]:
    """Curves of a store by their metrics; without a scale those stay apart that are not zero throughout."""
    return _named(curves, scale, lambda curve: not any(curve.values), _scaled_curve, _joined_curve)


def minutes_in(minutes: Sequence[MinuteCurve], scale: Scale | None) -> tuple[MinuteCurve, ...]:
    """As `curves_in`, by the minute."""
    return _named(minutes, scale, lambda one: not (any(one.highs) or any(one.lows)), _scaled_minutes, _joined_minutes)


def _named(
    curves: Sequence[OfTime],
    scale: Scale | None,
    is_zero: Callable[[OfTime], bool],
    scaled: Callable[[OfTime, float], OfTime],
    joined: Callable[[OfTime, OfTime], OfTime],
) -> tuple[OfTime, ...]:
    if all(metric_of(curve.mid) is None for curve in curves):
        return tuple(curves)
    found: dict[tuple[str, int, int], OfTime] = {}
    for curve in curves:
        metric = metric_of(curve.mid)
        if metric is not None and (scale is not None or is_zero(curve)):
            curve = replace(scaled(curve, 1.0 if scale is None else scale.factor), mid=metric)
        key = curve.sid, curve.mid, curve.peer_uid
        found[key] = joined(found[key], curve) if key in found else curve
    return tuple(found[key] for key in sorted(found))


def _scaled_curve(curve: Curve, factor: float) -> Curve:
    return replace(curve, values=_times(curve.values, factor))


def _joined_curve(proven: Curve, other: Curve) -> Curve:
    """Of two values of one moment the proven one."""
    points = dict(zip(other.ts, other.values, strict=True)) | dict(zip(proven.ts, proven.values, strict=True))
    ts = array("q", sorted(points))
    return replace(proven, ts=ts, values=array("d", map(points.__getitem__, ts)))


def _scaled_minutes(one: MinuteCurve, factor: float) -> MinuteCurve:
    sums, lows, highs = (_times(values, factor) for values in (one.sums, one.lows, one.highs))
    return replace(one, sums=sums, lows=lows, highs=highs)


def _joined_minutes(proven: MinuteCurve, other: MinuteCurve) -> MinuteCurve:
    minutes = {
        one.first_ts + at * MINUTE: (count, one.sums[at], one.lows[at], one.highs[at])
        for one in (other, proven)
        for at, count in enumerate(one.counts)
        if count
    }
    first_ts, last_ts = min(minutes), max(minutes)
    rows = [minutes.get(ts, (0, 0.0, 0.0, 0.0)) for ts in range(first_ts, last_ts + 1, MINUTE)]
    counts, sums, lows, highs = zip(*rows, strict=True)
    return replace(
        proven,
        first_ts=first_ts,
        counts=array("I", counts),
        sums=array("d", sums),
        lows=array("d", lows),
        highs=array("d", highs),
    )


def _times(values: array[float], factor: float) -> array[float]:
    # No source tells more than 6 digits of a fraction.
    return values if factor == 1 else array("d", [round(value * factor, 6) for value in values])
