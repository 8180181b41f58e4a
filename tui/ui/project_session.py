"""ProjectSession: the feed of the project that is shown, from one project to another.

begin ─▶ open ─▶ at work ─▶ another one is entered ─▶ a report has a moment to leave ─▶ its store is closed ─┐
           ▲                                                                                                   │
           └──────────────────── the one that is shown by now; the ones in between are closed ─────────────────┘
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from tui.analysis.feeds.background import background_wants
from tui.analysis.feeds.feed import is_partly_read
from tui.analysis.project.live_series import newest_live_ts
from tui.domain.records import Want
from tui.messages import store as words
from tui.monitor.alarm import Alarm, alarming
from tui.store.errors import StoreError
from tui.store.topics import LOST
from tui.ui.base_screen import frames_of
from tui.ui.context import Context, Feed
from tui.ui.tabs import TabbedApp

TICK_S = 1.0
# The topics of all that the top line tells of.
STANDING = frozenset({"ledger", "alarms"})


def kept_wants(context: Context) -> tuple[Want, ...]:
    """The background wants of the project: those of the alarm at the pace of a viewer, unless nothing tells of it."""
    attended = alarming(context.edition) if context.bell or context.title else ()
    return background_wants(context.edition, context.watched, attended)


class ProjectSession:
    """There is one feed at a time, and one worker that opens and ends each: no key can cancel it half way.

    `tell_reports` is called after a change of the known reports, `tell_alarm` with each alarm of the monitor of the
    shown project.
    """

    def __init__(
        self, app: TabbedApp, tell_reports: Callable[[], object], tell_alarm: Callable[[Alarm], object]
    ) -> None:
        self.app = app
        self._tell_reports = tell_reports
        self._tell_alarm = tell_alarm
        self._alarm = Alarm()
        self._coming: asyncio.Queue[Context] = asyncio.Queue()
        self._spent_changed = asyncio.Event()
        # The one at work, that of a project which is being left included.
        self._feed: Feed | None = None

    def begin(self) -> None:
        self.app.run_worker(self._run(self.app.context), group="feed", exit_on_error=True)
        self.app.set_interval(TICK_S, self._each_second)

    async def enter(self, context: Context) -> None:
        """Begin with the other project on the same tab; the old one ends meanwhile. Language, zone, looks and keys
        stay. All of it is done before anything is waited for."""
        before = self.app.context
        context.lang, context.zone, context.ascii, context.keymap = (
            before.lang,
            before.zone,
            before.ascii,
            before.keymap,
        )
        context.seen = before.seen
        context.first_screen = self.app.current_mode
        self.app.context = context
        self._coming.put_nowait(context)
        await self.app.begin_tabs_anew()

    async def finish(self) -> None:
        """At the end of the program: a report that is leaving has a moment to leave."""
        if self._feed is not None:
            await self._feed.finish()

    # -- one after the other

    async def _run(self, context: Context) -> None:
        """Ends with the app."""
        is_first = True
        while True:
            if context is self.app.context:
                following = await self._serve(context, is_first=is_first)
            else:
                following = await self._coming.get()
            await asyncio.to_thread(context.leave)
            # The objects of the other project may be collected now.
            gc.unfreeze()
            context, is_first = following, False

    async def _serve(self, context: Context, *, is_first: bool) -> Context:
        """Feed it until another project is entered, which is returned."""
        feed = self._feed = await context.open_feed()
        if is_first:
            # The objects that exist now stay: no collection need scan them again.
            gc.freeze()
        context.hand_over(feed)
        self._alarm = Alarm()
        unsubscribe = feed.store.subscribe(self._store_changed)
        feed.on_status(self.tick)
        feed.on_alarm(partial(self._alarmed, context))
        self._tell_reports()
        self.look()
        try:
            async with asyncio.TaskGroup() as tasks:
                endless = (feed.store.watch(), feed.run(), self._follow_ledger(context, feed))
                at_work = [tasks.create_task(each) for each in endless]
                following = await self._coming.get()
                await feed.finish()
                for task in at_work:
                    task.cancel()
        finally:
            unsubscribe()
            self._feed = None
            await feed.close()
        return following

    # -- changes

    def look(self) -> None:
        """Submit the wants of the screen on top, of the screens beneath it at the pace that loses no data, and the
        background wants."""
        context = self.app.context
        if context.feed is None or not self.app.is_running:
            return
        *beneath, top = frames_of(self.app)
        unattended = [replace(want, attended=False) for screen in beneath for want in screen.wants() if not want.window]
        wants = (*unattended, *kept_wants(context), *top.wants())
        # The last one said of the same thing counts.
        context.feed.submit({want.subject: want for want in wants}.values())

    def _alarmed(self, context: Context, alarm: Alarm) -> None:
        # The monitor of a project that is being left goes on for a moment.
        if self.app.is_running and context is self.app.context:
            self._alarm = alarm
            self._tell_alarm(alarm)

    def _store_changed(self, topics: frozenset[str]) -> None:
        context = self.app.context
        if not self.app.is_running or context.feed is None:
            # Or the store is that of a project which is being left.
            return
        if LOST in topics:
            # Stored data stays readable; new data cannot be stored.
            context.store_lost = StoreError(str(context.feed.store.path), words.LOST, words.MAKE_NEW)
            self.tick()
        if topics & STANDING:
            self._spent_changed.set()
        if "reports" in topics:
            self._tell_reports()

    def _each_second(self) -> None:
        if "ledger" in self.app.context.read_troubles:
            self._spent_changed.set()
        self.tick()

    def tick(self) -> None:
        # The collector may still tell of a change while the screens are being taken down.
        if not self.app.is_running:
            return
        top = frames_of(self.app)[-1]
        if top.is_mounted:
            top.tick()

    # -- the ledger, and the alarms

    async def _follow_ledger(self, context: Context, feed: Feed) -> None:
        while True:
            self._spent_changed.clear()
            try:
                await self._read_ledger(context, feed)
                context.read_troubles.pop("ledger", None)
            except StoreError as error:
                context.read_troubles["ledger"] = error
            self.tick()
            await self._spent_changed.wait()

    async def _read_ledger(self, context: Context, feed: Feed) -> None:
        """Read the spending of each quota, the unread rows of the last answers, the firing alarms and the silences.
        Raises StoreError."""
        now_ts = context.clock.now()
        spent = await feed.store.read(lambda snapshot: snapshot.spent_of_a_day(feed.limits, now_ts))
        turns = await feed.store.read(lambda snapshot: snapshot.turns())
        context.live_newest_ts = await feed.store.read(lambda snapshot: newest_live_ts(snapshot, context.edition))
        if not context.edition.of_live:
            # Without minutes of the project the last answer is the newest that is known.
            told = [turn.last.answered_ts for turn in turns.values() if turn.last.failure is None]
            context.live_newest_ts = max((ts for ts in told if ts is not None), default=None)
        alarms = await feed.store.read(lambda snapshot: snapshot.alarms(0))
        firing = tuple(alarm for alarm in alarms if alarm.is_firing)
        silences = await feed.store.read(lambda snapshot: snapshot.silences(now_ts))
        context.silences = tuple(one for one in silences if one.start_ts <= now_ts)
        if firing != context.firing:
            context.firing = firing
            # An alarm that was acknowledged leaves the title at once, and rings nothing.
            self._alarmed(context, replace(self._alarm, newly_bad=frozenset(), is_newly_dead=False))
        context.unread = {feed: turn.last for feed, turn in turns.items() if is_partly_read(turn.last)}
        days = {name: limits.per_day for name, limits in feed.limits.items() if limits.per_day}
        context.spent = {name: (spent[name], per_day) for name, per_day in days.items() if spent.get(name)}
