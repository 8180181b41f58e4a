"""Refusals of SQLite and the file system, as errors of the store in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.domain.text import Phrase, Said
from tui.files import Lack, lack
from tui.messages import store as words
from tui.store.errors import StoreError

_HELD = (words.HELD, words.CLOSE_OTHER)

# By primary result code: https://www.sqlite.org/rescode.html
_BY_RESULT = {
    sqlite3.SQLITE_NOTADB: (words.NOT_A_DATABASE, words.NAME_ANOTHER),
    sqlite3.SQLITE_CORRUPT: (words.DAMAGED, words.START_SALVAGE),
    sqlite3.SQLITE_CANTOPEN: (words.NOT_OPENED, words.CHECK_MODES),
    sqlite3.SQLITE_PERM: (words.NOT_READ, words.CHECK_MODES),
    sqlite3.SQLITE_READONLY: (words.NOT_WRITTEN, words.CHECK_MODES),
    sqlite3.SQLITE_FULL: (words.NO_SPACE, words.FREE_SPACE),
    sqlite3.SQLITE_IOERR: (words.DISK_FAILED, words.CHECK_DISK),
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_PROTOCOL: _HELD,
}
# These errors may also mean a file system that lacks something.
_DOUBTFUL = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
# By extended result code, where trying finds nothing amiss.
_BY_EXTENDED = {
    sqlite3.SQLITE_IOERR_LOCK: Lack.LOCKS,
    sqlite3.SQLITE_IOERR_RDLOCK: Lack.LOCKS,
    sqlite3.SQLITE_IOERR_UNLOCK: Lack.LOCKS,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK: Lack.LOCKS,
    sqlite3.SQLITE_IOERR_SHMLOCK: Lack.LOCKS,
    sqlite3.SQLITE_IOERR_SHMMAP: Lack.SHARED_MEMORY,
    sqlite3.SQLITE_IOERR_SHMOPEN: Lack.SHARED_MEMORY,
}
LACKS = {
    Lack.LOCKS: (words.NO_LOCKS, words.LOCAL_DISK),
    Lack.SHARED_MEMORY: (words.NO_SHARED_MEMORY, words.LOCAL_DISK),
}
_BY_ERRNO = {
    errno.EACCES: (words.NOT_USED, words.CHECK_MODES),
    errno.EPERM: (words.NOT_USED, words.CHECK_MODES),
    errno.EROFS: (words.READ_ONLY, words.NAME_OTHER_FILE),
    errno.ENOSPC: (words.NO_SPACE, words.FREE_SPACE),
    errno.EDQUOT: (words.NO_SPACE, words.FREE_SPACE),
    errno.ENOTDIR: (words.NO_DIRECTORY, words.NAME_OTHER_FILE),
    errno.ENOENT: (words.REMOVED, words.START_ANEW),
}


def explain(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """`error` in words; an error without words of ours keeps the library's."""
    if isinstance(error, OSError):
        known = _BY_ERRNO.get(error.errno or 0)
    else:
        known = _of_its_place(path.parent, error) or _BY_RESULT.get(result_of(error))
    if known is None:
        return StoreError(str(path), Said(words.FAILED, {"error": error}), words.RUN_CHECK)
    return StoreError(str(path), *known, is_held=known == _HELD)


def _of_its_place(directory: Path, error: sqlite3.Error) -> tuple[Phrase, Phrase] | None:
    """The fault of the directory's file system rather than of the file; None where nothing is found."""
    if (result := result_of(error)) not in _DOUBTFUL:
        return None
    try:
        found = lack(directory)
    except OSError as failed:
        return None if result == sqlite3.SQLITE_BUSY else _BY_ERRNO.get(failed.errno or 0)
    found = found or _BY_EXTENDED.get(error.sqlite_errorcode)
    return LACKS[found] if found else None


def result_of(error: sqlite3.Error) -> int:
    """Its primary result code: extended ones keep it in the low byte, errors of the binding's own have none (0)."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises StoreError for a refusal of SQLite or the file system within."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explain(path, error) from error
