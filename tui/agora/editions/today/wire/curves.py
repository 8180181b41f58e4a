"""The curves of up to 20 sessions, decoded as they arrive (call/metrics)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tui.agora.editions.reference_2020.wire.details import curves
from tui.agora.editions.reference_2020.wire.reading import Reading, listed
from tui.agora.editions.reference_2020.wire.stream import Parse, PointsStream
from tui.agora.editions.today.mids import MIDS
from tui.agora.editions.today.wire.envelope import accepted
from tui.domain.percentages import set_apart
from tui.domain.records import Curve, Remainder

PAYLOAD = "metrics"
_METRICS: Mapping[int, int] = {mid: metric for metric, mid in MIDS.items()}


class CurvesStream(PointsStream[tuple[Curve, ...]]):
    """The value is a tuple of Curve, which names its session: the order of the answer is free. Percentages of which the
    answer does not prove the scale are `set_apart`."""

    def decoded(self, status: int, text: bytes, parse: Parse, start: bytes) -> tuple[tuple[Curve, ...], Remainder]:
        body = accepted(status, text, PAYLOAD, parse, start)
        reading = Reading()
        metrics = listed(body.fields, PAYLOAD)
        found = set_apart(curves(reading, metrics, _METRICS))
        reading.miss_parts(reading.refused)
        return found, replace(reading.left(), rows=len(metrics))
