"""The store: its file, its soundness, the SQLite library that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli import exits
from tui.cli.check.finding import first_true
from tui.cli.stores import database_of, health_of, is_database, library, place_of
from tui.clock import Clock
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Said
from tui.messages import check as words
from tui.messages.finding import Finding, Grade
from tui.store.errors import StoreError

if TYPE_CHECKING:
    from tui.cli.stores import Health

LOOK_S = 5.0
# A day of everything is a few megabytes; the log is cut back to sixteen.
LITTLE_DISK_BYTES, NO_DISK_BYTES = 500e6, 20e6
LONG_WAL_BYTES = 128e6


def stored(url: str, clock: Clock) -> Iterator[Finding]:
    """Blocks for some seconds where the file is large."""
    if is_database(url):
        yield from _of_database(url)
        return
    try:
        health = health_of(url, clock=clock, within_s=LOOK_S)
        if health is None:
            yield words.NO_STORE(path=place_of(url))
        else:
            yield from _healthy(health)
    except StoreError as error:
        yield Finding(words.STORE, Grade.FAIL, error.said, exits.of_store(error))
    version, is_faulty = library()
    yield (words.SQLITE_FAULT if is_faulty else words.SQLITE_SOUND)(version=version)


def _of_database(url: str) -> Iterator[Finding]:
    try:
        found = database_of(url)
    except StoreError as error:
        yield Finding(words.STORE, Grade.FAIL, error.said, exits.of_store(error))
        return
    yield first_true(
        (found.is_standby, words.DATABASE_STANDBY),
        (not found.schema, words.DATABASE_NEW),
        otherwise=words.DATABASE_FINE,
    )(
        path=found.where,
        server=found.server,
        size=size(found.size_bytes),
        schema=found.schema,
        newest=found.newest_schema,
        ms=fixed(found.round_trip_ms, 1, ""),
        tls=words.WITH_TLS if found.is_encrypted else words.WITHOUT_TLS,
    )


def _healthy(health: Health) -> Iterator[Finding]:
    file = first_true(
        (health.free_bytes < NO_DISK_BYTES, words.DISK_FULL),
        (health.free_bytes < LITTLE_DISK_BYTES, words.DISK_LOW),
        (health.wal_bytes > LONG_WAL_BYTES, words.WAL_LONG),
        otherwise=words.STORE_FINE,
    )
    content = first_true(
        (health.fault is None, words.SOUND_SO_FAR), (health.fault, words.DAMAGED), otherwise=words.SOUND
    )
    schema = Said(words.SCHEMA_OLD, {"schema": health.schema, "newest": health.newest_schema})
    for phrase in (file, content):
        yield phrase(
            path=health.path,
            size=size(health.size_bytes),
            wal=size(health.wal_bytes),
            free=size(health.free_bytes),
            schema=schema if health.schema < health.newest_schema else health.schema,
            fault=health.fault,
            seconds=f"{LOOK_S:g}",
        )


def size(count: float) -> str:
    """A number of bytes: `1.4 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{fixed(count, 0 if unit == 'B' or count >= 100 else 1, '')} {unit}"
        count /= 1000
    return f"{fixed(count, 1, '')} TB"
