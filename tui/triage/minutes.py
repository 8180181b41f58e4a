"""What is known of each minute: known, pending, missing, or not asked (product.md, Four honest states)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from tui.records import MINUTE, Coverage, MinuteState, Window

# How long after its delay a minute that was asked for too early stays pending: the plan asks for it again until then.
REASK_S = 5 * MINUTE
# Raw timestamps need not lie on the minute: neighbours this close leave no minute out between them.
GAP_S = 90


def minute_states(
    points: Sequence[tuple[int, float]], coverage: Coverage, window: Window, delay_s: int, now_ts: float
) -> dict[int, MinuteState]:
    """The state of each whole minute of `window` that has begun; `delay_s` is the longest delay documented.

    `points` ascend by time.
    """
    held = {ts // MINUTE * MINUTE for ts, _ in points} | _bridged(points)
    states = {}
    for minute_ts in window.minutes():
        if minute_ts > now_ts:
            break
        if minute_ts in held:
            state = MinuteState.KNOWN
        else:
            due_ts = minute_ts + MINUTE + delay_s
            answered_ts = coverage.answered_ts.get(minute_ts)
            if due_ts > now_ts:
                state = MinuteState.PENDING
            elif answered_ts is None:
                state = MinuteState.NOT_ASKED
            elif answered_ts >= due_ts:
                state = MinuteState.MISSING
            else:
                state = MinuteState.PENDING if due_ts + REASK_S > now_ts else MinuteState.NOT_ASKED
        states[minute_ts] = state
    return states


def _bridged(points: Sequence[tuple[int, float]]) -> set[int]:
    """Minutes without a row whose neighbouring rows are close enough that nothing was left out."""
    bridged: set[int] = set()
    for (left_ts, _), (right_ts, _) in pairwise(points):
        if right_ts - left_ts <= GAP_S:
            bridged.update(range(left_ts // MINUTE * MINUTE + MINUTE, right_ts // MINUTE * MINUTE, MINUTE))
    return bridged


def broken(points: Sequence[tuple[int, float]], states: dict[int, MinuteState]) -> tuple[tuple[float, float], ...]:
    """The points, with a NaN in every minute that is not known: a line through them breaks there and nowhere else.

    Distance alone cannot tell: rows of neighbouring minutes may be two minutes apart, rows around a hole less.
    """
    holes = [(minute_ts + MINUTE / 2, math.nan) for minute_ts, its in states.items() if its is not MinuteState.KNOWN]
    return tuple(sorted([*points, *holes], key=lambda point: point[0]))


def windows_of(states: dict[int, MinuteState], state: MinuteState) -> tuple[Window, ...]:
    """The stretches of neighbouring minutes that are in `state`, ascending."""
    windows: list[Window] = []
    for minute_ts, its in states.items():
        if its is not state:
            continue
        if windows and windows[-1].end_ts == minute_ts:
            windows[-1] = Window(windows[-1].start_ts, minute_ts + MINUTE)
        else:
            windows.append(Window(minute_ts, minute_ts + MINUTE))
    return tuple(windows)
