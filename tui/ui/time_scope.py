"""TimeScope: the stretch of time that a screen shows, and the minute in it that is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec.structs import replace
from textual.css.query import DOMQuery

from tui.analysis.times.next_after import ahead
from tui.domain.records import HOUR, MINUTE, Scope, Window
from tui.messages import frame as words
from tui.ui.context import Context
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import KeyNames, bind

ZOOMS_S = (15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)
# The width of a chart's axis.
AXIS = 8
# The screen's `action_move(steps)` and `action_zoom(by)`.
MOVE_BINDINGS = (
    bind("live.earlier", "left,h", "move(-1)"),
    bind("live.later", "right,l", "move(1)"),
    bind("live.much_earlier", "shift+left", "move(-10)"),
    bind("live.much_later", "shift+right", "move(10)"),
)
ZOOM_BINDINGS = (
    bind("live.zoom_in", "plus,equals_sign", "zoom(-1)"),
    bind("live.zoom_out", "minus", "zoom(1)"),
    bind("live.zoom_reset", "0", "zoom(0)"),
)


def zoomed(zoom_s: int, by: int, zooms_s: Sequence[int] = ZOOMS_S) -> int:
    """The next shorter or longer stretch of time, in seconds; by 0: an hour."""
    index = zooms_s.index(HOUR) if by == 0 else zooms_s.index(zoom_s) + by
    return zooms_s[min(max(index, 0), len(zooms_s) - 1)]


def moved(moment_ts: int | None, newest_ts: float, step_s: int, steps: int) -> int | None:
    """Steps from the chosen minute, or from the newest one; None, which follows the newest, beyond that."""
    last_ts = int(newest_ts) // MINUTE * MINUTE
    target_ts = (last_ts if moment_ts is None else moment_ts) + steps * step_s
    return None if steps > 0 and target_ts > last_ts else target_ts


class Speaker(Protocol):
    """A screen that shows a sentence for a moment."""

    context: Context

    @property
    def key(self) -> KeyNames: ...
    def say(self, text: str) -> None: ...


def next_bad(screen: Speaker, stamps: Iterable[int], here_ts: float, direction: int) -> int | None:
    """The nearest minute of `stamps` after `here_ts`, or before it; None, and a sentence, where there is none."""
    next_ts = ahead((ts // MINUTE * MINUTE for ts in stamps), here_ts, direction)
    if next_ts is None:
        screen.say(words.NONE_AHEAD[direction](screen.context.lang, key=screen.key))
    return next_ts


class Charted(Protocol):
    """A screen with charts, as its time scope sees it. `scope.moment_ts` is the chosen minute."""

    scope: Scope

    @property
    def window(self) -> Window | None:
        """The stretch of time that was read last."""
        ...

    def newest_ts(self) -> float | None: ...
    def reask(self) -> None: ...
    def tell_breadcrumb(self) -> None: ...
    def show_moment(self) -> None:
        """The parts of the screen that depend on the minute, from the data in hand."""
        ...

    def show_newest(self) -> None:
        """No minute is chosen any more."""
        ...

    def query(self, selector: type[Chart], /) -> DOMQuery[Chart]: ...


class TimeScope:
    """`zoom_s` seconds are on screen: up to the newest minute, or around the chosen one."""

    def __init__(self, screen: Charted) -> None:
        self.zoom_s = HOUR
        self._screen = screen

    @property
    def moment_ts(self) -> int | None:
        """The chosen minute; None while the newest is followed."""
        return self._screen.scope.moment_ts

    @property
    def cursor_ts(self) -> float | None:
        """Where the charts draw the moment: in the middle of its minute."""
        return None if self.moment_ts is None else self.moment_ts + MINUTE / 2

    @property
    def step_s(self) -> int:
        """One step of the cursor: a minute, or the minutes of one column where it holds more."""
        columns = max([chart.size.width - AXIS for chart in self._screen.query(Chart) if chart.display], default=1)
        return max(MINUTE, round(self.zoom_s / max(1, columns) / MINUTE) * MINUTE)

    def move(self, steps: int) -> None:
        newest_ts = self._screen.newest_ts()
        if newest_ts is None:
            return
        target_ts = moved(self.moment_ts, newest_ts, self.step_s, steps)
        if target_ts is None:
            self.follow_newest()
        else:
            self.move_to(target_ts)

    def move_to(self, ts: int) -> None:
        """Choose the minute of `ts`, but none after the window and the newest minute. One beside the window is read."""
        screen, window = self._screen, self._screen.window
        if window is None:
            return
        last_ts = max(window.end_ts - MINUTE, int(screen.newest_ts() or 0))
        moment_ts = min(ts, last_ts) // MINUTE * MINUTE
        screen.scope = replace(screen.scope, moment_ts=moment_ts)
        if not window.holds(moment_ts):
            screen.reask()
        screen.show_moment()
        screen.tell_breadcrumb()

    def follow_newest(self) -> None:
        screen = self._screen
        screen.scope = replace(screen.scope, moment_ts=None)
        screen.show_newest()
        screen.reask()
        screen.tell_breadcrumb()

    def zoom(self, by: int) -> None:
        self.zoom_s = zoomed(self.zoom_s, by)
        self._screen.reask()

    def step_back(self) -> bool:
        """Whether a chosen minute was given up."""
        if self.moment_ts is None:
            return False
        self.follow_newest()
        return True
