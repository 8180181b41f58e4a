"""Base of Live: the minutes of the metrics and the one under the cursor, read from the store as either changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work

from tui.domain.records import MINUTE, Level, Scope, Want, Window
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.ui.background_wants import DIAGNOSIS_WANT, LIVE_WANTS
from tui.ui.charted import ChartedScreen
from tui.ui.context import READ_AGAIN_S, Context
from tui.ui.features.live.query import LiveData, LiveQuery, read_live

if TYPE_CHECKING:
    from tui.ui.features.live.moment import MomentData

# The frame comes first: what the next key may need is read so long after what this one needs.
AHEAD_S = 0.05
MOST_IN_HAND = 60


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
        self.in_hand: dict[int, MomentData] = {}

    def on_mount(self) -> None:
        self.opened_ts = self.context.clock.now()
        self.follow_moment()

    def shown(self) -> tuple[str, ...]:
        """The metrics whose curves are on screen."""
        raise NotImplementedError

    def show_list(self) -> None:
        """The list from `data`, or from `at` where a minute is chosen."""
        raise NotImplementedError

    def show_charts(self) -> None:
        """The charts from `data` and the moment."""
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
            self.in_hand = {}
            self.choose_worst(data)
            if self.chosen in data.charts:
                return data.window

    @work(group="moment", exclusive=True)
    async def follow_moment(self) -> None:
        """The minute under the cursor: asked for anew when the cursor moved or the store changed; and, once it is on
        screen, the minutes to which the next key may lead."""
        feed = await self.context.opened()
        while True:
            await self.moved.wait()
            self.moved.clear()
            minute_ts = self.minute_ts()
            if minute_ts is None:
                continue
            try:
                self.show_minute(await self.minute(feed.store, minute_ts))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.moved.wait(), AHEAD_S)
                for steps in (-1, 1):
                    if not self.moved.is_set():
                        await self.minute(feed.store, minute_ts + steps * self._step_s())
                self.context.read_troubles.pop(f"{self.TAB}.moment", None)
            except StoreError as error:
                self.context.read_troubles[f"{self.TAB}.moment"] = error
                super().tick()
                self.set_timer(READ_AGAIN_S, self.moved.set)

    async def minute(self, store: Store, minute_ts: int) -> MomentData:
        """From what is in hand, or from the store. Raises StoreError."""
        from tui.ui.features.live.moment import MomentQuery, read_moment

        # What changes while it is read forgets this one, too.
        hand = self.in_hand
        if minute_ts not in hand:
            if len(hand) >= MOST_IN_HAND:
                del hand[next(iter(hand))]
            query = MomentQuery(minute_ts, self.now_ts(), self.scope.channel, self.context.thresholds)
            hand[minute_ts] = await store.read(read_moment, query)
        return hand[minute_ts]

    def show_minute(self, at: MomentData) -> None:
        """The list, where a minute is chosen, and the strip."""
        # Who went back to the newest meanwhile is not taken to the old minute again.
        before, self.at = self.at, at if self.moment_ts == at.moment_ts else None
        if self.at is not before:
            self.show_list()
        self.show_diagnosed(at)

    def show_moment(self) -> None:
        """What is in hand at once; the rest as soon as it was read."""
        if self.moment_ts is not None and (at := self.in_hand.get(self.moment_ts)) is not None:
            self.show_minute(at)
        self.show_charts()

    def forget_minutes(self) -> None:
        """More may be known of each."""
        self.in_hand = {}
        self.moved.set()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is not None:
            return
        if any(f"series:{want.endpoint}" in topics for want in LIVE_WANTS):
            self.changed.set()
        elif "diagnoses" in topics and self.is_looked_at:
            self.forget_minutes()

    def now_ts(self) -> float:
        return self.context.clock.now() if self.frozen_ts is None else self.frozen_ts

    def query_at(self, now_ts: float) -> LiveQuery:
        return LiveQuery(now_ts, self.zoom_s, self.moment_ts, self.shown(), self.context.thresholds)

    def minute_ts(self) -> int | None:
        """The minute that `enter` opens: that under the cursor, or the newest of the chosen metric."""
        newest = self.data.metrics[self.chosen].now if self.data else None
        newest_ts = None if newest is None else newest[0] // MINUTE * MINUTE
        return newest_ts if self.moment_ts is None else self.moment_ts

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
