"""Spending: the last day's requests of each endpoint, by process."""

from __future__ import annotations

from collections import defaultdict

from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S
from tui.domain.records import DAY, HOUR, SPENT_HOURS, Spend, Spending
from tui.store.rows.account import KNOWN, SPEND, spend_of
from tui.store.rows.connection import RowConnection
from tui.store.rows.ledger import read_turns


def read_spending(connection: RowConnection, project_id: int, now_ts: float) -> dict[str, Spending]:
    since_ts = now_ts - DAY_HOLD_S
    day_ts = (now_ts - DAY_MARGIN_S) // DAY * DAY - DAY_MARGIN_S
    # Claims are numbered as they are made, so the table itself is read from the day's first one on: that takes half
    # as long as to find each row by an index. No request takes an hour.
    (first_id,) = connection.execute(
        "SELECT min(claim_id) FROM ledger WHERE project_id = ? AND claimed_ts >= ?", (project_id, since_ts - HOUR)
    ).fetchone()
    counted = connection.execute(
        "SELECT endpoint, claimed_by, count(*) FILTER (WHERE arrived_by_ts >= ?), count(*) FROM ledger NOT INDEXED"
        " WHERE project_id = ? AND claim_id >= ? AND arrived_by_ts >= ? GROUP BY 1, 2",
        (day_ts, project_id, first_id, since_ts),
    )
    today: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rolling: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for endpoint, by, in_day, count in counted:
        rolling[endpoint][by] = count
        if in_day:
            today[endpoint][by] = in_day
    last = _last(connection, project_id)
    failed = {
        spend.endpoint: spend
        for spend in (
            spend_of(*row)
            for row in connection.execute(
                f"SELECT {SPEND} FROM ledger WHERE claim_id IN (SELECT max(claim_id) FROM ledger NOT INDEXED"  # noqa: S608 - constant
                f" WHERE project_id = ? AND claim_id >= ? AND failure IS NOT NULL AND {KNOWN} GROUP BY endpoint)",
                (project_id, first_id),
            )
        )
    }
    return {
        endpoint: Spending(
            today.get(endpoint, {}),
            rolling.get(endpoint, {}),
            _hours(connection, project_id, endpoint, now_ts) if endpoint in rolling else (0,) * SPENT_HOURS,
            last.get(endpoint),
            failed.get(endpoint),
        )
        for endpoint in {*rolling, *last}
    }


def _hours(connection: RowConnection, project_id: int, endpoint: str, now_ts: float) -> tuple[int, ...]:
    """The number of requests in each of the last hours, the one just passed first, with those on their way."""
    rows = connection.execute(
        # A walk along the index for each hour: to sort the day's requests into hours takes ten times as long.
        "WITH RECURSIVE hours (hour) AS (SELECT 0 UNION ALL SELECT hour + 1 FROM hours WHERE hour < ?1 - 1)"
        " SELECT (SELECT count(*) FROM ledger WHERE project_id = ?2 AND endpoint = ?3"
        " AND arrived_by_ts > ?4 - (hour + 1) * 3600 AND arrived_by_ts <="
        " CASE WHEN hour > 0 THEN ?4 - hour * 3600 ELSE 1e18 END) FROM hours",
        (SPENT_HOURS, project_id, endpoint, now_ts),
    )
    return tuple(count for (count,) in rows)


def _last(connection: RowConnection, project_id: int) -> dict[str, Spend]:
    """Endpoint → the last answer, of any channel."""
    found: dict[str, Spend] = {}
    for (endpoint, *_), turn in read_turns(connection, project_id).items():
        known = found.get(endpoint)
        if known is None or (turn.last.answered_ts or 0.0) > (known.answered_ts or 0.0):
            found[endpoint] = turn.last
    return found
