"""The window of time of a screen's charts."""

from __future__ import annotations

from tui.domain.records import MINUTE, Window

# Steps in which a window passes its own length.
STEPS = 15


def window_at(now_ts: float, zoom_s: int, step_s: int | None = None) -> Window:
    """The window on screen. It moves in steps, so that most minutes only add to the chart at its right edge: a steadily
    sliding one would repaint the whole chart every minute."""
    step_s = max(MINUTE, zoom_s // STEPS // MINUTE * MINUTE) if step_s is None else step_s
    end_ts = (int(now_ts) // step_s + 1) * step_s
    return Window(end_ts - zoom_s, end_ts)


def window_around(moment_ts: int | None, window: Window) -> Window:
    """`window`; if the moment lies before it, a window of the same length around the moment."""
    if moment_ts is None or moment_ts >= window.start_ts:
        return window
    start_ts = (moment_ts - window.seconds // 2) // MINUTE * MINUTE
    return Window(start_ts, start_ts + window.seconds)
