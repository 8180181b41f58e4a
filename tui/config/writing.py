"""Writing the config file, which is the user's: one profile appended to the bytes that are there, or a new file.

read ─▶ append ─▶ does it parse to the old and the new? ─▶ temporary file ─▶ are the old bytes still there? ─▶ rename
  ▲                                                                              │ no
  └──────────────────────────────────────────────────────────────────────────────┘
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from msgspec import Struct

from tui.files import PRIVATE, STRANGERS, Held, locked, make_directory, text_of, unfinished

TRIES = 5


class NotWrittenKind(Enum):
    HELD = "held"  # locked by another scry
    FAILED = "failed"  # by the system: the disk is full, the file may only be read
    NO_TOML = "no TOML"
    TAKEN = "taken"
    NO_ROOM = "no room"  # valid, but made so that no table can be appended
    READABLE = "readable"  # others can read it, and a secret is to be written
    NO_MODES = "no modes"  # the file system lets others read it with any mode, and a secret is to be written
    CHANGED = "changed"  # by somebody else, again and again


class NotWritten(Exception):  # noqa: N818 - what happened, not what kind of thing it is
    """The file is unchanged. `detail`: the reason; `paste`: the text to write by hand, without a secret."""

    def __init__(self, kind: NotWrittenKind, path: Path, detail: str = "", paste: str = "") -> None:
        super().__init__(f"{path}: {kind.value}: {detail}")
        self.kind, self.path, self.detail, self.paste = kind, path, detail, paste


class _Found(Struct, frozen=True):
    """The file as read; `status` None: there was none."""

    content: bytes = b""
    status: os.stat_result | None = None


def add_profile(path: Path, name: str, table: Mapping[str, Any], *, lock: Path, make_private: bool = False) -> None:
    """Append `[profiles.name]`; a new file has it as its default. Raises NotWritten.

    `lock`: held by every writer of the file (files.locked). `make_private`: a file that others can read is made 0600
    where a secret is written.
    """
    # A link stays one: its target is written.
    if path.exists() and not path.is_file():
        raise NotWritten(NotWrittenKind.FAILED, path, "not a file")
    path = Path(os.path.realpath(path))
    is_secret = "customer_secret" in table
    try:
        make_directory(path.parent)
        make_directory(lock.parent)
        with locked(lock):
            for _ in range(TRIES):
                found = _read(path)
                content = appended(path, found.content, name, table, is_new=found.status is None)
                mode, owner = PRIVATE, None
                if found.status is not None:
                    mode, owner = stat.S_IMODE(found.status.st_mode), (found.status.st_uid, found.status.st_gid)
                if is_secret and mode & STRANGERS:
                    if not make_private:
                        raise NotWritten(NotWrittenKind.READABLE, path, f"{mode:04o}")
                    mode = PRIVATE
                if _put(path, content, found, mode, owner, is_secret=is_secret):
                    return
    except Held:
        raise NotWritten(NotWrittenKind.HELD, path) from None
    except OSError as error:
        raise NotWritten(NotWrittenKind.FAILED, path, error.strerror or str(error)) from None
    raise NotWritten(NotWrittenKind.CHANGED, path)


def appended(path: Path, old: bytes, name: str, table: Mapping[str, Any], *, is_new: bool = False) -> bytes:
    """`old`, byte for byte, followed by the profile. Raises NotWritten."""
    import tomllib

    import tomli_w

    try:
        before = tomllib.loads(text_of(old))
    except (ValueError, RecursionError) as error:
        raise NotWritten(NotWrittenKind.NO_TOML, path, str(error)) from None
    profiles = before.get("profiles", {})
    if isinstance(profiles, dict) and name in profiles:
        raise NotWritten(NotWrittenKind.TAKEN, path, name)
    text = tomli_w.dumps({"profiles": {name: table}})
    if is_new:
        text = f"{tomli_w.dumps({'profile': name})}\n{text}"
    elif old:
        text = f"\n{text}" if old.endswith(b"\n") else f"\n\n{text}"
    if b"\r\n" in old:
        text = text.replace("\n", "\r\n")
    content = old + text.encode()
    shown = {key: "…" if key == "customer_secret" else value for key, value in table.items()}
    no_room = NotWritten(NotWrittenKind.NO_ROOM, path, name, tomli_w.dumps({"profiles": {name: shown}}))
    if not isinstance(profiles, dict):
        raise no_room
    expected = {"profile": name} if is_new else before
    expected = {**expected, "profiles": {**profiles, name: dict(table)}}
    try:
        # By their repr: it tells 1 from 1.0 and from true, and a NaN from nothing but itself.
        if repr(tomllib.loads(text_of(content))) == repr(expected):
            return content
    except ValueError:
        pass
    raise no_room


def _read(path: Path) -> _Found:
    try:
        with path.open("rb") as file:
            return _Found(file.read(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return _Found()


def _put(
    path: Path, content: bytes, found: _Found, mode: int, owner: tuple[int, int] | None, *, is_secret: bool
) -> bool:
    """Replace `found`; False where the file has changed since."""
    new = unfinished(path, content, mode=mode, owner=owner)
    if is_secret and new.stat().st_mode & STRANGERS:
        new.unlink()
        raise NotWritten(NotWrittenKind.NO_MODES, path)
    now = _read(path)
    if now.content != found.content or (now.status is None) != (found.status is None):
        new.unlink()
        return False
    new.replace(path)
    return True
