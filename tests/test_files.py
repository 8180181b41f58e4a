"""Files of our own on file systems of any kind: modes, owners, locks, letters."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tui import files
from tui.files import (
    Lack,
    NotText,
    keeps_modes,
    lack,
    locked,
    make_directory,
    make_private,
    opened,
    text_of,
    unfinished,
)

SOMEBODY = 54321


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refuses(number: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.fixture
def without_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on vfat: every file shows the same modes, and none can be changed."""
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, _mode=0o777, **rest: real(path, flags, 0o755, **rest))
    monkeypatch.setattr(os, "fchmod", refuses(errno.EPERM))


# -- in the right hands


def test_only_the_last_directory_is_private_and_those_above_it_are_like_any_others(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        make_directory(tmp_path / "a/b/c")
        make_directory(tmp_path / "a/b/c")
    finally:
        os.umask(before)
    assert [mode(tmp_path / each) for each in ("a", "a/b", "a/b/c")] == [0o755, 0o755, 0o700]


def test_a_file_in_the_way_of_a_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match="directory"):
        make_directory(tmp_path / "a/b")


@pytest.mark.superuser
def test_what_the_superuser_makes_in_somebodys_directory_is_theirs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, SOMEBODY)
    state = home / ".local/state/scry"
    make_directory(state)
    os.close(opened(state / "scry.log", os.O_WRONLY))
    with locked(state / "state.toml"):
        unfinished(state / "state.toml", b"").replace(state / "state.toml")
    made = [path.stat() for path in home.rglob("*")]
    assert len(made) == 6
    assert {(each.st_uid, each.st_gid) for each in made} == {(SOMEBODY, SOMEBODY)}


@pytest.mark.superuser
def test_a_file_that_was_there_keeps_its_owner_also_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "of-root").touch()
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, SOMEBODY)
    (home / "scry.log").symlink_to(tmp_path / "of-root")
    os.close(opened(home / "scry.log", os.O_WRONLY))
    assert (tmp_path / "of-root").stat().st_uid == 0


def test_a_link_to_what_is_not_there_yet_stays_one(tmp_path: Path) -> None:
    (tmp_path / "scry.log").symlink_to(tmp_path / "elsewhere.log")
    os.close(opened(tmp_path / "scry.log", os.O_WRONLY))
    assert (tmp_path / "scry.log").is_symlink()
    assert mode(tmp_path / "elsewhere.log") == 0o600


def test_a_device_stays_everybodys() -> None:
    before = mode(Path(os.devnull))
    descriptor = os.open(os.devnull, os.O_WRONLY)
    make_private(descriptor)
    os.close(descriptor)
    assert mode(Path(os.devnull)) == before


# -- what a file system has


@pytest.mark.usefixtures("without_modes")
def test_without_modes_a_file_is_written_all_the_same_and_that_they_are_missing_can_be_asked(tmp_path: Path) -> None:
    assert not keeps_modes(tmp_path)
    assert unfinished(tmp_path / "state.toml", b"scry = 1\n").read_bytes() == b"scry = 1\n"
    assert [path.name for path in tmp_path.iterdir()] == ["state.toml.tmp"]


def test_a_mode_that_cannot_be_set_is_no_matter_where_the_file_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fchmod", refuses(errno.EPERM))
    assert keeps_modes(tmp_path)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EACCES])
def test_a_file_system_without_locks_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    assert lack(tmp_path) is None
    monkeypatch.setattr(fcntl, "lockf", refuses(number))
    assert lack(tmp_path) is Lack.LOCKS
    assert not [*tmp_path.iterdir()]


def test_a_file_system_without_shared_memory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mmap, "mmap", refuses(errno.ENODEV))
    assert lack(tmp_path) is Lack.SHARED_MEMORY
    assert not [*tmp_path.iterdir()]


# -- one at a time


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_without_flock_there_is_still_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", refuses(number))
    path = tmp_path / "count"
    path.write_bytes(b"")

    def add(_: int) -> None:
        with locked(path):
            unfinished(path, path.read_bytes() + b".").replace(path)

    with ThreadPoolExecutor(4) as several:
        list(several.map(add, range(40)))
    assert path.read_bytes() == b"." * 40
    assert {each.name for each in tmp_path.iterdir()} == {"count", "count.lock"}


def test_without_flock_a_lock_that_was_left_behind_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", refuses(errno.ENOLCK))
    monkeypatch.setattr(files, "LOCK_TIMEOUT_S", 0.05)
    (tmp_path / "state.toml.locked").mkdir()
    for _ in range(2):
        with locked(tmp_path / "state.toml"):
            pass
    assert not (tmp_path / "state.toml.locked").exists()


# -- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_none_of_the_text(encoding: str) -> None:
    assert text_of("[a]\nname = '课堂'\n".encode(encoding)) == "[a]\nname = '课堂'\n"
    assert text_of("".encode(encoding)) == ""


@pytest.mark.parametrize(
    ("content", "encoding", "line"),
    [
        ("a = 1".encode("utf-16"), "UTF-16", 1),
        ("a = 1".encode("utf-16-le"), "UTF-16", 1),
        ("a = 1".encode("utf-16-be"), "UTF-16", 1),
        (b"\xfe\xff" + "课堂".encode("utf-16-be"), "UTF-16", 1),
        ("a = 1".encode("utf-32"), "UTF-32", 1),
        (b"\xe9", "", 1),
        (b"a = 1\r\nb = 2\n# \xe9t\xe9\n", "", 3),
        ("\ufeffa = 1\n".encode() + "名 = 1".encode("gbk"), "", 2),
    ],
)
def test_what_is_no_utf_8_is_told_by_its_encoding_or_its_line(content: bytes, encoding: str, line: int) -> None:
    with pytest.raises(NotText) as caught:
        text_of(content)
    assert (caught.value.encoding, caught.value.line) == (encoding, line)
