"""Pace: how far apart an endpoint may be asked so that the day's budget lasts as long as somebody looks.

    pace = horizon / budget, and no channel faster than the minutes come (plan.py)

The budget is what the day's limit leaves without the reserve, and without what the rest of the day takes when nobody
looks any more, so that no minute is lost. Where the budget is too small for that (fewer than 52 a day), minutes are
lost whatever is done, and whoever looks has all of it. For the server's UTC day the horizon is the lesser of
`attention` (how long a person is expected to go on looking) and the time to midnight. Of "any 24 hours" requests drop
out one by one, as they were made a day ago: the pace is the least at which none of the coming hours runs dry, with
what drops out until then counted in. While a working day of minutes fits, both say sixty seconds; then they stretch,
smoothly, because each request leaves a little less for a little less time.

Somebody outside this store who spends the same quota is felt as refusals: the more of the last answers were refused,
the further apart the next ones.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from operator import truediv

from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S, Account, is_day_over
from tui.domain.records import DAY, MINUTE, FailureKind, Limits

# What nobody looks at is asked this far apart: two of them and an outage of 27 minutes are still less than the hour
# that an answer reaches back.
UNATTENDED_S = 28 * MINUTE
# Where a day may be any 24 hours it gives back a request at a time: somebody looks often enough to lose no minute.
REASK_DAY_S = 27 * MINUTE


def apart_s(account: Account, limits: Limits, now_ts: float, attention_s: float) -> float:
    """How many seconds to leave between two requests of a quota. `limits` are those without the reserve."""
    pace = 0.0
    if limits.per_day is not None:
        if limits.day != "rolling":
            midnight_ts = ((now_ts - DAY_MARGIN_S) // DAY + 1) * DAY + DAY_MARGIN_S
            left_s = midnight_ts - now_ts
            left = _for_who_looks(limits.per_day - account.today, left_s, attention_s)
            pace = max(pace, min(attention_s, left_s) / max(1, left))
        if limits.day != "utc":
            pace = max(pace, _rolling_pace_s(account, limits.per_day, now_ts, attention_s))
    return pace * (1 + crowd(account))


def _rolling_pace_s(account: Account, per_day: int, now_ts: float, attention_s: float) -> float:
    """The least pace at which the last 24 hours never hold more than `per_day` until `attention_s` from now."""
    end_s = attention_s
    arrivals = account.arrivals
    left = per_day - account.rolling
    if arrivals:
        left = _for_who_looks(left, arrivals[0] + DAY_HOLD_S - now_ts, attention_s)
    else:
        return end_s / max(1, left)
    # Until the i-th of them drops out there is room for `left + i` requests.
    dropping = arrivals[: bisect_left(arrivals, now_ts - DAY_HOLD_S + end_s)]
    within = [arrived_ts + DAY_HOLD_S - now_ts for arrived_ts in dropping[max(0, 1 - left) :]]
    room = range(max(1, left), left + len(dropping))
    # Where there is none the slot itself has to wait (account.free_at); the pace is for what comes then.
    tight = max(map(truediv, within, room), default=0.0)
    return max(tight, end_s / max(1, left + len(dropping)))


def _for_who_looks(left: int, seconds: float, attention_s: float) -> int:
    """How many of the `left` requests, which are all for so many seconds, may be spent within `attention_s`."""
    return max(left - _quiet(seconds - attention_s), min(left, _quiet(seconds)))


def _quiet(seconds: float) -> int:
    """How many requests it takes to lose no minute of so long a time when nobody looks any more."""
    return math.ceil(max(0.0, seconds) / UNATTENDED_S)


def crowd(account: Account) -> int:
    """How many of the last answers said that somebody else had taken the slot."""
    return sum(spend.failure is FailureKind.OVER_LIMIT and not is_day_over(spend) for spend in account.recent)


def day_ends_ts(account: Account, limits: Limits, now_ts: float) -> float:
    """Until when the server's word that the day is spent is believed; -inf where it has not said so today."""
    answers = [spend for spend in account.recent if spend.answered_ts is not None]
    # Not of the request that left last: it may be answered before one that left sooner.
    said = max(answers, key=lambda spend: spend.answered_ts or 0.0, default=None)
    if said is None or not is_day_over(said):
        return -math.inf
    if limits.day != "utc":
        return said.claimed_ts + REASK_DAY_S
    # The day it was asked in: by the time of the answer another may have begun.
    return (said.claimed_ts // DAY + 1) * DAY + DAY_MARGIN_S
