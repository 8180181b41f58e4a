"""Windows: which stretch of time a request asks for.

Minutes: from the oldest one within the endpoint's reach that no answer has settled to now, so that one request heals
a gap; always at least the last five, whose values may still arrive or change.

Where an answer has a cap (diagnosis: ten), one that reached it is not all there was, and nobody knows what it left
out. While that happens requests alternate between the last minutes and the newest stretch that is still open, half as
long as the one that was too long before, down to a single minute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tui.analysis.listing import told
from tui.collector import usage_days
from tui.domain.edition import Endpoint
from tui.domain.records import MINUTE, Coverage, Listing, Spend, Want, Window

REASK_S = 5 * MINUTE
# Between two estimates of the server's clock lies less than this; the oldest minute must not be refused as too old.
REACH_MARGIN_S = 5
# By more than this no rounding of headers explains that a request left its endpoint's reach.
MISDATED_S = 10
# How many of the last answers tell whether the cap is being reached.
WATCHED_ANSWERS = 8
# A window twice as long may hold twice as much: only where that would leave some room is it worth asking for.
ROOMY = 0.8
# Nothing of a minute comes before it has ended and the shortest delay has passed: less than this is asked in vain.
FRESH_S = 3 * MINUTE


def to_ask(
    endpoint: Endpoint, attended: bool, coverage: Callable[[], Coverage], recent: Sequence[Spend], now_ts: float
) -> Window:
    """The window to ask for now of what is collected.

    `recent` are the last requests of the endpoint, newest first.
    """
    if endpoint.is_daily:
        return usage_days.window_to_ask(endpoint, now_ts)
    whole = _whole(endpoint, coverage(), now_ts)
    if endpoint.cap is None or not attended:
        return whole
    answers = [spend for spend in recent if spend.answered_ts is not None and spend.failure is None and spend.window]
    full = [spend for spend in answers[:WATCHED_ANSWERS] if spend.rows >= endpoint.cap]
    return _narrowed(endpoint, coverage(), whole, answers, now_ts) if full else whole


def next_listing(
    endpoint: Endpoint, want: Want, listings: Sequence[Listing], since_ts: float, now_ts: float
) -> Window | None:
    """Where the walk over what began in the window of `want` goes on; None where it has come to its end.

    Only what is within reach is asked for; `since_ts` is when somebody wanted to know.
    """
    assert want.window is not None
    start_ts = math.ceil(max(want.window.start_ts, endpoint.oldest_ts(now_ts) + REACH_MARGIN_S))
    end_ts = want.window.end_ts
    if end_ts > now_ts + MISDATED_S:
        # Whoever wanted that went by a clock that has been put right since, and is about to want something else.
        end_ts = int(now_ts)
    if end_ts <= start_ts:
        return None
    if want.again:
        listings = [listing for listing in listings if listing.answered_ts >= since_ts]
    return told(Window(start_ts, end_ts), listings, endpoint, since_ts=since_ts).next


def look_back(endpoint: Endpoint, now_ts: float) -> Window:
    """The window whose coverage `to_ask` and `lost_at` need to know: the reach, and the slot before it."""
    end_ts = endpoint.slot_of(now_ts)
    return Window(end_ts - max(endpoint.reach_s or 0, REASK_S) - 2 * endpoint.slot_s, end_ts)


def probe(endpoint: Endpoint, now_ts: float) -> Window:
    """A minute in the middle of the reach: the server answers for it though `now_ts` be wrong by half of the reach."""
    end_ts = math.floor((now_ts - (endpoint.reach_s or 0) / 2) / MINUTE) * MINUTE
    return Window(end_ts - MINUTE, end_ts)


def is_misdated(endpoint: Endpoint, spend: Spend) -> bool:
    """Whether a request asked for what the server answers at no time near its claim: its window was made by a clock
    that was wrong. The times of the ledger are right by now, the window is as it was sent."""
    window = spend.window
    if window is None or endpoint.reach_s is None:
        return False
    is_too_old = window.start_ts < endpoint.oldest_ts(spend.claimed_ts) - MISDATED_S
    return is_too_old or window.end_ts > spend.claimed_ts + MISDATED_S


def lost_at(endpoint: Endpoint, coverage: Coverage, now_ts: float) -> float:
    """When the first minutes will be out of reach that are not yet; inf where some already are, or none is open."""
    oldest_ts = _oldest(endpoint, now_ts)
    if not coverage.is_settled(oldest_ts - endpoint.slot_s, endpoint.longest_delay_s):
        return math.inf
    open_ts = _first_open(endpoint, coverage, Window(oldest_ts, endpoint.slot_of(now_ts)))
    return math.inf if open_ts is None else open_ts + (endpoint.reach_s or 0) - REACH_MARGIN_S


def _whole(endpoint: Endpoint, coverage: Coverage, now_ts: float) -> Window:
    end_ts = endpoint.slot_of(now_ts)
    start_ts = end_ts - REASK_S
    open_ts = _first_open(endpoint, coverage, Window(min(_oldest(endpoint, now_ts), start_ts), start_ts))
    return Window(start_ts if open_ts is None else open_ts, end_ts)


def still_open(endpoint: Endpoint, asked: Window, coverage: Coverage, now_ts: float) -> Window | None:
    """From the first to the last minute of `asked` that is within reach and not settled."""
    start_ts = max(asked.start_ts, _oldest(endpoint, now_ts))
    slots = [
        slot_ts
        for slot_ts in range(start_ts, min(asked.end_ts, endpoint.slot_of(now_ts)), endpoint.slot_s)
        if not coverage.is_settled(slot_ts, endpoint.longest_delay_s)
    ]
    return Window(slots[0], slots[-1] + endpoint.slot_s) if slots else None


def _narrowed(endpoint: Endpoint, coverage: Coverage, whole: Window, answers: Sequence[Spend], now_ts: float) -> Window:
    """The last minutes, or, if those were asked for last, a stretch of what is open before them."""
    cap, slot_s = endpoint.cap or 0, endpoint.slot_s
    crowded = any(spend.rows >= cap and _was_fresh(spend) for spend in answers[:WATCHED_ANSWERS])
    fresh = Window(whole.end_ts - (FRESH_S if crowded else REASK_S), whole.end_ts)
    told_ts = next((spend.window.end_ts for spend in answers if spend.window and _was_fresh(spend)), fresh.start_ts)
    if told_ts < fresh.start_ts:
        # Who comes less often than that asks for what lies between: no minute is left out that is one of the last.
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
    """Whether nobody looked for a while: longer than from the answer before the last to the last. Who comes back wants
    the newest first; what is open before it takes its turn then."""
    pace_s = answers[0].claimed_ts - answers[1].claimed_ts if len(answers) > 1 else MINUTE
    return now_ts - answers[0].claimed_ts > 2 * max(MINUTE, pace_s)


def _was_fresh(spend: Spend) -> bool:
    """Whether a request asked for the minutes before it."""
    return spend.window is not None and spend.window.end_ts > spend.claimed_ts - 2 * MINUTE


def _first_open(endpoint: Endpoint, coverage: Coverage, window: Window) -> int | None:
    for slot_ts in range(window.start_ts, window.end_ts, endpoint.slot_s):
        if not coverage.is_settled(slot_ts, endpoint.longest_delay_s):
            return slot_ts
    return None


def _oldest(endpoint: Endpoint, now_ts: float) -> int:
    """The oldest whole slot within the endpoint's reach."""
    return math.ceil((now_ts - (endpoint.reach_s or 0) + REACH_MARGIN_S) / endpoint.slot_s) * endpoint.slot_s
