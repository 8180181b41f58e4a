"""A claim in two round trips, without a lock between them: one reads the account, one notes the request.

read ──▶ the account, and the number of the ledger's newest change
decide   the rules of tui/domain/account.py
note ──▶ under the project's lock, if that number is still the newest; if not, all again, then under the lock throughout

A transaction around both takes four round trips and twice the time (tests/bench/postgres.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from tui.clock import DateReading, ServerClock
from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S, FEW, RECENT, Account, arrived_by, day_number, free_at
from tui.domain.records import DAY, Limits, Part, Spend, Window
from tui.store.postgres.connection import PostgresConnection
from tui.store.rows import ledger
from tui.store.rows.account import KNOWN
from tui.store.rows.connection import RowConnection
from tui.store.rows.ledger import EXACT_S, RETOLD_S

TRIES = 3
# A count of a day is taken again after so many requests: it reads all of them.
COUNTED_ANEW = 500


class _Memory:
    """Of one project: the newest `Date` header, the server's time minus `elapsed` in seconds by it, and for endpoints
    that share a quota the day's count with the newest claim in it: no more can be of the last day later, but for newer
    claims."""

    def __init__(self, date_id: int, ahead_s: float) -> None:
        self.date_id, self.ahead_s = date_id, ahead_s
        self.counted: dict[tuple[str, ...], _Counted] = {}


class _Counted(NamedTuple):
    newest_id: int
    total: int
    since: int


_memories: WeakKeyDictionary[ServerClock, dict[int, _Memory]] = WeakKeyDictionary()

_READ = f"""
WITH mine AS NOT MATERIALIZED (SELECT * FROM scry.ledger WHERE project_id = %(project)s AND endpoint IN ({{marks}})),
looked AS MATERIALIZED (SELECT claim_id, wait_s, {KNOWN} AS known,
    boot = %(boot)s AND coalesce(answered_s, claimed_s) > %(exact_s)s
    AND abs(claimed_ts - claimed_s - %(ahead)s) > %(exact)s AS otherwise
    FROM mine ORDER BY claim_id DESC LIMIT %(looked)s),
seen AS (SELECT max(claim_id) AS newest, max(claim_id) FILTER (WHERE known) AS known, max(wait_s) AS wait,
    bool_or(otherwise) AS otherwise, count(*) FILTER (WHERE claim_id > %(counted)s) AS later FROM looked)
SELECT (SELECT max(date_id) FROM scry.dates WHERE project_id = %(project)s), newest, known, wait, otherwise, later,
    ARRAY(SELECT arrived_by_ts FROM mine WHERE arrived_by_ts > 0 ORDER BY arrived_by_ts DESC LIMIT %(most)s),
    (SELECT seq FROM scry.changes WHERE project_id = %(project)s AND topic = 'ledger')
FROM seen"""  # noqa: S608 - constants
_DATES = "SELECT server_ts, boot, elapsed_s, local_ts FROM scry.dates WHERE project_id = %(project)s"
_COUNT = """SELECT count(*) FROM scry.ledger WHERE project_id = %(project)s AND endpoint IN ({marks})
    AND arrived_by_ts >= least(%(day_start)s, %(since)s)"""


def claim(
    connection: RowConnection,
    project_id: int,
    *,
    endpoint: str,
    channel: str = "",
    call_id: str = "",
    part: Part | None = None,
    window: Window | None = None,
    selection: str = "",
    shared_with: Sequence[str] = (),
    limits: Limits,
    clock: ServerClock,
    by: str,
    seen_id: int | None = None,
) -> Spend | float:
    assert isinstance(connection, PostgresConnection)
    endpoints = tuple(shared_with) or (endpoint,)
    for _ in range(0 if connection.has_begun else TRIES):
        elapsed_s = clock.elapsed()
        read = _read(connection, project_id, endpoints, limits, clock, elapsed_s)
        if read is None:
            break
        account, now_ts, seq, newest_id = read
        if seen_id is not None and newest_id != seen_id:
            return now_ts
        free_ts = free_at(account, limits, now_ts)
        if free_ts > now_ts:
            return free_ts
        start_ts, end_ts = (window.start_ts, window.end_ts) if window else (None, None)
        kind, arrives_ts = part.value if part else None, arrived_by(now_ts, None)
        request = (endpoint, channel, start_ts, end_ts, now_ts, by, arrives_ts, call_id, kind, clock.boot, elapsed_s)
        claim_id = connection.note_claim(project_id, seq, (*request, selection))
        if claim_id is not None:
            return Spend(
                claim_id=claim_id,
                endpoint=endpoint,
                channel=channel,
                window=window,
                claimed_ts=now_ts,
                by=by,
                call_id=call_id,
                part=part,
                selection=selection,
            )
    return ledger.claim(
        connection,
        project_id,
        endpoint=endpoint,
        channel=channel,
        call_id=call_id,
        part=part,
        window=window,
        selection=selection,
        shared_with=shared_with,
        limits=limits,
        clock=clock,
        by=by,
        seen_id=seen_id,
    )


def _read(
    connection: PostgresConnection,
    project_id: int,
    endpoints: tuple[str, ...],
    limits: Limits,
    clock: ServerClock,
    elapsed_s: float,
) -> tuple[Account, float, int, int] | None:
    """The account, the server's time, the numbers of the ledger's newest change and of the newest claim. None where
    more must be looked at, under the lock."""
    memories = _memories.setdefault(clock, {})
    memory = memories.setdefault(project_id, _Memory(0, clock.learn(())))
    now_ts = elapsed_s + memory.ahead_s
    most = max(limits.per_second or 0, limits.per_minute or 0)
    counted = memory.counted.get(endpoints)
    looked = max(most, RECENT) + RECENT
    values: dict[str, Any] = {
        "project": project_id,
        "most": most,
        "looked": looked,
        "boot": clock.boot,
        "exact_s": elapsed_s - RETOLD_S,
        "exact": EXACT_S,
        "ahead": memory.ahead_s,
        "counted": counted.newest_id if counted else 0,
    } | {f"e{place}": endpoint for place, endpoint in enumerate(endpoints)}
    marks = ", ".join(f"%(e{place})s" for place in range(len(endpoints)))
    ((date_id, newest_id, known_id, wait_s, is_told_otherwise, later, latest, seq),) = connection.ask(
        _READ.format(marks=marks), values
    )
    if (date_id or 0) != memory.date_id:
        dates = [DateReading(*row) for row in connection.ask(_DATES, values)]
        memories[project_id] = _Memory(date_id or 0, clock.learn(dates))
        return _read(connection, project_id, endpoints, limits, clock, elapsed_s)
    if is_told_otherwise or wait_s:
        return None
    count = 0
    if limits.per_day is not None:
        if counted is None or later == looked or counted.since >= COUNTED_ANEW:
            day_ts = day_number(now_ts) * DAY
            values |= {"day_start": day_ts - DAY_MARGIN_S, "since": now_ts - DAY_HOLD_S}
            ((count,),) = connection.ask(_COUNT.format(marks=marks), values)
            counted = _Counted(newest_id or 0, count, 0)
        else:
            count = counted.total + later
            counted = _Counted(newest_id or 0, count, counted.since + later)
        memory.counted[endpoints] = counted
        if count >= math.floor(limits.per_day * FEW):
            # Each request of the day is looked at, under the lock.
            memory.counted.pop(endpoints, None)
            return None
    # All days together hold no more than that, far from the quota.
    account = Account(latest=tuple(latest), today=count, tomorrow=count, rolling=count)
    return account, now_ts, seq or 0, known_id or 0
