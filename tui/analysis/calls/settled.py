"""Which minutes of a call can be judged: those of which an answer is sure to have told all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.domain.records import MINUTE, Listing, MinuteCurve


def told_until(listings: Iterable[Listing], *, end_ts: int | None, now_ts: float, delay_s: float) -> float | None:
    """The end of the known part of the curves; points younger than the delay were left out of the newest answer.

    `end_ts` is the call's last second: None where the known part reaches it.
    """
    ends = [min(one.window.end_ts, one.answered_ts - delay_s) for one in listings]
    until_ts = max(ends, default=now_ts - delay_s)
    return None if end_ts is not None and until_ts >= end_ts else until_ts


def settled(curves: Iterable[MinuteCurve], until_ts: float | None) -> Sequence[MinuteCurve]:
    """The curves without the minutes that were not over by then; a curve of which none is left says nothing."""
    if until_ts is None:
        return tuple(curves)
    found = []
    for curve in curves:
        count = max(0, int(until_ts - curve.first_ts) // MINUTE)
        if count >= len(curve.counts):
            found.append(curve)
        elif count:
            columns = curve.counts[:count], curve.sums[:count], curve.lows[:count], curve.highs[:count]
            found.append(MinuteCurve(curve.sid, curve.mid, curve.peer_uid, curve.first_ts, *columns))
    return tuple(found)
