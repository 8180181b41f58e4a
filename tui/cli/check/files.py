"""The files of scry: the other users that may read or write them, and the files that scry cannot write."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tui.cli import exits
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.run import require_log
from tui.cli.settings import Settings, state_file
from tui.cli.stores import files_of
from tui.config.remembered import TroubleKind
from tui.config.values import ConfigError, state_directory_if_any
from tui.domain.text import Phrase, Said
from tui.files import STRANGERS, keeps_modes, refusal
from tui.messages import check as words
from tui.messages.remembered import TROUBLE
from tui.store.errors import StoreError


def files(settings: Settings) -> list[Finding]:
    return [*permissions(settings), *unwritable(settings)]


def unwritable(settings: Settings) -> Iterator[Finding]:
    """The log, which must be written, and `state.toml`. A directory that is yet to be made is looked at with the
    store."""
    try:
        require_log(settings.log_file)
    except ConfigError as error:
        yield fail(words.LOG, error.said, status=exits.WRONG)
    path = state_file(settings.store, state_directory_if_any())
    if path is None:
        yield warn(words.STATE, TROUBLE[TroubleKind.NO_PLACE.value])
    elif path.parent.is_dir() and (refused := refusal(path.with_name(f"{path.name}.tmp"))):
        yield warn(words.STATE, TROUBLE[TroubleKind.NOT_KEPT.value], path=path, detail=refused)


def permissions(settings: Settings) -> list[Finding]:
    """One line where all is as it should be, else one for each fault."""
    state = state_directory_if_any()
    kept = [settings.log_file, *filter(None, [state_file(settings.store, state)])]
    with suppress(StoreError):
        kept += files_of(settings.store)
    directories = [path for path in dict.fromkeys(file.parent for file in kept) if path.is_dir()]
    open_to_all = open_directories([settings.config_path, *kept])
    found = without_modes(open_to_all)
    if settings.config_path.parent not in open_to_all:
        found += _of_config(settings.config_path)
    for path in directories:
        if path not in open_to_all:
            found += _of_directory(path, private=path == state)
    for path in kept:
        if path.parent not in open_to_all:
            found += _of_file(path)
    return found or [_as_they_are([settings.config_path, *directories, *kept])]


def open_directories(paths: Sequence[Path]) -> list[Path]:
    """The files' directories on a file system without modes: others may read any file there."""
    found = []
    for directory in dict.fromkeys(path.parent for path in paths):
        modes = [each.st_mode for path in paths if path.parent == directory and (each := _stat(path)) is not None]
        with suppress(OSError):
            if any(mode & STRANGERS for mode in modes) and not keeps_modes(directory):
                found.append(directory)
    return found


def without_modes(directories: Iterable[Path]) -> list[Finding]:
    """Told at the start of the program, too: no command mends it."""
    return [warn(words.PERMISSIONS, words.NO_MODES, path=path) for path in directories]


def _open_to_others(path: Path, found: os.stat_result, done: Phrase, wanted: str) -> Finding:
    return warn(words.PERMISSIONS, words.OPEN_TO_OTHERS, path=path, mode=_mode(found), done=done, wanted=wanted)


def _of_config(path: Path) -> Iterator[Finding]:
    """The config file names programs that scry runs (`customer_secret_command`), and the server that is sent the
    credentials. A secret in it that others can read is refused when it is loaded."""
    for each, wanted in ((path, "600"), (path.parent, "go-w")):
        found = _stat(each)
        if found is None:
            continue
        if found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX:
            yield _open_to_others(each, found, words.WRITTEN, wanted)
        if found.st_uid not in (0, os.geteuid()):
            yield warn(words.PERMISSIONS, words.NOT_YOURS, path=each, owner=_user(found.st_uid))


def _of_directory(path: Path, *, private: bool) -> Iterator[Finding]:
    found = path.stat()
    if found.st_mode & 0o002 and not found.st_mode & stat.S_ISVTX:
        yield _open_to_others(path, found, words.WRITTEN, "o-w")
    elif _is_shared(found):
        if not found.st_mode & stat.S_ISGID:
            yield warn(words.PERMISSIONS, words.NO_SETGID, path=path)
    elif private and found.st_mode & 0o077:
        yield _open_to_others(path, found, words.READ, "700")


def _of_file(path: Path) -> Iterator[Finding]:
    found, directory = _stat(path), _stat(path.parent)
    if found is None or directory is None or not stat.S_ISREG(found.st_mode):
        return
    shared = _is_shared(directory)
    if strange := found.st_mode & (0o007 if shared else 0o077):
        done = words.WRITTEN if strange & 0o022 else words.READ
        yield _open_to_others(path, found, done, "660" if shared else "600")
    elif shared and (found.st_mode & 0o660 != 0o660 or found.st_gid != directory.st_gid) and ".db" in path.name:
        group = _group(directory.st_gid)
        yield warn(words.PERMISSIONS, words.GROUP_SHUT_OUT, path=path, mode=_mode(found), group=group)


def _as_they_are(paths: Sequence[Path]) -> Finding:
    there: list[object] = []
    for path in paths:
        if (found := _stat(path)) is not None:
            shared = stat.S_ISDIR(found.st_mode) and _is_shared(found)
            values = {"path": path, "mode": _mode(found), "group": _group(found.st_gid) if shared else ""}
            there.append(Said(words.MODE_SHARED if shared else words.MODE, values))
    return ok(words.PERMISSIONS, words.AS_IT_IS if there else words.NOTHING_THERE, text=there)


def _is_shared(directory: os.stat_result) -> bool:
    """Whether one group, and not everybody, may write it: the rule by which the store takes its modes."""
    return directory.st_mode & 0o022 == 0o020


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _mode(found: os.stat_result) -> str:
    return f"{stat.S_IMODE(found.st_mode):04o}"


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
