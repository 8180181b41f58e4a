"""Files of our own: one process at a time, a file is there whole or as it was before, and in the right hands.

File systems differ: some keep no modes, some know no locks. What can do without does; `Lack` names the rest.
"""

from __future__ import annotations

import codecs
import errno
import fcntl
import mmap
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from pathlib import Path

# Whoever holds the lock longer than this was stopped in the middle, and may stay so.
LOCK_TIMEOUT_S = 2.0
LOCK_RETRY_S = 0.01
PRIVATE, PRIVATE_DIRECTORY = 0o600, 0o700
# The bits of a mode that let anybody in but the owner.
STRANGERS = 0o077
# Where SQLite locks a file: https://www.sqlite.org/fileformat2.html#the_lock_byte_page
_LOCK_BYTE = 0x40000000
_PAGE_BYTES = 32 * 1024


class Held(TimeoutError):  # noqa: N818 - what happened, not what kind of thing it is
    """Another scry has held the lock for too long."""


class Lack(Enum):
    """What a database needs of its file system, and some have not."""

    LOCKS = "locks"
    SHARED_MEMORY = "shared memory"


class NotText(ValueError):  # noqa: N818 - what happened, not what kind of thing it is
    """`encoding` is what the bytes seem to be ("" where that cannot be told); `line` the first that is no UTF-8."""

    def __init__(self, encoding: str, line: int) -> None:
        super().__init__(f"{encoding or 'not UTF-8'}, line {line}")
        self.encoding, self.line = encoding, line


# -- in the right hands


def make_directory(path: Path) -> None:
    """`path`, for its owner alone, in directories like any others where those are missing. Raises OSError."""
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
    """A descriptor of the file; one that is made by this is its owner's alone. Raises OSError."""
    with suppress(FileExistsError):
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, PRIVATE)
        give(descriptor, path.parent)
        return descriptor
    with suppress(FileNotFoundError):
        # Of a file of somebody else's in a directory like /tmp the system refuses what might make it.
        return os.open(path, flags)
    return os.open(path, flags | os.O_CREAT, PRIVATE)  # the link is there, and what it leads to is not


def give(made: Path | int, directory: Path) -> None:
    """What the superuser makes in a directory of somebody else is theirs: under sudo HOME may still be the user's, who
    would be locked out."""
    if os.geteuid() == 0 and (above := directory.stat()).st_uid:
        with suppress(OSError):  # a file system without owners
            os.chown(made, above.st_uid, above.st_gid, **({} if isinstance(made, int) else {"follow_symlinks": False}))


def make_private(descriptor: int) -> None:
    """For its owner alone, as far as its file system keeps modes. A device is everybody's, and stays so."""
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) != PRIVATE:
        with suppress(OSError):
            os.fchmod(descriptor, PRIVATE)


def refusal(path: Path) -> str:
    """Why no file can be written there, in the system's words; "" where one can. Makes nothing."""
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


# -- what a file system has


def keeps_modes(directory: Path) -> bool:
    """Whether a file there can be its owner's alone. Tries it. Raises OSError where none can be made."""
    with _tried(directory) as descriptor:
        make_private(descriptor)
        return not os.fstat(descriptor).st_mode & STRANGERS


def lack(directory: Path) -> Lack | None:
    """What a database would miss there. Tries it. Raises OSError where no file can be made and written."""
    with _tried(directory) as descriptor:
        os.write(descriptor, bytes(_PAGE_BYTES))
        try:
            for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX):
                fcntl.lockf(descriptor, kind | fcntl.LOCK_NB, 1, _LOCK_BYTE)
        except OSError:
            return Lack.LOCKS
        try:
            mmap.mmap(descriptor, _PAGE_BYTES).close()
        except OSError:
            return Lack.SHARED_MEMORY
    return None


@contextmanager
def _tried(directory: Path) -> Iterator[int]:
    """A file to try things with, which is gone afterwards."""
    path = directory / f".scry-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
        with suppress(OSError):
            path.unlink()


# -- one at a time, and whole


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with the file, among all processes that ask so. Raises OSError; Held where it cannot be had in time."""
    with ExitStack() as held:
        descriptor = opened(path.with_name(f"{path.name}.lock"), os.O_RDWR)
        held.callback(os.close, descriptor)
        try:
            is_had = _in_time(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB), BlockingIOError)
        except OSError:
            # A file system without such locks: a directory, too, is made by one alone. Nobody takes it away from one
            # that died; who has waited long enough does.
            directory = path.with_name(f"{path.name}.locked")
            _in_time(lambda: directory.mkdir(mode=PRIVATE_DIRECTORY), FileExistsError)
            held.callback(_remove, directory)
        else:
            if not is_had:
                raise Held
        yield


def _in_time(take: Callable[[], None], taken: type[OSError]) -> bool:
    """Whether `take` was done before the time ran out; it raises `taken` for as long as another one has it."""
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
    """`content` on the disk under another name beside `path`, where one rename makes it the file.

    Until it has its owner (uid, gid; None: whoever writes, or whose the directory is) nobody else can read it. One name
    is enough under the lock, and a crash leaves no more than one behind. Where the file system keeps no modes it has
    those that all files have there. Raises OSError, and then nothing is left.
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
    """The bytes of a file that people edit, as text; the byte order mark that some editors put in front is none of it.

    Raises NotText.
    """
    for mark, encoding in ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32")):
        if content.startswith(mark):
            raise NotText(encoding, 1)
    head = content[:64]
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Without a mark: every other byte of plain letters is a zero, which no text file has otherwise.
    if marked or (any(head) and len(head) > 1 and (not any(head[1::2]) or not any(head[::2]))):
        raise NotText("UTF-16", 1)
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise NotText("", 1 + error.object.count(b"\n", 0, error.start)) from None
