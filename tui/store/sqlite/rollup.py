"""Rollups: curves by the minute, so that a question about all curves of a call takes none of its millions of points.

    one metric of a session, a chunk   counts of peers a, b, c in the 1st minute, of a, b, c in the 2nd, … in the 10th
                                       the same of sums, of lows, of highs

Minute by minute, so that a chunk and the next are one after the other as long as the peers are the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from tui.domain.records import MINUTE, MinuteCurve
from tui.store.sqlite.packing import little, native

CHUNK_MINUTES = 10
CHUNK_S = CHUNK_MINUTES * MINUTE
_CODES = "Iddd"  # counts, sums, lows, highs: a minute without points is 0 in all four
_CELL = sum(array(code).itemsize for code in _CODES)
_NOTHING = [0.0]

Peers = tuple[int, ...]


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
