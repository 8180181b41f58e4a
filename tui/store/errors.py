"""What can be wrong with a store, in one sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME_ANOTHER = "name another file with --store, or move this one away"
NOT_A_DATABASE = ("is not a SQLite database", NAME_ANOTHER)
_HELD = ("is held by another program", "close what has it open; scry goes on by itself as soon as it can")
_CHECK_MODES = "check the owner and the modes of the file and of its directory"
_FREE_SPACE = "free some space and start again; nothing that was stored is lost"

# By primary result code: https://www.sqlite.org/rescode.html
_BY_RESULT = {
    sqlite3.SQLITE_NOTADB: NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: ("is damaged", "start scry again, which sets it aside and saves what can be read of it"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _CHECK_MODES),
    sqlite3.SQLITE_PERM: ("may not be read by this user", _CHECK_MODES),
    sqlite3.SQLITE_READONLY: ("may not be written by this user", _CHECK_MODES),
    sqlite3.SQLITE_FULL: ("does not fit on its disk any more", _FREE_SPACE),
    sqlite3.SQLITE_IOERR: ("could not be read or written by its disk", "check the disk and the system's log"),
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
}
_BY_ERRNO = {
    errno.EACCES: ("may not be read and written by this user", _CHECK_MODES),
    errno.EPERM: ("may not be read and written by this user", _CHECK_MODES),
    errno.EROFS: ("lies on a read-only file system", "name another file with --store"),
    errno.ENOSPC: ("does not fit on its disk any more", _FREE_SPACE),
    errno.EDQUOT: ("does not fit on its disk any more", _FREE_SPACE),
    errno.ENOTDIR: ("lies below something that is not a directory", "name another file with --store"),
    errno.ENOENT: ("was removed while it was in use", "start scry again, which makes a new one"),
}


class StoreError(Exception):
    """`path` is the file (or the URL that names none), `reason` what is wrong with it, `advice` what to do. `is_held`:
    another program has it, and will let go of it."""

    def __init__(self, path: str, reason: str, advice: str, *, is_held: bool = False) -> None:
        super().__init__(path, reason, advice)
        self.path = path
        self.reason = reason
        self.advice = advice
        self.is_held = is_held

    def __str__(self) -> str:
        return f"the store {self.path} {self.reason}: {self.advice}"


def explain(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """`error` in words; what has none of its own keeps the library's."""
    known = _BY_ERRNO.get(error.errno or 0) if isinstance(error, OSError) else _BY_RESULT.get(result_of(error))
    reason, advice = known or (f"failed ({error})", "check the file with `scry check`")
    return StoreError(str(path), reason, advice, is_held=known == _HELD)


def result_of(error: sqlite3.Error) -> int:
    """Its primary result code: extended ones keep it in the low byte, errors of the binding's own have none (0)."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises StoreError for what SQLite or the file system refuse within."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explain(path, error) from error
