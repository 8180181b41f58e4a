"""The lookup: the call of a channel at an instant, and the next window to search for it.

The instant mostly comes from a diagnosis: that names a channel and no call. The store may know the call; else the
lookup walks back through the lists of the channel, six hours and then a day, as far as the API reaches.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.windows import SHARED_S, details_wants
from tui.analysis.feeds.listing import ListingCoverage
from tui.domain.edition import Edition, Endpoint
from tui.domain.records import DAY, HOUR, MINUTE, Call, Want, Window

NEAR_S, FAR_S = 6 * HOUR, DAY
# A diagnosis may be dated so long before its call began, or after it ended: then the nearest call is meant.
TOLERANCE_S = MINUTE
# A window about to go out of reach is not requested.
REACH_MARGIN_S = 2 * MINUTE
# So many of the calls that overlap are looked into for the user.
LOOKED_INTO = 4


class Stage(Enum):
    """CHOOSING: several calls of the channel ran, and the users of each are being fetched."""

    SEARCHING = "searching"
    CHOOSING = "choosing"
    FOUND = "found"
    TOO_OLD = "too old"
    NOT_LISTED_YET = "not listed yet"
    NOT_FOUND = "not found"


class Candidate(Struct, frozen=True):
    """A stored call that ran at the instant, as far as is known, or, `is_apart`, about that time.

    `is_sure`: the call is over, or by the lists the channel began no other call since. `has_user` None: the users of
    the call are not known yet.
    """

    call: Call
    is_sure: bool
    has_user: bool | None = None
    is_apart: bool = False


class Lookup(Struct, frozen=True):
    """The known calls, and the next request. `covered` was searched; `among` is the number of overlapping calls, and
    `has_user` says whether the user is known to be in the chosen one; `is_apart`: no call ran at the very instant."""

    stage: Stage
    covered: Window
    call: Call | None = None
    wants: tuple[Want, ...] = ()
    among: int = 0
    has_user: bool = False
    is_apart: bool = False


def windows_around(ts: int) -> tuple[Window, Window, Window]:
    """Where a call that was on at `ts` most likely began, before that, and where one that came too late for it did."""
    return (
        Window(ts - NEAR_S, ts + 1),
        Window(ts - FAR_S, ts - NEAR_S),
        Window(ts + 1, ts + TOLERANCE_S + 1),
    )


def within_reach(lists: Endpoint, window: Window, now_ts: float) -> Window:
    """The part that the API still answers for; empty where there is none."""
    start_ts = math.ceil(max(window.start_ts, lists.oldest_ts(now_ts) + REACH_MARGIN_S))
    return Window(min(start_ts, window.end_ts), window.end_ts)


def look_up(
    edition: Edition,
    channel: str,
    ts: int,
    candidates: Sequence[Candidate],
    tellings: Iterable[ListingCoverage],
    *,
    now_ts: float,
    ended: frozenset[Want] = frozenset(),
) -> Lookup:
    """The next step. `candidates` are newest first, those apart nearest first; `tellings` are the lists' answers about
    each of `windows_around` within reach; `ended` are the wants that came to an end, with or without an answer."""
    lists = edition.call_lists
    windows = windows_around(ts)
    reachable = [within_reach(lists, window, now_ts) for window in windows]
    covered = Window(min(reachable[1].start_ts, ts), ts + 1)
    on = [each for each in candidates if not each.is_apart]
    sure = [each for each in on if each.is_sure]
    if sure:
        return _among(edition, sure, ts, covered, now_ts, ended)
    # Out of the API's reach the last answer is the best there is.
    steps = list(zip(windows, reachable, tellings, strict=True))
    for window, within, told in steps[:2] if on else steps:
        if told.open and not told.has_ended and within.seconds:
            return Lookup(Stage.SEARCHING, within, wants=(Want(lists.name, channel=channel, window=window),))
        if told.pending_ts is not None and within.seconds:
            # Asked again when the newest that could hold it must be listed.
            due = now_ts >= window.end_ts + lists.longest_delay_s + SHARED_S
            again = Want(lists.name, channel=channel, window=window, again=True)
            return Lookup(Stage.NOT_LISTED_YET, within, wants=(again,) if due else ())
    if on:
        return Lookup(Stage.FOUND, covered, on[0].call, among=1)
    if candidates:
        return replace(_among(edition, candidates, ts, covered, now_ts, ended), is_apart=True)
    return Lookup(Stage.NOT_FOUND if reachable[0].seconds else Stage.TOO_OLD, covered)


def _among(
    edition: Edition, sure: Sequence[Candidate], ts: int, covered: Window, now_ts: float, ended: frozenset[Want]
) -> Lookup:
    """The one that holds the user, else the first."""
    if len(sure) > 1:
        holding = next((each for each in sure if each.has_user), None)
        if holding is not None:
            return Lookup(Stage.FOUND, covered, holding.call, among=len(sure), has_user=True)
        unknown = [each.call for each in sure[:LOOKED_INTO] if each.has_user is None]
        wants = tuple(
            want
            for call in unknown
            for want in users_wants(edition.call_details, call, ts, now_ts)
            if want not in ended
        )
        if wants:
            return Lookup(Stage.CHOOSING, covered, wants=wants, among=len(sure))
    return Lookup(Stage.FOUND, covered, sure[0].call, among=len(sure))


def users_wants(details: Endpoint, call: Call, ts: int, now_ts: float) -> tuple[Want, ...]:
    """The wants for the users in the call around the instant."""
    last_ts = now_ts if call.destroyed_ts is None else call.destroyed_ts
    return details_wants(details, call, now_ts, min(max(ts, call.created_ts), last_ts))[:1]
