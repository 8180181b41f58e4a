"""How a connection is opened, and how a transaction begins and ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

BUSY_TIMEOUT_S = 5.0
# After a burst the log is cut back to this; within it, its space is used again.
_LOG_BYTES = 16 * 1024 * 1024
# The system keeps the file's pages as well: each of four connections would fill two megabytes with them, over hours.
_CACHE_KIB = 512
# Whether a commit waits for the disk. One that does not outlives the process all the same, and a loss of power never
# damages the file; it may undo the last seconds, which the next poll brings again.
_SOON, _NOW = "PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"


def connect(path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode that any one thread at a time may use. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(_SOON)
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        connection.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
        # Not the file's read-only mode: a reader of a write-ahead log must be able to write the log's index.
        connection.execute(f"PRAGMA query_only={int(read_only)}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def synced(connection: sqlite3.Connection, to_disk: bool) -> Iterator[None]:
    """Within it a commit waits for the disk, if `to_disk`. Cannot begin within a transaction."""
    if to_disk:
        connection.execute(_NOW)
    try:
        yield
    finally:
        if to_disk:
            connection.execute(_SOON)


@contextmanager
def transaction(connection: sqlite3.Connection, kind: Literal["IMMEDIATE", "DEFERRED"]) -> Iterator[None]:
    """All of it or nothing. DEFERRED is one snapshot to read from; IMMEDIATE waits for the one writer's place."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
