"""Over a network each answer of the database that is waited for takes its time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.store.server import Server, emptied
from tests.store.worlds import BASE_URL, T0
from tui.domain.records import MINUTE, Series, Window
from tui.store.api import Changes
from tui.store.postgres.connection import PostgresCursor
from tui.store.postgres.database import PostgresStore


def minute_of(count: int, minute: int, value: float) -> Callable[[Changes], None]:
    ts = T0 + minute * MINUTE
    return lambda changes: changes.put_series(
        endpoint="live",
        channel="",
        window=Window(ts, ts + MINUTE),
        series=[Series(f"m{number}", ((ts + 5, value),)) for number in range(count)],
        answered_ts=ts + 200.0,
        delay_s=60,
        slot_s=60,
    )


async def test_a_minute_of_many_series_waits_for_as_many_answers_as_a_minute_of_one(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = 0

    def counted(read: Callable[..., Any]) -> Callable[..., Any]:
        def of(*arguments: Any) -> Any:
            nonlocal waits
            waits += 1
            return read(*arguments)

        return of

    monkeypatch.setattr(PostgresCursor, "rowcount", property(counted(PostgresCursor.__dict__["rowcount"].fget)))
    for name in ("fetchone", "fetchall", "__iter__"):
        monkeypatch.setattr(PostgresCursor, name, counted(getattr(PostgresCursor, name)))
    taken = {}
    for count in (1, 50):
        with PostgresStore.open(emptied(postgres), base_url=BASE_URL, app_id="app") as store:
            await store.write(minute_of(count, 0, 1.0))
            waits = 0
            await store.write(minute_of(count, 1, 1.0))
            await store.write(minute_of(count, 1, 2.0))
            found = await store.read(lambda snapshot: snapshot.newest_minute_ts(["m0"]))
            assert found == T0 + MINUTE + 5
            taken[count] = waits
    assert taken[50] == taken[1] > 2
