"""What Quota asks the store: the spending of each endpoint, the log of requests, the size of it all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.quota import Quota, quotas
from tui.domain.records import DAY, Limits, Spend
from tui.store.sqlite import ledger
from tui.store.sqlite.account import read_recent
from tui.store.sqlite.retention import StoreSize, size
from tui.store.sqlite.spending import read_spending

# A page of the log.
LOG_ROWS = 500


class QuotaQuery(Struct, frozen=True):
    """`together` are the endpoints that share one quota; `only` the endpoint whose requests are listed, "" for all."""

    now_ts: float
    limits: Mapping[str, Limits]
    together: tuple[str, ...] = ()
    only: str = ""


class QuotaData(Struct, frozen=True):
    """One reading of the ledger; `log` is newest first, `unknown` how many requests of the last 24 hours a newer scry
    noted that this one cannot read."""

    now_ts: float
    quotas: Mapping[str, Quota]
    log: tuple[Spend, ...]
    size: StoreSize
    unknown: int = 0


def read_quota(connection: sqlite3.Connection, project_id: int, query: QuotaQuery) -> QuotaData:
    """The store's answer to this screen; runs off the event loop."""
    if query.only:
        log = read_recent(connection, project_id, (query.only,), LOG_ROWS)
    else:
        log = ledger.log(connection, project_id, LOG_ROWS, query.limits)
    spendings = read_spending(connection, project_id, query.now_ts)
    return QuotaData(
        query.now_ts,
        quotas(spendings, query.limits, query.together, query.now_ts),
        log,
        size(connection, project_id),
        ledger.count_unknown(connection, project_id, query.limits, query.now_ts - DAY),
    )
