"""Pace: the interval between two requests of an endpoint that makes the day's budget last while somebody looks.

    pace = horizon / budget, and no channel faster than its data come (planner.py)

The budget is the rest of the day's limit without the reserve and without the requests of the unattended rest of the
day, which lose no minute. A budget of fewer than 52 a day cannot avoid lost minutes: then the viewer has all of it. For
the server's UTC day the horizon is the lesser of `attention` (the expected time that a person goes on looking) and the
time to midnight. For "any 24 hours" old requests drop out one by one: the pace is the least one with no dry hour ahead,
with these drop-outs counted in. While a working day of minutes fits, both give sixty seconds; after that the pace
stretches smoothly, because each request leaves a little less for a little less time.

Another consumer of the same quota outside of this store shows as refusals: the more of the last answers were refused,
the longer the pace.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from operator import truediv

from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S, Account, is_day_over
from tui.domain.records import DAY, MINUTE, FailureKind, Limits

# The interval of unattended feeds: two of them and an outage of 27 minutes are less than the hour that an answer
# reaches back.
UNATTENDED_S = 28 * MINUTE
# A rolling day gives back one request at a time: the retry comes often enough to lose no minute.
REASK_DAY_S = 27 * MINUTE


def apart_s(account: Account, limits: Limits, now_ts: float, attention_s: float) -> float:
    """The seconds between two requests of a quota. `limits` exclude the reserve."""
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
    # Room for `left + i` requests until the i-th of them drops out.
    dropping = arrivals[: bisect_left(arrivals, now_ts - DAY_HOLD_S + end_s)]
    within = [arrived_ts + DAY_HOLD_S - now_ts for arrived_ts in dropping[max(0, 1 - left) :]]
    room = range(max(1, left), left + len(dropping))
    # Without room the slot itself waits (account.free_at); the pace counts from there.
    tight = max(map(truediv, within, room), default=0.0)
    return max(tight, end_s / max(1, left + len(dropping)))


def _for_who_looks(left: int, seconds: float, attention_s: float) -> int:
    """The share of the `left` requests, meant for `seconds`, that may be spent within `attention_s`."""
    return max(left - _quiet(seconds - attention_s), min(left, _quiet(seconds)))


def _quiet(seconds: float) -> int:
    """The number of requests that lose no minute of an unattended time of this length."""
    return math.ceil(max(0.0, seconds) / UNATTENDED_S)


def crowd(account: Account) -> int:
    """The number of recent answers that refused a slot because another consumer had taken it."""
    return sum(spend.failure is FailureKind.OVER_LIMIT and not is_day_over(spend) for spend in account.recent)


def day_ends_ts(account: Account, limits: Limits, now_ts: float) -> float:
    """The end of belief in the server's word that the day is spent; -inf without such a word today."""
    answers = [spend for spend in account.recent if spend.answered_ts is not None]
    # By time of answer: a later request may be answered before an earlier one.
    said = max(answers, key=lambda spend: spend.answered_ts or 0.0, default=None)
    if said is None or not is_day_over(said):
        return -math.inf
    if limits.day != "utc":
        return said.claimed_ts + REASK_DAY_S
    # The day of the request: by the time of the answer another day may have begun.
    return (said.claimed_ts // DAY + 1) * DAY + DAY_MARGIN_S
