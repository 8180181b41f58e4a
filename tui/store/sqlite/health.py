"""The health of a store's file, checked without a change of its contents."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from tui.clock import Clock
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.rows.copying import require_whole
from tui.store.sqlite import place, schema
from tui.store.sqlite.connection import connect
from tui.store.sqlite.faults import explained
from tui.store.sqlite.recovery import is_damage, mark

SQLITE: tuple[int, int, int] = sqlite3.sqlite_version_info
# Between two looks at the clock: some milliseconds of SQLite's work.
_STEPS = 10_000
_MOST_FAULT = 200


class Health(Struct, frozen=True):
    """`fault` is the first one found, "" where the whole file was looked at and is sound, None where time ran out."""

    path: Path
    size_bytes: int
    wal_bytes: int
    free_bytes: int
    schema: int
    newest_schema: int
    fault: str | None


def inspect(url: str, *, clock: Clock, within_s: float) -> Health | None:
    """Check the store for about `within_s` at most; None where there is none yet. A damaged file is marked: the next
    scry to open it saves its readable rows.

    Raises StoreError for a file that cannot be read or is no store. Blocks.
    """
    path = place.path_of(url)
    with explained(path):
        place.require_possible(path)
        if _size(path) == 0:
            return None
        with closing(connect(path, read_only=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            place.adopt_companions(path)
            if application_id != schema.APPLICATION_ID:
                raise StoreError(str(path), words.ANOTHER_PROGRAM, words.NAME_ANOTHER)
            fault = _first_fault(connection, clock, within_s)
            if fault == "":
                require_whole(connection, str(path))
        if fault:
            mark(path)
        return Health(
            path,
            path.stat().st_size,
            _size(path.with_name(f"{path.name}-wal")),
            shutil.disk_usage(path.parent).free,
            version,
            len(schema.STEPS),
            fault,
        )


def has_reset_fault(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can damage a file when one process resets its log while another one moves the log to the
    file.

    https://www.sqlite.org/wal.html#walresetbug: from 3.7.0 on; mended in 3.51.3, and in 3.50.7 and 3.44.6 for older
    lines.
    """
    mended = {(3, 50): (3, 50, 7), (3, 44): (3, 44, 6)}.get(version[:2], (3, 51, 3))
    return (3, 7, 0) <= version < mended


def _first_fault(connection: sqlite3.Connection, clock: Clock, within_s: float) -> str | None:
    end_s = clock.elapsed() + within_s
    connection.set_progress_handler(lambda: clock.elapsed() > end_s, _STEPS)
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        raise
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return str(error)
        raise
    return "" if said == "ok" else " ".join(str(said).split())[:_MOST_FAULT]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
