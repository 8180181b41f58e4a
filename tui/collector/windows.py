"""Windows: the stretch of time of a request.

Series: from the oldest unsettled slot within the endpoint's reach to now, so that one request heals a gap; always at
least the last five minutes, since their values may still arrive or change.

A capped answer (diagnosis: ten rows) may lack rows. While answers reach the cap, requests alternate between the last
minutes and the newest open stretch, half as long as the last capped one, down to a single slot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tui.analysis.feeds.listing import told
from tui.collector import usage_days
from tui.collector.bounds import Bounds, bounds
from tui.domain.edition import Endpoint
from tui.domain.records import MINUTE, Coverage, Listing, Spend, Want, Window

REASK_S = 5 * MINUTE
# Two estimates of the server's clock differ by less than this; the oldest slot must not be refused as too old.
REACH_MARGIN_S = 5
# Rounding of headers explains no greater error of a window's time.
MISDATED_S = 10
# A request that left at most so long before an equal want answers both.
SHARED_S = 10.0
# The number of last answers that decide whether the cap is reached.
WATCHED_ANSWERS = 8
# A window twice as long may hold twice as many rows: it doubles only where that leaves some room.
ROOMY = 0.8
# No data of a minute come before its end plus the shortest delay: a shorter window would be empty.
FRESH_S = 3 * MINUTE


def to_ask(
    endpoint: Endpoint, attended: bool, coverage: Callable[[], Coverage], recent: Sequence[Spend], now_ts: float
) -> Window:
    """The window of the next request for a collected feed. `recent` are its last requests, newest first."""
    if endpoint.is_daily:
        return usage_days.window_to_ask(endpoint, now_ts)
    whole = _whole(endpoint, coverage(), recent, now_ts)
    if endpoint.cap is None or not attended:
        return whole
    answers = [spend for spend in recent if spend.answered_ts is not None and spend.failure is None and spend.window]
    full = [spend for spend in answers[:WATCHED_ANSWERS] if spend.rows >= endpoint.cap]
    return _narrowed(endpoint, coverage(), whole, answers, now_ts) if full else whole


def next_listing(
    endpoint: Endpoint,
    want: Want,
    listings: Sequence[Listing],
    asked_ts: float,
    now_ts: float,
    recent: Sequence[Spend] = (),
) -> Window | None:
    """The next window of the walk over the list that `want` asks for; None at its end.

    The walk stays within reach, and before the delay of a server that enforces it; `asked_ts` is the time of the want.
    """
    assert want.window is not None
    since_ts = asked_ts - SHARED_S
    bound = bounds(endpoint, recent, now_ts)
    start_ts = math.ceil(max(want.window.start_ts, endpoint.oldest_ts(now_ts) + REACH_MARGIN_S))
    end_ts = want.window.end_ts
    if end_ts > now_ts + MISDATED_S:
        # The want dates from before a clock correction; a corrected one follows.
        end_ts = int(now_ts)
    if endpoint.is_strict:
        # The end stays where it was at the time of the want: a walk that follows the clock asks for each second anew.
        end_ts = min(end_ts, math.floor(bound.latest_ts - max(0.0, now_ts - asked_ts)))
    whole = bound.clipped(Window(start_ts, end_ts)) if start_ts < end_ts else None
    if whole is None:
        return None
    if want.again:
        listings = [listing for listing in listings if listing.answered_ts >= since_ts]
    most_s = int(bound.longest_s) if math.isfinite(bound.longest_s) else None
    # The walk may step back by the LEAD_S that it may begin early.
    return told(whole, listings, endpoint, since_ts=since_ts, most_s=most_s).next


def next_page(
    endpoint: Endpoint,
    want: Want,
    listings: Sequence[Listing],
    answers: Sequence[Spend],
    asked_ts: float,
    now_ts: float,
) -> Window | None:
    """The window of the next page of the list that `want` asks for; None at its end.

    All pages are of one window. `answers` are the answered pages, newest first; `asked_ts` is the time of the want. A
    listing of the window with nothing behind it ends the walk, an older one too where nothing is asked again.
    """
    assert want.window is not None
    since_ts = asked_ts - SHARED_S
    # The margins move with the clock: the pages behind the first one are of its window.
    first = answers[0].window if answers else bounds(endpoint, (), now_ts).clipped(want.window)
    if first is None:
        return None
    if want.again or answers:
        listings = [listing for listing in listings if listing.answered_ts >= since_ts]
    has_ended = any(listing.window == first and not listing.is_full for listing in listings[:1])
    return None if has_ended or not told(first, listings, endpoint, since_ts=since_ts).open else first


def look_back(endpoint: Endpoint, now_ts: float) -> Window:
    """The window of coverage for `to_ask` and `lost_at`: the reach, and the slot before it."""
    end_ts = endpoint.slot_of(now_ts)
    return Window(end_ts - max(endpoint.reach_s or 0, REASK_S) - 2 * endpoint.slot_s, end_ts)


def probe(endpoint: Endpoint, now_ts: float) -> Window:
    """A minute in the middle of the reach: the server answers for it though `now_ts` be wrong by half of the reach."""
    end_ts = math.floor((now_ts - (endpoint.reach_s or 0) / 2) / MINUTE) * MINUTE
    return Window(end_ts - MINUTE, end_ts)


def is_misdated(endpoint: Endpoint, spend: Spend) -> bool:
    """True for a window that the server would not answer at any time near the claim: a wrong clock made it. The times
    of the ledger are corrected by now, the window is as sent."""
    window = spend.window
    if window is None or endpoint.reach_s is None:
        return False
    is_too_old = window.start_ts < spend.claimed_ts - endpoint.reach_s - MISDATED_S
    return is_too_old or window.end_ts > spend.claimed_ts + MISDATED_S


def lost_at(endpoint: Endpoint, coverage: Coverage, now_ts: float) -> float:
    """The time at which the first open slot leaves the reach; inf where one already has, or none is open."""
    oldest_ts = _oldest(endpoint, now_ts)
    if not coverage.is_settled(oldest_ts - endpoint.slot_s, endpoint.longest_delay_s):
        return math.inf
    open_ts = _first_open(endpoint, coverage, Window(oldest_ts, endpoint.slot_of(now_ts)))
    return math.inf if open_ts is None else open_ts + (endpoint.reach_s or 0) - REACH_MARGIN_S


def _whole(endpoint: Endpoint, coverage: Coverage, recent: Sequence[Spend], now_ts: float) -> Window:
    bound = bounds(endpoint, recent, now_ts)
    end_ts = endpoint.slot_of(min(now_ts, bound.latest_ts))
    start_ts = end_ts - REASK_S
    oldest_ts = _oldest_slot(endpoint, bound, now_ts)
    open_ts = _first_open(endpoint, coverage, Window(min(oldest_ts, start_ts), start_ts))
    return bound.newest(Window(start_ts if open_ts is None else open_ts, end_ts))


def still_open(
    endpoint: Endpoint, asked: Window, coverage: Coverage, now_ts: float, recent: Sequence[Spend] = ()
) -> Window | None:
    """From the first to the last unsettled slot of `asked` within reach; None where all are settled."""
    bound = bounds(endpoint, recent, now_ts)
    start_ts = max(asked.start_ts, _oldest_slot(endpoint, bound, now_ts))
    end_ts = min(asked.end_ts, endpoint.slot_of(min(now_ts, bound.latest_ts)))
    slots = [
        slot_ts
        for slot_ts in range(start_ts, end_ts, endpoint.slot_s)
        if not coverage.is_settled(slot_ts, endpoint.longest_delay_s)
    ]
    return bound.newest(Window(slots[0], slots[-1] + endpoint.slot_s)) if slots else None


def _narrowed(endpoint: Endpoint, coverage: Coverage, whole: Window, answers: Sequence[Spend], now_ts: float) -> Window:
    """The last minutes; after a request for these, an open stretch before them."""
    cap, slot_s = endpoint.cap or 0, endpoint.slot_s
    crowded = any(spend.rows >= cap and _was_fresh(spend) for spend in answers[:WATCHED_ANSWERS])
    fresh = Window(whole.end_ts - (FRESH_S if crowded else REASK_S), whole.end_ts)
    told_ts = next((spend.window.end_ts for spend in answers if spend.window and _was_fresh(spend)), fresh.start_ts)
    if told_ts < fresh.start_ts:
        # A slower collector includes the time since its last request: none of the last minutes is left out.
        fresh = Window(max(whole.start_ts, told_ts), whole.end_ts)
    last = answers[0]
    if not _was_fresh(last) or _comes_back(answers, now_ts):
        return fresh
    slots = [
        slot_ts
        for slot_ts in range(whole.start_ts, fresh.start_ts, slot_s)
        if not coverage.is_settled(slot_ts, endpoint.longest_delay_s)
    ]
    if not slots:
        return fresh
    end_ts = slots[-1] + slot_s
    start_ts = next(ts for ts in range(slots[-1], whole.start_ts - 1, -slot_s) if ts - slot_s not in slots)
    before = next((spend for spend in answers if not _was_fresh(spend)), None) or last
    assert before.window is not None
    length_s = before.window.seconds
    if before.rows >= cap:
        length_s //= 2
    elif before.rows * 2 <= ROOMY * cap:
        length_s *= 2
    length_s = max(slot_s, length_s // slot_s * slot_s)
    return Window(max(start_ts, end_ts - length_s), end_ts)


def _comes_back(answers: Sequence[Spend], now_ts: float) -> bool:
    """True after a pause longer than the one between the last two answers. After a pause ask for the newest minutes
    first, older gaps afterwards."""
    pace_s = answers[0].claimed_ts - answers[1].claimed_ts if len(answers) > 1 else MINUTE
    return now_ts - answers[0].claimed_ts > 2 * max(MINUTE, pace_s)


def _was_fresh(spend: Spend) -> bool:
    """True for a request up to the moment of its claim."""
    return spend.window is not None and spend.window.end_ts > spend.claimed_ts - 2 * MINUTE


def _first_open(endpoint: Endpoint, coverage: Coverage, window: Window) -> int | None:
    for slot_ts in range(window.start_ts, window.end_ts, endpoint.slot_s):
        if not coverage.is_settled(slot_ts, endpoint.longest_delay_s):
            return slot_ts
    return None


def _oldest_slot(endpoint: Endpoint, bound: Bounds, now_ts: float) -> int:
    """The oldest whole slot that a request may ask for."""
    oldest_ts = _oldest(endpoint, now_ts)
    if not endpoint.is_strict:
        return oldest_ts
    return max(oldest_ts, math.ceil(bound.oldest_ts / endpoint.slot_s) * endpoint.slot_s)


def _oldest(endpoint: Endpoint, now_ts: float) -> int:
    """The oldest whole slot within the endpoint's reach."""
    return math.ceil((now_ts - (endpoint.reach_s or 0) + REACH_MARGIN_S) / endpoint.slot_s) * endpoint.slot_s
