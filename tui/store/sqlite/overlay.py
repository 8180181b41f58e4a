"""Merging: what several answers told of one curve, as one.

answers   |=======older======|            an answer speaks for its window: of a second, the newest that does so
                    |=======newer=====|   tells which points there are, also that there are none
minutes   | a |  a  | ? |  b |  b  | b |  of a minute in which a newer one begins or ends, the points must tell
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence

from msgspec import Struct

from tui.domain.records import MINUTE, Window
from tui.store.sqlite.rollup import Digest, digested, zeros


class Stretch(Struct, frozen=True):
    """The points that one answer told of a curve, and the seconds that it speaks for: those of its window and of its
    points. `ts` is ascending."""

    speaks_for: Window
    ts: array[int]
    values: array[float]


def told(window: Window, ts: array[int], values: array[float]) -> Stretch:
    """Servers count the last second of a window in, so that its answer may tell of the first of the next."""
    if not ts:
        return Stretch(window, ts, values)
    return Stretch(Window(min(window.start_ts, ts[0]), max(window.end_ts, ts[-1] + 1)), ts, values)


def merged(stretches: Sequence[Stretch]) -> tuple[array[int], array[float]]:
    """Timestamps and values of the curve, perhaps in the arrays of a stretch; the oldest answer's is the first."""
    ts, values = stretches[0].ts, stretches[0].values
    for stretch in stretches[1:]:
        low = bisect_left(ts, stretch.speaks_for.start_ts)
        high = bisect_left(ts, stretch.speaks_for.end_ts, low)
        ts = ts[:low] + stretch.ts + ts[high:]
        values = values[:low] + stretch.values + values[high:]
    return ts, values


def merged_digest(digests: Sequence[tuple[Window, Digest]], values_in: Callable[[int], array[float]]) -> Digest:
    """The same by the minute, from the first with points to the last.

    With each digest the window of its answer, the oldest answer's first. `values_in` an epoch minute are those of the
    merged curve.
    """
    told_of = [digest for _, digest in digests if digest.counts]
    first = min((digest.first for digest in told_of), default=0)
    length = max((digest.end for digest in told_of), default=0) - first
    whole = Digest(first, *(zeros(column.typecode, length) for column in digests[0][1].columns))
    unclear = set()
    for window, digest in digests:
        start, end = window.start_ts // MINUTE, window.end_ts // MINUTE
        edges = {start} if window.start_ts % MINUTE else set()
        if window.end_ts % MINUTE or digest.count(end):
            edges.add(end)
            end += 1
        unclear |= {minute for minute in edges if whole.count(minute)}
        whole.replace(digest, start, end)
    for minute in unclear:
        values = values_in(minute)
        place = minute - whole.first
        whole.counts[place] = len(values)
        if values:
            (whole.sums[place],), (whole.lows[place],), (whole.highs[place],) = digested(values, [len(values)])
    return _trimmed(whole)


def _trimmed(digest: Digest) -> Digest:
    counts = digest.counts
    if counts and counts[0] and counts[-1]:
        return digest
    minutes = [minute for minute, count in enumerate(counts, digest.first) if count]
    return digest.part(minutes[0], minutes[-1] + 1) if minutes else digest.part(0, 0)
