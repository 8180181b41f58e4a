"""Chunks: ten minutes of the curves of one session, from a whole ten minutes on: one row of the store.

rollup   metric → its peers, and its curves by the minute (rollup.py)
points   the timestamps of the curves, most of them the same; metric → those of each of its curves, and the values of
         all its curves in turn (packing.py): the curves of one metric are alike for all peers
"""

from __future__ import annotations

import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from msgspec import MsgspecError, Struct, msgpack

from tui.domain.records import MINUTE, Window
from tui.store.rows import packing
from tui.store.rows.packing import pack_stamps, pack_values, unpack_stamps, unpack_values
from tui.store.rows.rollup import CHUNK_MINUTES, Peers, pack_rollups, peers_of, rolled, unpack_rollups

Points: TypeAlias = "tuple[array[int], array[float]]"
"""Ascending timestamps, and as many values."""


class ChunkStamps(Struct, frozen=True):
    """The timestamps of a curve within a chunk: packed, and how many fall into each of its minutes."""

    packed: bytes
    counts: array[int]


class ChunkMetric(Struct, frozen=True):
    """The curves of one metric towards `peers`, ascending; `stamps` are the packed timestamps of each."""

    peers: Peers
    stamps: tuple[bytes, ...]
    rollup: bytes
    values: bytes

    def curves(self, unpack: Callable[[bytes], array[int]]) -> Iterator[tuple[int, bytes, Points]]:
        """Peer, packed timestamps, points."""
        values, at = unpack_values(self.values), 0
        for peer_uid, packed in zip(self.peers, self.stamps, strict=True):
            ts = unpack(packed)
            yield peer_uid, packed, (ts, values[at : at + len(ts)])
            at += len(ts)


Chunk = dict[int, ChunkMetric]
# What reading a chunk raises that a newer scry wrote, or that was damaged on its disk.
UNREADABLE = (KeyError, IndexError, ValueError, OverflowError, struct.error, zlib.error, MsgspecError)


class _Points(Struct, frozen=True, array_like=True):
    stamps: tuple[bytes, ...]
    metrics: dict[int, tuple[tuple[int, ...], bytes]]


_points = msgpack.Decoder(_Points)


def stamps_of(ts: array[int], start_ts: int) -> ChunkStamps:
    """`ts` lie within the chunk that begins at `start_ts`."""
    edges = [bisect_left(ts, start_ts + minute * MINUTE) for minute in range(CHUNK_MINUTES + 1)]
    return ChunkStamps(pack_stamps(ts), array("I", [end - at for at, end in pairwise(edges)]))


def metric_of(curves: Mapping[int, tuple[ChunkStamps, array[float]]]) -> ChunkMetric:
    """By peer, each with points."""
    ordered = sorted(curves.items())
    values = array("d")
    for _, (_, its) in ordered:
        values.extend(its)
    return ChunkMetric(
        peers=tuple(peer_uid for peer_uid, _ in ordered),
        stamps=tuple(stamps.packed for _, (stamps, _) in ordered),
        rollup=rolled([(stamps.counts, its) for _, (stamps, its) in ordered]),
        values=pack_values(values),
    )


def to_row(chunk: Chunk) -> tuple[bytes, bytes]:
    """Rollup and points."""
    places: dict[bytes, int] = {}
    metrics = {
        mid: (tuple(places.setdefault(packed, len(places)) for packed in metric.stamps), metric.values)
        for mid, metric in chunk.items()
    }
    rollups = {mid: (metric.peers, metric.rollup) for mid, metric in chunk.items()}
    return pack_rollups(rollups), msgpack.encode(_Points(tuple(places), metrics))


def from_row(rollup: bytes, points: bytes) -> Chunk:
    rollups = unpack_rollups(rollup)
    return {
        mid: ChunkMetric(peers, stamps, rollups[mid][1], values)
        for mid, peers, stamps, values in _metrics(rollup, points)
    }


def extent_of(points: bytes) -> Window:
    """From the first point of a chunk to its last."""
    stamps = [unpack_stamps(packed) for packed in _points.decode(points).stamps]
    return Window(min(ts[0] for ts in stamps), max(ts[-1] for ts in stamps) + 1)


def is_known(rollup: bytes, points: bytes) -> bool:
    """Whether this version can read a chunk; a newer one may have written it."""
    try:
        return all(packing.is_known(values) for *_, values in _metrics(rollup, points))
    except UNREADABLE:
        return False


def curves_of(
    rollup: bytes, points: bytes, unpack: Callable[[bytes], array[int]]
) -> Iterator[tuple[int, int, bytes, array[float]]]:
    """Metric, peer, packed timestamps, values."""
    for mid, peers, stamps, values in _metrics(rollup, points):
        for peer_uid, packed, (_, its) in ChunkMetric(peers, stamps, b"", values).curves(unpack):
            yield mid, peer_uid, packed, its


def _metrics(rollup: bytes, points: bytes) -> Iterator[tuple[int, Peers, tuple[bytes, ...], bytes]]:
    """Metric, peers, the packed timestamps of each, the values of all."""
    found = _points.decode(points)
    for (mid, peers), (places, values) in zip(peers_of(rollup).items(), found.metrics.values(), strict=True):
        yield mid, peers, tuple(found.stamps[place] for place in places), values
