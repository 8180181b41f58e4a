"""Accounts: the requests spent of a quota, and the time from which the quota allows the next request.

The server counts arrivals, and no answer says how many requests are left. A request arrived between its claim and its
answer; without an answer, because the process died, within TIMEOUT_S of the claim. The account assumes the latest
possible arrival of each request (`arrived_by`), and that the next request arrives as soon as it leaves:

* n requests a second or a minute: a slot frees one window plus a margin (1.05 s, 61 s) after the latest possible
  arrival of the n-th latest request. Then no window holds more than n, wherever between claim and answer they arrived;
* n requests a day: "rolling" is the same with 24 hours; "utc" counts the requests that can have arrived in the
  server's UTC day, so that a request under way at midnight counts in both days; "both" is the tighter of the two;
* after a Retry-After no request leaves before its end, or MOST_WAIT_S, unless the server has served since;
* only requests made by hand may use the reserve.

An account belongs to one endpoint, or to several that share one quota.
"""

from __future__ import annotations

import math
from array import array

from msgspec import Struct

from tui.domain.records import DAY, HOUR, MINUTE, Breach, Limits, Spend, breach_of

TIMEOUT_S = 60.0
SECOND_HOLD_S = 1.05
MINUTE_HOLD_S = MINUTE + 1.0
# Error of the server's day boundary: a `Date` header tells whole seconds and arrives late.
DAY_MARGIN_S = 2.0
DAY_HOLD_S = DAY + DAY_MARGIN_S
RECENT = 10
# A longer Retry-After may be a mistake (a year): after this long the server is asked all the same.
MOST_WAIT_S = float(HOUR)
# Below this share of the day's requests the single arrivals are not needed; the config's largest reserve, half, fits
# into the rest.
FEW = 0.4


class Account(Struct, frozen=True):
    """One quota in the ledger. Times are the server's, at the moment of the reading.

    `latest`: the latest possible arrivals of the last requests, newest first, as many as a second or a minute may hold.
    `today`, `tomorrow`, `rolling`: how many requests can have arrived in the UTC day, in the next one, in the last 24
    hours. `arrivals`: the latest possible arrivals of the last 24 hours, ascending (empty while they are few).
    `recent`: the last requests themselves, newest first.
    """

    latest: tuple[float, ...] = ()
    today: int = 0
    tomorrow: int = 0
    rolling: int = 0
    arrivals: array[float] = array("d")
    recent: tuple[Spend, ...] = ()

    @property
    def newest_id(self) -> int:
        """The id of the newest claim; a different id means that the account has changed."""
        return self.recent[0].claim_id if self.recent else 0


def arrived_by(claimed_ts: float, answered_ts: float | None) -> float:
    """The latest moment at which the server can have counted a request."""
    if answered_ts is None:
        return claimed_ts + TIMEOUT_S
    return answered_ts if answered_ts > claimed_ts else claimed_ts


def is_day_over(spend: Spend) -> bool:
    """Whether this answer says that the day's requests are spent."""
    return breach_of(spend.failure, spend.detail) is Breach.DAY_SPENT


def unreserved(limits: Limits, reserve: float) -> Limits:
    """The limits minus the reserve (a share of the day's requests); at least one request a day is left."""
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
    """The end of the server's Retry-After, capped at MOST_WAIT_S; -inf: none is in force, or the server has served
    since.

    All recent answers count: of several requests under way together, the last to leave may not be the last answered.
    """
    answers = [
        (spend.answered_ts, spend) for spend in account.recent if spend.answered_ts is not None and spend.arrived
    ]
    served_ts = max((ts for ts, spend in answers if spend.failure is None), default=-math.inf)
    waits = (ts + min(spend.wait_s, MOST_WAIT_S) for ts, spend in answers if spend.wait_s and ts >= served_ts)
    return max(waits, default=-math.inf)


def _free_on(account: Account, per_day: int, now_ts: float) -> float:
    """The first moment with room in a UTC day: now, or the certain beginning of tomorrow or of the day after."""
    midnight_ts = (day_number(now_ts) + 1) * DAY + DAY_MARGIN_S
    if account.today < per_day:
        return now_ts
    return midnight_ts if account.tomorrow < per_day else midnight_ts + DAY


def day_number(now_ts: float) -> int:
    """The number of the UTC day; it changes only when the new day has certainly begun at the server."""
    return int((now_ts - DAY_MARGIN_S) // DAY)
