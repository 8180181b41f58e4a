"""Base of Calls: what is searched for, asked for, read, and asked about again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual import work

from tui.analysis.calls import next_again, reachable
from tui.analysis.ranges import RangeError, window_of
from tui.config.remembered import Search
from tui.domain.records import MINUTE, KnownCall, Scope, Want, WantState, WantStatus, Window
from tui.messages import calls as words
from tui.ui.context import Context, Feed
from tui.ui.features.calls.columns import CallRows, Looks
from tui.ui.features.calls.query import BACKS_S, USUAL_BACK_S, CallsData, CallsQuery, read_calls_screen
from tui.ui.reading import ReadingScreen

# A long list is read again after a rest of so many times as long as the reading took.
REST = 2.0
# Asking again about what is on must leave the day's requests for searching.
AGAIN_SHARE = 0.5
# So long ago is another now.
OLD_S = 2.0 * MINUTE
# By so much the time was believed to be another than it is.
MISDATED_S = 30.0
ENDED = frozenset({WantState.DONE, WantState.FAILED, WantState.STOPPED})


class CallsReading(ReadingScreen):
    """`scope.moment_ts`: the calls that were on then; `scope.channel`: of that channel."""

    rows: CallRows | None = None
    back_s = USUAL_BACK_S
    # After how many requests nothing is asked any more: 0 where the user said so, None while it goes on.
    stopped_at: int | None = None
    # How long the last reading took; whether another must wait, and whether one does.
    took_s = 0.0
    is_resting = False
    is_stale = False

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.moment_ts = self.scope.moment_ts
        if self.moment_ts is not None:
            self.search = Search(channel=self.scope.channel or "")
        elif self.scope.channel is not None:
            # One channel has few calls, and the one that is on may have begun hours ago.
            self.search = Search(words.FIRST_OF_A_CHANNEL(context.lang), self.scope.channel)
        else:
            self.search = context.remembered.search or Search()
        # Of calls that are on: the question about one of them, and when each was asked about.
        self.again: Want | None = None
        self.again_ts: dict[str, float] = {}
        self.begin()

    # -- what is searched for

    def begin(self) -> None:
        """From now on: the stretch of time that the search means, and what of it can be asked for."""
        context, now_ts = self.context, self.context.clock.now()
        self.since_ts, self.since_s = now_ts, context.clock.elapsed()
        self.stopped_at = None
        if self.moment_ts is not None:
            self.span = Window(max(0, self.moment_ts - self.back_s), self.moment_ts + 1)
        else:
            usual = words.FIRST(context.lang)
            try:
                self.span = window_of(self.search.text or usual, now_ts, context.zone)
            except RangeError:
                # What is remembered may mean nothing any more: a time of today that today has not come yet.
                self.search = Search(channel=self.search.channel)
                self.span = window_of(usual, now_ts, context.zone)
        self.asked = reachable(context.edition.call_lists, self.span, now_ts)

    @property
    def was_misdated(self) -> bool:
        """Whether it turned out since that the time was another: the server's is known only once it has answered."""
        clock = self.context.clock
        return abs(clock.now() - clock.elapsed() - (self.since_ts - self.since_s)) > MISDATED_S

    @property
    def is_old(self) -> bool:
        """Whether the search was for all until a now that is some minutes ago."""
        up_to_now = self.moment_ts is None and self.span.end_ts >= self.since_ts - 1
        return up_to_now and self.frozen_ts is None and self.context.clock.now() - self.since_ts > OLD_S

    def search_for(self, search: Search) -> None:
        self.search = search
        self.begin()
        self.tell_wants()
        self.changed.set()
        self.tick()

    def look_back(self, by: int) -> None:
        """Further back, or less far, for the calls of the moment; 0: as far as usual."""
        index = BACKS_S.index(self.back_s if by else USUAL_BACK_S) + by
        if 0 <= index < len(BACKS_S):
            self.back_s = BACKS_S[index]
            self.search_for(self.search)

    # -- what is asked for

    @property
    def want(self) -> Want | None:
        """What walks the stretch of time; None where the API tells nothing of it."""
        return (
            None
            if self.asked is None
            else Want(self.context.edition.call_lists.name, self.search.channel, window=self.asked)
        )

    def wants(self) -> Sequence[Want]:
        walk = self.want if self.stopped_at is None else None
        return tuple(want for want in (walk, self.again) if want is not None)

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        known = self.data.told if self.data else None
        return self.context.live_newest_ts is not None or (known is not None and not known.open)

    def status(self) -> WantStatus | None:
        """Where the walk stands."""
        found = self._statuses([self.want]) if self.want is not None else []
        return found[0] if found else None

    @property
    def is_walking(self) -> bool:
        status = self.status()
        return self.want is not None and self.stopped_at is None and (status is None or status.state not in ENDED)

    def stop(self, requests: int) -> None:
        """Ask nothing more until somebody says so."""
        self.stopped_at = requests
        self.tell_wants()
        if self.context.feed is not None and self.want is not None:
            self.context.feed.cancel(self.want)

    def ask_again(self, in_sight: Iterable[str]) -> None:
        """About the call whose being on was heard of longest ago, of those in sight, once the walk is over."""
        if self.again is not None:
            if any(status.state in ENDED for status in self._statuses([self.again])):
                self.again = None
                self.tell_wants()
            return
        lists = self.context.edition.call_lists
        spent, limit = self.context.spent.get(lists.name, (0, 0))
        if self.is_walking or spent > limit * AGAIN_SHARE or not self.is_looked_at:
            return
        now_ts = self.context.clock.now()
        call = next_again(filter(None, map(self.call, in_sight)), now_ts, self.again_ts)
        window = None if call is None else reachable(lists, Window(call.created_ts, call.created_ts + 1), now_ts)
        if call is not None and window is not None:
            self.again_ts[call.call_id] = now_ts
            self.again = Want(lists.name, call.channel, window=window, again=True)
            self.tell_wants()

    # -- reading

    @property
    def data(self) -> CallsData | None:
        """What was read, if it is an answer to this search."""
        data = None if self.rows is None else self.rows.data
        return data if data and (data.query.window, data.query.channel) == (self.span, self.search.channel) else None

    def call(self, key: str) -> KnownCall | None:
        return None if self.rows is None else self.rows.call(key)

    def now_ts(self) -> float:
        return self.context.clock.now() if self.frozen_ts is None else self.frozen_ts

    async def ask(self, feed: Feed) -> None:
        now_s = asyncio.get_running_loop().time
        begun_s = now_s()
        query = CallsQuery(
            self.context.edition,
            self.span,
            self.asked,
            self.search.channel,
            self.moment_ts,
            self.since_ts,
            self.now_ts(),
        )
        looks = Looks(self.context.lang, self.context.zone.utc, self.context.ascii)
        data = await feed.store.read(read_calls_screen, query)
        self.rows = await asyncio.to_thread(CallRows, data, looks)
        self.took_s = now_s() - begun_s

    @work(group="rest", exclusive=True)
    async def rest(self) -> None:
        """Answers come three a second: a list of a hundred thousand is not read for each of them."""
        self.is_resting = True
        await asyncio.sleep(self.took_s * REST)
        self.is_resting = False
        if self.is_stale:
            self.is_stale = False
            self.changed.set()

    def store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is None and self.is_looked_at and not topics.isdisjoint(("calls", "diagnoses")):
            if self.is_resting:
                self.is_stale = True
            else:
                self.changed.set()

    def on_screen_resume(self) -> None:
        """What came while another screen lay over this one; the first look has its own reading. A stretch up to now
        ends later by now; only the rest of it is asked for."""
        if self.rows is not None:
            if self.is_old and self.stopped_at is None:
                self.begin()
                self.tell_wants()
            self.changed.set()
