"""Files of our own: locked, written whole or not at all, and private.

File systems differ: some keep no modes, some have no locks. Code that can do without does; `Lack` names the rest.
"""

from __future__ import annotations

import codecs
import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from pathlib import Path

# A process that holds the lock longer was stopped in the middle, and may stay so.
LOCK_TIMEOUT_S = 2.0
LOCK_RETRY_S = 0.01
PRIVATE, PRIVATE_DIRECTORY = 0o600, 0o700
# The mode bits that admit anybody but the owner.
STRANGERS = 0o077
# Where SQLite locks a file: https://www.sqlite.org/fileformat2.html#the_lock_byte_page
_LOCK_BYTE = 0x40000000
_PAGE_BYTES = 32 * 1024


class Held(TimeoutError):  # noqa: N818 - what happened, not what kind of thing it is
    """Another scry has held the lock for too long."""


class Lack(Enum):
    """Abilities that a database needs and some file systems lack."""

    LOCKS = "locks"
    SHARED_MEMORY = "shared memory"


class NotText(ValueError):  # noqa: N818 - what happened, not what kind of thing it is
    """`encoding` is the apparent encoding ("" if unknown); `line` is the first line that is not UTF-8."""

    def __init__(self, encoding: str, line: int) -> None:
        super().__init__(f"{encoding or 'not UTF-8'}, line {line}")
        self.encoding, self.line = encoding, line


# -- owner and mode


def make_directory(path: Path) -> None:
    """Make `path` for its owner alone, and missing parents with the usual mode. Raises OSError."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        try:
            each.mkdir(mode=PRIVATE_DIRECTORY if each == path else 0o777)
        except FileExistsError:
            if not each.is_dir():
                raise
        else:
            give(each, each.parent)


def opened(path: Path, flags: int) -> int:
    """A descriptor of the file; a new file is private to its owner. Raises OSError."""
    with suppress(FileExistsError):
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, PRIVATE)
        give(descriptor, path.parent)
        return descriptor
    with suppress(FileNotFoundError):
        # With O_CREAT the system refuses another user's file in a directory like /tmp.
        return os.open(path, flags)
    return os.open(path, flags | os.O_CREAT, PRIVATE)  # a link without its target


def give(made: Path | int, directory: Path) -> None:
    """Give a file made by root to the owner of the directory: under sudo HOME may still be the user's, and root's files
    would lock the user out."""
    if os.geteuid() == 0 and (above := directory.stat()).st_uid:
        with suppress(OSError):  # a file system without owners
            os.chown(made, above.st_uid, above.st_gid, **({} if isinstance(made, int) else {"follow_symlinks": False}))


def make_private(descriptor: int) -> None:
    """Make the file private, as far as its file system keeps modes. A device stays open to everybody."""
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) != PRIVATE:
        with suppress(OSError):
            os.fchmod(descriptor, PRIVATE)


def refusal(path: Path) -> str:
    """The system's reason why no file can be written there; "" if one can. Makes nothing."""
    try:
        is_there = path.exists()
        place = path if is_there else next(each for each in path.absolute().parents if each.exists())
        if is_there == place.is_dir():
            found = errno.EISDIR if is_there else errno.ENOTDIR
        elif os.access(place, os.W_OK if is_there else os.W_OK | os.X_OK):
            return ""
        else:
            found = errno.EROFS if os.statvfs(place).f_flag & os.ST_RDONLY else errno.EACCES
    except OSError as error:
        found = error.errno or errno.EIO
    return os.strerror(found)


# -- abilities of a file system


def keeps_modes(directory: Path) -> bool:
    """Whether a file there can be private to its owner. Makes a trial file. Raises OSError if that fails."""
    with _tried(directory) as descriptor:
        make_private(descriptor)
        return not os.fstat(descriptor).st_mode & STRANGERS


def lack(directory: Path) -> Lack | None:
    """The first ability that a database would miss there. Makes a trial file. Raises OSError if that fails."""
    with _tried(directory) as descriptor:
        os.write(descriptor, bytes(_PAGE_BYTES))
        try:
            for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX):
                fcntl.lockf(descriptor, kind | fcntl.LOCK_NB, 1, _LOCK_BYTE)
        except OSError:
            return Lack.LOCKS
        import mmap

        try:
            mmap.mmap(descriptor, _PAGE_BYTES).close()
        except OSError:
            return Lack.SHARED_MEMORY
    return None


@contextmanager
def _tried(directory: Path) -> Iterator[int]:
    """A trial file, removed afterwards."""
    path = directory / f".scry-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
        with suppress(OSError):
            path.unlink()


# -- lock, and whole files


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock, exclusive among all callers. Raises OSError; Held if the lock is not free in time."""
    with ExitStack() as held:
        descriptor = opened(path.with_name(f"{path.name}.lock"), os.O_RDWR)
        held.callback(os.close, descriptor)
        try:
            is_had = _in_time(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB), BlockingIOError)
        except OSError:
            # Without such locks on the file system a directory serves: only one process can make it. If that process
            # died, the next one enters after the time-out all the same, and removes the directory at its end.
            directory = path.with_name(f"{path.name}.locked")
            _in_time(lambda: directory.mkdir(mode=PRIVATE_DIRECTORY), FileExistsError)
            held.callback(_remove, directory)
        else:
            if not is_had:
                raise Held
        yield


def _in_time(take: Callable[[], None], taken: type[OSError]) -> bool:
    """Whether `take` succeeded before the time-out; `take` raises `taken` while another process holds the lock."""
    import time

    for _ in range(round(LOCK_TIMEOUT_S / LOCK_RETRY_S)):
        try:
            take()
        except taken:
            time.sleep(LOCK_RETRY_S)
        else:
            return True
    return False


def _remove(directory: Path) -> None:
    with suppress(FileNotFoundError):
        directory.rmdir()


def unfinished(path: Path, content: bytes, *, mode: int = PRIVATE, owner: tuple[int, int] | None = None) -> Path:
    """`content` on the disk under another name beside `path`; one rename makes it the file.

    Until the file has its owner (uid, gid; None: the writer, or the directory's owner) nobody else can read it. Under
    the lock one name is enough, and a crash leaves at most one such file. On a file system without modes it has the
    usual ones. Raises OSError, and then nothing is left.
    """
    other = path.with_name(f"{path.name}.tmp")
    with suppress(FileNotFoundError):
        other.unlink()
    descriptor = opened(other, os.O_WRONLY | os.O_EXCL)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            written = os.fstat(descriptor)
            if owner is not None and owner != (written.st_uid, written.st_gid):
                os.fchown(descriptor, *owner)
            with suppress(OSError):
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
    except OSError:
        other.unlink()
        raise
    return other


# -- text


def text_of(content: bytes) -> str:
    """The text of a file that people edit, without a byte order mark.

    Raises NotText.
    """
    for mark, encoding in ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32")):
        if content.startswith(mark):
            raise NotText(encoding, 1)
    head = content[:64]
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # UTF-16 without a mark: every other byte of ASCII letters is zero, as in no other text file.
    if marked or (any(head) and len(head) > 1 and (not any(head[1::2]) or not any(head[::2]))):
        raise NotText("UTF-16", 1)
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise NotText("", 1 + error.object.count(b"\n", 0, error.start)) from None
