"""The reading of a call: its lookup, its requests to the API, and its data, read again as the store changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set

from msgspec.structs import replace

from tui.analysis.calls.asking import call_wants
from tui.analysis.calls.by_session import of_interest
from tui.analysis.calls.end import is_listed
from tui.analysis.calls.figures import figure_wants
from tui.analysis.calls.lookup import Lookup, Stage
from tui.analysis.calls.windows import windows_of
from tui.domain.edition import Edition
from tui.domain.records import ENDED, UNDER_WAY, Failure, Want, WantState, WantStatus, Window
from tui.queries.call_data import CallData, CallQuery, read_call_data
from tui.queries.kept_verdicts import keep_verdicts
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Feed
from tui.ui.features.call.query import LookupData, LookupQuery, read_lookup
from tui.ui.live_query import LiveQuery

# News of the store wait for this many times the seconds of the last reading: answers come three a second while the
# lists are walked, and a call may be large.
REST = 2.0


class CallReading:
    """The scope of the screen names a call, or a channel and an instant by which it is looked up.

    `found` is the lookup so far; `is_gone`: the store knows no such call. `moment_ts` is the chosen instant.
    """

    def __init__(self, screen: FrameScreen, show: Callable[[], object]) -> None:
        self.opened_ts = screen.context.clock.now()
        self.call_id = screen.scope.call_id
        self.moment_ts = screen.scope.moment_ts
        self.asking = CallWants(screen.context.edition)
        self.found: LookupData | None = None
        self.is_gone = False
        self.live_query: LiveQuery[CallData | None] = LiveQuery(
            screen, self._ask, show, topics=self._concerns, rest=REST
        )
        self._screen = screen
        self._told: tuple[Want, ...] = ()
        self._read_at: tuple[object, ...] = ()

    @property
    def data(self) -> CallData | None:
        return self.live_query.data

    def wants(self) -> Sequence[Want]:
        lookup = self.found.lookup if self.found else None
        return self.asking.now(self.data, lookup, self.moment_ts, self._screen.context.clock.now())

    def statuses(self) -> Sequence[WantStatus]:
        """Of the users and the curves: the figures beside them hinder nothing."""
        feed = self._screen.context.feed
        return (
            [feed.statuses[want] for want in self.wants() if want in feed.statuses and not want.selection.metric]
            if feed
            else []
        )

    def figures_failure(self) -> Failure | None:
        """Why figures of the call are not told."""
        statuses = self._screen.context.statuses([want for want in self.wants() if want.selection.metric])
        return next((status.failure for status in statuses if status.failure is not None), None)

    def window(self) -> Window | None:
        """The window of the moment, or the newest one, of which buckets and breakdowns are told."""
        return (
            None
            if self.data is None
            else self.asking.window(self.data, self.moment_ts, self._screen.context.clock.now())
        )

    # -- the store

    def _concerns(self, topics: Set[str]) -> bool:
        if not topics.isdisjoint({"diagnoses", "calls", "notes", f"call:{self.call_id}"}):
            return True
        return self.call_id is None and any(topic.startswith("call:") for topic in topics)

    async def _ask(self, feed: Feed, now_ts: float) -> CallData | None:
        context = self._screen.context
        self._read_at = self._now_at()
        data, named = None, self._screen.scope.call_id
        if self.data is None and named is not None and self.call_id in (None, named) and self._can_look_up:
            # A link of another box may name a call that this store does not know: channel and moment find it.
            known = await feed.store.read(lambda snapshot: snapshot.call(named))
            self.call_id = None if known is None else named
        if self.call_id is None:
            await self._look_up(feed, now_ts)
        if self.call_id is not None:
            servers = self.asking.servers
            query = CallQuery(context.edition, self.call_id, now_ts, self.opened_ts, servers, context.thresholds)
            data = await feed.store.read(read_call_data, query)
            self.is_gone = data is None
            if data is not None and data.unkept is not None:
                self._screen.run_worker(keep_verdicts(feed.store, [data.unkept]), group="verdict")
        return data

    @property
    def _can_look_up(self) -> bool:
        return self._screen.scope.channel is not None and self._screen.scope.moment_ts is not None

    async def _look_up(self, feed: Feed, now_ts: float) -> None:
        """Once the call is found, the requests that looked for it are cancelled."""
        scope, edition = self._screen.scope, self._screen.context.edition
        if scope.channel is None or scope.moment_ts is None:
            self.is_gone = True
            return
        ended = frozenset(status.want for status in self.statuses() if status.state is WantState.DONE)
        query = LookupQuery(edition, scope.channel, scope.moment_ts, scope.uid, now_ts, self.opened_ts, ended)
        wanted, self.found = self.wants(), await feed.store.read(read_lookup, query)
        if self.found.lookup.stage is Stage.FOUND and self.found.lookup.call is not None:
            self.call_id = self.found.lookup.call.call_id
            for want in wanted:
                feed.cancel(want)

    def _now_at(self) -> tuple[object, ...]:
        """A lookup depends on the second of the clock and on the states of its requests, besides the store."""
        return int(self._screen.context.clock.now()), *(status.state for status in self.statuses())

    # -- the requests

    def retell_wants(self) -> None:
        if (wants := tuple(self.wants())) != self._told:
            self._told = wants
            self._screen.tell_wants()

    def tick(self) -> None:
        """Once a second, while the screen is looked at."""
        context = self._screen.context
        if context.feed is None:
            return
        self.asking.tick(self.data, context.feed.statuses, context.clock.now())
        is_lookup = self.data is None and not self.is_gone
        if is_lookup and self._screen.frozen_ts is None and self._read_at != self._now_at():
            self.live_query.ask_again()
        self.retell_wants()

    def stop(self) -> bool:
        """End the requests under way and keep no half answer; False where there is nothing to stop."""
        feed, wanted = self._screen.context.feed, self._told
        if feed is None or not is_loading(self.data, self.statuses()):
            return False
        self.asking.stopped = True
        self.retell_wants()
        for want in wanted:
            feed.cancel(want)
        return True

    def go_on(self) -> None:
        """After it was stopped."""
        self.asking.stopped = False
        self.retell_wants()

    def cancel(self) -> None:
        """The screen is gone, and no other one looks at its requests."""
        if self._screen.context.feed is not None:
            for want in self._told:
                self._screen.context.feed.cancel(want)


class CallWants:
    """`stopped`: somebody said that it is enough. `servers`: Linux users are wanted too."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self.stopped = False
        self.servers = False
        # The sessions whose rows are seen.
        self.in_sight: frozenset[str] = frozenset()
        # The breakdowns by dimension are looked at.
        self.by_dimension = False
        self._rechecks = False
        self._checked_ts = -math.inf
        # A want that came to an end is asked again only after it was not wanted for a moment.
        self._pauses = False
        self._paused_ts = -math.inf

    def now(
        self, data: CallData | None, lookup: Lookup | None, moment_ts: int | None, now_ts: float
    ) -> tuple[Want, ...]:
        if self.stopped:
            return ()
        if data is None:
            return () if lookup is None else lookup.wants
        return (*self._recheck(data), *(() if self._pauses else self._details(data, moment_ts, now_ts)))

    def _details(self, data: CallData, moment_ts: int | None, now_ts: float) -> tuple[Want, ...]:
        """Each window once: of the requests to repeat, the repeated one."""
        wants = call_wants(
            self._edition,
            data.call,
            now_ts,
            moment_ts,
            servers=self.servers,
            end_ts=data.end_ts,
            sessions=of_interest([one.session for one in data.standings], self.in_sight),
            told=data.told,
        )
        if self._edition.asks_by_session:
            windows = [want.window for want in wants if want.endpoint == self._edition.call_details.name]
            wants += figure_wants(
                self._edition,
                data.call.call_id,
                [window for window in windows if window is not None],
                data.figures,
                by_dimension=self.by_dimension,
            )
        return tuple(replace(want, again=_is_again(want, data)) for want in wants)

    def window(self, data: CallData, moment_ts: int | None, now_ts: float) -> Window | None:
        windows = windows_of(self._edition.call_details, data.call, now_ts, moment_ts, end_ts=data.end_ts)
        return next(iter(windows), None)

    def _recheck(self, data: CallData) -> tuple[Want, ...]:
        """Whether the call is still on: the lists tell."""
        call = data.call
        if data.end_ts is not None or not self._rechecks:
            return ()
        window = Window(call.created_ts, call.created_ts + 1)
        return (Want(self._edition.call_lists.name, channel=call.channel, window=window, again=True),)

    def tick(self, data: CallData | None, statuses: Mapping[Want, WantStatus], now_ts: float) -> None:
        """A running call is asked again when more may have come; an ended one, until it is settled."""
        if data is None:
            return
        delay_s = self._edition.call_details.longest_delay_s
        of_lists = [status for want in self._recheck(data) if (status := statuses.get(want))]
        if any(status.state in ENDED for status in of_lists):
            self._rechecks = False
        elif (
            data.end_ts is None and is_listed(self._edition, data.call, now_ts) and now_ts - self._checked_ts >= delay_s
        ):
            self._rechecks, self._checked_ts = True, now_ts
        details = self._details(data, None, now_ts)
        states = [statuses[want].state for want in details if want in statuses]
        is_due = data.end_ts is not None and now_ts > data.end_ts + 1 + delay_s and now_ts - self._paused_ts > delay_s
        all_done = len(states) == len(details) and all(state is WantState.DONE for state in states)
        if self._pauses:
            self._pauses = False
        elif is_due and all_done and not data.coverage.is_settled:
            self._pauses, self._paused_ts = True, now_ts


def _is_again(want: Want, data: CallData) -> bool:
    again = data.again.curves if want.part and want.part.with_metrics else data.again.users
    return want.window in again


def is_loading(data: CallData | None, statuses: Sequence[WantStatus]) -> bool:
    """Whether something is under way that one may want to stop: not the newest minutes of a call that is on."""
    known = {each.window.start_ts for each in data.coverage.stretches if each.has_curves} if data else set()
    return any(
        status.state in UNDER_WAY
        and status.want.window is not None
        and not (data is not None and status.want.call_id == "")
        and not (data is not None and data.end_ts is None and status.want.window.start_ts in known)
        for status in statuses
    )
