"""The points of one curve, gathered piece by piece into arrays (通话调查 › 获取通话指标, `kvs`)."""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Mapping
from itertools import islice
from operator import lt

import msgspec

from tui.agora.editions.reference_2020.wire.envelope import parsed
from tui.agora.editions.reference_2020.wire.reading import MOST_SET_ASIDE, Reading
from tui.agora.editions.reference_2020.wire.values import HUGE, NEWEST_TS, OLDEST_TS, UNITS
from tui.domain.records import SetAside

SPACE = b" \t\r\n"
_NUMBERS = msgspec.json.Decoder(list[int | float])
_GAP = re.compile(rb"\][ \t\r\n]*,[ \t\r\n]*\[")
_NO_STRUCTURE = b"0123456789.eE+-" + SPACE


class Stamps:
    """The timestamps of the list that was read last: most often the next curve has the same."""

    __slots__ = ("numbers", "ts")

    def __init__(self) -> None:
        self.numbers: list[int | float] = []
        self.ts = array("q")


class CurvePoints:
    """The `[ts, value]` pairs read so far, and the parts set aside, by their place in the list.

    `ts` is int64 and `values` float64; `count` is the number of list items, the good and the bad; `characters` the
    length of their text.
    """

    __slots__ = ("_ascending", "_borrowed", "characters", "count", "set_aside", "ts", "values")

    def __init__(self) -> None:
        self.ts = array("q")
        self.values = array("d")
        self.count = 0
        self.characters = 0
        self.set_aside: list[SetAside] = []
        self._ascending = True
        self._borrowed = False

    def read(self, text: bytes, last: Stamps) -> bool:
        """Take the items that `text` holds, separated by commas, the last a list; False, and none taken, otherwise."""
        pairs = text.strip(SPACE)
        if self._read_numbers(pairs, last):
            self.characters += len(text)
            return True
        if not pairs.endswith(b"]"):
            return False
        try:
            items = parsed(b"[%b]" % text)
        except (ValueError, RecursionError):
            return False
        assert isinstance(items, list)
        reading = Reading()
        self.put(reading.pairs(items, "", self.count))
        self.count += len(items)
        self.characters += len(text.decode("utf-8", "surrogateescape"))
        self.set_aside += reading.parts[: MOST_SET_ASIDE - len(self.set_aside)]
        return True

    def put(self, points: Mapping[int, float]) -> None:
        stamps = array("q", points)
        ascending = all(map(lt, stamps, islice(stamps, 1, None)))
        self._extend(stamps, array("d", points.values()), ascending)

    def add(self, others: CurvePoints) -> None:
        self._extend(others.ts, others.values, others._ascending)

    def settle(self) -> None:
        """Bring them into order; of the values of one timestamp the last one stays."""
        if not self._ascending:
            points = dict(zip(self.ts, self.values, strict=True))
            self.ts = array("q", sorted(points))
            self.values = array("d", map(points.__getitem__, self.ts))
            self._ascending = True

    def _read_numbers(self, pairs: bytes, last: Stamps) -> bool:
        """The short way, for pairs of plain numbers within their bounds.

        Without the gaps between the pairs the text is one flat list. If it decodes, it has no other bracket than those
        of the gaps, the first and the last; the text without its numbers shows one comma in each pair. Together: it is
        a list of pairs.
        """
        if not pairs.startswith(b"[") or not pairs.endswith(b"]"):
            return False
        gap = _GAP.match(pairs, pairs.index(b"]"))
        try:
            numbers = _NUMBERS.decode(pairs if gap is None else pairs.replace(gap[0], b","))
        except ValueError:
            return False
        stamps, values = numbers[::2], numbers[1::2]
        count = len(stamps)
        if pairs.translate(None, _NO_STRUCTURE) != b"[,]," * (count - 1) + b"[,]" or not _usable(values, pairs):
            return False
        packed = struct.pack(f"{count}d", *values)
        if stamps == last.numbers:
            self._extend(last.ts, array("d", packed), True)
        else:
            ascending = all(map(lt, stamps, islice(stamps, 1, None)))
            earliest, latest = (stamps[0], stamps[-1]) if ascending else (min(stamps), max(stamps))
            unit = next((unit for unit in UNITS if OLDEST_TS * unit <= earliest and latest < NEWEST_TS * unit), None)
            if unit is None:
                return False
            seconds = stamps if unit == 1 else [stamp // unit for stamp in stamps]
            # Of two points of one second the last one stays.
            ascending = ascending and (unit == 1 or all(map(lt, seconds, islice(seconds, 1, None))))
            try:
                # Four times as fast as filling an array from a list.
                ts = array("q", struct.pack(f"{count}q", *seconds))
            except struct.error:  # a timestamp with a fraction
                return False
            self._extend(ts, array("d", packed), ascending)
            if ascending:
                last.numbers, last.ts = stamps, ts
        self.count += count
        return True

    def _extend(self, ts: array[int], values: array[float], ascending: bool) -> None:
        self._ascending &= ascending and (not self.ts or not ts or self.ts[-1] < ts[0])
        if not self.ts:
            # Most lists come in one piece, and have the timestamps of the one before.
            self.ts, self.values, self._borrowed = ts, values, True
        elif self._borrowed:
            self.ts, self.values, self._borrowed = self.ts + ts, self.values + values, False
        else:
            self.ts += ts
            self.values += values


def _usable(values: list[int | float], pairs: bytes) -> bool:
    """Whether each lies in ±HUGE: at once where none is negative, since then none is beyond their sum."""
    try:
        return (b"-" not in pairs and sum(values) <= HUGE) or (min(values) >= -HUGE and max(values) <= HUGE)
    except OverflowError:
        # A whole number that no float holds was added to one.
        return False
