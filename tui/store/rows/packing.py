"""Packing: long arrays of timestamps and values as small blobs, and back, bit by bit.

    blob of timestamps   block, block, …    block = how many, how many bytes, the first | the gaps between them
    blob of values       block, block, …    block = how, how many, how many bytes       | by one of these ways:
                           SCALED    whole numbers, where all of them are that many thousandths, hundredths, …
                           LISTED    the number of different SCALED numbers, less one, the gaps between them, and for
                                     each point the number of its value, where they are few: faster to unpack
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
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from itertools import accumulate, chain
from operator import sub
from typing import Any

BLOCK = 2**14  # points

# Values of a curve are noise rather than repeated strings: without a search for those it is faster, and smaller.
_LEVEL, _STRATEGY = 4, zlib.Z_RLE
_DOUBLE = 8
_STAMPS = struct.Struct("<IIq")
_VALUES = struct.Struct("<BII")
_TABLE, _DOUBLES, _SCALED, _LISTED = 0, 1, 2, 6  # and the exponents of ten beyond the last two
_TABLE_SIZE = 256
_MOST_NUMBERS = 2**16


def pack_stamps(ts: array[int]) -> bytes:
    """Whole numbers of 64 bits; ascending ones become smallest."""
    blocks: list[bytes] = []
    for start in range(0, len(ts), BLOCK):
        block = ts[start : start + BLOCK]
        deflated = zlib.compress(planes(list(map(sub, block[1:], block))), 1)
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
        ts.extend(accumulate(wide(raw, count - 1), initial=first))
        at += size
    return ts


def pack_values(values: array[float]) -> bytes:
    """Any float64."""
    blocks: list[bytes] = []
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK]
        how, raw = _by_scale(block) or _by_table(block) or (_DOUBLES, _planes(block))
        deflate = zlib.compressobj(_LEVEL, strategy=_STRATEGY)
        deflated = deflate.compress(raw) + deflate.flush()
        blocks += _VALUES.pack(how, len(block), len(deflated)), deflated
    return b"".join(blocks)


def unpack_values(blob: bytes) -> array[float]:
    """The very same values."""
    blocks: list[array[float]] = []
    at = 0
    while at < len(blob):
        how, count, size = _VALUES.unpack_from(blob, at)
        at += _VALUES.size
        blocks.append(_unpacked(how, zlib.decompress(blob[at : at + size]), count))
        at += size
    # One block is the rule, and a copy of it takes as long as unpacking it.
    return blocks[0] if len(blocks) == 1 else array("d", chain.from_iterable(blocks))


def is_known(blob: bytes) -> bool:
    """Whether all its blocks of values are packed in ways that are known here."""
    at = 0
    while at < len(blob):
        how, _, size = _VALUES.unpack_from(blob, at)
        if how >= _LISTED + len(_NUMBERS):
            return False
        at += _VALUES.size + size
    return True


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


def scaled(values: array[float]) -> tuple[int, list[int]] | None:
    """The exponent of ten that makes whole numbers of all values, and those; None where there is no such exponent."""
    bits = array("q", values.tobytes())
    for numbers in _NUMBERS:
        # A number may be too large, infinite or none at all.
        with suppress(OverflowError, ValueError):
            return numbers.exponent, list(map(numbers.__getitem__, bits))
    return None


def unscaled(exponent: int, numbers: Iterable[int]) -> array[float]:
    scale = 10**exponent
    values = [number / scale for number in numbers]
    return native("d", struct.pack(f"<{len(values)}d", *values))


def _by_scale(values: array[float]) -> tuple[int, bytes] | None:
    with suppress(OverflowError):
        if found := scaled(values):
            exponent, numbers = found
            raw = planes(numbers)
            listed = sorted(set(numbers))
            if len(raw) == len(numbers) or len(listed) > _TABLE_SIZE:
                return _SCALED + exponent, raw
            places = bytes(map(dict(zip(listed, range(len(listed)), strict=True)).__getitem__, numbers))
            gaps = planes([listed[0], *map(sub, listed[1:], listed)])
            return _LISTED + exponent, bytes([len(listed) - 1]) + gaps + places
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
    exponent, is_listed = (how - _LISTED, True) if how >= _LISTED else (how - _SCALED, False)
    if exponent >= len(_NUMBERS):
        raise ValueError(f"values packed in a way that is not known here: {how}")
    if is_listed:
        end = len(raw) - count
        return _looked_up(little(unscaled(exponent, accumulate(wide(raw[1:end], raw[0] + 1)))), raw[end:])
    return _looked_up(_narrowest(exponent), raw) if len(raw) == count else unscaled(exponent, wide(raw, count))


def _looked_up(table: bytes, places: bytes) -> array[float]:
    # A look-up of all first bytes, of all second bytes and so on takes a fifth of the time that one by value takes.
    joined = bytearray(_DOUBLE * len(places))
    for number in range(_DOUBLE):
        plane = table[number::_DOUBLE]
        # Most bytes of a small whole number are zero.
        if plane.count(0) < len(plane):
            joined[number::_DOUBLE] = places.translate(plane.ljust(_TABLE_SIZE, b"\0"))
    return native("d", joined)


@cache
def _narrowest(exponent: int) -> bytes:
    """The meaning of each byte as a whole number by itself."""
    return little(unscaled(exponent, [*range(128), *range(-128, 0)]))


def planes(numbers: Sequence[int]) -> bytes:
    """In as few bytes a number as the largest takes; raises OverflowError where that is more than eight."""
    for code in "bhi":
        with suppress(OverflowError):
            return _planes(array(code, numbers))
    return _planes(array("q", numbers))


def wide(raw: bytes, count: int) -> array[int]:
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
