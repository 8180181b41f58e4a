"""A claim: a request noted in the ledger before it is sent, where the quota allows it.

A database may grant one by a way of its own that is shorter; the rules are those of tui/domain/account.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from msgspec import Struct

from tui.clock import ServerClock
from tui.domain.account import arrived_by, free_at
from tui.domain.records import Limits, Part, Spend, Window
from tui.store.rows.account import read_account
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks
from tui.store.rows.ledger import tell_the_time


class QuotaClaim(Struct, frozen=True, kw_only=True):
    """A request that a process (`by`) wants to make now, by its clock. See `Changes.claim`."""

    endpoint: str
    channel: str
    call_id: str
    part: Part | None
    window: Window | None
    selection: str
    shared_with: Sequence[str]
    limits: Limits
    clock: ServerClock
    by: str
    seen_id: int | None

    @property
    def endpoints(self) -> Sequence[str]:
        """Those that share the quota."""
        return self.shared_with or (self.endpoint,)

    def values(self, now_ts: float, elapsed_s: float) -> dict[str, float | str | None]:
        """The columns of the row of a request that is claimed now."""
        return {
            "endpoint": self.endpoint,
            "channel": self.channel,
            "start_ts": self.window.start_ts if self.window else None,
            "end_ts": self.window.end_ts if self.window else None,
            "claimed_ts": now_ts,
            "claimed_by": self.by,
            "arrived_by_ts": arrived_by(now_ts, None),
            "call_id": self.call_id,
            "part": self.part.value if self.part else None,
            "boot": self.clock.boot,
            "claimed_s": elapsed_s,
            "selection": self.selection,
        }

    def granted(self, claim_id: int, now_ts: float) -> Spend:
        return Spend(
            claim_id=claim_id,
            endpoint=self.endpoint,
            channel=self.channel,
            window=self.window,
            claimed_ts=now_ts,
            by=self.by,
            call_id=self.call_id,
            part=self.part,
            selection=self.selection,
        )


class Granting(ABC):
    """A connection with a way of its own to a claim, ahead of its transaction."""

    @abstractmethod
    def claim(self, project_id: int, asked: QuotaClaim) -> Spend | float | None:
        """None: the ledger must be looked at more closely, within the transaction."""


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
    asked = QuotaClaim(
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
    claimed = connection.claim(project_id, asked) if isinstance(connection, Granting) else None
    return _claim(connection, project_id, asked) if claimed is None else claimed


def _claim(connection: RowConnection, project_id: int, asked: QuotaClaim) -> Spend | float:
    ahead_s = tell_the_time(connection, project_id, asked.clock)
    elapsed_s = asked.clock.elapsed()
    now_ts = elapsed_s + ahead_s
    account = read_account(connection, project_id, asked.endpoints, asked.limits, now_ts)
    if asked.seen_id is not None and account.newest_id != asked.seen_id:
        return now_ts
    free_ts = free_at(account, asked.limits, now_ts)
    if free_ts > now_ts:
        return free_ts
    values = asked.values(now_ts, elapsed_s)
    (claim_id,) = connection.execute(
        f"INSERT INTO ledger (project_id, {', '.join(values)}) VALUES (?, {marks(values)}) RETURNING claim_id",  # noqa: S608 - columns
        (project_id, *values.values()),
    ).fetchone()
    bump(connection, project_id, "ledger")
    return asked.granted(claim_id, now_ts)
