"""Excerpts: the values of a curve in some slots, column by column, since adding up columns is faster than rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, compress, pairwise
from operator import add, truediv
from typing import NamedTuple

from tui.domain.records import MINUTE, MinuteCurve, Threshold

# Points, sum, least, greatest.
SlotSums = tuple[float, float, float, float]
SlotColumn = Sequence[float]
# Runs of slots, in ascending order.
Spans = tuple[range, ...]


class Excerpt(NamedTuple):
    """A curve in some slots, in ascending order. Item i of each column belongs to slot `slots[i]`; slots without points
    are left out."""

    slots: Sequence[int]
    counts: SlotColumn
    sums: SlotColumn
    lows: SlotColumn
    highs: SlotColumn

    @property
    def rows(self) -> Iterator[SlotSums]:
        return zip(self.counts, self.sums, self.lows, self.highs, strict=True)

    @property
    def means(self) -> Iterator[float]:
        return map(truediv, self.sums, self.counts)

    def beyond(self, limit: Threshold, burst: float) -> list[bool]:
        """Whether each slot is beyond the bad limit: by its mean, or near it with a sample of `burst` times as much."""
        warn, bad, most = limit.warn, limit.bad, burst * limit.bad
        if max(self.highs, default=bad) <= bad:
            return [False] * len(self.slots)
        columns = zip(self.counts, self.sums, self.highs, strict=True)
        return [whole > bad * count or (high > most and whole > warn * count) for count, whole, high in columns]


NO_EXCERPT = Excerpt((), (), (), (), ())


def spans_of(slots: Iterable[int]) -> Spans:
    """The unbroken runs of slots, each of them given once, in ascending order."""
    ordered = sorted(slots)
    if not ordered:
        return ()
    if ordered[-1] - ordered[0] < len(ordered):
        return (range(ordered[0], ordered[-1] + 1),)
    breaks = [(before + 1, after) for before, after in pairwise(ordered) if after != before + 1]
    edges = [ordered[0], *chain.from_iterable(breaks), ordered[-1] + 1]
    return tuple(map(range, edges[::2], edges[1::2]))


def excerpt_of(curve: MinuteCurve, spans: Spans) -> Excerpt:
    """A curve by the minute in some minutes."""
    if len(spans) == 1:
        return _cut(curve, spans[0])
    parts = [_cut(curve, span) for span in spans]
    if not parts:
        return NO_EXCERPT
    slots = [*chain.from_iterable(part.slots for part in parts)]
    return Excerpt(slots, *[reduce(add, columns) for columns in zip(*(part[1:] for part in parts), strict=True)])


def _cut(curve: MinuteCurve, span: range) -> Excerpt:
    first = curve.first_ts // MINUTE
    start, end = max(0, span.start - first), max(0, span.stop - first)
    columns = curve.counts[start:end], curve.sums[start:end], curve.lows[start:end], curve.highs[start:end]
    counts = columns[0]
    slots = range(first + start, first + start + len(counts))
    if 0 not in counts:
        return Excerpt(slots, *columns)
    told = [array(column.typecode, compress(column, counts)) for column in columns]
    return Excerpt([*compress(slots, counts)], *told)


def overlaid(excerpts: Iterable[Excerpt]) -> Excerpt:
    """The excerpts of several curves as one: a user that returned has a curve for each session."""
    found: dict[int, SlotSums] = {}
    for one in excerpts:
        for slot, row in zip(one.slots, one.rows, strict=True):
            found[slot] = _both(found[slot], row) if slot in found else row
    rows = [(slot, *found[slot]) for slot in sorted(found)]
    return Excerpt(*zip(*rows, strict=True)) if rows else NO_EXCERPT


def _both(one: SlotSums, other: SlotSums) -> SlotSums:
    return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])
