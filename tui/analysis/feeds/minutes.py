"""The state of each slot of a feed: known, pending, missing, unread, lost, or not asked."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.domain.records import MINUTE, Coverage, MinuteState, Window

# How long after its delay a minute that was asked for too early stays pending: the plan asks for it again until then.
REASK_S = 5 * MINUTE
# Raw timestamps need not lie on the slot: neighbours closer than so many slots leave none out between them.
GAP_SLOTS = 1.5

_NOT_HELD = re.compile(rb"\0+")


class MinuteStates(Mapping[int, MinuteState]):
    """Start of a slot → its state, ascending, no gap. A week is a handful of stretches, not 10,080 entries."""

    def __init__(self, stretches: Iterable[tuple[Window, MinuteState]], slot_s: int = MINUTE) -> None:
        """`stretches` follow upon each other and are whole slots of `slot_s` seconds."""
        self.slot_s = slot_s
        self.stretches = tuple(stretches)
        self._starts = [window.start_ts for window, _ in self.stretches]

    def __getitem__(self, slot_ts: int) -> MinuteState:
        index = bisect_right(self._starts, slot_ts) - 1
        if index < 0 or slot_ts % self.slot_s or not self.stretches[index][0].holds(slot_ts):
            raise KeyError(slot_ts)
        return self.stretches[index][1]

    def __iter__(self) -> Iterator[int]:
        return (slot_ts for window, _ in self.stretches for slot_ts in window.slots(self.slot_s))

    def __len__(self) -> int:
        return sum(window.seconds for window, _ in self.stretches) // self.slot_s

    def count(self, state: MinuteState) -> int:
        """How many slots are in `state`."""
        return sum(window.seconds for window, its in self.stretches if its is state) // self.slot_s


def minute_states(
    points: Sequence[tuple[int, float]],
    coverage: Coverage,
    window: Window,
    delay_s: int,
    now_ts: float,
    reach_s: int | None = None,
) -> MinuteStates:
    """The state of each whole slot of `window` that has begun; the slots are those of `coverage`.

    `delay_s` is the longest delay documented, `reach_s` how far back the endpoint answers (None: however far).
    `points` ascend by time.
    """
    slot_s = coverage.slot_s
    whole = window.slots(slot_s)
    begun = range(whole.start, min(whole.stop, math.floor(now_ts) + 1), slot_s)
    stretches: list[tuple[Window, MinuteState]] = []

    def add(start_ts: int, end_ts: int, state: MinuteState) -> None:
        if stretches and stretches[-1][1] is state:
            start_ts = stretches.pop()[0].start_ts
        if start_ts < end_ts:
            stretches.append((Window(start_ts, end_ts), state))

    known_ts = begun.start
    for hole in _holes(points, begun):
        add(known_ts, hole.start_ts, MinuteState.KNOWN)
        for slot_ts in hole.slots(slot_s):
            add(slot_ts, slot_ts + slot_s, _state_without_row(slot_ts, coverage, delay_s, now_ts, reach_s))
        known_ts = hole.end_ts
    add(known_ts, begun.start + len(begun) * slot_s, MinuteState.KNOWN)
    return MinuteStates(stretches, slot_s)


def _state_without_row(
    slot_ts: int, coverage: Coverage, delay_s: int, now_ts: float, reach_s: int | None
) -> MinuteState:
    due_ts = slot_ts + coverage.slot_s + delay_s
    answered_ts = coverage.answered_ts.get(slot_ts, -math.inf)
    if due_ts > now_ts:
        return MinuteState.PENDING
    if answered_ts >= due_ts:
        return MinuteState.MISSING
    if slot_ts in coverage.unread and (reach_s is None or slot_ts >= now_ts - reach_s):
        return MinuteState.UNREAD
    if answered_ts > -math.inf and due_ts + REASK_S > now_ts:
        return MinuteState.PENDING
    # Before the first answer of all nobody was collecting, so there was nothing to lose.
    collecting = coverage.first_ts is not None and slot_ts > coverage.first_ts
    if collecting and reach_s is not None and slot_ts < now_ts - reach_s:
        return MinuteState.LOST
    return MinuteState.NOT_ASKED


def _holes(points: Sequence[tuple[int, float]], slots: range) -> Iterator[Window]:
    """The stretches of `slots` without a row, ascending; without those between two rows so close that nothing was left
    out."""
    first, last = (bisect_left(points, (slots.start + offset,)) for offset in (0, len(slots) * slots.step))
    held = bytearray(len(slots))
    for ts, _ in points[first:last]:
        held[(ts - slots.start) // slots.step] = 1
    for found in _NOT_HELD.finditer(held):
        hole = Window(*(slots.start + index * slots.step for index in found.span()))
        after = bisect_left(points, (hole.start_ts,))
        if not 0 < after < len(points) or points[after][0] - points[after - 1][0] > GAP_SLOTS * slots.step:
            yield hole


def broken(points: Sequence[tuple[int, float]], states: MinuteStates) -> tuple[tuple[float, float], ...]:
    """The points, with a NaN in every stretch that is not known: a line through them breaks there and nowhere else.

    Distance alone cannot tell: rows of neighbouring slots may be two slots apart, rows around a hole less.
    """
    line: list[tuple[float, float]] = []
    done = 0
    for window, state in states.stretches:
        if state is not MinuteState.KNOWN:
            index = bisect_left(points, (window.start_ts,))
            line += points[done:index]
            line.append((window.start_ts + states.slot_s / 2, math.nan))
            done = index
    return (*line, *points[done:])


def windows_of(states: MinuteStates, state: MinuteState) -> tuple[Window, ...]:
    """The stretches of neighbouring slots that are in `state`, ascending."""
    return tuple(window for window, its in states.stretches if its is state)
