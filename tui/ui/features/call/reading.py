"""The reading of a call: which call is meant, what is asked of it, what ends that, and when it is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work

from tui.analysis.call_lookup import Stage
from tui.domain.records import Scope, Want, WantState, WantStatus
from tui.ui.context import Context, Feed
from tui.ui.features.call.lookup import LookupData, LookupQuery, read_lookup
from tui.ui.features.call.query import CallData, CallQuery, read_call_data
from tui.ui.features.call.wants import CallWants, is_loading
from tui.ui.reading import ReadingScreen

# A large call is read again after a rest of so many times as long as the reading took.
REST = 2.0


class CallReading(ReadingScreen):
    """`scope` names a call, or a channel and an instant by which it is looked up."""

    data: CallData | None = None
    found: LookupData | None = None
    is_gone = False
    told_wants: tuple[Want, ...] = ()
    read_at: tuple[object, ...] = ()
    # How long the last reading took; whether another must wait, and whether one does.
    took_s = 0.0
    is_resting = False
    is_stale = False

    def __init__(self, context: Context, scope: Scope) -> None:
        super().__init__(context, scope)
        self.opened_ts = context.clock.now()
        self.call_id = scope.call_id
        self.moment_ts = scope.moment_ts
        self.asking = CallWants(context.edition)

    def wants(self) -> Sequence[Want]:
        lookup = self.found.lookup if self.found else None
        return self.asking.now(self.data, lookup, self.moment_ts, self.context.clock.now())

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        return self.context.live_newest_ts is not None and (self.data is not None or self.is_gone)

    def statuses(self) -> Sequence[WantStatus]:
        feed = self.context.feed
        return [feed.statuses[want] for want in self.wants() if want in feed.statuses] if feed else []

    def now_at(self) -> tuple[object, ...]:
        """What a lookup goes by besides the store."""
        return int(self.context.clock.now()), *(status.state for status in self.statuses())

    async def ask(self, feed: Feed) -> None:
        now_ts = self.context.clock.now() if self.frozen_ts is None else self.frozen_ts
        now_s = asyncio.get_running_loop().time
        begun_s = now_s()
        self.read_at = self.now_at()
        if self.call_id is None:
            await self.look_up(feed, now_ts)
        if self.call_id is not None:
            context = self.context
            query = CallQuery(
                context.edition, self.call_id, now_ts, self.opened_ts, self.asking.servers, context.thresholds
            )
            self.data = await feed.store.read(read_call_data, query)
            self.is_gone = self.data is None
        self.took_s = now_s() - begun_s
        self.retell_wants()
        self.rest()

    @work(group="rest", exclusive=True)
    async def rest(self) -> None:
        """Answers come three a second while somebody walks the lists: the call is not read for each of them."""
        self.is_resting = True
        await asyncio.sleep(self.took_s * REST)
        self.is_resting = False
        if self.is_stale:
            self.is_stale = False
            self.changed.set()

    def read_on(self) -> None:
        """Read it again, at once or after the rest."""
        if self.is_resting:
            self.is_stale = True
        else:
            self.changed.set()

    async def look_up(self, feed: Feed, now_ts: float) -> None:
        """Which call was meant; what was asked to find it is dropped as soon as it is found."""
        channel, ts = self.scope.channel, self.scope.moment_ts
        if channel is None or ts is None:
            self.is_gone = True
            return
        ended = frozenset(status.want for status in self.statuses() if status.state is WantState.DONE)
        query = LookupQuery(self.context.edition, channel, ts, self.scope.uid, now_ts, self.opened_ts, ended)
        wanted, self.found = self.wants(), await feed.store.read(read_lookup, query)
        if self.found.lookup.stage is Stage.FOUND and self.found.lookup.call is not None:
            self.call_id = self.found.lookup.call.call_id
            for want in wanted:
                feed.cancel(want)

    def store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is not None or not self.is_looked_at:
            return
        mine = {"diagnoses", "calls", f"call:{self.call_id}"}
        if mine & topics or (self.call_id is None and any(topic.startswith("call:") for topic in topics)):
            self.read_on()

    def on_screen_resume(self) -> None:
        """What came while another screen lay over this one."""
        self.changed.set()

    def on_unmount(self) -> None:
        """Nobody else looks at what this screen was asking for."""
        if self.context.feed is not None:
            for want in self.told_wants:
                self.context.feed.cancel(want)

    def retell_wants(self) -> None:
        if (wants := tuple(self.wants())) != self.told_wants:
            self.told_wants = wants
            self.tell_wants()

    def tick(self) -> None:
        super().tick()
        feed = self.context.feed
        if feed is None or not self.is_looked_at:
            return
        self.asking.tick(self.data, feed.statuses, self.context.clock.now())
        if self.frozen_ts is None and self.data is None and not self.is_gone and self.read_at != self.now_at():
            # No word from the store is needed: what was not listed yet is, what was asked for came to an end.
            self.read_on()
        self.retell_wants()

    # -- an end to it, and on again

    def stop(self) -> bool:
        """End what is under way and keep nothing half; False where nothing is that one may want to stop."""
        feed, wanted = self.context.feed, self.told_wants
        if feed is None or not is_loading(self.data, self.statuses()):
            return False
        self.asking.stopped = True
        self.retell_wants()
        for want in wanted:
            feed.cancel(want)
        return True

    async def action_ask_again(self) -> None:
        """Go on where it was stopped, and ask now for what may have become more."""
        self.asking.stopped = False
        self.retell_wants()
        await self.run_action("app.refresh_feed")
