"""Checking: an unpacked content is a bundle's own shape, row for row, before any question reads it.

A file may hold a foreign database with triggers and views, rows of other types, letters that a terminal would obey. The
catalogue must be exactly ours, and each value of its column's type, within the range of its kind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.manifest import BundleError, Manifest
from tui.store.sqlite.bundle import shape
from tui.store.sqlite.bundle.shape import BundleColumn

# The longest text or blob, and the pages that a connection holds, in KiB.
MOST_VALUE = 32 * 1024 * 1024
_CACHE_KIB = 4096
_TYPES = {"INTEGER": "integer", "REAL": "real", "TEXT": "text", "BLOB": "blob"}
# As GLOB has it: control characters, plain and as JSON writes them, but for the ends of lines.
_CONTROL = "'*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*'"
_ESCAPES = ("*\\u00[0189]*", "*\\u007[fF]*")
# A backslash that somebody wrote is two of them in JSON, and begins no escape.
_UNWRITTEN = r"replace({name}, '\\', '')"


def connected(content: Path) -> sqlite3.Connection:
    """A connection that writes nothing and believes nothing. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{content.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA temp_store=MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def check(path: Path, content: Path, manifest: Manifest) -> None:
    """Raises BundleError."""
    try:
        with closing(connected(content)) as connection:
            _check(path, connection, manifest)
    except sqlite3.Error as error:
        raise BundleError(path, Said(words.DAMAGED, {"detail": error})) from error


def _check(path: Path, connection: sqlite3.Connection, manifest: Manifest) -> None:
    head = connection.execute("SELECT application_id, user_version FROM pragma_application_id, pragma_user_version")
    if head.fetchone() != (shape.APPLICATION_ID, shape.FORMAT):
        raise BundleError(path, Said(words.FOREIGN, {"detail": "another application's data"}))
    if [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")] != [
        *shape.creation()
    ]:
        raise BundleError(path, Said(words.FOREIGN, {"detail": "other tables, views or triggers"}))
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise BundleError(path, Said(words.DAMAGED, {"detail": said.splitlines()[0][:80]}))
    for table in shape.TABLES.values():
        wrong = " OR ".join(_wrong(table))
        if connection.execute(f"SELECT 1 FROM {table.name} WHERE {wrong} LIMIT 1").fetchone() is not None:  # noqa: S608
            raise BundleError(path, Said(words.FOREIGN, {"detail": f"unreadable values in {table.name}"}))
        (count,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()  # noqa: S608
        if count != manifest.counts.get(table.name, 0):
            raise BundleError(path, Said(words.DAMAGED, {"detail": f"rows of {table.name}"}))


def _wrong(table: shape.BundleTable) -> Iterator[str]:
    """Conditions of SQL, of which a sound row fulfils none."""
    for column in table.every:
        of_type = f"typeof({column.name}) = '{_TYPES[column.type]}'"
        missing = f" OR {column.name} IS NULL" if column.may_be_null else ""
        yield f"NOT ({of_type}{missing})"
        if (rule := _rule(column)) is not None:
            yield f"coalesce({rule}, 0)"


def _rule(column: BundleColumn) -> str | None:
    name = column.name
    if column.type == "TEXT":
        rule = f"{name} GLOB {_CONTROL} OR instr({name}, char(0))"
        escapes = _ESCAPES if column.names == "json" else ()
        return " OR ".join((rule, *(f"{_UNWRITTEN.format(name=name)} GLOB '{escape}'" for escape in escapes)))
    if column.type == "REAL":
        return f"abs({name}) > 1e300" if name == "value" else f"NOT {name} BETWEEN -1 AND {shape.EVER}"
    if name == "ts" or name.endswith("_ts"):
        return f"NOT {name} BETWEEN 0 AND {shape.MOST_TS}"
    return None
