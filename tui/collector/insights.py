"""Insights: the time and the period of the next request for days and hours of one metric (today's edition).

Pure. A day is worth a request when its figures can be there (12 or 6 hours after its end), and once more when it was
computed anew, on the second day after it. An hour is worth one request: the series of hours only fill long zooms. One
answer holds fewer days than the longest period that the server takes (3 or 7 days): the newest open stretch goes first,
and older ones wait their turn.

    premium      2 days a request: 8 metrics of usage cost 16 of 40 a day, 9 series of quality 18 of 40
    enterprise   6 days a request: 8 and 9 of 60

The background has half of the day's requests. A screen has three quarters for the metrics in view, and the last quarter
is kept for the chosen one and for requests by hand: however many days are open, the hours that are looked at come.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from tui.collector.bounds import bounds
from tui.domain.account import DAY_MARGIN_S, Account, day_number
from tui.domain.edition import Endpoint
from tui.domain.records import DAY, HOUR, Coverage, Limits, Spend, Want, Window

# So long after its delay a slot is asked for: the clocks differ.
MARGIN_S = 60
# The interval of requests for the same slots, where an answer left them open.
REASK_S = 3.0 * HOUR
# So many new hours are worth a request: of the chosen metric, and of another one.
HOURS_APART = (6, 24)
# The shares of the day's requests: unattended, and of a screen for all metrics but the chosen one.
BACKGROUND, IN_VIEW = 1 / 2, 3 / 4
# The ranks of wants (Want.rank) are fewer.
RANKS = 3


class Ask(Struct, frozen=True):
    """The next request of a feed: its period, None where all is known until `due_ts`; a request by hand need not wait
    until then. `worth` is 0 to 1, more for newer slots."""

    due_ts: float
    window: Window | None
    worth: float = 0.0


def next_ask(endpoint: Endpoint, want: Want, coverage: Coverage, recent: Sequence[Spend], now_ts: float) -> Ask:
    """`recent` are the last requests of the quota, newest first. Hours without the viewer's choice (rank 0) are asked
    for in one request."""
    step_s = endpoint.step_of(want.selection)
    bound = bounds(endpoint, recent, now_ts)
    most_s = int(min(bound.longest_s, endpoint.most_s or DAY)) // step_s * step_s
    first_ts = math.ceil((bound.oldest_ts + 1) / step_s) * step_s
    end_ts = math.floor((bound.latest_ts - MARGIN_S) / step_s) * step_s
    if most_s < step_s:
        return Ask(math.inf, None)
    if step_s < DAY and want.rank:
        first_ts = max(first_ts, end_ts - most_s)
    delay_s = now_ts - bound.latest_ts + MARGIN_S
    slots = range(first_ts, end_ts, step_s)
    open_ts = [slot_ts for slot_ts in slots if _is_open(slot_ts, step_s, delay_s, coverage, now_ts)]
    if not open_ts:
        finals = (slot_ts + 3 * DAY + MARGIN_S for slot_ts in slots if step_s == DAY)
        later = [ts for ts in (*finals, end_ts + step_s + delay_s) if ts > now_ts]
        return Ask(min(later), None)
    start_ts = max(open_ts[0], open_ts[-1] + step_s - most_s)
    window = Window(start_ts, open_ts[-1] + step_s)
    due_ts = now_ts
    if step_s < DAY and coverage.answered_ts:
        # A new hour alone is worth no request.
        due_ts += max(0, HOURS_APART[min(want.rank, 1)] - len(open_ts)) * step_s
    return Ask(due_ts, window, (window.end_ts - first_ts) / max(step_s, end_ts - first_ts))


def _is_open(slot_ts: int, step_s: int, delay_s: float, coverage: Coverage, now_ts: float) -> bool:
    """Whether a request now may tell more of the slot than the last answer."""
    answered_ts = coverage.answered_ts.get(slot_ts)
    if answered_ts is None or answered_ts < slot_ts + step_s + delay_s - MARGIN_S:
        return True
    return step_s == DAY and answered_ts < slot_ts + 3 * DAY <= now_ts - MARGIN_S


def is_same(last: Spend, window: Window | None) -> bool:
    """Whether the last request asked for the end of this period, too."""
    return window is not None and last.window is not None and last.window.end_ts == window.end_ts


def is_share_spent(want: Want, account: Account, limits: Limits) -> bool:
    """Whether the want's part of the day's requests is spent."""
    share = BACKGROUND if not want.attended else IN_VIEW if want.rank else 1.0
    return limits.per_day is not None and account.today >= math.floor(limits.per_day * share)


def next_day_ts(now_ts: float) -> float:
    return (day_number(now_ts) + 1) * DAY + DAY_MARGIN_S
