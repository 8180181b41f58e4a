"""The search of Calls: its question to the store, the known calls that answer it, the requests that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from tui.analysis.calls.known import next_again, reachable
from tui.analysis.feeds.listing import ListingCoverage, told
from tui.analysis.times.ranges import RangeError, window_of
from tui.config.remembered import Search
from tui.domain.edition import Edition
from tui.domain.records import ENDED, HOUR, MINUTE, DiagnosisCounts, KnownCall, Scope, Want, WantStatus, Window
from tui.messages import calls as words
from tui.queries.calls_during import LONGEST_S
from tui.queries.truncated import truncated_in
from tui.store.api import Snapshot
from tui.ui.context import Context

# How far back from a moment the calls that were on then are looked for.
BACKS_S = (HOUR // 2, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR)
USUAL_BACK_S = 6 * HOUR
# An answer that came just before it was asked for counts as asked for.
SHARED_S = 10.0


class CallsQuery(Struct, frozen=True):
    """A search: the calls that began in `window`, of a channel ("": of all), running at `alive_ts` where that is given.

    `asked` is the part of the window within the API's reach, None where there is none; `since_ts` the time of the
    search.
    """

    edition: Edition
    window: Window
    asked: Window | None
    channel: str
    alive_ts: int | None
    since_ts: float
    now_ts: float


class CallsData(Struct, frozen=True):
    """One reading of the store. `told` is the known part of the answerable window; the API may have named only some
    diagnoses of the periods `truncated`. `earlier` are the calls with a freeze rate that began before the window and
    lasted into it: the list has none of them."""

    query: CallsQuery
    calls: Sequence[KnownCall]
    flags: Mapping[str, DiagnosisCounts] = field(default_factory=dict)
    truncated: tuple[Window, ...] = ()
    told: ListingCoverage | None = None
    earlier: tuple[KnownCall, ...] = ()


def read_calls_screen(snapshot: Snapshot, query: CallsQuery, kept: Sequence[KnownCall] = ()) -> CallsData:
    """The store's answer to this screen; runs off the event loop. `kept`: the calls of the reading before."""
    now_ts = int(query.now_ts)
    calls = snapshot.calls_begun(query.window, query.channel, query.alive_ts, kept)
    known = None
    if query.asked is not None:
        lists = query.edition.call_lists
        listings = snapshot.listings(lists.name, query.asked, channel=query.channel)
        known = told(query.asked, listings, lists, since_ts=query.since_ts - SHARED_S)
    ends = [now_ts if call.destroyed_ts is None else call.destroyed_ts for call in calls]
    lived = Window(query.window.start_ts, max([query.window.end_ts, *ends]))
    return CallsData(
        query,
        calls,
        snapshot.flags(calls, now_ts),
        truncated_in(snapshot, query.edition, lived),
        known,
        _earlier(snapshot, query),
    )


def _earlier(snapshot: Snapshot, query: CallsQuery) -> tuple[KnownCall, ...]:
    """Editions with requests by session tell freeze rates in their lists; a search of calls at a moment goes back far
    enough by itself."""
    if not query.edition.asks_by_session or query.alive_ts is not None:
        return ()
    start_ts = query.window.start_ts
    begun = snapshot.calls_begun(Window(start_ts - LONGEST_S, start_ts), query.channel, start_ts - 1)
    return tuple(one for one in begun if (one.video_freeze_percent, one.audio_freeze_percent) != (None, None))


# Questions about calls that are on must leave the rest of the day's requests for searches.
AGAIN_SHARE = 0.5
# The requests of a search that nobody typed: the newest calls, and how many there are about.
HANDFUL = 5
# A search up to now begins anew when it is looked at again after this time.
OLD_S = 2.0 * MINUTE
# A search begins anew when the clock was corrected by more than this since it began.
MISDATED_S = 30.0


class CallSearch:
    """`typed` is the search. `moment_ts`: the calls running then, of those that began in the `back_s` seconds before
    it. `span` is the time span of the search, `asked` its part within the API's reach.

    `stopped_at` is the number of requests at the stop: 0 where the user stopped it, None while it goes on. `again` asks
    about one running call. `statuses` gives the state of wants.
    """

    def __init__(
        self, context: Context, scope: Scope, statuses: Callable[[Sequence[Want]], Sequence[WantStatus]]
    ) -> None:
        self.context = context
        self.moment_ts = scope.moment_ts
        self.back_s = USUAL_BACK_S
        if self.moment_ts is not None:
            self.typed = Search(channel=scope.channel or "")
        elif scope.channel is not None:
            # One channel has few calls, and the one that is on may have begun hours ago.
            self.typed = Search(words.FIRST_OF_A_CHANNEL(context.lang), scope.channel)
        else:
            self.typed = context.remembered.search or Search()
        self.again: Want | None = None
        self._statuses = statuses
        self.most = HANDFUL
        self.begin()

    # -- the time span

    def begin(self) -> None:
        """Work out the window of the search from the present time."""
        context, now_ts = self.context, self.context.clock.now()
        self.since_ts, self._since_s = now_ts, context.clock.elapsed()
        self.stopped_at: int | None = None
        # Call id → when it was asked about; how often any was.
        self._again_ts: dict[str, float] = {}
        self._agains = 0
        if self.moment_ts is not None:
            self.span = Window(max(0, self.moment_ts - self.back_s), self.moment_ts + 1)
        else:
            usual = words.FIRST(context.lang)
            try:
                self.span = window_of(self.typed.text or usual, now_ts, context.zone)
            except RangeError:
                # A remembered range may mean nothing any more: a time of today that today has not come yet.
                self.typed = Search(channel=self.typed.channel)
                self.span = window_of(usual, now_ts, context.zone)
        self.asked = reachable(context.edition.call_lists, self.span, now_ts)

    @property
    def was_misdated(self) -> bool:
        """Whether the clock was corrected since: the server's time is known only once it has answered."""
        clock = self.context.clock
        return abs(clock.now() - clock.elapsed() - (self.since_ts - self._since_s)) > MISDATED_S

    @property
    def is_old(self) -> bool:
        """Whether the span ends at a now that is some minutes ago."""
        up_to_now = self.moment_ts is None and self.span.end_ts >= self.since_ts - 1
        return up_to_now and self.context.clock.now() - self.since_ts > OLD_S

    def look_back(self, by: int) -> bool:
        """Further back, or less far, for the calls of the moment; 0: as far as usual. Whether that is possible."""
        index = BACKS_S.index(self.back_s if by else USUAL_BACK_S) + by
        if not 0 <= index < len(BACKS_S):
            return False
        self.back_s = BACKS_S[index]
        self.begin()
        return True

    def query(self, now_ts: float) -> CallsQuery:
        edition = self.context.edition
        return CallsQuery(edition, self.span, self.asked, self.typed.channel, self.moment_ts, self.since_ts, now_ts)

    def is_answered_by(self, query: CallsQuery) -> bool:
        return (query.window, query.channel) == (self.span, self.typed.channel)

    # -- the requests

    @property
    def want(self) -> Want | None:
        """Walks the span; None where the API tells nothing of it."""
        lists = self.context.edition.call_lists
        return None if self.asked is None else Want(lists.name, self.typed.channel, window=self.asked, most=self.most)

    def wants(self) -> tuple[Want, ...]:
        walk = self.want if self.stopped_at is None else None
        return tuple(want for want in (walk, self.again) if want is not None)

    def status(self) -> WantStatus | None:
        """The state of the walk; one with another allowance, over the same span, was another walk."""
        found = self._statuses([self.want]) if self.want is not None else []
        return next((status for status in found if status.want.most == self.most), None)

    @property
    def is_walking(self) -> bool:
        status = self.status()
        return self.want is not None and self.stopped_at is None and (status is None or status.state not in ENDED)

    def stop(self, requests: int) -> None:
        """Ask nothing more until the user wants it."""
        self.stopped_at = requests
        if self.context.feed is not None and self.want is not None:
            self.context.feed.cancel(self.want)

    def ask_about(self, in_sight: Iterable[KnownCall]) -> bool:
        """Whether `again` changed: after the walk it asks about the call with the oldest news."""
        if self.again is not None:
            if not any(status.state in ENDED for status in self._statuses([self.again])):
                return False
            self.again = None
            return True
        lists = self.context.edition.call_lists
        spent, limit = self.context.spent.get(lists.name, (0, 0))
        if self.is_walking or spent > limit * AGAIN_SHARE or self._agains >= HANDFUL:
            return False
        now_ts = self.context.clock.now()
        call = next_again(in_sight, now_ts, self._again_ts)
        window = None if call is None else reachable(lists, Window(call.created_ts, call.created_ts + 1), now_ts)
        if call is None or window is None:
            return False
        self._again_ts[call.call_id] = now_ts
        self._agains += 1
        self.again = Want(lists.name, call.channel, window=window, again=True)
        return True
