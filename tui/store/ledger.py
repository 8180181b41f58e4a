"""The ledger: every request that was made, and when the next one may leave.

The server counts arrivals, and no answer says what is left. All that is known of an arrival is that it lies between
the claim and the answer; where no answer came, because the process died, within TIMEOUT_S of the claim. So a request
is taken to have arrived as late as it can (`arrived_by`), the next one as soon as it leaves, and

* of n requests a second or a minute, a slot frees one window plus a margin (1.05 s, 61 s) after the n-th latest
  request can have arrived: then no window holds more than n, wherever between claim and answer they arrived;
* of n a day, "rolling" is the same with 24 hours; "utc" counts the requests that can have arrived in the server's UTC
  day, so that one on its way over midnight counts in both days; "both" is the tighter of the two.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Sequence

from tui.records import DAY, HOUR, MINUTE, FailureKind, Limits, Spend, Window
from tui.store.topics import bump

TIMEOUT_S = 60.0

_SECOND_HOLD_S = 1.05
_MINUTE_HOLD_S = MINUTE + 1.0
_DAY_MARGIN_S = 1.0
_DAY_HOLD_S = DAY + _DAY_MARGIN_S

_SPEND = (
    "SELECT claim_id, endpoint, channel, start_ts, end_ts, claimed_ts, answered_ts, claimed_by, status, failure,"
    " detail, set_aside, size_bytes, elapsed_ms FROM ledger"
)


def arrived_by(claimed_ts: float, answered_ts: float | None) -> float:
    """The latest moment at which the server can have counted a request."""
    # The clock may have been set back while the request was on its way.
    return claimed_ts + TIMEOUT_S if answered_ts is None else max(claimed_ts, answered_ts)


def free_at(spends: Sequence[Spend], limits: Limits, now_ts: float) -> float:
    """The earliest time at which the next request of an endpoint may leave; `now_ts` means now.

    `spends` are the endpoint's requests of the last day (`recent`), in any order.
    """
    bounds = [(arrived_by(spend.claimed_ts, spend.answered_ts), spend.claimed_ts) for spend in spends]
    latest = sorted((bound_ts for bound_ts, _ in bounds), reverse=True)
    return _free_at(
        limits,
        now_ts,
        lambda n: latest[n - 1] if n <= len(latest) else None,
        lambda start_ts, end_ts: sum(bound_ts >= start_ts and claimed_ts < end_ts for bound_ts, claimed_ts in bounds),
    )


def claim(
    connection: sqlite3.Connection,
    project_id: int,
    *,
    endpoint: str,
    channel: str,
    window: Window | None,
    limits: Limits,
    now_ts: float,
    by: str,
) -> Spend | float:
    """Take a slot of the endpoint and note the request, or say when one will be free (epoch seconds).

    Atomic within `Store.write`. The limits hold per endpoint, whatever the channel.
    """

    def latest(n: int) -> float | None:
        row = connection.execute(
            "SELECT arrived_by_ts FROM ledger WHERE project_id = ? AND endpoint = ?"
            " ORDER BY arrived_by_ts DESC LIMIT 1 OFFSET ?",
            (project_id, endpoint, n - 1),
        ).fetchone()
        return None if row is None else float(row[0])

    def count(start_ts: float, end_ts: float) -> int:
        row = connection.execute(
            # The plus keeps SQLite from preferring the index by time, which holds every endpoint's requests.
            "SELECT count(*) FROM ledger WHERE project_id = ? AND endpoint = ?"
            " AND arrived_by_ts >= ? AND +claimed_ts < ?",
            (project_id, endpoint, start_ts, end_ts),
        ).fetchone()
        return int(row[0])

    free_ts = _free_at(limits, now_ts, latest, count)
    if free_ts > now_ts:
        return free_ts
    start_ts, end_ts = (window.start_ts, window.end_ts) if window else (None, None)
    claim_id = connection.execute(
        "INSERT INTO ledger (project_id, endpoint, channel, start_ts, end_ts, claimed_ts, claimed_by, arrived_by_ts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (project_id, endpoint, channel, start_ts, end_ts, now_ts, by, arrived_by(now_ts, None)),
    ).lastrowid
    assert claim_id is not None
    bump(connection, project_id, "ledger")
    return Spend(claim_id, endpoint, channel, window, now_ts, None, by)


def settle(
    connection: sqlite3.Connection,
    project_id: int,
    claim_id: int,
    *,
    answered_ts: float,
    status: int | None,
    failure: FailureKind | None,
    detail: str,
    set_aside: int,
    size_bytes: int,
    elapsed_ms: float,
    server_ts: float | None,
) -> None:
    """Note the answer to a claim, or that none came in time. `detail` must hold no secret: it is stored as it is.

    Raises LookupError for a claim that is not in the ledger.
    """
    skew_s = None if server_ts is None else server_ts - answered_ts
    row = connection.execute(
        "UPDATE ledger SET answered_ts = ?1, arrived_by_ts = max(claimed_ts, ?1), status = ?2, failure = ?3,"
        " detail = ?4, set_aside = ?5, size_bytes = ?6, elapsed_ms = ?7, skew_s = ?8"
        " WHERE project_id = ?9 AND claim_id = ?10 RETURNING endpoint, channel",
        (
            answered_ts,
            status,
            failure.value if failure else None,
            detail,
            set_aside,
            size_bytes,
            elapsed_ms,
            skew_s,
            project_id,
            claim_id,
        ),
    ).fetchone()
    if row is None:
        raise LookupError(f"no claim {claim_id} in the ledger")
    endpoint, channel = row
    connection.execute(
        "INSERT INTO last_answers (project_id, endpoint, channel, claim_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET claim_id = excluded.claim_id WHERE ? >="
        " ifnull((SELECT answered_ts FROM ledger WHERE ledger.claim_id = last_answers.claim_id), 0)",
        (project_id, endpoint, channel, claim_id, answered_ts),
    )
    bump(connection, project_id, "ledger")


def recent(connection: sqlite3.Connection, project_id: int, endpoint: str, now_ts: float) -> tuple[Spend, ...]:
    """The requests of an endpoint that `free_at` must know of, newest first: the last 24 hours and all of today."""
    rows = connection.execute(
        f"{_SPEND} WHERE project_id = ? AND endpoint = ? AND arrived_by_ts >= ? ORDER BY claim_id DESC",
        (project_id, endpoint, now_ts - _DAY_HOLD_S - _DAY_MARGIN_S),
    )
    return tuple(_spend(*row) for row in rows)


def log(connection: sqlite3.Connection, project_id: int, limit: int) -> tuple[Spend, ...]:
    """The last `limit` requests of all endpoints, newest first."""
    rows = connection.execute(
        f"{_SPEND} WHERE project_id = ? ORDER BY claimed_ts DESC, claim_id DESC LIMIT ?", (project_id, limit)
    )
    return tuple(_spend(*row) for row in rows)


def spent_today(connection: sqlite3.Connection, project_id: int, now_ts: float) -> dict[str, int]:
    """Endpoint → how many requests the server can have counted in the UTC day of `now_ts`."""
    start_ts, end_ts = _day(now_ts // DAY)
    rows = connection.execute(
        # No request takes an hour: the first bound lets the index skip the days before.
        "SELECT endpoint, count(*) FROM ledger WHERE project_id = ? AND claimed_ts >= ? AND claimed_ts < ?"
        " AND arrived_by_ts >= ? GROUP BY endpoint",
        (project_id, start_ts - HOUR, end_ts, start_ts),
    )
    return dict(rows.fetchall())


def last_answers(connection: sqlite3.Connection, project_id: int) -> dict[tuple[str, str], Spend]:
    """(endpoint, channel) → the request that was answered, or given up, last."""
    rows = connection.execute(
        f"{_SPEND} WHERE claim_id IN (SELECT claim_id FROM last_answers WHERE project_id = ?)",  # noqa: S608 - constant
        (project_id,),
    )
    spends = (_spend(*row) for row in rows)
    return {(spend.endpoint, spend.channel): spend for spend in spends}


def _free_at(
    limits: Limits,
    now_ts: float,
    latest: Callable[[int], float | None],
    count: Callable[[float, float], int],
) -> float:
    """The rule, over either source: `latest(n)` is the n-th latest `arrived_by`, None where there are fewer requests;
    `count(start, end)` how many can have arrived from `start` on and before `end`."""
    if 0 in (limits.per_second, limits.per_minute, limits.per_day):
        return math.inf
    rolling = limits.per_day if limits.day != "utc" else None
    free_ts = now_ts
    for limit, hold_s in (
        (limits.per_second, _SECOND_HOLD_S),
        (limits.per_minute, _MINUTE_HOLD_S),
        (rolling, _DAY_HOLD_S),
    ):
        bound_ts = None if limit is None else latest(limit)
        if bound_ts is not None:
            free_ts = max(free_ts, bound_ts + hold_s)
    if limits.per_day is not None and limits.day != "rolling":
        # Within the margin after midnight it may still be yesterday at the server.
        day = (free_ts - _DAY_MARGIN_S) // DAY
        while count(*_day(day)) >= limits.per_day:
            day += 1
            free_ts = max(free_ts, day * DAY + _DAY_MARGIN_S)
    return free_ts


def _day(day: float) -> tuple[float, float]:
    """Start and end of a UTC day, each with the margin by which the server's clock may differ."""
    return day * DAY - _DAY_MARGIN_S, (day + 1) * DAY + _DAY_MARGIN_S


def _spend(
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
) -> Spend:
    window = None if start_ts is None or end_ts is None else Window(start_ts, end_ts)
    return Spend(
        claim_id,
        endpoint,
        channel,
        window,
        claimed_ts,
        answered_ts,
        by,
        status,
        None if failure is None else FailureKind(failure),
        detail,
        set_aside,
        size_bytes,
        elapsed_ms,
    )
