"""Curves by the minute, computed point by point: the expected content of the store. Sums are those of the decimals."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from tui.domain.records import MINUTE, Curve, MinuteCurve


def rolled_up(curves: Iterable[Curve]) -> tuple[MinuteCurve, ...]:
    """One for each, in their order; each has points."""
    found = []
    for one in curves:
        minutes = {
            minute: [value for _, value in points]
            for minute, points in groupby(zip(one.ts, one.values, strict=True), lambda point: point[0] // MINUTE)
        }
        rows = [minutes.get(minute, []) for minute in range(min(minutes), max(minutes) + 1)]
        found.append(
            MinuteCurve(
                *(one.sid, one.mid, one.peer_uid, min(minutes) * MINUTE),
                array("I", map(len, rows)),
                array("d", [float(sum(Decimal(repr(value)) for value in row)) for row in rows]),
                array("d", [min(row, default=0.0) for row in rows]),
                array("d", [max(row, default=0.0) for row in rows]),
            )
        )
    return tuple(found)
