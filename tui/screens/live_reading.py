"""Base of Live: the minutes of the metrics and the one under the cursor, read from the store as either changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from tui.records import MINUTE, Level, Scope, Want, Window
from tui.screens.charted import ChartedScreen
from tui.screens.context import READ_AGAIN_S, Context
from tui.screens.kept import DIAGNOSIS_WANT, LIVE_WANTS
from tui.screens.live_data import LiveData, LiveQuery, read_live
from tui.store import Store, StoreError

if TYPE_CHECKING:
    from tui.screens.live_moment import MomentData, MomentQuery


class LiveReading(ChartedScreen):
    """A subclass says which curves are on screen (`shown`) and shows (`show`, `show_list`, `show_diagnosed`)."""

    data: LiveData | None = None
    at: MomentData | None = None
    chosen = "pcu"
    chose = False

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        # Set where the minute under the cursor is another one, or more may be known of it.
        self.moved = asyncio.Event()

    def on_mount(self) -> None:
        self.opened_ts = self.context.clock.now()
        self.follow_moment()

    def shown(self) -> tuple[str, ...]:
        """The metrics whose curves are on screen."""
        raise NotImplementedError

    def show_list(self) -> None:
        """The list from `data`, or from `at` where a minute is chosen."""
        raise NotImplementedError

    def show_diagnosed(self, at: MomentData) -> None:
        """What Diagnosis knows about the minute."""
        raise NotImplementedError

    # -- what it looks at

    def wants(self) -> Sequence[Want]:
        """The metrics, and what the strip tells."""
        return (*LIVE_WANTS, DIAGNOSIS_WANT)

    def feed_wants(self) -> Sequence[Want]:
        return LIVE_WANTS

    def newest_ts(self) -> float | None:
        newest = [view.now[0] for view in self.data.metrics.values() if view.now] if self.data else []
        return max(newest, default=None)

    def answered(self) -> bool:
        return self.data is not None and any(view.answered for view in self.data.metrics.values())

    def crumbs(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (*moment, *([self.scope.channel] if self.scope.channel else []))

    async def ask(self, store: Store, now_ts: float) -> Window:
        while True:
            self.data = data = await store.read(read_live, self.query_at(now_ts))
            self.choose_worst(data)
            if self.chosen in data.charts:
                return data.window

    @work(group="moment", exclusive=True)
    async def follow_moment(self) -> None:
        """The minute under the cursor: asked for anew when the cursor moved or the store changed."""
        feed = await self.context.opened()
        from tui.screens.live_moment import read_moment

        while True:
            await self.moved.wait()
            self.moved.clear()
            minute_ts = self.minute_ts()
            if minute_ts is None:
                continue
            query = self.moment_query(minute_ts)
            try:
                at = await feed.store.read(read_moment, query)
                self.context.read_troubles.pop(f"{self.TAB}.moment", None)
            except StoreError as error:
                self.context.read_troubles[f"{self.TAB}.moment"] = error
                super().tick()
                self.set_timer(READ_AGAIN_S, self.moved.set)
            else:
                # Who went back to the newest meanwhile is not taken to the old minute again.
                before, self.at = self.at, at if query.listed and self.moment_ts is not None else None
                if self.at is not before:
                    self.show_list()
                self.show_diagnosed(at)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is not None:
            return
        if any(f"series:{want.endpoint}" in topics for want in LIVE_WANTS):
            self.changed.set()
        elif "diagnoses" in topics and self.is_looked_at:
            self.moved.set()

    def now_ts(self) -> float:
        return self.context.clock.now() if self.frozen_ts is None else self.frozen_ts

    def query_at(self, now_ts: float) -> LiveQuery:
        return LiveQuery(now_ts, self.zoom_s, self.moment_ts, self.shown(), self.context.thresholds)

    def minute_ts(self) -> int | None:
        """The minute that `enter` opens: that under the cursor, or the newest of the chosen metric."""
        newest = self.data.metrics[self.chosen].now if self.data else None
        newest_ts = None if newest is None else newest[0] // MINUTE * MINUTE
        return newest_ts if self.moment_ts is None else self.moment_ts

    def moment_query(self, minute_ts: int) -> MomentQuery:
        from tui.screens.live_moment import MomentQuery

        listed = self.moment_ts is not None
        return MomentQuery(minute_ts, self.now_ts(), listed, self.scope.channel, self.context.thresholds)

    def choose_worst(self, data: LiveData) -> None:
        """The first look at the project begins with what is wrong, if anything is; from then on the user chooses."""
        if self.chose:
            return
        self.chose = data.now_ts > self.opened_ts + MINUTE
        levels = (Level.BAD, Level.WARN)
        worst = [view for view in data.metrics.values() if view.level in levels]
        if worst:
            self.chosen = min(worst, key=lambda view: levels.index(view.level)).metric.name

    # -- the moment

    def _move_to(self, ts: int) -> None:
        super()._move_to(ts)
        self.moved.set()

    def follow_newest(self) -> None:
        self.at = None
        super().follow_newest()
