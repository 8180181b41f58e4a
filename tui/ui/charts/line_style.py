"""Line styles: curves in dashes or dots, for lines of comparison behind the others.

Curves are points (column, share of the height), ascending by column; 0 is the bottom of the chart, 1 its top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from math import ceil

from tui.ui.charts.scale import UnbrokenPoints


class LineStyle(Enum):
    """The style of a line: tells lines apart without colours."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


# Cells from one mark to the next, and cells a mark takes (0 for a dot). Marks begin within a braille dot.
_PATTERN = {LineStyle.DASHED: (4.0, 1.5), LineStyle.DOTTED: (2.0, 0.0)}
_FIRST = 0.25

SAMPLES = {LineStyle.DASHED: "⠒⠒", LineStyle.DOTTED: "⠂ ⠂"}
ASCII_SAMPLES = {LineStyle.DASHED: "..", LineStyle.DOTTED: ": :"}
ASCII_MARKERS = {LineStyle.DASHED: ".", LineStyle.DOTTED: ":"}


def dashed(piece: UnbrokenPoints, style: LineStyle) -> Iterator[UnbrokenPoints]:
    """The marks of an unbroken curve, cut off at the chart's edges."""
    every, length = _PATTERN[style]
    for inside in _inside(piece):
        first, last = inside[0][0], inside[-1][0]
        number = max(0, ceil((first - _FIRST - length) / every))
        while (start := number * every + _FIRST) <= last:
            yield _between(inside, max(first, start), min(last, start + length))
            number += 1


def _between(curve: UnbrokenPoints, start: float, end: float) -> UnbrokenPoints:
    """The part of the curve from column `start` to `end`, ends included."""
    within = [(column, share) for column, share in curve if start < column < end]
    ends = [(column, _at(curve, column)) for column in ((start, end) if start < end else (start,))]
    return [ends[0], *within, *ends[1:]]


def _at(curve: Sequence[tuple[float, float]], column: float) -> float:
    for (left, before), (right, after) in pairwise(curve):
        if left <= column < right:
            return before + (after - before) * (column - left) / (right - left)
    return curve[0][1] if column < curve[0][0] else curve[-1][1]


def _inside(curve: UnbrokenPoints) -> Iterator[UnbrokenPoints]:
    """The parts of the curve between bottom and top, ending on them where it crosses them."""
    part: UnbrokenPoints = []
    for (left, before), (right, after) in pairwise([curve[0], *curve]):
        # The share of the way between two points, 0 to 1, on which the curve is inside: between two crossings at most.
        rise = after - before
        crossings = sorted((edge - before) / rise for edge in (0.0, 1.0)) if rise else [0.0, 1.0]
        enters, leaves = max(0.0, crossings[0]), min(1.0, crossings[1])
        if enters > leaves or (not rise and not 0.0 <= before <= 1.0):
            if part:
                yield part
            part = []
            continue
        if enters > 0.0 and part:
            yield part
            part = []
        if not part:
            part.append((left + (right - left) * enters, before + rise * enters))
        part.append((left + (right - left) * leaves, before + rise * leaves))
        if leaves < 1.0:
            yield part
            part = []
    if part:
        yield part
