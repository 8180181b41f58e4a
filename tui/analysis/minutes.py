"""What is known of each minute: known, pending, missing, unread, lost, or not asked."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.domain.records import MINUTE, Coverage, MinuteState, Window

# How long after its delay a minute that was asked for too early stays pending: the plan asks for it again until then.
REASK_S = 5 * MINUTE
# Raw timestamps need not lie on the minute: neighbours this close leave no minute out between them.
GAP_S = 90

_NOT_HELD = re.compile(rb"\0+")


class Minutes(Mapping[int, MinuteState]):
    """Minute start → its state, ascending and without a gap. A week is a handful of stretches, not 10,080 entries."""

    def __init__(self, stretches: Iterable[tuple[Window, MinuteState]]) -> None:
        """`stretches` follow upon each other and are whole minutes."""
        self.stretches = tuple(stretches)
        self._starts = [window.start_ts for window, _ in self.stretches]

    def __getitem__(self, minute_ts: int) -> MinuteState:
        index = bisect_right(self._starts, minute_ts) - 1
        if index < 0 or minute_ts % MINUTE or not self.stretches[index][0].holds(minute_ts):
            raise KeyError(minute_ts)
        return self.stretches[index][1]

    def __iter__(self) -> Iterator[int]:
        return (minute_ts for window, _ in self.stretches for minute_ts in window.minutes())

    def __len__(self) -> int:
        return sum(window.seconds for window, _ in self.stretches) // MINUTE

    def count(self, state: MinuteState) -> int:
        """How many minutes are in `state`."""
        return sum(window.seconds for window, its in self.stretches if its is state) // MINUTE


def minute_states(
    points: Sequence[tuple[int, float]],
    coverage: Coverage,
    window: Window,
    delay_s: int,
    now_ts: float,
    reach_s: int | None = None,
) -> Minutes:
    """The state of each whole minute of `window` that has begun; `delay_s` is the longest delay documented, `reach_s`
    how far back the endpoint answers (None: however far).

    `points` ascend by time.
    """
    whole = window.minutes()
    begun = range(whole.start, min(whole.stop, math.floor(now_ts) + 1), MINUTE)
    stretches: list[tuple[Window, MinuteState]] = []

    def add(start_ts: int, end_ts: int, state: MinuteState) -> None:
        if stretches and stretches[-1][1] is state:
            start_ts = stretches.pop()[0].start_ts
        if start_ts < end_ts:
            stretches.append((Window(start_ts, end_ts), state))

    known_ts = begun.start
    for hole in _holes(points, begun):
        add(known_ts, hole.start_ts, MinuteState.KNOWN)
        for minute_ts in hole.minutes():
            add(minute_ts, minute_ts + MINUTE, _state_without_row(minute_ts, coverage, delay_s, now_ts, reach_s))
        known_ts = hole.end_ts
    add(known_ts, begun.start + len(begun) * MINUTE, MinuteState.KNOWN)
    return Minutes(stretches)


def _state_without_row(
    minute_ts: int, coverage: Coverage, delay_s: int, now_ts: float, reach_s: int | None
) -> MinuteState:
    due_ts = minute_ts + MINUTE + delay_s
    answered_ts = coverage.answered_ts.get(minute_ts, -math.inf)
    if due_ts > now_ts:
        return MinuteState.PENDING
    if answered_ts >= due_ts:
        return MinuteState.MISSING
    if minute_ts in coverage.unread and (reach_s is None or minute_ts >= now_ts - reach_s):
        return MinuteState.UNREAD
    if answered_ts > -math.inf and due_ts + REASK_S > now_ts:
        return MinuteState.PENDING
    # Before the first answer of all nobody was collecting, so there was nothing to lose.
    collecting = coverage.first_ts is not None and minute_ts > coverage.first_ts
    if collecting and reach_s is not None and minute_ts < now_ts - reach_s:
        return MinuteState.LOST
    return MinuteState.NOT_ASKED


def _holes(points: Sequence[tuple[int, float]], minutes: range) -> Iterator[Window]:
    """The stretches of `minutes` without a row, ascending; not those whose neighbouring rows are so close that nothing
    was left out between them."""
    first, last = (bisect_left(points, (minutes.start + offset,)) for offset in (0, len(minutes) * MINUTE))
    held = bytearray(len(minutes))
    for ts, _ in points[first:last]:
        held[(ts - minutes.start) // MINUTE] = 1
    for found in _NOT_HELD.finditer(held):
        hole = Window(*(minutes.start + index * MINUTE for index in found.span()))
        after = bisect_left(points, (hole.start_ts,))
        if not 0 < after < len(points) or points[after][0] - points[after - 1][0] > GAP_S:
            yield hole


def broken(points: Sequence[tuple[int, float]], states: Minutes) -> tuple[tuple[float, float], ...]:
    """The points, with a NaN in every stretch that is not known: a line through them breaks there and nowhere else.

    Distance alone cannot tell: rows of neighbouring minutes may be two minutes apart, rows around a hole less.
    """
    line: list[tuple[float, float]] = []
    done = 0
    for window, state in states.stretches:
        if state is not MinuteState.KNOWN:
            index = bisect_left(points, (window.start_ts,))
            line += points[done:index]
            line.append((window.start_ts + MINUTE / 2, math.nan))
            done = index
    return (*line, *points[done:])


def windows_of(states: Minutes, state: MinuteState) -> tuple[Window, ...]:
    """The stretches of neighbouring minutes that are in `state`, ascending."""
    return tuple(window for window, its in states.stretches if its is state)
