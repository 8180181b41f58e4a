"""What the tests of the store share: one project, one feed, and answers of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tests.manual_clock import ManualClock
from tui.clock import ServerClock
from tui.domain.records import Limits, Outcome, Series, Spend, Window
from tui.store.rows import claims, ledger, series
from tui.store.sqlite import schema
from tui.store.sqlite.database import SqliteStore

BASE_URL = "https://api.example.com"
PROJECT = 1
T0 = 1_700_000_040  # the start of a minute
DELAY_S = 120
ANY = Limits()
OK = Outcome(200)


def open_store(url: str, app_id: str = "app") -> SqliteStore:
    return SqliteStore.open(url, base_url=BASE_URL, app_id=app_id)


def minutes(first: int, count: int) -> Window:
    return Window(T0 + 60 * first, T0 + 60 * (first + count))


def put(
    connection: sqlite3.Connection,
    project_id: int,
    points: dict[int, float],
    *,
    window: Window,
    answered_ts: float,
    endpoint: str = "live_net",
    metric: str = "loss",
) -> None:
    """An answer with `points` by seconds after T0."""
    told = Series(metric, tuple((T0 + second, value) for second, value in sorted(points.items())))
    series.put_series(
        connection,
        project_id,
        endpoint=endpoint,
        channel="",
        window=window,
        series=[told],
        answered_ts=answered_ts,
        delay_s=DELAY_S,
    )


def read(connection: sqlite3.Connection, project_id: int, window: Window, metric: str = "loss") -> dict[int, float]:
    """The stored points by seconds after T0."""
    found = series.read_series(connection, project_id, [(metric, "")], window)[(metric, "")]
    return {ts - T0: value for ts, value in found.points}


def empty_ledger() -> sqlite3.Connection:
    """A store without a file: quick enough for a thousand of them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for step in schema.STEPS:
        schema.take(connection, step)
    return connection


def claim(
    connection: sqlite3.Connection,
    project_id: int,
    clock: ServerClock,
    limits: Limits,
    *,
    endpoint: str = "live_net",
    channel: str = "",
    by: str = "1",
    shared_with: Sequence[str] = (),
    seen_id: int | None = None,
) -> Spend | float:
    return claims.claim(
        connection,
        project_id,
        endpoint=endpoint,
        channel=channel,
        window=minutes(0, 5),
        shared_with=shared_with,
        limits=limits,
        clock=clock,
        by=by,
        seen_id=seen_id,
    )


class Asker:
    """A scry on a box: it claims and settles at the moments of the box's clock, in a ledger that others share."""

    def __init__(self, connection: sqlite3.Connection, box: ManualClock, *, by: str = "1") -> None:
        self.connection = connection
        self.box = box
        self.clock = ServerClock(box)
        self.by = by

    def at(self, moment_ts: float) -> Asker:
        """At that moment of the clock it goes by, or later where it has passed."""
        self.box.advance(max(0.0, moment_ts - self.clock.now()))
        return self

    def claim(
        self,
        limits: Limits = ANY,
        *,
        endpoint: str = "live_net",
        channel: str = "",
        project_id: int = PROJECT,
        shared_with: Sequence[str] = (),
        seen_id: int | None = None,
    ) -> Spend | float:
        return claim(
            self.connection,
            project_id,
            self.clock,
            limits,
            endpoint=endpoint,
            channel=channel,
            by=self.by,
            shared_with=shared_with,
            seen_id=seen_id,
        )

    def granted(
        self,
        limits: Limits = ANY,
        *,
        endpoint: str = "live_net",
        channel: str = "",
        project_id: int = PROJECT,
        shared_with: Sequence[str] = (),
    ) -> Spend:
        """A claim that must not be refused."""
        answer = self.claim(limits, endpoint=endpoint, channel=channel, project_id=project_id, shared_with=shared_with)
        assert isinstance(answer, Spend)
        return answer

    def settle(self, claim_id: int, outcome: Outcome = OK, *, date_ts: float | None = None) -> float:
        """Now; `date_ts` is the answer's `Date` header."""
        reading = None if date_ts is None else self.clock.read(date_ts)
        return ledger.settle(self.connection, PROJECT, claim_id, outcome, clock=self.clock, reading=reading)
