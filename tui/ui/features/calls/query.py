"""The question of Calls to the store: the calls of a search, their diagnoses, and the known part of the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from tui.analysis.feeds.listing import ListingCoverage, told
from tui.domain.edition import Edition
from tui.domain.records import HOUR, DiagnosisCounts, KnownCall, Window
from tui.store.api import Snapshot

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
    diagnoses of the periods `truncated`."""

    query: CallsQuery
    calls: Sequence[KnownCall]
    flags: Mapping[str, DiagnosisCounts] = field(default_factory=dict)
    truncated: tuple[Window, ...] = ()
    told: ListingCoverage | None = None


def read_calls_screen(snapshot: Snapshot, query: CallsQuery) -> CallsData:
    """The store's answer to this screen; runs off the event loop."""
    now_ts = int(query.now_ts)
    calls = snapshot.calls_begun(query.window, query.channel, query.alive_ts)
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
        snapshot.truncated(lived, query.edition.diagnosis.slot_s),
        known,
    )
