"""The snapshot: all that the plan goes by, read from the store at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tui.agora.editions.reference_2020.endpoints import ENDPOINTS
from tui.analysis.listing import LEAD_S
from tui.clock import ServerClock
from tui.collector import usage_days, windows
from tui.collector.planner import PlannedStep, next_step
from tui.collector.policy import Knowledge, Policy
from tui.collector.scheduler import SHARED_S, WALK_REQUESTS
from tui.domain.records import Coverage, Failure, Listing, Spend, Want
from tui.store.sqlite import ledger, series, usage
from tui.store.sqlite.account import read_account
from tui.store.sqlite.listings import read_listings


def read_step(
    connection: sqlite3.Connection,
    project_id: int,
    wants: tuple[Want, ...],
    asked_s: Mapping[Want, float],
    pressed: frozenset[Want],
    refused_s: Mapping[str, tuple[Failure, float]],
    running: tuple[Spend, ...],
    *,
    clock: ServerClock,
    policy: Policy,
) -> PlannedStep:
    """The next step by it. `asked_s` and `refused_s` are by `Clock.elapsed`, as Knowledge has them by the server's
    time; `running` are the requests of this process that are under way."""
    ahead_s = clock.learn(ledger.read_dates(connection, project_id))
    now_ts = clock.elapsed() + ahead_s
    asked = {want: at_s + ahead_s for want, at_s in asked_s.items()}

    def coverage(endpoint: str, channel: str) -> Coverage:
        window = windows.look_back(ENDPOINTS[endpoint], now_ts)
        return series.read_coverage(connection, project_id, endpoint, channel, window)

    def told_of(want: Want) -> tuple[Listing, ...]:
        assert want.window is not None
        return read_listings(
            connection,
            project_id,
            want.endpoint,
            want.window,
            channel=want.channel,
            call_id=want.call_id,
            part=want.part,
        )

    knowledge = Knowledge(
        now_ts=now_ts,
        accounts={
            quota: read_account(connection, project_id, quota, policy.limits_of(quota), now_ts)
            for quota in {policy.quota(want.endpoint) for want in wants}
        },
        turns=ledger.read_turns(connection, project_id),
        under_way=(*ledger.under_way(connection, project_id, now_ts), *running),
        coverage=coverage,
        asked=asked,
        pressed=pressed,
        tries={
            want: ledger.read_tries(connection, project_id, want, asked[want] - SHARED_S, WALK_REQUESTS, lead_s=LEAD_S)
            for want in wants
            if want.window is not None and want in asked
        },
        listings=told_of,
        refused={name: (failure, at_s + ahead_s) for name, (failure, at_s) in refused_s.items()},
        days=_days(connection, project_id, now_ts) if any(want.endpoint == "usage" for want in wants) else (),
    )
    return next_step(wants, knowledge, policy)


def _days(connection: sqlite3.Connection, project_id: int, now_ts: float) -> list[int]:
    """The days within reach whose usage is known."""
    known = usage.read_usage(connection, project_id, usage_days.window_to_ask(now_ts))
    return [day.ts for day in known if (day.users, day.sessions, day.channels) != (None, None, None)]
