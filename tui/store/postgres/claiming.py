"""A claim in one round trip: a function of the database grants it where that is certain, and else says why not.

ask ──▶ scry.claim, under the project's lock within the server ──▶ granted
                                                               ──▶ refused until then, by the rules of domain/account.py
                                                               ──▶ unclear: all again, within a transaction

A transaction takes four round trips and twice the time (tests/bench/postgres.py).
"""

from __future__ import annotations

import math
from typing import NamedTuple
from weakref import WeakKeyDictionary

from tui.clock import ServerClock
from tui.domain.account import (
    DAY_HOLD_S,
    DAY_MARGIN_S,
    FEW,
    MINUTE_HOLD_S,
    RECENT,
    SECOND_HOLD_S,
    Account,
    day_number,
    free_at,
)
from tui.domain.records import DAY, FailureKind, Part, Spend
from tui.store.postgres.connection import PostgresConnection
from tui.store.postgres.pool import Connected
from tui.store.rows.claims import Granting, QuotaClaim
from tui.store.rows.connection import ALL_ROWS
from tui.store.rows.ledger import EXACT_S, RETOLD_S, read_dates

TRIES = 3
# A count of a day is taken again after so many requests: it reads all of them.
COUNTED_ANEW = 500


class _Counted(NamedTuple):
    """The day's requests, with the newest claim among them: no more can be of the last day later, but for newer
    claims. `since`: how many of them were added one by one."""

    newest_id: int
    total: int
    since: int


class _Memory:
    """Of one project: the newest `Date` header, the server's time minus `elapsed` in seconds by it, and the counts of
    the endpoints that share a quota."""

    def __init__(self, date_id: int | None, ahead_s: float) -> None:
        self.date_id, self.ahead_s = date_id, ahead_s
        self.counted: dict[tuple[str, ...], _Counted] = {}


_memories: WeakKeyDictionary[ServerClock, dict[int, _Memory]] = WeakKeyDictionary()

_KINDS = ", ".join(f"ARRAY[{', '.join(repr(each.value) for each in kinds)}]::text[]" for kinds in (FailureKind, Part))
_CLAIM = f"SELECT * FROM scry.claim(%s, %s, ARRAY[{{named}}]::text[], {_KINDS}, {', '.join(['%s'] * 25)})"  # noqa: S608 - constants
_NEWEST = "SELECT max(date_id) FROM scry.dates WHERE project_id = %s"
_COUNT = """WITH mine AS NOT MATERIALIZED (SELECT * FROM scry.ledger WHERE project_id = %s AND endpoint = ANY(%s))
SELECT (SELECT count(*) FROM mine WHERE arrived_by_ts >= %s), coalesce((SELECT max(claim_id) FROM mine), 0)"""


class _ClaimAnswer(NamedTuple):
    """The answer of scry.claim."""

    claim_id: int | None
    seq: int
    known: int
    newest_date: int | None
    unclear: bool
    later: int
    latest: list[float] | None


class ClaimingConnection(PostgresConnection, Granting):
    """A connection that claims ahead of its transaction. `undo` takes the claims back, too."""

    def __init__(self, connection: Connected, begin: str, lock: int) -> None:
        super().__init__(connection, begin, lock)
        self._granted: list[int] = []

    def claim(self, project_id: int, asked: QuotaClaim) -> Spend | float | None:
        if self.has_begun:
            return None
        for _ in range(TRIES):
            memory = _memories.get(asked.clock, {}).get(project_id) or self._learned(project_id, asked.clock)
            elapsed_s = asked.clock.elapsed()
            now_ts = elapsed_s + memory.ahead_s
            counted = self._counted(project_id, asked, memory, now_ts)
            room = _room(asked, counted)
            if room <= 0:
                # Each request of the day is looked at.
                memory.counted.pop(tuple(asked.endpoints), None)
                return None
            found = self._ask(project_id, asked, memory, counted, room, elapsed_s)
            if found.claim_id is not None:
                self.changed["ledger"] = found.seq
                self._granted.append(found.claim_id)
                later = found.later + 1
                memory.counted[tuple(asked.endpoints)] = _Counted(
                    found.claim_id, counted.total + later, counted.since + later
                )
                return asked.granted(found.claim_id, now_ts)
            if found.newest_date != memory.date_id:
                self._learned(project_id, asked.clock)
            elif found.unclear:
                return None
            elif asked.seen_id is not None and found.known != asked.seen_id:
                return now_ts
            elif (free_ts := free_at(Account(latest=tuple(found.latest or ())), asked.limits, now_ts)) > now_ts:
                return free_ts
            memory.counted.pop(tuple(asked.endpoints), None)
        return None

    def _learned(self, project_id: int, clock: ServerClock) -> _Memory:
        # A header between both statements is learned twice.
        ((newest,),) = self.raw.cursor(binary=True).execute(_NEWEST, [project_id]).fetchall()
        with PostgresConnection(self.raw) as rows:
            memory = _Memory(newest, clock.learn(read_dates(rows, project_id)))
        _memories.setdefault(clock, {})[project_id] = memory
        return memory

    def _counted(self, project_id: int, asked: QuotaClaim, memory: _Memory, now_ts: float) -> _Counted:
        """The requests of the last day, where a limit counts them."""
        counted = memory.counted.get(tuple(asked.endpoints))
        if asked.limits.per_day is None:
            return counted or _Counted(0, 0, 0)
        if counted is None or counted.since >= COUNTED_ANEW:
            since_ts = min(day_number(now_ts) * DAY - DAY_MARGIN_S, now_ts - DAY_HOLD_S)
            values = [project_id, list(asked.endpoints), since_ts]
            ((total, newest_id),) = self.raw.cursor(binary=True).execute(_COUNT, values).fetchall()
            counted = memory.counted[tuple(asked.endpoints)] = _Counted(newest_id, total, 0)
        return counted

    def _ask(
        self, project_id: int, asked: QuotaClaim, memory: _Memory, counted: _Counted, room: int, elapsed_s: float
    ) -> _ClaimAnswer:
        now_ts, limits = elapsed_s + memory.ahead_s, asked.limits
        most = max(limits.per_second or 0, limits.per_minute or 0)
        looked = max(most, RECENT) + RECENT
        values = [
            self._lock,
            project_id,
            *asked.endpoints,
            asked.seen_id,
            memory.date_id,
            counted.newest_id,
            looked,
            room if limits.per_day is None else min(room, looked),
            most,
            limits.per_second,
            now_ts - SECOND_HOLD_S,
            limits.per_minute,
            now_ts - MINUTE_HOLD_S,
            elapsed_s - RETOLD_S,
            EXACT_S,
            memory.ahead_s,
            *asked.values(now_ts, elapsed_s).values(),
        ]
        sql = _CLAIM.format(named=", ".join(["%s"] * len(asked.endpoints)))
        return _ClaimAnswer(*self.raw.cursor(binary=True).execute(sql, values).fetchall()[0])

    def undo(self) -> None:
        super().undo()
        if self._granted and not self.raw.closed:
            self.raw.execute("DELETE FROM ledger WHERE claim_id = ANY(%s)", [self._granted])


def _room(asked: QuotaClaim, counted: _Counted) -> int:
    """How many more requests of the day need no closer look: all days together hold no more than that, far from the
    quota."""
    if 0 in (asked.limits.per_second, asked.limits.per_minute):
        return 0
    per_day = asked.limits.per_day
    return ALL_ROWS if per_day is None else math.floor(per_day * FEW) - counted.total
