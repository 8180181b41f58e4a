"""The files of scry: the other users that may read or write them, and the files that scry cannot write."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tui.cli import exits
from tui.cli.run import require_log
from tui.cli.settings import Settings, state_file
from tui.cli.stores import files_of
from tui.config.remembered import TroubleKind
from tui.config.values import ConfigError, state_directory_if_any
from tui.domain.text import Said
from tui.files import STRANGERS, keeps_modes, refusal
from tui.messages import check as words
from tui.messages.finding import Finding, Grade
from tui.messages.remembered import TROUBLE
from tui.store.errors import StoreError

_GROUP_AND_OTHERS, _WRITING, _OTHERS = 0o077, 0o022, 0o007


def files(settings: Settings) -> list[Finding]:
    return [*permissions(settings), *unwritable(settings)]


def unwritable(settings: Settings) -> Iterator[Finding]:
    """The log, which must be written, and `state.toml`. A directory that is yet to be made is looked at with the
    store."""
    try:
        require_log(settings.log_file)
    except ConfigError as error:
        yield Finding(words.LOG, Grade.FAIL, error.said, exits.WRONG)
    path = state_file(settings.store, state_directory_if_any())
    if path is None:
        yield Finding(words.STATE, Grade.WARN, Said(TROUBLE[TroubleKind.NO_PLACE.value], {}))
    elif path.parent.is_dir() and (refused := refusal(path.with_name(f"{path.name}.tmp"))):
        values = {"path": path, "detail": refused}
        yield Finding(words.STATE, Grade.WARN, Said(TROUBLE[TroubleKind.NOT_KEPT.value], values))


def permissions(settings: Settings) -> list[Finding]:
    """One line where all is as it should be, else one for each fault."""
    config = settings.config_path
    kept = [settings.log_file, *filter(None, [state_file(settings.store, state_directory_if_any())])]
    with suppress(StoreError):
        kept += files_of(settings.store)
    directories = [path for path in dict.fromkeys(file.parent for file in kept) if path.is_dir()]
    open_to_all = open_directories([config, *kept])
    found = without_modes(open_to_all)
    for judge, paths in ((_of_config, [config, config.parent]), (_of_directory, directories), (_of_file, kept)):
        for path in paths:
            directory = path if path in (config.parent, *directories) else path.parent
            if directory not in open_to_all and (status := _stat(path)) is not None:
                found += judge(path, status)
    return found or [_as_they_are([config, *directories, *kept])]


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
    return [words.NO_MODES(path=path) for path in directories]


def _open(path: Path, found: os.stat_result, mask: int, wanted: str) -> list[Finding]:
    """The permissions of `mask` that others have; in a sticky directory they cannot replace a file."""
    strange = found.st_mode & mask
    written = 0 if found.st_mode & stat.S_ISVTX else strange & _WRITING
    if not written and not strange & ~_WRITING:
        return []
    done = words.WRITTEN if written else words.READ
    return [words.OPEN_TO_OTHERS(path=path, mode=_mode(found), done=done, wanted=wanted)]


def _of_config(path: Path, found: os.stat_result) -> list[Finding]:
    """The config file names programs that scry runs (`customer_secret_command`), and the server that is sent the
    credentials. A secret in it that others can read is refused when it is loaded."""
    findings = _open(path, found, _WRITING, "go-w" if stat.S_ISDIR(found.st_mode) else "600")
    if found.st_uid not in (0, os.geteuid()):
        findings.append(words.NOT_YOURS(path=path, owner=_name(path.owner, found.st_uid)))
    return findings


def _of_directory(path: Path, found: os.stat_result) -> list[Finding]:
    if strangers := _open(path, found, _WRITING & _OTHERS, "o-w"):
        return strangers
    if _is_shared(found):
        return [] if found.st_mode & stat.S_ISGID else [words.NO_SETGID(path=path)]
    return _open(path, found, _GROUP_AND_OTHERS, "700") if path == state_directory_if_any() else []


def _of_file(path: Path, found: os.stat_result) -> list[Finding]:
    directory = _stat(path.parent)
    if directory is None or not stat.S_ISREG(found.st_mode):
        return []
    if not _is_shared(directory):
        return _open(path, found, _GROUP_AND_OTHERS, "600")
    if strangers := _open(path, found, _OTHERS, "660"):
        return strangers
    if ".db" in path.name and (found.st_mode & 0o660 != 0o660 or found.st_gid != directory.st_gid):
        group = _name(path.parent.group, directory.st_gid)
        return [words.GROUP_SHUT_OUT(path=path, mode=_mode(found), group=group)]
    return []


def _as_they_are(paths: Sequence[Path]) -> Finding:
    there: list[object] = []
    for path in paths:
        if (found := _stat(path)) is not None:
            shared = stat.S_ISDIR(found.st_mode) and _is_shared(found)
            group = _name(path.group, found.st_gid) if shared else ""
            values = {"path": path, "mode": _mode(found), "group": group}
            there.append(Said(words.MODE_SHARED if shared else words.MODE, values))
    return words.MODES(text=there) if there else words.NOTHING_THERE()


def _is_shared(directory: os.stat_result) -> bool:
    """Whether one group, and not everybody, may write it: the rule by which the store takes its modes."""
    return directory.st_mode & _WRITING == 0o020


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _mode(found: os.stat_result) -> str:
    return f"{stat.S_IMODE(found.st_mode):04o}"


def _name(look_up: Callable[[], str], number: int) -> str:
    """The name of a user or a group, else its number."""
    try:
        return look_up()
    except (KeyError, OSError):
        return str(number)
