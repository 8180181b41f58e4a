"""Accounts: what has been spent of a quota, and when it allows the next request.

The server counts arrivals, and no answer says what is left. All that is known of an arrival is that it lies between
the claim and the answer; where no answer came, because the process died, within TIMEOUT_S of the claim. So a request
is taken to have arrived as late as it can (`arrived_by`), the next one as soon as it leaves, and

* of n requests a second or a minute, a slot frees one window plus a margin (1.05 s, 61 s) after the n-th latest
  request can have arrived: then no window holds more than n, wherever between claim and answer they arrived;
* of n a day, "rolling" is the same with 24 hours; "utc" counts the requests that can have arrived in the server's UTC
  day, so that one on its way over midnight counts in both days; "both" is the tighter of the two;
* where the server asked for a while without requests (Retry-After) and has not served since, there is no slot until
  that is over, MOST_WAIT_S at most;
* a reserve is left alone by all but those who ask by hand.

An account belongs to one endpoint, or to several that share one quota.
"""

from __future__ import annotations

import math
from array import array

from msgspec import Struct

from tui.domain.records import DAY, HOUR, MINUTE, FailureKind, Limits, Spend

TIMEOUT_S = 60.0
SECOND_HOLD_S = 1.05
MINUTE_HOLD_S = MINUTE + 1.0
# By how much the time of a header, told in whole seconds and late, may mislead about where a day begins.
DAY_MARGIN_S = 2.0
DAY_HOLD_S = DAY + DAY_MARGIN_S
RECENT = 10
# A server that asks to be left alone for longer is asked once so often: by mistake it may have said a year.
MOST_WAIT_S = float(HOUR)
# The server says which of its limits it means.
DAY_WORDS = ("qpd", "day", "daily", "24 h", "24h", "每日", "每天", "当日", "今日")
# While less than this share of the day's requests is spent nobody needs to know when each of them was; the config's
# largest reserve, half, fits into the rest.
FEW = 0.4


class Account(Struct, frozen=True):
    """What the ledger holds of one quota. Times are the server's, as of the moment it was read.

    `latest` are the times by which the last requests arrived, newest first, as many as a second or a minute may hold;
    `today`, `tomorrow` and `rolling` how many can have arrived in the UTC day, in the next one and in the last 24
    hours, `arrivals` when those last arrived, ascending (empty while they are few); `recent` the last requests as they
    are, newest first.
    """

    latest: tuple[float, ...] = ()
    today: int = 0
    tomorrow: int = 0
    rolling: int = 0
    arrivals: array[float] = array("d")
    recent: tuple[Spend, ...] = ()

    @property
    def newest_id(self) -> int:
        """The newest claim: whoever sees another has not seen this account."""
        return self.recent[0].claim_id if self.recent else 0


def arrived_by(claimed_ts: float, answered_ts: float | None) -> float:
    """The latest moment at which the server can have counted a request."""
    return claimed_ts + TIMEOUT_S if answered_ts is None else max(claimed_ts, answered_ts)


def is_day_over(spend: Spend) -> bool:
    """Whether the server said with this answer that the day's requests are spent."""
    said = spend.detail.lower()
    return spend.failure is FailureKind.OVER_LIMIT and any(words in said for words in DAY_WORDS)


def unreserved(limits: Limits, reserve: float) -> Limits:
    """The limits without the reserve, a share of the day's requests; at least one a day is left."""
    if limits.per_day is None or limits.per_day == 0:
        return limits
    per_day = max(1, math.floor(limits.per_day * (1.0 - reserve)))
    return Limits(limits.per_second, limits.per_minute, per_day, limits.day)


def free_at(account: Account, limits: Limits, now_ts: float) -> float:
    """The earliest time at which the next request may leave; `now_ts` means now."""
    if 0 in (limits.per_second, limits.per_minute, limits.per_day):
        return math.inf
    free_ts = max(now_ts, left_alone_until(account))
    for limit, hold_s in ((limits.per_second, SECOND_HOLD_S), (limits.per_minute, MINUTE_HOLD_S)):
        if limit is not None and limit <= len(account.latest):
            free_ts = max(free_ts, account.latest[limit - 1] + hold_s)
    if limits.per_day is not None:
        if limits.day != "utc" and limits.per_day <= len(account.arrivals):
            free_ts = max(free_ts, account.arrivals[-limits.per_day] + DAY_HOLD_S)
        if limits.day != "rolling":
            free_ts = max(free_ts, _free_on(account, limits.per_day, now_ts))
    return free_ts


def left_alone_until(account: Account) -> float:
    """Until when the server asked to be left alone, as far as that is heeded; -inf: it did not, or has served since.

    Of requests that are on their way together, the last one that left need not be the last one that is answered.
    """
    answers = [
        (spend.answered_ts, spend) for spend in account.recent if spend.answered_ts is not None and spend.arrived
    ]
    served_ts = max((ts for ts, spend in answers if spend.failure is None), default=-math.inf)
    waits = (ts + min(spend.wait_s, MOST_WAIT_S) for ts, spend in answers if spend.wait_s and ts >= served_ts)
    return max(waits, default=-math.inf)


def _free_on(account: Account, per_day: int, now_ts: float) -> float:
    """When a UTC day has room: today, or as soon as tomorrow or the day after has certainly begun."""
    midnight_ts = (day_number(now_ts) + 1) * DAY + DAY_MARGIN_S
    if account.today < per_day:
        return now_ts
    return midnight_ts if account.tomorrow < per_day else midnight_ts + DAY


def day_number(now_ts: float) -> int:
    """The UTC day, yesterday's until the new one has certainly begun at the server."""
    return int((now_ts - DAY_MARGIN_S) // DAY)
