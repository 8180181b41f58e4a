"""The health of a store's database, looked at without a change of it."""

from __future__ import annotations

import time

import psycopg
from msgspec import Struct

from tui.store.postgres import schema
from tui.store.postgres.address import conninfo_of, shown
from tui.store.postgres.faults import explained
from tui.store.postgres.snapshot import SIZE
from tui.store.rows.copying import require_whole


class Database(Struct, frozen=True):
    """`schema` is 0 where there is none yet. `round_trip_ms` is the shortest of a few."""

    where: str
    server: str
    schema: int
    newest_schema: int
    size_bytes: int
    round_trip_ms: float
    is_encrypted: bool
    is_standby: bool


def look(url: str) -> Database:
    """Blocks. Raises StoreError."""
    where = shown(url)
    with explained(where), psycopg.connect(conninfo_of(url), autocommit=True) as connection:
        if version := schema.version(connection, where):
            connection.execute("SET search_path = scry")
            require_whole(connection, where)
        trips = []
        for _ in range(5):
            begun_s = time.perf_counter()
            standby = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            trips.append(time.perf_counter() - begun_s)
        size = connection.execute(SIZE).fetchone() if version else None
        return Database(
            where,
            connection.info.parameter_status("server_version") or "?",
            version,
            len(schema.STEPS),
            size[0] if size else 0,
            min(trips) * 1000,
            connection.pgconn.ssl_in_use,
            standby == (True,),
        )
