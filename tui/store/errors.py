"""What can be wrong with a store, in one sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME_ANOTHER = "name another file with --store, or move this one away"
NOT_A_DATABASE = ("is not a SQLite database", NAME_ANOTHER)
_CHECK_MODES = "check the owner and the modes of the file and of its directory"
_FREE_SPACE = "free some space and start again; nothing that was stored is lost"

# By primary result code: https://www.sqlite.org/rescode.html
_BY_RESULT = {
    sqlite3.SQLITE_NOTADB: NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: ("is damaged", f"keep a copy of it if its history matters, then {NAME_ANOTHER}"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _CHECK_MODES),
    sqlite3.SQLITE_PERM: ("may not be read by this user", _CHECK_MODES),
    sqlite3.SQLITE_READONLY: ("may not be written by this user", _CHECK_MODES),
    sqlite3.SQLITE_FULL: ("does not fit on its disk any more", _FREE_SPACE),
    sqlite3.SQLITE_IOERR: ("could not be read or written by its disk", "check the disk and the system's log"),
    sqlite3.SQLITE_BUSY: ("is held by another program", "close what has it open, then try again"),
    sqlite3.SQLITE_LOCKED: ("is held by another program", "close what has it open, then try again"),
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
    """`path` is the file (or the URL that names none), `reason` what is wrong with it, `advice` what to do."""

    def __init__(self, path: str, reason: str, advice: str) -> None:
        super().__init__(path, reason, advice)
        self.path = path
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        return f"the store {self.path} {self.reason}: {self.advice}"


def explain(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """`error` in words; what has none of its own keeps the library's."""
    if isinstance(error, OSError):
        known = _BY_ERRNO.get(error.errno or 0)
    else:
        # Errors that the binding raises by itself carry no code; extended codes keep the primary one in the low byte.
        known = _BY_RESULT.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    reason, advice = known or (f"failed ({error})", "check the file with `scry check`")
    return StoreError(str(path), reason, advice)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises StoreError for what SQLite or the file system refuse within."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explain(path, error) from error
