"""Overlay: a newer answer on the known points of a curve.

known    |=====older======|            an answer covers its window and its points: the newest one that covers a second
answer             |======newer======|  has the points of that second, also where there are none
then     |==older==|======newer======|
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache

from tui.domain.records import Window
from tui.store.rows.chunks import Chunk, ChunkMetric, Points, metric_of, stamps_of
from tui.store.rows.packing import unpack_stamps

Gaps = tuple[Window, ...]
NOTHING: Points = array("q"), array("d")


def without(window: Window, newer: Iterable[Window]) -> Gaps:
    """The parts of `window` for which none of the newer speaks."""
    gaps = [window]
    for other in newer:
        gaps = [
            Window(start_ts, end_ts)
            for gap in gaps
            for start_ts, end_ts in (
                (gap.start_ts, min(gap.end_ts, other.start_ts)),
                (max(gap.start_ts, other.end_ts), gap.end_ts),
            )
            if start_ts < end_ts
        ]
    return tuple(gaps)


def replaced(known: Points, answer: Points, window: Window) -> Points:
    """The answer's points for the seconds in the window, the known points for all others."""
    (ts, values), (its, new) = known, answer
    low, high = bisect_left(ts, window.start_ts), bisect_left(ts, window.end_ts)
    first, last = bisect_left(its, window.start_ts), bisect_left(its, window.end_ts)
    return ts[:low] + its[first:last] + ts[high:], values[:low] + new[first:last] + values[high:]


def overlaid(
    known: Chunk, answer: Chunk, speaks_for: Mapping[int, Mapping[int, Gaps]], window: Window, *, is_newest: bool
) -> Chunk:
    """The chunk of `window` after an answer that speaks, by metric and peer, for those stretches of time."""
    unpack = cache(unpack_stamps)
    stamps = cache(lambda raw: stamps_of(array("q", raw), window.start_ts))

    def mixed(old: ChunkMetric | None, new: ChunkMetric | None, peers: Mapping[int, Gaps]) -> ChunkMetric | None:
        points, its = (
            {} if metric is None else {peer_uid: held for peer_uid, _, held in metric.curves(unpack)}
            for metric in (old, new)
        )
        for peer_uid, gaps in peers.items():
            for gap in gaps:
                points[peer_uid] = replaced(points.get(peer_uid, NOTHING), its.get(peer_uid, NOTHING), gap)
        held = {peer_uid: (stamps(ts.tobytes()), values) for peer_uid, (ts, values) in points.items() if ts}
        return metric_of(held) if held else None

    def replaces(old: ChunkMetric, peers: Mapping[int, Gaps]) -> bool:
        """Whether a newest answer leaves nothing of `old`."""
        return all(
            peer_uid in peers and _hold(peers[peer_uid], unpack(packed))
            for peer_uid, packed in zip(old.peers, old.stamps, strict=True)
        )

    after: dict[int, ChunkMetric | None] = {**known}
    for mid, peers in speaks_for.items():
        old, new = known.get(mid), answer.get(mid)
        is_simple = is_newest and (old is None or replaces(old, peers))
        after[mid] = new if is_simple else mixed(old, new, peers)
    return {mid: metric for mid, metric in after.items() if metric is not None}


def _hold(gaps: Gaps, ts: array[int]) -> bool:
    return any(gap.start_ts <= ts[0] and ts[-1] < gap.end_ts for gap in gaps)
