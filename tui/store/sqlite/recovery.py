"""Recovery: a damaged store is set aside, and its readable rows go into a new store in its place.

    scry.db ── table by table, from both ends up to the damage ──▶ .scry.db.…  a new one, under another name until whole
        └────── renamed ──▶ scry.db.damaged, with its -wal             └── renamed ──▶ scry.db

A mark of known data, which keeps it from being requested again, goes with its data: coverage of lost points would turn
them into minutes without data on the server.

Where the page that lists the tables is damaged itself, nothing can be read: the new store is empty then.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tui.files import PRIVATE
from tui.store.api import Salvage
from tui.store.sqlite import place, schema
from tui.store.sqlite.connection import BUSY_TIMEOUT_S, connect, transaction
from tui.store.sqlite.faults import result_of

# Table → those it vouches for.
VOUCHERS = {
    "coverage": {"coverage", "feeds", "series", "points", "diagnoses"},
    # Chunks were stretches, stamps and curves once.
    "listings": {"listings", "calls", "sessions", "chunks", "stretches", "stamps", "curves"},
}
BATCH = 1000


def is_damage(error: sqlite3.Error) -> bool:
    return result_of(error) == sqlite3.SQLITE_CORRUPT


def mark(path: Path) -> None:
    """Let the next one to open the store know that somebody met damage in it: opening looks at few of its pages."""
    with suppress(OSError):
        marker = _marker(path)
        os.close(os.open(marker, os.O_CREAT | os.O_WRONLY, PRIVATE))
        place.adopt(marker)


def is_marked(path: Path) -> bool:
    return _marker(path).exists()


def salvage(path: Path) -> Salvage | None:
    """None where the file is no store of ours, or where another process has just done it. No connection to it may be
    open in this process. Raises OSError and sqlite3.Error; then everything is as it was."""
    found = place.identity(path)
    with _alone(path):
        if place.identity(path) != found:
            return None
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            lost = _copy(path, unfinished)
            if lost is None:
                return None
            place.adopt(unfinished)
            aside = _set_aside(path)
            unfinished.replace(path)
        finally:
            for suffix in ("", "-wal", "-shm", "-journal"):
                unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
        _marker(path).unlink(missing_ok=True)
        return Salvage(aside, lost)


def _copy(path: Path, unfinished: Path) -> tuple[str, ...] | None:
    """Into a new store of the same schema; which tables are not whole. None where it is no store of ours."""
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as old:
        # Or a file that is shorter than it should be could not be read at all.
        old.execute("PRAGMA writable_schema=ON")
        old.execute("PRAGMA query_only=ON")
        old.execute("PRAGMA cell_size_check=ON")
        old.text_factory = lambda data: data.decode(errors="replace")
        (application_id,) = old.execute("PRAGMA application_id").fetchone()
        (version,) = old.execute("PRAGMA user_version").fetchone()
        if application_id != schema.APPLICATION_ID or version > len(schema.STEPS):
            return None
        place.create(unfinished)
        with closing(connect(unfinished)) as new:
            schema.prepare(new, unfinished, schema.STEPS[: version or len(schema.STEPS)])
            with transaction(new, "IMMEDIATE"):
                # The count of the numbers that were given is one of them: a number given twice would mean two things.
                lost = [name for name in (*_tables(new), "sqlite_sequence") if not _copy_table(old, new, name)]
                for name, vouched in VOUCHERS.items():
                    if vouched & set(lost):
                        new.execute(f"DELETE FROM {name}")  # noqa: S608 - constant
                _drop_orphans(new)
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return tuple(lost)


class _BrokenError(Exception):
    """The table cannot be read any further this way."""


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, name: str) -> bool:
    """Whether all of it could be read."""
    columns = [column for column, *_ in new.execute("SELECT name FROM pragma_table_info(?)", (name,))]
    # Without a key of its own a row is known by its number.
    keys = [key for key, *_ in new.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (name,))]
    select = f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608 - of the schema
    orders = [", ".join(f"{key} {way}" for key in keys or ("rowid",)) for way in ("ASC", "DESC")]
    # From both ends the table itself, without its indexes; at last an index, where one holds all of its columns.
    ways = [f"{select} NOT INDEXED ORDER BY {order}" for order in orders]
    ways.append(f"{select} ORDER BY {', '.join(column for column in columns if column not in keys) or orders[0]}")
    how = "REPLACE" if name == "meta" else "IGNORE"
    insert = f"INSERT OR {how} INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    for way in ways:
        if name == "sqlite_sequence":  # it has no key that would keep a row from standing twice
            new.execute("DELETE FROM sqlite_sequence")
        try:
            for rows in _batches(old, way):
                new.executemany(insert, rows)
        except _BrokenError:
            continue
        return True
    return False


def _batches(old: sqlite3.Connection, select: str) -> Iterator[list[tuple[object, ...]]]:
    """The rows up to the first that cannot be read; then raises _BrokenError."""
    found: list[tuple[object, ...]] = []
    try:
        for row in old.execute(select):
            found.append(row)
            if len(found) == BATCH:
                yield found
                found = []
    except sqlite3.DatabaseError as error:
        if result_of(error) == sqlite3.SQLITE_BUSY:
            raise
        yield found
        raise _BrokenError from error
    yield found


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Rows that belong to a row that was lost: its number will be given again, to something else."""
    tables = _tables(new)
    owners = {}
    for name in tables:
        keys = new.execute("SELECT name, type FROM pragma_table_info(?) WHERE pk", (name,)).fetchall()
        if len(keys) == 1 and keys[0][1] == "INTEGER":
            owners[keys[0][0]] = name
    # Owners first: an owned row may own others.
    for name in sorted(tables, key=lambda name: name not in owners.values()):
        for column, is_bound in new.execute('SELECT name, "notnull" FROM pragma_table_info(?)', (name,)).fetchall():
            owner = owners.get(column, name)
            if owner != name and is_bound:
                new.execute(f"DELETE FROM {name} WHERE {column} NOT IN (SELECT {column} FROM {owner})")  # noqa: S608


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in rows]


def _set_aside(path: Path) -> Path:
    """`scry.db.damaged`, or `.damaged2` where one lies already. A crash in between leaves the file at both names."""
    aside, number = path.with_name(f"{path.name}.damaged"), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged{number}")
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        path.rename(aside)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the lock is the directory's, so that no file of it is left behind."""
    fd = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _marker(path: Path) -> Path:
    return path.with_name(f"{path.name}.is-damaged")
