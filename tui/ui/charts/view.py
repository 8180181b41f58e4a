"""View: the window on screen within a whole: zoomed around an instant, moved along, never beyond the whole.

whole   |----------------------------------------------|
window              |=========|                            zoomed(1) ends halfway between it and the whole
                                      ^ followed: the instant is in the middle of the next window
"""

from __future__ import annotations

from msgspec import Struct

from tui.domain.records import Window

LEAST_S = 30


class View(Struct, frozen=True):
    """`window` lies within `whole` and is at least `LEAST_S` long, or as long as a shorter whole."""

    whole: Window
    window: Window

    @property
    def is_whole(self) -> bool:
        return self.window == self.whole


def whole_view(whole: Window) -> View:
    return View(whole, whole)


def zoomed(view: View, by: int, around_ts: float | None = None) -> View:
    """Half as long for each step in (`by` < 0), twice as long for each step out, the whole for 0.

    `around_ts` keeps its column; without it, or with it off screen, the middle does.
    """
    if by == 0:
        return whole_view(view.whole)
    window = view.window
    around_ts = around_ts if around_ts is not None and window.holds(around_ts) else window.start_ts + window.seconds / 2
    seconds = min(max(round(window.seconds * 2.0**by), LEAST_S), view.whole.seconds)
    share = (around_ts - window.start_ts) / window.seconds if window.seconds else 0.0
    return _placed(view.whole, round(around_ts - share * seconds), seconds)


def followed(view: View, ts: float) -> View:
    """The same view while the instant is on screen; else a view of the same length around it."""
    if view.window.holds(ts):
        return view
    return _placed(view.whole, round(ts - view.window.seconds / 2), view.window.seconds)


def refitted(view: View, whole: Window) -> View:
    """The same window of a changed whole; all of it if all was on screen."""
    if view.is_whole:
        return whole_view(whole)
    return _placed(whole, view.window.start_ts, view.window.seconds)


def _placed(whole: Window, start_ts: int, seconds: int) -> View:
    seconds = min(seconds, whole.seconds)
    start_ts = min(max(start_ts, whole.start_ts), whole.end_ts - seconds)
    return View(whole, Window(start_ts, start_ts + seconds))
