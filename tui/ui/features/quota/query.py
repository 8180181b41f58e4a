"""The question of Quota: the spending of each endpoint, the log of requests, the size of the store."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.feeds.quota import EndpointQuota, quotas
from tui.domain.records import DAY, HOUR, Limits, SeenCollector, Spend, StoreSize
from tui.domain.shares import Shares
from tui.store.api import Snapshot

# A page of the log.
LOG_ROWS = 500


class QuotaQuery(Struct, frozen=True):
    """`shares` tells the endpoints that share one quota; `only` is the endpoint of the listed requests, "" for all."""

    now_ts: float
    limits: Mapping[str, Limits]
    shares: Shares = Shares()
    only: str = ""


class QuotaData(Struct, frozen=True):
    """One reading of the ledger; `log` is newest first, `unknown` the number of requests and listings of the last 24
    hours that a newer scry noted in a form unknown here, `collectors` those of the last hour."""

    now_ts: float
    quotas: Mapping[str, EndpointQuota]
    log: tuple[Spend, ...]
    size: StoreSize
    unknown: int = 0
    collectors: tuple[SeenCollector, ...] = ()


def read_quota(snapshot: Snapshot, query: QuotaQuery) -> QuotaData:
    """The store's answer to this screen; runs off the event loop."""
    log = snapshot.requests(LOG_ROWS, (query.only,) if query.only else query.limits)
    spendings = snapshot.spending(query.now_ts)
    return QuotaData(
        query.now_ts,
        quotas(spendings, query.limits, query.shares, query.now_ts),
        log,
        snapshot.size(),
        sum(count(query.limits, query.now_ts - DAY) for count in (snapshot.unknown_requests, snapshot.unread_listings)),
        snapshot.collectors(query.now_ts - HOUR),
    )
