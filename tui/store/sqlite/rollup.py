"""Digests: a curve by the minute, so that whoever wants all curves of a call need not take its millions of points."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from tui.domain.records import MINUTE


class Cuts(Struct, frozen=True):
    """Timestamps by the minute, of the minutes that have some: which (epoch minutes, ascending), how many in each."""

    minutes: array[int]  # int64
    counts: array[int]  # int64


class Digest(Struct, frozen=True):
    """Item i is the minute `first` + i, in epoch minutes; one without points is 0 in all four."""

    first: int
    counts: array[int]  # uint32
    sums: array[float]
    lows: array[float]
    highs: array[float]

    @property
    def end(self) -> int:
        return self.first + len(self.counts)

    @property
    def columns(self) -> tuple[array[Any], ...]:
        return self.counts, self.sums, self.lows, self.highs

    def count(self, minute: int) -> int:
        return self.counts[minute - self.first] if self.first <= minute < self.end else 0

    def replace(self, newer: Digest, start: int, end: int) -> None:
        """The minutes from `start` to before `end` become those of the newer, which has points in no others."""
        low, high = (min(max(minute - self.first, 0), len(self.counts)) for minute in (start, end))
        at = newer.first - self.first
        for mine, its in zip(self.columns, newer.columns, strict=True):
            if high - low > len(its):
                mine[low:high] = zeros(mine.typecode, high - low)
            if its:
                mine[at : at + len(its)] = its

    def part(self, start: int, end: int) -> Digest:
        """The minutes from `start` to before `end`, whether there are points or not."""
        before = max(min(self.first, end) - start, 0)
        after = max(end - max(self.end, start), 0)
        low, high = (min(max(minute - self.first, 0), len(self.counts)) for minute in (start, end))
        return Digest(
            start,
            *(
                zeros(column.typecode, before) + column[low:high] + zeros(column.typecode, after)
                for column in self.columns
            ),
        )


def cut(ts: array[int]) -> Cuts:
    minutes, counts = array("q"), array("q")
    at = 0
    while at < len(ts):
        minute = ts[at] // MINUTE
        end = bisect_left(ts, (minute + 1) * MINUTE, at)
        minutes.append(minute)
        counts.append(end - at)
        at = end
    return Cuts(minutes, counts)


def digested(values: array[float], counts: Iterable[int]) -> tuple[array[float], array[float], array[float]]:
    """Sums, lows and highs of so many values, and of so many that follow, and so on."""
    listed = values.tolist()
    parts, at = [], 0
    for count in counts:
        parts.append(listed[at : at + count])
        at += count
    return array("d", map(sum, parts)), array("d", map(min, parts)), array("d", map(max, parts))


def spread(cuts: Cuts, columns: Iterable[array[float]]) -> Digest:
    """From the first minute with points to the last; `columns` are as `digested` made them."""
    minutes = cuts.minutes
    whole: list[array[Any]] = [array("I", cuts.counts), *columns]
    first = minutes[0] if minutes else 0
    length = minutes[-1] - first + 1 if minutes else 0
    if length > len(minutes):
        for number, column in enumerate(whole):
            whole[number] = zeros(column.typecode, length)
            for minute, value in zip(minutes, column, strict=True):
                whole[number][minute - first] = value
    return Digest(first, *whole)


def zeros(code: str, length: int) -> array[Any]:
    return array(code, bytes(array(code).itemsize * length))
