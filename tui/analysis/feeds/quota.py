"""Quota: of each endpoint the spent requests, by process, the time of the last one, and the reason for a wait. Pure.

Spent is the tighter of the two days that a limit may mean: the server's UTC day, and any 24 hours (`Limits.day`). The
quota is used up when the pace of the last hour, kept up, meets the limit; one request alone makes no pace. Requests of
a day ago drop out of the 24 hours as they were made, hour by hour; a UTC day ends at midnight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.feeds.feed import is_long_wait
from tui.domain.account import DAY_MARGIN_S, is_day_over
from tui.domain.records import (
    DAY,
    HOUR,
    SPENT_HOURS,
    Breach,
    Failure,
    FailureKind,
    Limits,
    Spend,
    Spending,
    WantState,
    WantStatus,
    breach_of,
)
from tui.domain.shares import Shares

# An endpoint with so few requests a day is asked twice in a row at most, around eight o'clock (usage): no pace either.
THRIFTY, THRIFTY_PACE = 24, 3


class EndpointQuota(Struct, frozen=True):
    """The quota of one endpoint. `spent` and `by` (most first) are of the tighter day; `left` None: no limit.

    `shared` names the endpoints with the same quota, where it is not the endpoint's own. `dry_ts` None: not used up
    within the day. `outside`: the server says that the day is used up, by clients unknown to this store. `is_idle`:
    no request is due, so the last hour says nothing of the next.
    """

    endpoint: str
    limits: Limits
    shared: tuple[str, ...]
    spent: int
    by: tuple[tuple[str, int], ...]
    today: int
    rolling: int
    last_hour: int
    left: int | None
    dry_ts: float | None
    outside: bool
    last: Spend | None
    failed: Spend | None
    is_idle: bool = False

    @property
    def is_dry(self) -> bool:
        return self.outside or self.left == 0

    @property
    def share(self) -> float:
        """How much of the day's limit is gone: 0 … 1."""
        if self.limits.per_day is None:
            return 0.0
        return 1.0 if self.is_dry else self.spent / self.limits.per_day

    def spent_by(self, name: str) -> tuple[int, int]:
        """How many of the requests that process made, and how many others on this store."""
        mine = dict(self.by).get(name, 0)
        return mine, self.spent - mine


class Learnt(Struct, frozen=True):
    """A refused period, at `ts`: its `breach`, and by how much in seconds: between its end and the request, between its
    start and the request, or its length."""

    breach: Breach
    amount_s: float
    ts: float


def learnt(spends: Iterable[Spend]) -> tuple[Learnt, ...]:
    """The last refusal of each kind that names a period of these requests, newest first."""
    found: dict[Breach, Learnt] = {}
    for spend in spends:
        breach, window = breach_of(spend.failure, spend.detail), spend.window
        if window is None or breach is None or breach in found:
            continue
        amounts = {
            Breach.TOO_NEAR: spend.claimed_ts - window.end_ts,
            Breach.TOO_OLD: spend.claimed_ts - window.start_ts,
            Breach.TOO_LONG: window.seconds,
        }
        if breach in amounts:
            found[breach] = Learnt(breach, amounts[breach], spend.claimed_ts)
    return tuple(found.values())


class NextState(Enum):
    QUIET = "not wanted now"
    FETCHING = "fetching"
    WAITING = "waiting"
    RETRYING = "tried again"
    STOPPED = "not asked before somebody asks by hand"


class Next(Struct, frozen=True):
    """The next request of an endpoint: its time `ts`, and `failure`, the reason of another try."""

    state: NextState
    ts: float | None = None
    failure: Failure | None = None
    attended: bool = False
    pace_s: float | None = None


def quotas(
    spendings: Mapping[str, Spending], limits: Mapping[str, Limits], shares: Shares, now_ts: float
) -> dict[str, EndpointQuota]:
    """Every endpoint that has limits, in their order; `shares` tells those that share one quota."""
    return {name: _quota(name, spendings, limits, shares, now_ts) for name in limits}


def tightest(of: Iterable[EndpointQuota]) -> EndpointQuota | None:
    """The one with the least left of its day; None where nothing is spent."""
    spent = [quota for quota in of if quota.limits.per_day is not None and (quota.spent or quota.outside)]
    return max(spent, key=lambda quota: quota.share, default=None)


def next_of(statuses: Iterable[WantStatus]) -> Next:
    """The next request of one endpoint, from all of its wants."""
    wanted = [status for status in statuses if status.state is not WantState.DONE]
    attended = any(status.want.attended for status in wanted)
    pace_s = next((status.pace_s for status in wanted if status.pace_s), None)
    if any(status.state is WantState.FETCHING for status in wanted):
        return Next(NextState.FETCHING, None, None, attended, pace_s)
    timed = [(status.next_ts, status.failure) for status in wanted if status.next_ts is not None]
    if timed:
        ts, failure = min(timed, key=lambda item: item[0])
        return Next(NextState.RETRYING if failure else NextState.WAITING, ts, failure, attended, pace_s)
    failure = next((status.failure for status in wanted if status.failure), None)
    return Next(NextState.STOPPED if failure else NextState.QUIET, None, failure, attended, pace_s)


def idle(of: Mapping[str, EndpointQuota], nexts: Mapping[str, Next]) -> dict[str, EndpointQuota]:
    """The quotas of which nothing is asked are idle: a search that is over runs nothing dry. Nor does a quota of which
    the next request comes later than that."""
    at_work = {name: each for name, each in nexts.items() if each.state not in (NextState.QUIET, NextState.STOPPED)}
    told = {}
    for name, quota in of.items():
        its = [at_work[each] for each in quota.shared or (name,) if each in at_work]
        is_due = quota.dry_ts is not None and any(each.ts is None or each.ts < quota.dry_ts for each in its)
        told[name] = quota if is_due else replace(quota, dry_ts=None, is_idle=not its)
    return told


def waits_for_limit(following: Next, quota: EndpointQuota, now_ts: float) -> bool:
    """Whether the wait is for a limit; else it is for the pace at which the day's requests last."""
    if following.failure is not None and following.failure.kind is FailureKind.OVER_LIMIT:
        return True
    return quota.is_dry or (following.ts is not None and is_long_wait(following.ts, following.pace_s, now_ts))


def dry_at(limits: Limits, today: int, rolling: int, hours: Sequence[int], now_ts: float) -> float | None:
    """When the day's limit is met at the pace of the last hour; None where the day ends first."""
    if limits.per_day is None or hours[0] < (THRIFTY_PACE if limits.per_day <= THRIFTY else 2):
        return None
    found = []
    if limits.day != "rolling":
        dry_ts = now_ts + max(0, limits.per_day - today) * HOUR / hours[0]
        if dry_ts < _day_end_ts(now_ts):
            found.append(dry_ts)
    if limits.day != "utc":
        held = float(rolling)
        for hour in range(SPENT_HOURS):
            if held >= limits.per_day:
                found.append(now_ts + hour * HOUR)
                break
            more = hours[0] - hours[SPENT_HOURS - 1 - hour]
            if held + more >= limits.per_day:
                found.append(now_ts + (hour + (limits.per_day - held) / more) * HOUR)
                break
            held += more
    return min(found, default=None)


def _quota(
    name: str, spendings: Mapping[str, Spending], limits: Mapping[str, Limits], shares: Shares, now_ts: float
) -> EndpointQuota:
    bucket = shares.quota(name, limits)
    mine = spendings.get(name, Spending())
    of = [spendings[each] for each in bucket if each in spendings]
    today, rolling = _sum(each.today for each in of), _sum(each.rolling for each in of)
    hours = [sum(counts) for counts in zip(*(each.hours for each in of), strict=True)] or [0] * SPENT_HOURS
    limit = shares.limits_of(bucket, limits)
    by = today if limit.day == "utc" else rolling
    spent = by.total()
    return EndpointQuota(
        endpoint=name,
        limits=limit,
        shared=bucket if len(bucket) > 1 else (),
        spent=spent,
        by=tuple(by.most_common()),
        today=today.total(),
        rolling=rolling.total(),
        last_hour=hours[0],
        left=None if limit.per_day is None else max(0, limit.per_day - spent),
        dry_ts=dry_at(limit, today.total(), rolling.total(), hours, now_ts),
        outside=_is_spent_outside(mine.last, limit, spent, now_ts),
        last=mine.last,
        failed=mine.failed,
    )


def _is_spent_outside(last: Spend | None, limits: Limits, spent: int, now_ts: float) -> bool:
    """The newest answer says that today's requests are used up, and the requests of this store do not explain it."""
    if last is None or last.answered_ts is None or not is_day_over(last):
        return False
    return last.answered_ts >= _day_end_ts(now_ts) - DAY and (limits.per_day is None or spent < limits.per_day)


def _day_end_ts(now_ts: float) -> float:
    """The next midnight UTC, as early as it can be at the server."""
    return ((now_ts - DAY_MARGIN_S) // DAY + 1) * DAY


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total
