"""What can be wrong with a store, in one sentence that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.messages import Phrase, Said, SaidError
from tui.messages import store as words

# By primary result code: https://www.sqlite.org/rescode.html
_BY_RESULT = {
    sqlite3.SQLITE_NOTADB: (words.NOT_A_DATABASE, words.NAME_ANOTHER),
    sqlite3.SQLITE_CORRUPT: (words.DAMAGED, words.KEEP_A_COPY),
    sqlite3.SQLITE_CANTOPEN: (words.NOT_OPENED, words.CHECK_MODES),
    sqlite3.SQLITE_PERM: (words.NOT_READ, words.CHECK_MODES),
    sqlite3.SQLITE_READONLY: (words.NOT_WRITTEN, words.CHECK_MODES),
    sqlite3.SQLITE_FULL: (words.NO_SPACE, words.FREE_SPACE),
    sqlite3.SQLITE_IOERR: (words.DISK_FAILED, words.CHECK_DISK),
    sqlite3.SQLITE_BUSY: (words.HELD, words.CLOSE_OTHER),
    sqlite3.SQLITE_LOCKED: (words.HELD, words.CLOSE_OTHER),
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


class StoreError(SaidError):
    """`path` is the file (or the URL that names none), `reason` what is wrong with it, `advice` what to do."""

    def __init__(self, path: str, reason: Phrase | Said | str, advice: Phrase | Said | str) -> None:
        super().__init__(words.STORE, path=path, reason=reason, advice=advice)
        self.path = path


def explain(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """`error` in words; what has none of its own keeps the library's."""
    if isinstance(error, OSError):
        known = _BY_ERRNO.get(error.errno or 0)
    else:
        # Errors that the binding raises by itself carry no code; extended codes keep the primary one in the low byte.
        known = _BY_RESULT.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if known is None:
        return StoreError(str(path), Said(words.FAILED, {"error": error}), words.RUN_CHECK)
    return StoreError(str(path), *known)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises StoreError for what SQLite or the file system refuse within."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explain(path, error) from error
