"""The curves of up to 20 sessions, decoded as they arrive (call/metrics)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from msgspec.structs import replace

from tui.agora.editions.reference_2020.wire.details import curves
from tui.agora.editions.reference_2020.wire.reading import Reading, listed
from tui.agora.editions.reference_2020.wire.stream import Parse, PointsStream
from tui.agora.editions.today.mids import MIDS, PERCENTAGES
from tui.agora.editions.today.wire.envelope import accepted
from tui.domain.records import Curve, Remainder
from tui.domain.records.curve_metrics import CurveMetric as Metric

PAYLOAD = "metrics"
_METRICS: Mapping[int, int] = {mid: metric for metric, mid in MIDS.items()}
# A device in a call uses more than 1 % of its memory, and its processors are not at rest all the time.
_NEVER_SMALL = (Metric.SYSTEM_MEMORY, Metric.SYSTEM_CPU)


class CurvesStream(PointsStream[tuple[Curve, ...]]):
    """The value is a tuple of Curve, which names its session: the order of the answer is free."""

    def decoded(self, status: int, text: bytes, parse: Parse, start: bytes) -> tuple[tuple[Curve, ...], Remainder]:
        body = accepted(status, text, PAYLOAD, parse, start)
        reading = Reading()
        metrics = listed(body.fields, PAYLOAD)
        found = in_percent(curves(reading, metrics, _METRICS))
        reading.miss_parts(reading.refused)
        return found, replace(reading.left(), rows=len(metrics))


def in_percent(found: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """The curves with percentages from 0 to 100: the one place where a fraction becomes a percentage.

    The document prints % and its rates are fractions. An answer tells its scale by its greatest percentages: one above
    1 is no fraction, and a device without a value above 1 % is none.
    """
    shares = [curve for curve in found if curve.mid in PERCENTAGES]
    telling = [curve for curve in shares if curve.mid in _NEVER_SMALL]
    # Those first that decide at their first points: the answer may hold a million of them.
    if any(_most(curve) > 1 for curve in (*telling, *shares)) or not any(_most(curve) > 0 for curve in telling):
        return found
    return tuple(_scaled(curve) if curve.mid in PERCENTAGES else curve for curve in found)


def _most(curve: Curve) -> float:
    return max(curve.values)


def _scaled(curve: Curve) -> Curve:
    # No source tells more than 6 digits of a fraction.
    return replace(curve, values=array("d", [round(value * 100, 6) for value in curve.values]))
