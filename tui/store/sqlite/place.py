"""The place of the store's file, and its readers.

The file is never opened here: closing any descriptor of it would drop the locks that SQLite holds in this process.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tui import files
from tui.domain.text import Said
from tui.files import PRIVATE, lack
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.sqlite.faults import LACKS

_SCHEME = "sqlite:///"
_SMALLEST_DATABASE_BYTES = 512
SHARED = 0o660


def path_of(url: str) -> Path:
    """The file that `sqlite:///relative.db` or `sqlite:////absolute/path.db` names. Raises StoreError."""
    name = url.removeprefix(_SCHEME)
    if name == url or not name or name.endswith("/") or "\0" in name or name == ":memory:":
        raise StoreError(_shown(url), words.NO_URL, words.WRITE_URL)
    return Path(os.path.realpath(name))


def _shown(url: str) -> str:
    """The safe part of a store's URL that is none of ours: the URL of a database over the network may hold a login."""
    scheme, mark, rest = url.partition("://") if "://" in url else ("", "", url)
    may_hold_login = re.search(r"[:@]", rest) and rest != "/:memory:"
    return f"{scheme}{mark}…" if may_hold_login else url


def create(path: Path) -> None:
    """An empty file where there is none, in a directory of its own (0700) where there is none.

    Raises OSError, and StoreError where this user may not work in the directory or with the file, or where the file
    system lacks a need of the store.
    """
    require_possible(path)
    files.make_directory(path.parent)
    if not path.exists():
        _make(path)


def require_possible(path: Path) -> None:
    """The errors of `create`, without making anything."""
    for directory in reversed(path.parents):
        _require_open(path, directory)
    directory = next(each for each in path.parents if each.exists())
    if not directory.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if directory != path.parent:
        _require_writable(path, directory)
    elif path.exists():
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(str(path), words.NO_FILE, words.NAME_A_FILE)
        # SQLite would take a file of one byte for an empty one.
        if 0 < found.st_size < _SMALLEST_DATABASE_BYTES:
            raise StoreError(str(path), words.NOT_A_DATABASE, words.NAME_ANOTHER)
        _require_usable(path)
    else:
        _require_usable(path)
    with suppress(OSError):  # no file can be made to try it with: of a full disk SQLite tells, if it matters
        if (missed := lack(directory)) is not None:
            raise StoreError(str(path), *LACKS[missed])


def _require_open(path: Path, directory: Path) -> None:
    """Raises StoreError where this user may not enter a directory above the store."""
    if not directory.is_dir() or _may(directory, os.X_OK):
        return
    _require_own(path)
    found = directory.stat()
    values = {"directory": directory, "owner": _user(found.st_uid), "mode": f"{stat.S_IMODE(found.st_mode):04o}"}
    raise StoreError(str(path), words.NOT_USED, Said(words.CLOSED_DIRECTORY, values))


def _require_own(path: Path) -> None:
    """Raises StoreError, with the command against it, where the superuser made something in this user's directory that
    the store's path leads through."""
    for each in (*reversed(path.parents), path):
        with suppress(OSError):
            if each.parent.stat().st_uid == os.geteuid() != each.stat().st_uid == 0:
                values = {"directory": each, "user": os.geteuid(), "name": shlex.quote(str(each))}
                raise StoreError(str(path), words.NOT_USED, Said(words.TAKE_BACK, values))


def _require_writable(path: Path, directory: Path) -> None:
    """Raises StoreError where this user may make no directory for the store; OSError where nobody may."""
    if _may(directory, os.W_OK | os.X_OK):
        return
    if os.statvfs(directory).f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    _require_own(path)
    raise StoreError(str(path), words.NOT_MADE, Said(words.NOT_WRITABLE, {"directory": directory}))


def _may(path: Path, needed: int) -> bool:
    """Whether this user has `needed` (as for os.access)."""
    return os.access(path, needed, effective_ids=os.access in os.supports_effective_ids)


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _make(path: Path) -> None:
    """Under another name first: a process at the same moment finds no file or one with its final modes."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    try:
        adopt(unfinished)
        os.link(unfinished, path)
    except FileExistsError:
        pass
    except OSError:
        # A file system without links: until it is adopted the file is private.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
            adopt(path)
    finally:
        unfinished.unlink()


def _require_usable(path: Path) -> None:
    """Raises StoreError with the commands that would let this user work with `path`, which need not exist yet; OSError
    if no command can help.

    They only add to the modes of a directory: it may hold more than the store.
    """
    directory = path.parent
    mine = (os.getegid(), *os.getgroups())
    group = directory.stat().st_gid
    team = group if group in mine else None
    # SQLite makes and removes -wal and -shm beside the file, so the directory must be writable as well.
    steps = [*_steps(directory, os.W_OK | os.X_OK, ("u+rwx", "g+rwxs"), team)]
    if path.exists():
        steps += _steps(path, os.R_OK | os.W_OK, ("u+rw", "660"), team, "*")
    if steps and os.statvfs(directory).f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    if steps:
        _require_own(path)
        raise StoreError(str(path), words.NOT_USED, Said(words.SHARE, {"steps": "; ".join(steps)}))


def _steps(path: Path, needed: int, modes: tuple[str, str], team: int | None, companions: str = "") -> Iterator[str]:
    """The commands that give `needed` (as for os.access) to this user; none where it has that already.

    `modes` are those for the owner and for a group. `team` is the group to share with, None: still to be chosen.
    """
    if _may(path, needed):
        return
    found, name = path.stat(), shlex.quote(str(path)) + companions
    if found.st_uid == os.geteuid():
        yield f"chmod {modes[0]} {name}"
        return
    if team is None or found.st_gid != team:
        yield f"chgrp {'GROUP' if team is None else team} {name}"
    yield f"chmod {modes[1]} {name}"


def adopt(path: Path) -> None:
    """Let the owner of the directory own `path`, and its group write it if it may write the directory.

    A directory that everybody may write is no group's: a file in it stays private. A user without the right to give the
    file to the group keeps it private too.
    """
    directory = path.parent.stat()
    shared = directory.st_mode & 0o022 == 0o020
    owner = directory.st_uid if os.geteuid() == 0 else -1
    with suppress(OSError):  # a file system without owners and modes, too
        os.chown(path, owner, directory.st_gid if shared else -1)
        path.chmod(SHARED if shared else PRIVATE)


def adopt_companions(path: Path) -> None:
    """Give `-wal` and `-shm` the file's group: SQLite copies its mode to them, but not its group."""
    group = path.stat().st_gid
    for suffix in ("-wal", "-shm"):
        with suppress(OSError):
            os.chown(path.with_name(path.name + suffix), -1, group)


def identity(path: Path) -> tuple[int, int]:
    """Which file lies at `path`: device and inode. Raises OSError."""
    found = path.stat()
    return found.st_dev, found.st_ino


def require(path: Path, expected: tuple[int, int]) -> None:
    """Raises StoreError if another file lies at `path` now, or OSError if none does."""
    if identity(path) != expected:
        raise StoreError(str(path), words.REPLACED, words.START_AGAIN)
