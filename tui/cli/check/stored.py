"""The store: its file, its soundness, the SQLite library that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli import exits
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.stores import health_of, library, place_of
from tui.clock import Clock
from tui.domain.glossary.rounding import fixed
from tui.domain.text import Said
from tui.messages import check as words
from tui.store.errors import StoreError

if TYPE_CHECKING:
    from tui.cli.stores import Health

LOOK_S = 5.0
# A day of everything is a few megabytes; the log is cut back to sixteen.
LITTLE_DISK_BYTES, NO_DISK_BYTES = 500e6, 20e6
LONG_WAL_BYTES = 128e6


def stored(url: str, clock: Clock) -> Iterator[Finding]:
    """Blocks for some seconds where the file is large."""
    try:
        health = health_of(url, clock=clock, within_s=LOOK_S)
        if health is None:
            yield ok(words.STORE, words.NO_STORE, path=place_of(url))
        else:
            yield from _healthy(health)
    except StoreError as error:
        yield fail(words.STORE, error.said, status=exits.WRONG if error.is_misnamed else exits.FAILED)
    version, is_faulty = library()
    if is_faulty:
        yield warn(words.SQLITE, words.SQLITE_FAULT, version=version)
    else:
        yield ok(words.SQLITE, version)


def _healthy(health: Health) -> Iterator[Finding]:
    grade, phrase, schema = ok, words.STORE_FINE, {"schema": health.schema, "newest": health.newest_schema}
    if health.free_bytes < LITTLE_DISK_BYTES:
        grade, phrase = fail if health.free_bytes < NO_DISK_BYTES else warn, words.DISK_FULL
    elif health.wal_bytes > LONG_WAL_BYTES:
        grade, phrase = warn, words.WAL_LONG
    yield grade(
        words.STORE,
        phrase,
        path=health.path,
        size=size(health.size_bytes),
        wal=size(health.wal_bytes),
        free=size(health.free_bytes),
        schema=Said(words.SCHEMA_OLD, schema) if health.schema < health.newest_schema else health.schema,
    )
    if health.fault is None:
        yield ok(words.INTEGRITY, words.SOUND_SO_FAR, seconds=f"{LOOK_S:g}")
    elif health.fault:
        yield fail(words.INTEGRITY, words.DAMAGED, path=health.path, fault=health.fault)
    else:
        yield ok(words.INTEGRITY, words.SOUND)


def size(count: float) -> str:
    """A number of bytes: `1.4 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{fixed(count, 0 if unit == 'B' or count >= 100 else 1, '')} {unit}"
        count /= 1000
    return f"{fixed(count, 1, '')} TB"
