"""Packing: long arrays of timestamps and values as small blobs, and back, bit by bit.

    blob of timestamps   block, block, …    block = how many, how many bytes, the first | the gaps between them
    blob of values       block, block, …    block = how, how many, how many bytes       | by one of three ways:
                           SCALED    whole numbers, where all of them are that many thousandths, hundredths, …
                           TABLE     the different values, and for each point the number of its value
                           DOUBLES   float64 as they are

The part behind the bar is deflated, the first bytes of all numbers ahead of all second bytes and so on: these are
alike. A block is so short that no call of C holds the interpreter for long.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
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
_TABLE_SIZE = 256
_MOST_NUMBERS = 2**16


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
        ts.extend(accumulate(_wide(raw, count - 1), initial=first))
        at += size
    return ts


def pack_values(values: array[float]) -> bytes:
    """Any float64."""
    blocks: list[bytes] = []
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK]
        how, raw = _by_scale(block) or _by_table(block) or (_DOUBLES, _planes(block))
        deflated = zlib.compress(raw, _LEVEL)
        blocks += _VALUES.pack(how, len(block), len(deflated)), deflated
    return b"".join(blocks)


def unpack_values(blob: bytes) -> array[float]:
    """The very same values."""
    values = array("d")
    at = 0
    while at < len(blob):
        how, count, size = _VALUES.unpack_from(blob, at)
        at += _VALUES.size
        values.extend(_unpacked(how, zlib.decompress(blob[at : at + size]), count))
        at += size
    return values


class _Numbers(dict[int, int]):
    """The bits of a double → the whole number that it is at a scale. Raises ValueError for one that is none.

    Metrics take the same values again and again.
    """

    def __init__(self, exponent: int) -> None:
        super().__init__()
        self.exponent = exponent

    def __missing__(self, bits: int) -> int:
        value: float = array("d", array("q", [bits]).tobytes())[0]
        number: int = round(value * 10**self.exponent)
        # By their bits, for which a zero is not its negative.
        if array("q", array("d", [number / 10**self.exponent]).tobytes())[0] != bits:
            raise ValueError(value)
        if len(self) >= _MOST_NUMBERS:
            self.clear()
        self[bits] = number
        return number


_NUMBERS = tuple(map(_Numbers, range(4)))


def _by_scale(values: array[float]) -> tuple[int, bytes] | None:
    bits = array("q", values.tobytes())
    for numbers in _NUMBERS:
        # A number may be too large, infinite or none at all.
        with suppress(OverflowError, ValueError):
            return _SCALED + numbers.exponent, _planes(_narrow(list(map(numbers.__getitem__, bits))))
    return None


def _by_table(values: array[float]) -> tuple[int, bytes] | None:
    # By their bits: of these NaN equals itself.
    bits = array("q", values.tobytes())
    table = array("q", sorted(set(bits)))
    # One that is as long as the values themselves saves nothing.
    if len(table) > min(_TABLE_SIZE, len(values) // _DOUBLE):
        return None
    places = dict(zip(table, range(len(table)), strict=True))
    return _TABLE, little(table) + bytes(map(places.__getitem__, bits))


def _unpacked(how: int, raw: bytes, count: int) -> array[float]:
    """The `count` values of a block."""
    if how == _TABLE:
        return _looked_up(raw[: len(raw) - count], raw[len(raw) - count :])
    if how == _DOUBLES:
        return _joined("d", _cut_out(raw, count))
    if len(raw) == count:
        return _looked_up(_narrowest(how - _SCALED), raw)
    scale = 10 ** (how - _SCALED)
    return native("d", struct.pack(f"<{count}d", *[number / scale for number in _wide(raw, count)]))


def _looked_up(table: bytes, places: bytes) -> array[float]:
    # A look-up of all first bytes, of all second bytes and so on takes a fifth of the time that one by value takes.
    planes = [places.translate(table[number::_DOUBLE].ljust(_TABLE_SIZE, b"\0")) for number in range(_DOUBLE)]
    return _joined("d", planes)


@cache
def _narrowest(exponent: int) -> bytes:
    """The meaning of each byte as a whole number by itself."""
    return little(array("d", [number / 10**exponent for number in (*range(128), *range(-128, 0))]))


def _narrow(numbers: Sequence[int]) -> array[int]:
    """In as few bytes as the largest takes; raises OverflowError where that is more than eight."""
    for code in "bhi":
        with suppress(OverflowError):
            return array(code, numbers)
    return array("q", numbers)


def _wide(raw: bytes, count: int) -> array[int]:
    """The `count` numbers of the planes `raw`."""
    planes = _cut_out(raw, count)
    return _joined(next(code for code in "bhiq" if array(code).itemsize == len(planes)), planes)


def _planes(numbers: array[int] | array[float]) -> bytes:
    raw = little(numbers)
    return b"".join(raw[number :: numbers.itemsize] for number in range(numbers.itemsize))


def _cut_out(raw: bytes, count: int) -> list[bytes]:
    return [raw[at : at + count] for at in range(0, len(raw), count)] if count else [b""]


def _joined(code: str, planes: Sequence[bytes]) -> array[Any]:
    joined = bytearray(len(planes) * len(planes[0]))
    for number, plane in enumerate(planes):
        joined[number :: len(planes)] = plane
    return native(code, joined)


def little(numbers: array[int] | array[float]) -> bytes:
    """A store may move to a machine of another byte order."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def native(code: str, raw: bytes | bytearray) -> array[Any]:
    numbers = array(code)
    numbers.frombytes(raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
