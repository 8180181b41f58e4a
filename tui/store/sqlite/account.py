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
import sqlite3
from array import array
from collections.abc import Sequence

from msgspec import Struct

from tui.domain.records import DAY, HOUR, MINUTE, FailureKind, Limits, Part, Spend, Window

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
# While less than this share of the day's requests is spent nobody needs to know when each of them was; a reserve may
# be no larger than what remains.
FEW = 0.4
MOST_RESERVE = 0.5

# A newer scry on the same store may note a kind of failure, or a part of a call's details, that this one does not know.
# Such a request counts like any other, and nothing is read from it (`ledger.count_unknown`).
KNOWN = " AND ".join(
    [
        *(
            f"ifnull({column} IN ({', '.join(repr(each.value) for each in kinds)}), true)"
            for column, kinds in (("failure", FailureKind), ("part", Part))
        ),
        "ifnull(start_ts <= end_ts, true)",
    ]
)
SPEND = (
    "claim_id, endpoint, channel, start_ts, end_ts, claimed_ts, answered_ts, claimed_by, status, failure, detail,"
    " set_aside, size_bytes, elapsed_ms, rows, arrived_by_ts > 0, call_id, part, seen_ts, wait_s"
)


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
    midnight_ts = (_day_of(now_ts) + 1) * DAY + DAY_MARGIN_S
    if account.today < per_day:
        return now_ts
    return midnight_ts if account.tomorrow < per_day else midnight_ts + DAY


def left_today(account: Account, limits: Limits, now_ts: float) -> int | None:
    """How many more requests the day holds, the tighter of its two kinds; None: as many as one likes."""
    if limits.per_day is None:
        return None
    spent = max(account.today if limits.day != "rolling" else 0, account.rolling if limits.day != "utc" else 0)
    return max(0, limits.per_day - spent)


def read_account(
    connection: sqlite3.Connection, project_id: int, endpoints: Sequence[str], limits: Limits, now_ts: float
) -> Account:
    """The account that `endpoints` share."""
    mine = f"project_id = ? AND endpoint IN ({', '.join('?' * len(endpoints))})"
    whose = (project_id, *endpoints)
    most = max(limits.per_second or 0, limits.per_minute or 0)
    day_ts = _day_of(now_ts) * DAY
    day_start_ts, day_end_ts = day_ts - DAY_MARGIN_S, day_ts + DAY + DAY_MARGIN_S
    since_ts = now_ts - DAY_HOLD_S

    def column(rest: str, *values: float) -> list[float]:
        rows = connection.execute(f"SELECT {rest.format(ledger=f'FROM ledger WHERE {mine}')}", (*whose, *values))
        return [row[0] for row in rows]

    # The plus keeps SQLite from the index by time, in which it would read the days before from the first one on.
    (today,) = column("count(*) {ledger} AND arrived_by_ts >= ? AND +claimed_ts < ?", day_start_ts, day_end_ts)
    (tomorrow,) = column("count(*) {ledger} AND arrived_by_ts >= ?", day_ts + DAY - DAY_MARGIN_S)
    (rolling,) = column("count(*) {ledger} AND arrived_by_ts >= ?", since_ts)
    many = limits.per_day is not None and rolling >= math.floor(limits.per_day * FEW)
    return Account(
        latest=tuple(column("arrived_by_ts {ledger} AND arrived_by_ts > 0 ORDER BY arrived_by_ts DESC LIMIT ?", most)),
        today=int(today),
        tomorrow=int(tomorrow),
        rolling=int(rolling),
        arrivals=array("d", column("arrived_by_ts {ledger} AND arrived_by_ts >= ? ORDER BY arrived_by_ts", since_ts))
        if many
        else array("d"),
        recent=read_recent(connection, project_id, endpoints, RECENT),
    )


def read_recent(
    connection: sqlite3.Connection, project_id: int, endpoints: Sequence[str], limit: int
) -> tuple[Spend, ...]:
    """The last `limit` requests, newest first."""
    rows = connection.execute(
        f"SELECT {SPEND} FROM ledger WHERE project_id = ? AND endpoint IN ({', '.join('?' * len(endpoints))})"  # noqa: S608 - marks only
        f" AND {KNOWN} ORDER BY claim_id DESC LIMIT ?",
        (project_id, *endpoints, limit),
    )
    return tuple(spend_of(*row) for row in rows)


def spend_of(
    claim_id: int,
    endpoint: str,
    channel: str,
    start_ts: int | None,
    end_ts: int | None,
    claimed_ts: float,
    answered_ts: float | None,
    by: str,
    status: int | None,
    failure: str | None,
    detail: str,
    set_aside: int,
    size_bytes: int,
    elapsed_ms: float,
    rows: int,
    arrived: int,
    call_id: str,
    part: str | None,
    seen_ts: float,
    wait_s: float,
) -> Spend:
    """A row of SPEND that is KNOWN."""
    return Spend(
        claim_id=claim_id,
        endpoint=endpoint,
        channel=channel,
        window=None if start_ts is None or end_ts is None else Window(start_ts, end_ts),
        claimed_ts=claimed_ts,
        answered_ts=answered_ts,
        by=by,
        status=status,
        failure=None if failure is None else FailureKind(failure),
        detail=detail,
        set_aside=set_aside,
        size_bytes=size_bytes,
        elapsed_ms=elapsed_ms,
        rows=rows,
        arrived=bool(arrived),
        call_id=call_id,
        part=None if part is None else Part(part),
        seen_ts=seen_ts,
        wait_s=wait_s,
    )


def _day_of(now_ts: float) -> int:
    """The UTC day, yesterday's until the new one has certainly begun at the server."""
    return int((now_ts - DAY_MARGIN_S) // DAY)
