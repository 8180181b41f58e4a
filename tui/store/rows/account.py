"""Accounts: how much of a quota the ledger's rows say is spent, and a row as the request that it holds."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S, FEW, RECENT, Account, day_number
from tui.domain.records import DAY, FailureKind, Limits, Part, Spend, Window
from tui.store.rows.connection import RowConnection, RowCursor, marks

# A newer scry on the same store may note a kind of failure, or a part of a call's details, that this one does not know.
# Such a request counts like any other, and nothing is read from it (`ledger.count_unknown`).
KNOWN_FAILURE, KNOWN_PART = (
    f"coalesce({column} IN ({', '.join(repr(each.value) for each in kinds)}), true)"
    for column, kinds in (("failure", FailureKind), ("part", Part))
)
KNOWN = f"{KNOWN_FAILURE} AND {KNOWN_PART} AND coalesce(start_ts <= end_ts, true)"
SPEND = (
    "claim_id, endpoint, channel, start_ts, end_ts, claimed_ts, answered_ts, claimed_by, status, failure, detail,"
    " set_aside, size_bytes, elapsed_ms, rows, arrived_by_ts > 0, call_id, part, seen_ts, wait_s, selection"
)


def read_account(
    connection: RowConnection, project_id: int, endpoints: Sequence[str], limits: Limits, now_ts: float
) -> Account:
    mine = f"project_id = ? AND endpoint IN ({marks(endpoints)})"
    whose = (project_id, *endpoints)
    most = max(limits.per_second or 0, limits.per_minute or 0)
    day_ts = day_number(now_ts) * DAY
    day_start_ts, day_end_ts = day_ts - DAY_MARGIN_S, day_ts + DAY + DAY_MARGIN_S
    since_ts = now_ts - DAY_HOLD_S

    def ask(rest: str, *values: float) -> RowCursor:
        return connection.execute(f"SELECT {rest.format(ledger=f'FROM ledger WHERE {mine}')}", (*whose, *values))

    # All are asked before the first answer is read: over a network they share one round trip.
    # The plus keeps SQLite from the index by time, in which it would read the days before from the first one on.
    today = ask("count(*) {ledger} AND arrived_by_ts >= ? AND +claimed_ts < ?", day_start_ts, day_end_ts)
    tomorrow = ask("count(*) {ledger} AND arrived_by_ts >= ?", day_ts + DAY - DAY_MARGIN_S)
    rolling = ask("count(*) {ledger} AND arrived_by_ts >= ?", since_ts)
    latest = ask("arrived_by_ts {ledger} AND arrived_by_ts > 0 ORDER BY arrived_by_ts DESC LIMIT ?", most)
    recent = _recent(connection, project_id, endpoints, RECENT)
    (of_a_day,) = rolling.fetchone()
    many = limits.per_day is not None and of_a_day >= math.floor(limits.per_day * FEW)
    arrivals = array("d")
    if many:
        rows = ask("arrived_by_ts {ledger} AND arrived_by_ts >= ? ORDER BY arrived_by_ts", since_ts)
        arrivals.extend(ts for (ts,) in rows)
    return Account(
        latest=tuple(ts for (ts,) in latest),
        today=int(today.fetchone()[0]),
        tomorrow=int(tomorrow.fetchone()[0]),
        rolling=int(of_a_day),
        arrivals=arrivals,
        recent=tuple(spend_of(*row) for row in recent),
    )


def read_recent(connection: RowConnection, project_id: int, endpoints: Sequence[str], limit: int) -> tuple[Spend, ...]:
    """The last `limit` requests, newest first."""
    return tuple(spend_of(*row) for row in _recent(connection, project_id, endpoints, limit))


def _recent(connection: RowConnection, project_id: int, endpoints: Sequence[str], limit: int) -> RowCursor:
    return connection.execute(
        f"SELECT {SPEND} FROM ledger WHERE project_id = ? AND endpoint IN ({marks(endpoints)})"  # noqa: S608 - marks only
        f" AND {KNOWN} ORDER BY claim_id DESC LIMIT ?",
        (project_id, *endpoints, limit),
    )


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
    selection: str,
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
        selection=selection,
    )
