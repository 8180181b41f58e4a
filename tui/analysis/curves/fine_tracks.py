"""Fine tracks: the curves of a call around a moment, by the points of the two users that are judged."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from tui.analysis.curves.both_streams import points_of_both
from tui.analysis.curves.excerpt import Excerpt, SlotColumn, Spans, overlaid, spans_of
from tui.analysis.curves.tracks import CurveKey, Tracks
from tui.domain.records import MINUTE, Curve, Window

# Points lie 2 to 10 s apart, and clocks of users up to 3 s: a slot of a moment holds one to five points.
FINE_S = 10
_PER_MINUTE = MINUTE // FINE_S


class FineTracks(Tracks):
    """The curves of one call in slots of ten seconds within a window: of both users from their points, of the others
    from their minutes, of which each slot gets its sixth."""

    slot_s = FINE_S

    def __init__(self, whole: Tracks, curves: Mapping[int, Iterable[Curve]], window: Window) -> None:
        """`curves` are all curves of both users, by uid."""
        self.thresholds, self.stays, self.end_ts = whole.thresholds, whole.stays, whole.end_ts
        self._told, self._servers, self._minutes = whole._told, whole._servers, whole._minutes
        self._peers, self._about = whole._peers, whole._about
        self._slots, self._alive, self._readings, self._calm = {}, {}, {}, {}
        self._whole, self._window = whole, window
        # By the identity of the timestamps, which the curves keep alive.
        self._cuts: dict[tuple[int, Spans], tuple[list[int], list[tuple[int, int]]]] = {}
        self._points: dict[CurveKey, list[Curve]] = defaultdict(list)
        self._known = frozenset(curves)
        last_ts = 0
        for uid, its in curves.items():
            for curve in points_of_both(its):
                if stamps := curve.ts:
                    self._points[uid, curve.mid, curve.peer_uid].append(curve)
                    last_ts = max(last_ts, stamps[-1])
        self.end_ts = max(self.end_ts, min(last_ts + 1, window.end_ts))

    @property
    def everywhere(self) -> Spans:
        return (range(self._window.start_ts // FINE_S, self._window.end_ts // FINE_S + 1),)

    def excerpt(self, key: CurveKey, spans: Spans) -> Excerpt:
        if key[0] in self._known:
            parts = [self._of_points(one, spans) for one in self._points.get(key, ())]
            return parts[0] if len(parts) == 1 else overlaid(parts)
        slots, minutes, whole, pick = _minutes_of(spans)
        coarse = self._whole.excerpt(key, whole)
        counts = [count / _PER_MINUTE for count in coarse.counts]
        sums = [value / _PER_MINUTE for value in coarse.sums]
        columns = (counts, sums, coarse.lows, coarse.highs)
        if len(coarse.slots) == sum(map(len, whole)):
            return Excerpt(slots, *map(pick, columns))
        at = dict(zip(coarse.slots, range(len(coarse.slots)), strict=True))
        told = [slot for slot, minute in zip(slots, minutes, strict=True) if minute in at]
        rows = [at[minute] for minute in minutes if minute in at]
        return Excerpt(told, *[[column[row] for row in rows] for column in columns])

    def flows(self, key: CurveKey, spans: Spans) -> bool | None:
        if key[0] not in self._known:
            return self._whole.flows(key, _minutes_of(spans)[2])
        for one in self._points.get(key, ()):
            for span in spans:
                start, end = (bisect_left(one.ts, slot * FINE_S) for slot in (span.start, span.stop))
                if max(one.values[start:end], default=0.0) > 0:
                    return True
        return False if key in self._minutes else None

    def _of_points(self, curve: Curve, spans: Spans) -> Excerpt:
        slots, bounds = self._cut(curve.ts, spans)
        first = bounds[0][0] if bounds else 0
        values = curve.values[first : bounds[-1][1] if bounds else 0].tolist()
        parts = [values[start - first : end - first] for start, end in bounds]
        return Excerpt(slots, *[list(map(of, parts)) for of in (len, sum, min, max)])

    def _cut(self, stamps: array[int], spans: Spans) -> tuple[list[int], list[tuple[int, int]]]:
        """The slots that hold points, and the first and the end of the points of each. The curves of a session share
        their timestamps, so one cut is that of many curves."""
        kept = self._cuts.get((id(stamps), spans))
        if kept is not None:
            return kept
        slots, bounds = [], []
        for span in spans:
            at = bisect_left(stamps, max(span.start * FINE_S, self._window.start_ts))
            last = bisect_left(stamps, min(span.stop * FINE_S, self._window.end_ts), at)
            for slot in span:
                end = bisect_left(stamps, (slot + 1) * FINE_S, at, last)
                if at < end:
                    slots.append(slot)
                    bounds.append((at, end))
                at = end
        self._cuts[id(stamps), spans] = slots, bounds
        return slots, bounds

    def _alive_slots(self, uid: int) -> frozenset[int]:
        if uid in self._known:
            whole = [(mid, peer_uid) for owner, mid, peer_uid in self._points if owner == uid]
            own = [key for key in whole if not key[1]] or whole
            return frozenset(slot for key in own for slot in self.slots(uid, *key))
        return frozenset(
            minute * _PER_MINUTE + part for minute in self._whole.alive(uid) for part in range(_PER_MINUTE)
        )


Pick = Callable[[SlotColumn], SlotColumn]


@lru_cache(maxsize=64)
def _minutes_of(spans: Spans) -> tuple[Sequence[int], Sequence[int], Spans, Pick]:
    """The slots, the minute of each, these minutes, and the column of the slots from a column of the minutes: the same
    for each curve that is read in them."""
    slots = spans[0] if len(spans) == 1 else [*chain.from_iterable(spans)]
    minutes = [slot // _PER_MINUTE for slot in slots]
    order = {minute: row for row, minute in enumerate(sorted(set(minutes)))}
    rows = [order[minute] for minute in minutes]
    pick: Pick = itemgetter(*rows) if len(rows) > 1 else lambda column: [column[row] for row in rows]
    return slots, minutes, spans_of(set(minutes)), pick
