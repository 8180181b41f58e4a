"""Packing: long arrays of timestamps and values as small blobs, and back, bit by bit.

    blob of timestamps   block, block, …    block = how many, how many bytes, the first | the gaps between them
    blob of values       block, block, …    block = how, how many, how many bytes       | by one of three ways:
                           TABLE     the different values there are, and for each point which: most metrics have few
                           SCALED    whole numbers, where all of them are that many thousandths, hundredths, …
                           DOUBLES   float64 as they are

What is behind the bar is deflated, the first bytes of all numbers ahead of all second bytes and so on: those are alike.
A block is so short that no call of C holds the interpreter for long.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import sub
from typing import Any

BLOCK = 2**14  # points

# Beyond level 1 it takes half as long again and saves a thirtieth.
_LEVEL = 1
_DOUBLE = 8
_STAMPS = struct.Struct("<IIq")
_VALUES = struct.Struct("<BII")
_TABLE, _DOUBLES, _SCALED = 0, 1, 2  # and the exponents of ten beyond _SCALED
_EXPONENTS = range(4)
_TABLE_SIZE = 256
_SAMPLE = 16


def pack_stamps(ts: array[int]) -> bytes:
    """Whole numbers of 64 bits; ascending ones become smallest."""
    blocks: list[bytes] = []
    for start in range(0, len(ts), BLOCK):
        block = ts[start : start + BLOCK]
        deflated = zlib.compress(_planes(_narrow(list(map(sub, block[1:], block)))), _LEVEL)
        blocks += _STAMPS.pack(len(block), len(deflated), block[0]), deflated
    return b"".join(blocks)


def unpack_stamps(blob: bytes) -> array[int]:
    """The very same numbers."""
    ts = array("q")
    at = 0
    while at < len(blob):
        count, size, first = _STAMPS.unpack_from(blob, at)
        at += _STAMPS.size
        raw = zlib.decompress(blob[at : at + size])
        ts.extend(accumulate(_wide(raw, count - 1, 0, count - 1), initial=first))
        at += size
    return ts


def pack_values(values: array[float]) -> bytes:
    """Any float64."""
    blocks: list[bytes] = []
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK]
        how, raw = _by_table(block) or _by_scale(block) or (_DOUBLES, _planes(block))
        deflated = zlib.compress(raw, _LEVEL)
        blocks += _VALUES.pack(how, len(block), len(deflated)), deflated
    return b"".join(blocks)


def unpack_values(blob: bytes, start: int = 0, stop: int = sys.maxsize) -> array[float]:
    """The very same values, those from `start` to before `stop`, of which there may be fewer."""
    values = array("d")
    at = first = 0
    while at < len(blob) and first < stop:
        how, count, size = _VALUES.unpack_from(blob, at)
        at += _VALUES.size
        low, high = max(start - first, 0), min(stop - first, count)
        if low < high:
            values.extend(_unpacked(how, zlib.decompress(blob[at : at + size]), count, low, high))
        at += size
        first += count
    return values


def head_of_values(blob: bytes, stop: int) -> bytes:
    """The blob of those before `stop`. Two blobs after one another are the blob of the values of both."""
    at = first = 0
    while at < len(blob):
        _, count, size = _VALUES.unpack_from(blob, at)
        if first + count > stop:
            return blob[:at] + pack_values(unpack_values(blob[at:], 0, stop - first))
        at += _VALUES.size + size
        first += count
    return blob


def pack_doubles(*arrays: array[float]) -> bytes:
    """Arrays of one length, in which the same values come again and again."""
    return zlib.compress(b"".join(map(_little, arrays)), _LEVEL)


def unpack_doubles(blob: bytes, number: int) -> Iterator[array[float]]:
    """The `number` arrays."""
    raw = memoryview(zlib.decompress(blob))
    size = len(raw) // number
    for at in range(0, size * number, size) if size else [0] * number:
        yield _native("d", raw[at : at + size])


def _by_table(values: array[float]) -> tuple[int, bytes] | None:
    # By their bits, for which a zero is not its negative and what is no number is itself.
    bits = array("q", values.tobytes())
    table = array("q", sorted(set(bits)))
    # One that is as long as the values themselves saves nothing.
    if len(table) > min(_TABLE_SIZE, len(values) // _DOUBLE):
        return None
    places = dict(zip(table, range(len(table)), strict=True))
    return _TABLE, _little(table) + bytes(map(places.__getitem__, bits))


def _unpacked(how: int, raw: bytes, count: int, low: int, high: int) -> array[float]:
    """Of the `count` values of a block those from `low` to before `high`."""
    if how == _TABLE:
        table, places = raw[: len(raw) - count], raw[len(raw) - count :][low:high]
        # A look-up of all first bytes, of all second bytes and so on takes a fifth of the time that one by value takes.
        planes = [places.translate(table[number::_DOUBLE].ljust(_TABLE_SIZE, b"\0")) for number in range(_DOUBLE)]
        return _joined("d", planes)
    if how == _DOUBLES:
        return _joined("d", _cut_out(raw, count, low, high))
    scale = 10 ** (how - _SCALED)
    return array("d", [number / scale for number in _wide(raw, count, low, high)])


def _by_scale(values: array[float]) -> tuple[int, bytes] | None:
    bits = values.tobytes()
    for exponent in _EXPONENTS:
        scale = 10**exponent
        try:
            if any(round(value * scale) / scale != value for value in values[:_SAMPLE]):
                continue
            numbers = [round(value * scale) for value in values]
            narrow = _narrow(numbers)
        except (OverflowError, ValueError):  # too large, infinite, not a number
            return None
        if array("d", [number / scale for number in numbers]).tobytes() == bits:
            return _SCALED + exponent, _planes(narrow)
    return None


def _narrow(numbers: Sequence[int]) -> array[int]:
    """In as few bytes as the largest takes; raises OverflowError where that is more than eight."""
    least, most = min(numbers, default=0), max(numbers, default=0)
    code = next((code for code in "bhi" if -(limit := 256 ** array(code).itemsize // 2) <= least and most < limit), "q")
    return array(code, numbers)


def _wide(raw: bytes, count: int, low: int, high: int) -> array[int]:
    """Of `count` numbers in planes those from `low` to before `high`."""
    planes = _cut_out(raw, count, low, high)
    return _joined(next(code for code in "bhiq" if array(code).itemsize == len(planes)), planes)


def _planes(numbers: array[int] | array[float]) -> bytes:
    raw = _little(numbers)
    return b"".join(raw[number :: numbers.itemsize] for number in range(numbers.itemsize))


def _cut_out(raw: bytes, count: int, low: int, high: int) -> list[bytes]:
    """Each plane, from `low` to before `high`."""
    return [raw[at + low : at + high] for at in range(0, len(raw), count)] if count else [b""]


def _joined(code: str, planes: Sequence[bytes]) -> array[Any]:
    joined = bytearray(len(planes) * len(planes[0]))
    for number, plane in enumerate(planes):
        joined[number :: len(planes)] = plane
    return _native(code, joined)


def _little(numbers: array[int] | array[float]) -> bytes:
    """A store may move to a machine of another byte order."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _native(code: str, raw: bytearray | memoryview) -> array[Any]:
    numbers = array(code)
    numbers.frombytes(raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
