"""Files of our own: one process at a time, and a file is there whole or as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Whoever holds the lock longer than this was stopped in the middle, and may stay so.
LOCK_TIMEOUT_S = 2.0
LOCK_RETRY_S = 0.01
PRIVATE = 0o600


class Held(TimeoutError):  # noqa: N818 - what happened, not what kind of thing it is
    """Another scry has held the lock for too long."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with the file, among all processes that ask so. Raises OSError; Held where it cannot be had in time."""
    import fcntl
    import time

    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        for left in reversed(range(round(LOCK_TIMEOUT_S / LOCK_RETRY_S))):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not left:
                    raise Held from None
                time.sleep(LOCK_RETRY_S)
        yield
    finally:
        os.close(descriptor)


def unfinished(path: Path, content: bytes, *, mode: int = PRIVATE, owner: tuple[int, int] | None = None) -> Path:
    """`content` on the disk under another name beside `path`, where one rename makes it the file.

    Until it has its owner (uid, gid; None: whoever writes) nobody else can read it. One name is enough under the lock,
    and a crash leaves no more than one behind. Raises OSError, and then nothing is left.
    """
    other = path.with_name(f"{path.name}.tmp")
    with suppress(FileNotFoundError):
        other.unlink()
    descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            written = os.fstat(descriptor)
            if owner is not None and owner != (written.st_uid, written.st_gid):
                os.fchown(descriptor, *owner)
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
    except OSError:
        other.unlink()
        raise
    return other
