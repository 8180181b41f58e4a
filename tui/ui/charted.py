"""Charted: base of screens whose charts share one stretch of time and one moment, read from the store as it changes."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType

from tui.domain.records import HOUR, MINUTE, Scope, Window
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.charts.plot import prepare
from tui.ui.context import READ_AGAIN_S, Context
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import bind

ZOOMS_S = (15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)
# What a chart's axis takes of its width.
AXIS = 8


class ChartedScreen(FrameScreen):
    """A subclass reads (`ask`) and shows (`show`); `window` is the stretch of time on screen, once it was read.

    What is not on screen is neither read nor drawn: it catches up when it is looked at again.
    """

    # The endpoints whose minutes are on screen.
    ENDPOINTS: ClassVar[frozenset[str]] = frozenset()
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("live.earlier", "left,h", "move(-1)"),
        bind("live.later", "right,l", "move(1)"),
        bind("live.much_earlier", "shift+left", "move(-10)"),
        bind("live.much_later", "shift+right", "move(10)"),
        bind("live.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("live.zoom_out", "minus", "zoom(1)"),
        bind("live.zoom_reset", "0", "zoom(0)"),
    ]

    zoom_s = HOUR
    read_ts: float | None = None
    window: Window | None = None

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.changed = asyncio.Event()

    async def ask(self, store: Store, now_ts: float) -> Window:
        """Read what is shown; the stretch of time that was read. Raises StoreError."""
        raise NotImplementedError

    def show(self) -> None:
        """Everything on screen from what was read and the moment."""
        raise NotImplementedError

    def show_moment(self) -> None:
        """What a moment within what was read changes."""
        self.show()

    @property
    def moment_ts(self) -> int | None:
        return self.scope.moment_ts

    @property
    def cursor_ts(self) -> float | None:
        """Where the charts draw the moment: in the middle of its minute."""
        return None if self.moment_ts is None else self.moment_ts + MINUTE / 2

    # -- reading

    def on_mount(self) -> None:
        self.follow()

    def reask(self) -> None:
        self.changed.set()

    def on_screen_resume(self) -> None:
        self.changed.set()

    def on_resize(self) -> None:
        self.changed.set()

    @work(group="charted", exclusive=True)
    async def follow(self) -> None:
        """The screen's one worker: wakes when the store or the minute changed, asks, and shows."""
        feed = await self.context.opened()
        await asyncio.to_thread(prepare)
        unsubscribe = feed.store.subscribe(self._store_changed)
        try:
            while True:
                if self.is_looked_at:
                    now_ts = self.context.clock.now() if self.frozen_ts is None else self.frozen_ts
                    try:
                        self.window = await self.ask(feed.store, now_ts)
                    except StoreError as error:
                        # What is on screen stays.
                        self.context.read_troubles[self.TAB] = error
                        self.set_timer(READ_AGAIN_S, self.changed.set)
                    else:
                        self.context.read_troubles.pop(self.TAB, None)
                        self.show()
                    self.read_ts = now_ts
                    super().tick()
                else:
                    # What nobody looks at is not read again, and has no trouble.
                    self.context.read_troubles.pop(self.TAB, None)
                await self.changed.wait()
                self.changed.clear()
        finally:
            unsubscribe()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is None and any(f"series:{name}" in topics for name in self.ENDPOINTS):
            self.changed.set()

    def tick(self) -> None:
        super().tick()
        # A new minute is pending, and may move the window, even when nothing came.
        due = self.read_ts is not None and self.context.clock.now() // MINUTE != self.read_ts // MINUTE
        if due and self.frozen_ts is None:
            self.changed.set()

    # -- the moment

    @on(Chart.Pointed)
    def _pointed(self, event: Chart.Pointed) -> None:
        self._move_to(int(event.ts))

    def action_move(self, steps: int) -> None:
        """Steps from the moment, or from the newest; beyond the newest the screen follows it again."""
        newest_ts = self.newest_ts()
        if newest_ts is None:
            return
        newest_ts = int(newest_ts) // MINUTE * MINUTE
        target_ts = (newest_ts if self.moment_ts is None else self.moment_ts) + steps * self._step_s()
        if steps > 0 and target_ts > newest_ts:
            self.follow_newest()
        else:
            self._move_to(target_ts)

    def _step_s(self) -> int:
        """One step of the cursor: a minute, or what one column holds where that is more."""
        columns = max([chart.size.width - AXIS for chart in self.query(Chart) if chart.display], default=1)
        return max(MINUTE, round(self.zoom_s / max(1, columns) / MINUTE) * MINUTE)

    def _move_to(self, ts: int) -> None:
        if self.window is None:
            return
        moment_ts = min(ts // MINUTE * MINUTE, self.window.end_ts - MINUTE)
        self.scope = replace(self.scope, moment_ts=moment_ts)
        if moment_ts < self.window.start_ts:
            self.changed.set()
        self.show_moment()
        super().tick()

    def follow_newest(self) -> None:
        self.scope = replace(self.scope, moment_ts=None)
        self.show()
        self.changed.set()
        super().tick()

    def action_zoom(self, by: int) -> None:
        index = 1 if by == 0 else ZOOMS_S.index(self.zoom_s) + by
        self.zoom_s = ZOOMS_S[min(max(index, 0), len(ZOOMS_S) - 1)]
        self.changed.set()

    def step_back(self) -> bool:
        if self.moment_ts is None:
            return False
        self.follow_newest()
        return True
