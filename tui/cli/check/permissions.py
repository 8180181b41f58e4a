"""Who else may read or write what scry keeps."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from tui.cli.check.finding import Finding, ok, warn
from tui.cli.settings import Settings, state_file
from tui.config import values as config
from tui.files import STRANGERS, keeps_modes
from tui.messages import check as words
from tui.store.errors import StoreError
from tui.store.sqlite.place import path_of


def permissions(settings: Settings) -> list[Finding]:
    """One line where all is as it should be, else one for each that is not."""
    state = config.state_directory_if_any()
    kept = [settings.log_file, *filter(None, [state_file(settings.store, state)])]
    with suppress(StoreError):
        store = path_of(settings.store)
        kept += [store.with_name(store.name + suffix) for suffix in ("", "-wal", "-shm")]
        kept += sorted(store.parent.glob(f"{store.name}.v*.bak*"))
    directories = [path for path in dict.fromkeys(file.parent for file in kept) if path.is_dir()]
    open_to_all = open_directories([settings.config_path, *kept])
    wrong = [
        *without_modes(open_to_all),
        *(() if settings.config_path.parent in open_to_all else _of_config(settings.config_path)),
        *(
            finding
            for path in directories
            if path not in open_to_all
            for finding in _of_directory(path, private=path == state)
        ),
        *(finding for path in kept if path.parent not in open_to_all for finding in _of_file(path)),
    ]
    return wrong or [_as_they_are([settings.config_path, *directories, *kept])]


def open_directories(files: Sequence[Path]) -> list[Path]:
    """Those of the files' directories whose file system keeps no modes, so that others may read whatever is there."""
    found = []
    for directory in dict.fromkeys(file.parent for file in files):
        status = [_stat(file) for file in files if file.parent == directory]
        if any(each is not None and each.st_mode & STRANGERS for each in status):
            with suppress(OSError):
                if not keeps_modes(directory):
                    found.append(directory)
    return found


def without_modes(directories: Iterable[Path]) -> list[Finding]:
    """Said at the start, too: no command mends it."""
    return [warn(words.PERMISSIONS, words.NO_MODES, path=path) for path in directories]


def _of_config(path: Path) -> Iterable[Finding]:
    """The config file names programs that scry runs (`customer_secret_command`), and where credentials go. That no
    others can read a secret in it is seen to when it is loaded."""
    for each, wanted in ((path, "600"), (path.parent, "go-w")):
        found = _stat(each)
        if found is None:
            continue
        if found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX:
            yield warn(words.PERMISSIONS, words.OTHERS_WRITE, path=each, mode=_mode(found), wanted=wanted)
        if found.st_uid not in (0, os.geteuid()):
            yield warn(words.PERMISSIONS, words.NOT_YOURS, path=each, owner=_user(found.st_uid))


def _of_directory(path: Path, *, private: bool) -> Iterable[Finding]:
    found = path.stat()
    if found.st_mode & 0o002 and not found.st_mode & stat.S_ISVTX:
        yield warn(words.PERMISSIONS, words.OTHERS_WRITE, path=path, mode=_mode(found), wanted="o-w")
    elif _is_shared(found):
        if not found.st_mode & stat.S_ISGID:
            yield warn(words.PERMISSIONS, words.NO_SETGID, path=path)
    elif private and found.st_mode & 0o077:
        yield warn(words.PERMISSIONS, words.OTHERS_READ, path=path, mode=_mode(found), wanted="700")


def _of_file(path: Path) -> Iterable[Finding]:
    found, directory = _stat(path), _stat(path.parent)
    if found is None or directory is None or not stat.S_ISREG(found.st_mode):
        return
    shared = _is_shared(directory)
    strangers = 0o007 if shared else 0o077
    wanted = "660" if shared else "600"
    if found.st_mode & strangers & 0o022:
        yield warn(words.PERMISSIONS, words.OTHERS_WRITE, path=path, mode=_mode(found), wanted=wanted)
    elif found.st_mode & strangers:
        yield warn(words.PERMISSIONS, words.OTHERS_READ, path=path, mode=_mode(found), wanted=wanted)
    elif shared and (found.st_mode & 0o660 != 0o660 or found.st_gid != directory.st_gid) and ".db" in path.name:
        group = _group(directory.st_gid)
        yield warn(words.PERMISSIONS, words.GROUP_SHUT_OUT, path=path, mode=_mode(found), group=group)


def _as_they_are(paths: Sequence[Path]) -> Finding:
    files: list[Finding] = []
    for path in paths:
        if (found := _stat(path)) is None:
            continue
        values = {"path": path, "mode": _mode(found)}
        if stat.S_ISDIR(found.st_mode) and _is_shared(found):
            files.append(ok(words.PERMISSIONS, words.MODE_SHARED, **values, group=_group(found.st_gid)))
        else:
            files.append(ok(words.PERMISSIONS, words.MODE, **values))
    return ok(words.PERMISSIONS, words.MODES, files=files) if files else ok(words.PERMISSIONS, words.NOTHING_THERE)


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
