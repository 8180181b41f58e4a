"""Files: the place of an export; a name that sorts by time, and a file that is whole or absent.

An export is for sharing, so its mode follows the umask. It is written under another name beside its own, so that nobody
reads half of it, and replaces an existing file only on request.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from msgspec import Struct

PIECE_CHARACTERS = 1 << 18
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class WriteTrouble(Enum):
    """The reason why a file was not written."""

    EXISTS = "exists"
    NO_DIRECTORY = "no such directory"
    NOT_ALLOWED = "not allowed"
    READ_ONLY = "read-only"
    FULL = "full"
    OTHER = "other"


class WriteError(Exception):
    """A file was not written; nothing is left of it. `detail` is the system's message."""

    def __init__(self, trouble: WriteTrouble, detail: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.detail = detail


class Target(Struct, frozen=True):
    """`stem` is the file's name without its ending."""

    directory: Path
    stem: str

    def path(self, ending: str) -> Path:
        return self.directory / f"{self.stem}.{ending}"


_TROUBLES = {
    errno.ENOENT: WriteTrouble.NO_DIRECTORY,
    errno.ENOTDIR: WriteTrouble.NO_DIRECTORY,
    errno.EACCES: WriteTrouble.NOT_ALLOWED,
    errno.EPERM: WriteTrouble.NOT_ALLOWED,
    errno.EROFS: WriteTrouble.READ_ONLY,
    errno.ENOSPC: WriteTrouble.FULL,
    errno.EDQUOT: WriteTrouble.FULL,
}


def stem(project: str, screen: str, now_ts: float) -> str:
    """`scry-prod-calls-20261122T075610Z`: letters, digits and dashes only."""
    stamp = datetime.fromtimestamp(now_ts, UTC).strftime("%Y%m%dT%H%M%SZ")
    return "-".join(("scry", safe(project) or "project", safe(screen), stamp))


def safe(text: str) -> str:
    return _UNSAFE.sub("-", text).strip("-")[:40]


def write(path: Path, text: str, *, overwrite: bool = False) -> None:
    """Write the file. Raises WriteError. Blocks until it is on the disk: call it off the event loop."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(unfinished, "x", encoding="utf-8", errors="backslashreplace", newline="") as file:  # noqa: PTH123
            # In pieces: no other thread of this process runs while one is encoded.
            for start in range(0, len(text), PIECE_CHARACTERS):
                file.write(text[start : start + PIECE_CHARACTERS])
            file.flush()
            os.fsync(file.fileno())
        _take_name(unfinished, path, overwrite=overwrite)
    except FileExistsError:
        raise WriteError(WriteTrouble.EXISTS) from None
    except OSError as error:
        raise WriteError(_TROUBLES.get(error.errno or 0, WriteTrouble.OTHER), error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _take_name(unfinished: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        unfinished.replace(path)
        return
    try:
        # A link, unlike a rename, fails if the name exists.
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # This file system has no links.
        if os.path.lexists(path):
            raise FileExistsError from None
        unfinished.replace(path)
