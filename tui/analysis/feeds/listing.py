"""Listings: the known part of a period by answers that list only the newest ten rows, and the next window to ask for.

An answer lists the starts in its window, newest first, ten at most (通话调查 › API 限制). A full answer covers
all after its oldest row, and a part of that row's second; the next window ends with that second. So a walk goes from
the newest to the oldest, without a hole, and steps over the parts known from earlier answers:

    asked   |·······································|      the wanted window
    known   |            |==========|   |===========|      by answers, each back to its oldest row
    next    |            |          |···|                  the newest open stretch

Three things can stop it. A second with more starts than an answer may list: it is *crowded*, and the walk goes on
before it. A server with windows that include their last second shows that second again: then windows end one second
earlier. An answer without anything new: the same request would bring the same answer, so the walk has *ended*.

No window is empty: a server may refuse it. With windows that include their last second, the shortest window with a
second at its end holds the second before it, too. The newest come first, so the answer covers as much of its last
second as that second alone would. The window may begin one second (LEAD_S) before the wanted one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from tui.domain.edition import Endpoint
from tui.domain.records import Listing, Window

# The shortest window, in seconds; and so how far before a walk's own window one of its requests may begin.
SHORTEST_S = LEAD_S = 1


class ListingCoverage(Struct, frozen=True):
    """The known part of a window.

    `open` are its stretches that no answer covers, newest first; `next` is the window to request now, None where there
    is none. `crowded` are the seconds with more starts than listed rows, newest first; more may come from `pending_ts`
    on, None where all of it is settled; `has_ended`: stretches are open, and the last answer about them brought
    nothing. `unread` is the number of rows, or parts, of the answers that were not read.
    """

    open: tuple[Window, ...]
    next: Window | None
    crowded: tuple[int, ...]
    pending_ts: int | None
    has_ended: bool
    unread: int = 0

    @property
    def is_complete(self) -> bool:
        return not self.open and not self.crowded and not self.unread


def told(
    window: Window,
    listings: Sequence[Listing],
    endpoint: Endpoint,
    *,
    since_ts: float,
    most_s: int | None = None,
) -> ListingCoverage:
    """The state of `window` after the answers `listings` (newest first) of `endpoint`.

    `most_s`: the most seconds of the next window, None: as the document says.

    An answer may lack rows that began less than the endpoint's longest delay before it: only a later answer settles
    these seconds. A partly read answer settles nothing. Answers since `since_ts`, the moment of the request, count in
    any case.
    """
    delay_s, cap = endpoint.longest_delay_s, endpoint.cap
    most_s = endpoint.most_s if most_s is None else most_s
    counts_end = any(listing.newest_ts == listing.window.end_ts for listing in listings)
    settled, in_time, fresh = [], [], []
    newer: list[tuple[int, int]] = []
    unread = 0
    for listing in listings:
        start_ts, end_ts = _reach(listing, cap, counts_end=counts_end)
        late = start_ts, min(end_ts, math.floor(listing.answered_ts - delay_s))
        in_time.append(late)
        if listing.unread:
            unread += listing.unread if _is_left(window, (start_ts, end_ts), newer) else 0
        else:
            settled.append(late)
        newer.append((start_ts, end_ts))
        if listing.answered_ts >= since_ts:
            fresh.append((start_ts, end_ts))
    open_now, unsettled = _without(window, settled + fresh), _without(window, in_time)
    following = _next(open_now[0], listings, counts_end=counts_end, span_s=most_s) if open_now else None
    has_ended = following is not None and any(_tells_the_same(one, following, delay_s, since_ts) for one in listings)
    crowded = (_crowded(listing, cap) for listing in listings)
    return ListingCoverage(
        open=tuple(open_now),
        next=None if has_ended else following,
        crowded=tuple(sorted({ts for ts in crowded if ts is not None and window.holds(ts)}, reverse=True)),
        pending_ts=unsettled[-1].start_ts if unsettled else None,
        has_ended=has_ended,
        unread=unread,
    )


def requests_left(asked: Window | None, known: ListingCoverage, begun: Sequence[int], cap: int) -> int | None:
    """About how many more requests tell the open stretches of a window, if calls begin there as often as in the part
    that is told; None where none of it is told yet. `begun` are the starts of the known calls."""
    open_s = sum(window.seconds for window in known.open)
    told_s = 0 if asked is None else asked.seconds - open_s
    if asked is None or told_s <= 0:
        return 0 if asked is None else None
    told = sum(asked.holds(ts) and not any(window.holds(ts) for window in known.open) for ts in begun)
    # A full answer tells its last second again.
    pages = told * open_s / told_s / max(1, cap - 1)
    exact = max(len(known.open), math.ceil(pages))
    # Two figures: a third would say more than is known.
    return exact if exact < 20 else round(exact, 2 - len(str(exact)))


def is_part(asked: Window, wanted: Window) -> bool:
    """Whether a walk over `wanted` may ask for `asked`: it lies within, but for the LEAD_S before its first second."""
    return wanted.start_ts - LEAD_S <= asked.start_ts and asked.end_ts <= wanted.end_ts


def _is_left(window: Window, reach: tuple[int, int], newer: Sequence[tuple[int, int]]) -> bool:
    """Whether `newer` answers have not told again all that one within `reach` told of the window."""
    start_ts, end_ts = max(window.start_ts, reach[0]), min(window.end_ts, reach[1])
    return start_ts < end_ts and bool(_without(Window(start_ts, end_ts), newer))


def _reach(listing: Listing, cap: int | None, *, counts_end: bool) -> tuple[int, int]:
    """The seconds, from and to before, of which an answer has told all there is, or all that is ever listed."""
    start_ts, end_ts = listing.window.start_ts, listing.window.end_ts + (1 if counts_end else 0)
    if not listing.is_full:
        return start_ts, end_ts
    crowded_ts = _crowded(listing, cap)
    if crowded_ts is not None:
        return crowded_ts, end_ts
    if listing.oldest_ts is None:
        return end_ts, end_ts
    return max(start_ts, listing.oldest_ts + 1), end_ts


def _crowded(listing: Listing, cap: int | None) -> int | None:
    """The second that filled the answer to the shortest window: the first one, or the last where that is counted in."""
    ts, window = listing.newest_ts, listing.window
    alone = window.seconds <= SHORTEST_S and listing.oldest_ts == ts and ts in (window.start_ts, window.end_ts)
    return ts if listing.is_full and alone and listing.rows >= (cap or 0) else None


def _tells_the_same(listing: Listing, following: Window, delay_s: float, since_ts: float) -> bool:
    """Whether asking for `following` would bring this answer again, which has left it open.

    So it would where that was asked for, or a stretch that goes further back with the same end: lately, or so late that
    nothing new can have come. One of which something was not read may be another one by now. Only of the shortest
    window an answer tells more than of a longer one.
    """
    window = listing.window
    covers = window.end_ts == following.end_ts and window.start_ts <= following.start_ts
    is_final = not listing.unread and listing.answered_ts - delay_s >= window.end_ts
    last = listing.answered_ts >= since_ts or is_final
    return covers and last and (following.seconds > SHORTEST_S or window.seconds <= SHORTEST_S)


def _next(stretch: Window, listings: Sequence[Listing], *, counts_end: bool, span_s: int | None) -> Window:
    """The window to request: the open one, or the shortest that ends with its last second where an answer was full of
    that second alone."""
    last_ts = stretch.end_ts - 1
    end_ts = last_ts if counts_end else stretch.end_ts
    start_ts = stretch.start_ts if span_s is None else max(stretch.start_ts, stretch.end_ts - span_s)
    if any(one.is_full and one.oldest_ts == one.newest_ts == last_ts for one in listings):
        start_ts = last_ts
    return Window(min(start_ts, end_ts - SHORTEST_S), end_ts)


def _without(window: Window, known: Sequence[tuple[int, int]]) -> list[Window]:
    """The rest of `window` without the stretches `known`, newest first."""
    left: list[Window] = []
    end_ts = window.end_ts
    for start, end in sorted((one for one in known if one[0] < one[1]), key=lambda one: one[1], reverse=True):
        if end <= window.start_ts:
            break
        if end < end_ts:
            left.append(Window(end, end_ts))
        end_ts = min(end_ts, start)
    if window.start_ts < end_ts:
        left.append(Window(window.start_ts, end_ts))
    return left
