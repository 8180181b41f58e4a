"""Where the store's file lies, and who may read it.

The file is never opened here: closing any descriptor of it would drop the locks that SQLite holds in this process.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from tui.store.errors import NOT_A_DATABASE, StoreError

_SCHEME = "sqlite:///"
_SMALLEST_DATABASE_BYTES = 512
PRIVATE, SHARED = 0o600, 0o660


def path_of(url: str) -> Path:
    """The file that `sqlite:///relative.db` or `sqlite:////absolute/path.db` names. Raises StoreError."""
    name = url.removeprefix(_SCHEME)
    if name == url or not name or name.endswith("/") or "\0" in name or name == ":memory:":
        raise StoreError(url, "has no file's URL", f"write {_SCHEME}relative.db or {_SCHEME}/absolute/path.db")
    return Path(os.path.realpath(name))


def create(path: Path) -> None:
    """An empty file where there is none, in directories of its own (0700) where there are none. Raises OSError."""
    missing = [directory for directory in path.parents if not directory.exists()]
    for directory in reversed(missing):
        directory.mkdir(mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    except FileExistsError:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(str(path), "is not a file", "name a file with --store") from None
        # SQLite would take a file of one byte for an empty one.
        if 0 < found.st_size < _SMALLEST_DATABASE_BYTES:
            raise StoreError(str(path), *NOT_A_DATABASE) from None
    else:
        adopt(path)


def adopt(path: Path) -> None:
    """Let the owner of the directory own `path`, and its group write it if it may write the directory.

    A directory that everybody may write is no group's: what lies in it stays private. Who may not give
    the file to the group keeps it private too.
    """
    directory = path.parent.stat()
    shared = directory.st_mode & 0o022 == 0o020
    owner = directory.st_uid if os.geteuid() == 0 else -1
    with suppress(PermissionError, FileNotFoundError):
        os.chown(path, owner, directory.st_gid if shared else -1)
        path.chmod(SHARED if shared else PRIVATE)


def adopt_companions(path: Path) -> None:
    """Give `-wal` and `-shm` the file's group: SQLite copies its mode to them, but not its group."""
    group = path.stat().st_gid
    for suffix in ("-wal", "-shm"):
        with suppress(PermissionError, FileNotFoundError):
            os.chown(path.with_name(path.name + suffix), -1, group)


def identity(path: Path) -> tuple[int, int]:
    """Which file lies at `path`: device and inode. Raises OSError."""
    found = path.stat()
    return found.st_dev, found.st_ino


def require(path: Path, expected: tuple[int, int]) -> None:
    """Raises StoreError if another file lies at `path` now, or OSError if none does."""
    if identity(path) != expected:
        raise StoreError(str(path), "was replaced by another file while it was in use", "start scry again")
