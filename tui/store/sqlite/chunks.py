"""Chunks: ten minutes of the curves of one session, from a whole ten minutes on: one row of the store.

rollup   metric → its peers, and its curves by the minute (rollup.py); deflated
points   the timestamps of the curves, most of them the same; metric → those of each of its curves, and the values of
         all its curves in turn (packing.py): the curves of one metric are alike for all peers
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct, msgpack

from tui.domain.records import MINUTE
from tui.store.sqlite.packing import pack_stamps, pack_values, unpack_values
from tui.store.sqlite.rollup import CHUNK_MINUTES, Peers, rolled

Points: TypeAlias = "tuple[array[int], array[float]]"
"""Ascending timestamps, and as many values."""
Rollups = dict[int, tuple[Peers, bytes]]

_LEVEL = 1


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


class _Points(Struct, frozen=True, array_like=True):
    stamps: tuple[bytes, ...]
    metrics: dict[int, tuple[tuple[int, ...], bytes]]


_points = msgpack.Decoder(_Points)
_rollups = msgpack.Decoder(Rollups)


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
    return zlib.compress(msgpack.encode(rollups), _LEVEL), msgpack.encode(_Points(tuple(places), metrics))


def from_row(rollup: bytes, points: bytes) -> Chunk:
    found = _points.decode(points)
    return {
        mid: ChunkMetric(peers, tuple(found.stamps[place] for place in places), its, values)
        for (mid, (peers, its)), (places, values) in zip(
            rollups_of(rollup).items(), found.metrics.values(), strict=True
        )
    }


def rollups_of(rollup: bytes, mids: Collection[int] | None = None) -> Rollups:
    """By metric; those of some metrics alone, where `mids` are given."""
    found = _rollups.decode(zlib.decompress(rollup))
    return found if mids is None else {mid: one for mid, one in found.items() if mid in mids}
