"""Rollups: curves by the minute, so that a question about all curves of a call takes none of its millions of points.

    one metric of a session, a chunk   counts of peers a, b, c in the 1st minute, of a, b, c in the 2nd, … in the 10th
                                       the same of sums, of lows, of highs
    blob of a chunk                    each metric with its peers, and the exponent of ten that makes whole numbers of
                                       its sums, lows and highs; then all counts, all such numbers, all other doubles

Minute by minute, so that a chunk and the next are one after the other as long as the peers are the same. The blob is
deflated as a whole, the first bytes of all numbers ahead of all second bytes and so on.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from math import isclose
from typing import Any

from msgspec import Struct, msgpack

from tui.domain.records import MINUTE, MinuteCurve
from tui.store.rows.packing import little, native, planes, scaled, unscaled, wide

CHUNK_MINUTES = 10
CHUNK_S = CHUNK_MINUTES * MINUTE
_CODES = "Iddd"  # counts, sums, lows, highs: a minute without points is 0 in all four
_VALUES = len(_CODES) - 1
_CELL = sum(array(code).itemsize for code in _CODES)
_NOTHING = [0.0]

Peers = tuple[int, ...]
Rollups = dict[int, tuple[Peers, bytes]]
"""By metric."""

# A sum of decimals is off by its roundings, each a part of 2 ** 53 of it.
_ROUNDING = 1e-12


class _Blob(Struct, frozen=True, array_like=True):
    """`metrics` are its peers and its exponent, None: its values are among the `doubles`."""

    metrics: dict[int, tuple[Peers, int | None]]
    counts: bytes
    numbers: bytes
    doubles: bytes


_blob = msgpack.Decoder(_Blob)


def rolled(curves: Sequence[tuple[array[int], array[float]]]) -> bytes:
    """A chunk of the curves of one metric: of each how many values fall into each of its minutes, and the values."""
    columns: list[array[Any]] = [
        array(code, bytes(array(code).itemsize * CHUNK_MINUTES * len(curves))) for code in _CODES
    ]
    for place, (counts, values) in enumerate(curves):
        listed, parts, at = values.tolist(), [], 0
        for count in counts:
            # The least and the greatest of nothing are 0, and so is its sum.
            parts.append(listed[at : at + count] or _NOTHING)
            at += count
        columns[0][place :: len(curves)] = counts
        columns[1][place :: len(curves)] = array("d", map(sum, parts))
        columns[2][place :: len(curves)] = array("d", map(min, parts))
        columns[3][place :: len(curves)] = array("d", map(max, parts))
    return b"".join(map(little, columns))


def pack_rollups(rollups: Mapping[int, tuple[Peers, bytes]]) -> bytes:
    """A sum of decimals is kept as the decimal that it is, without the roundings of its addition."""
    metrics: dict[int, tuple[Peers, int | None]] = {}
    counts, numbers, doubles = array("I"), list[int](), list[bytes]()
    for mid, (peers, raw) in rollups.items():
        cells = CHUNK_MINUTES * len(peers)
        start = cells * counts.itemsize
        counts.extend(native("I", raw[:start]))
        found = _decimals(native("d", raw[start:]), cells)
        metrics[mid] = peers, None if found is None else found[0]
        if found is None:
            doubles.append(raw[start:])
        else:
            numbers += found[1]
    return zlib.compress(msgpack.encode(_Blob(metrics, planes(counts.tolist()), planes(numbers), b"".join(doubles))), 1)


# Each reading of a call asks every one of its chunks, about two hundred in three hours of ten users.
@lru_cache(maxsize=512)
def peers_of(blob: bytes) -> Mapping[int, Peers]:
    """The peers of each metric of a chunk."""
    return {mid: peers for mid, (peers, _) in _blob.decode(zlib.decompress(blob)).metrics.items()}


def unpack_rollups(blob: bytes, mids: Collection[int] | None = None) -> Rollups:
    """By metric; those of some metrics alone, where `mids` are given."""
    found = _blob.decode(zlib.decompress(blob))
    sizes = {mid: CHUNK_MINUTES * len(peers) for mid, (peers, _) in found.metrics.items()}
    counts = array("I", wide(found.counts, sum(sizes.values())))
    decimal = sum(sizes[mid] for mid, (_, exponent) in found.metrics.items() if exponent is not None)
    numbers = wide(found.numbers, _VALUES * decimal)
    rollups: Rollups = {}
    at = number = double = 0
    for mid, (peers, exponent) in found.metrics.items():
        size = sizes[mid] * _VALUES
        is_asked = mids is None or mid in mids
        if exponent is None:
            values, double = found.doubles[double : double + size * 8], double + size * 8
        elif is_asked:
            values = little(unscaled(exponent, numbers[number : number + size]))
        if exponent is not None:
            number += size
        if is_asked:
            rollups[mid] = peers, little(counts[at : at + sizes[mid]]) + values
        at += sizes[mid]
    return rollups


def _decimals(values: array[float], cells: int) -> tuple[int, list[int]] | None:
    """Sums, lows and highs as whole numbers, and the exponent of ten that makes them so; None where there is none."""
    with suppress(OverflowError):
        if found := scaled(values[cells:]):
            exponent, others = found
            sums = [round(value * 10**exponent) for value in values[:cells]]
            if all(map(_is_rounded, unscaled(exponent, sums), values)):
                return exponent, sums + others
    return None


def _is_rounded(decimal: float, total: float) -> bool:
    return isclose(decimal, total, rel_tol=_ROUNDING)


def joined(sid: str, mid: int, chunks: dict[int, tuple[Peers, bytes]]) -> Iterator[MinuteCurve]:
    """The curves of one metric from their chunks, by the start of each; from the first minute with points to the last.

    `chunks` holds at least one, each has points, and they ascend.
    """
    first_ts, last_ts = next(iter(chunks)), next(reversed(chunks))
    peers = tuple(sorted({peer for those, _ in chunks.values() for peer in those}))
    spread = {ts: raw if those == peers else _spread(those, raw, peers) for ts, (those, raw) in chunks.items()}
    nothing = bytes(_CELL * CHUNK_MINUTES * len(peers))
    columns: list[array[Any]] = []
    at = 0
    for code in _CODES:
        size = array(code).itemsize * CHUNK_MINUTES * len(peers)
        parts = [spread.get(ts, nothing)[at : at + size] for ts in range(first_ts, last_ts + 1, CHUNK_S)]
        columns.append(native(code, b"".join(parts)))
        at += size
    for place, peer in enumerate(peers):
        counts, *others = (column[place :: len(peers)] for column in columns)
        low, high = _told(counts)
        yield MinuteCurve(
            sid, mid, peer, first_ts + low * MINUTE, counts[low:high], *(each[low:high] for each in others)
        )


def _spread(those: Peers, raw: bytes, peers: Peers) -> bytes:
    """The chunk as if it had all `peers`."""
    columns, at = [], 0
    for code in _CODES:
        size = array(code).itemsize * CHUNK_MINUTES
        mine = native(code, raw[at : at + size * len(those)])
        whole = array(code, bytes(size * len(peers)))
        for place, peer in enumerate(those):
            whole[peers.index(peer) :: len(peers)] = mine[place :: len(those)]
        columns.append(little(whole))
        at += size * len(those)
    return b"".join(columns)


def _told(counts: array[int]) -> tuple[int, int]:
    """The first that is not 0, and the one after the last."""
    raw = counts.tobytes()
    size = counts.itemsize
    return (len(raw) - len(raw.lstrip(b"\0"))) // size, -(-len(raw.rstrip(b"\0")) // size)
