"""Spans: unions and differences of periods."""

from __future__ import annotations

from collections.abc import Iterable

from tui.domain.records import MINUTE, Window


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same stretches of time, ascending, those that touch as one."""
    found: list[Window] = []
    for one in sorted(windows, key=lambda one: one.start_ts):
        if found and one.start_ts <= found[-1].end_ts:
            found[-1] = Window(found[-1].start_ts, max(found[-1].end_ts, one.end_ts))
        else:
            found.append(one)
    return tuple(found)


def without(whole: Window, taken: Iterable[Window]) -> tuple[Window, ...]:
    """The rest of a period without others."""
    left, start_ts = [], whole.start_ts
    for one in joined(taken):
        if one.start_ts > start_ts:
            left.append(Window(start_ts, min(one.start_ts, whole.end_ts)))
        start_ts = max(start_ts, one.end_ts)
        if start_ts >= whole.end_ts:
            return tuple(left)
    return (*left, Window(start_ts, whole.end_ts))


def whole_minutes(window: Window) -> Window:
    """From its first whole minute to its last one; empty where it holds none."""
    within = window.minutes()
    return Window(within.start, within[-1] + MINUTE) if within else Window(window.start_ts, window.start_ts)
