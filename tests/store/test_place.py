from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.worlds import open_store
from tui.store.errors import StoreError
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.place import path_of


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def three_files(store: SqliteStore) -> list[Path]:
    return [store.path.with_name(store.path.name + suffix) for suffix in ("", "-wal", "-shm")]


def test_three_slashes_are_relative_and_four_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("sqlite:///a/b.db") == tmp_path.resolve() / "a/b.db"
    assert path_of("sqlite:////var/x y.db") == Path("/var/x y.db")


@pytest.mark.parametrize(
    "url", ["", "scry.db", "sqlite://", "sqlite:///", "sqlite:///dir/", "sqlite:///:memory:", "postgresql://db/scry"]
)
def test_a_url_that_names_no_file_says_how_to_write_one(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///relative") as caught:
        open_store(url)
    assert caught.value.path == url


def test_a_new_store_is_private_whatever_the_umask(url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(url) as store:
            assert mode(tmp_path / "scry") == 0o700
            assert [mode(path) for path in three_files(store)] == [0o600] * 3
    finally:
        os.umask(before)


def test_of_the_directories_made_on_the_way_only_the_stores_own_is_private(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_store(f"sqlite:///{tmp_path}/a/b/c/scry.db"):
            assert [mode(tmp_path / each) for each in ("a", "a/b", "a/b/c")] == [0o755, 0o755, 0o700]
    finally:
        os.umask(before)


@pytest.mark.parametrize("directory_mode", [0o755, 0o750, 0o1777])
def test_a_directory_that_no_single_group_may_write_leaves_the_store_private(
    tmp_path: Path, directory_mode: int
) -> None:
    directory = tmp_path / "there"
    directory.mkdir()
    directory.chmod(directory_mode)
    with open_store(f"sqlite:///{directory}/scry.db") as store:
        assert [mode(path) for path in three_files(store)] == [0o600] * 3


def test_a_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a file"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="not a directory"):
        open_store(f"sqlite:///{tmp_path}/file/scry.db")


# Permissions do not hold the superuser back, so where the tests run as root the child becomes somebody else.
NOBODY, TEAM = 65534, 64000
CHILD = f"""
import mmap, os, sys
import tui.store.sqlite.migration  # before this login may no longer read the sources
from tui.store.errors import StoreError
from tui.store.sqlite.database import SqliteStore
if os.geteuid() == 0:
    os.setgroups([{TEAM}])
    os.setegid({NOBODY})
    os.seteuid({NOBODY})
try:
    with SqliteStore.open(sys.argv[1], base_url="", app_id="") as store:
        for suffix in ("", "-wal", "-shm"):
            found = os.stat(str(store.path) + suffix)
            print(oct(found.st_mode & 0o777), found.st_gid)
except StoreError as error:
    print(error)
"""


def opened_by_somebody(url: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", CHILD, url], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def public() -> Iterator[Path]:
    """A directory that others can come to, which they cannot to pytest's own."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


def test_a_group_that_may_write_the_directory_may_write_all_three_files(public: Path) -> None:
    shared = public / "shared"
    shared.mkdir()
    if os.geteuid() == 0:
        os.chown(shared, NOBODY, TEAM)
    else:
        os.chown(shared, -1, max(os.getgroups(), default=os.getegid()))
    shared.chmod(0o770)
    team = shared.stat().st_gid
    assert opened_by_somebody(f"sqlite:///{shared}/scry.db") == [f"0o660 {team}"] * 3
    assert mode(shared) == 0o770


def test_a_store_made_by_root_belongs_to_whom_its_directory_belongs(public: Path) -> None:
    home = public / "home"
    home.mkdir(0o700)
    if os.geteuid() == 0:
        os.chown(home, NOBODY, -1)
    for place in (home, home / ".local/state/scry"):
        with open_store(f"sqlite:///{place}/scry.db") as store:
            assert {path.stat().st_uid for path in three_files(store)} == {home.stat().st_uid}
            assert [mode(path) for path in three_files(store)] == [0o600] * 3
    assert {path.stat().st_uid for path in home.rglob("*")} == {home.stat().st_uid}


@pytest.mark.superuser
@pytest.mark.parametrize(("outer", "inner"), [(0o700, 0o700), (0o755, 0o755), (0o755, 0o700)])
def test_what_root_made_in_a_home_is_given_back_with_the_command_that_is_said(
    public: Path, outer: int, inner: int
) -> None:
    home = public / "home"
    state = home / ".local/state"
    state.mkdir(parents=True)
    state.chmod(inner)
    state.parent.chmod(outer)
    os.chown(home, NOBODY, NOBODY)
    url = f"sqlite:///{state}/scry/scry.db"
    (reason,) = opened_by_somebody(url)
    assert f"may not be read and written by this user: {home}/.local lies in a directory of yours" in reason
    command = f"chown -R {NOBODY} {home}/.local"
    assert f"take it back with: sudo {command};" in reason
    subprocess.run(command.split(), check=True)
    assert opened_by_somebody(url)[0].startswith("0o600")


def test_where_no_directory_can_be_made_the_one_that_bars_it_is_named(public: Path) -> None:
    (public / "shut").mkdir(0o555)
    if os.geteuid():
        (public / "shut").chmod(0o555)
    (reason,) = opened_by_somebody(f"sqlite:///{public}/shut/.local/state/scry/scry.db")
    assert f"cannot be made: {public}/shut may not be written by this user; name another file with --store" in reason


@pytest.mark.superuser
def test_a_directory_above_that_is_closed_is_named(public: Path) -> None:
    (public / "closed/below").mkdir(parents=True)
    (public / "closed").chmod(0o700)
    (reason,) = opened_by_somebody(f"sqlite:///{public}/closed/below/scry.db")
    assert f"{public}/closed (owner root, mode 0700) is closed to this user" in reason


@pytest.mark.parametrize(
    ("file_mode", "directory_mode"), [(None, 0o555), (0o000, 0o755), (0o444, 0o755), (0o444, 0o555), (0o644, 0o000)]
)
def test_what_this_user_may_not_write_is_refused_in_words(
    public: Path, file_mode: int | None, directory_mode: int
) -> None:
    directory = public / "closed"
    url = f"sqlite:///{directory}/scry.db"
    if file_mode is None:
        directory.mkdir()
    else:
        open_store(url).close()
        (directory / "scry.db").chmod(file_mode)
    directory.chmod(directory_mode)
    (reason,) = opened_by_somebody(url)
    directory.chmod(0o755)
    assert any(
        f" {each}: " in reason
        for each in (
            "may not be read and written by this user",
            "may not be written by this user",
            "cannot be opened",
        )
    )
