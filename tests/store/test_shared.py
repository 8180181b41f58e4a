"""Two logins in one group on one store outside their homes: real processes under user ids of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S, in_time
from tests.store.rows import by_rows
from tests.store.test_processes import ROOT, is_sound
from tests.store.worlds import minutes, open_store, read

ALICE, BOB, STRANGER, TEAM = 64001, 64002, 64003, 64000

# A login whose own group is not the team's, whose umask keeps everything to itself. Each line read is a step; what it
# needs is imported before it loses the right to read the interpreter's own files.
LOGIN = """
import asyncio, json, mmap, os, sqlite3, stat, sys
from tests.store.process import write_and_read
from tests.store.worlds import open_store
import tui.store.sqlite.changes, tui.store.sqlite.migration, tui.store.sqlite.snapshot
from tui.store.errors import StoreError

uid, team, url, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
os.setgroups([team] if team else [])
os.setgid(uid)
os.setuid(uid)
os.umask(0o077)
try:
    store = open_store(url)
except StoreError as error:
    sys.exit(str(error))
with store:
    print("open", flush=True)
    for step in sys.stdin:
        asyncio.run(write_and_read(store, f"{name} {int(step)}", int(step)))
        modes = []
        for suffix in ("", "-wal", "-shm"):
            found = os.stat(f"{store.path}{suffix}")
            modes.append([oct(stat.S_IMODE(found.st_mode)), found.st_gid])
        print(json.dumps(modes), flush=True)
"""
SHARED_MODES = f'[["0o660", {TEAM}], ["0o660", {TEAM}], ["0o660", {TEAM}]]'


class Login:
    """A process of one login with the store open, as soon as it says so."""

    def __init__(self, uid: int, url: str, name: str, team: int = TEAM) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOGIN, str(uid), str(team), url, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    def is_open(self) -> bool:
        return self._out.readline() == "open\n"

    def work(self, count: int) -> str:
        """Write `count` minutes of a new metric and read them back; the modes and groups of the three files."""
        self._in.write(f"{count}\n")
        self._in.flush()
        return self._out.readline().strip()

    def end(self) -> str:
        """Close the store; what was said on stderr."""
        _, said = self._process.communicate(timeout=PATIENCE_S)
        return said

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def public() -> Iterator[Path]:
    """A directory that others can come to, which they cannot to pytest's own."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


@pytest.fixture
def shared(public: Path) -> Path:
    """A directory as a team makes one: its group's, who may write it, and so is what is made in it."""
    directory = public / "shared"
    directory.mkdir()
    os.chown(directory, ALICE, TEAM)
    directory.chmod(0o2770)
    return directory


def url_in(directory: Path) -> str:
    return f"sqlite:///{directory}/scry.db"


def everyone_ends(logins: Sequence[Login]) -> None:
    assert [login.end() for login in logins] == [""] * len(logins)


@pytest.mark.superuser
@pytest.mark.parametrize("order", [(ALICE, BOB), (BOB, ALICE)], ids=["its owner first", "its owner last"])
@pytest.mark.parametrize("closes_first", [0, 1])
async def test_two_logins_of_one_group_both_read_and_write_whoever_comes_and_leaves_first(
    shared: Path, order: tuple[int, int], closes_first: int
) -> None:
    with ExitStack() as ends:
        logins = [Login(uid, url_in(shared), str(uid)) for uid in order[:1]]
        ends.callback(logins[0].kill)
        assert logins[0].is_open()
        assert logins[0].work(5) == SHARED_MODES
        logins.append(Login(order[1], url_in(shared), str(order[1])))
        ends.callback(logins[1].kill)
        assert logins[1].is_open()
        assert [login.work(10) for login in logins] == [SHARED_MODES] * 2
        everyone_ends([logins.pop(closes_first)])
        assert logins[0].work(15) == SHARED_MODES
        everyone_ends(logins)
        # All three files are made anew or found again by whoever comes next.
        again = Login(order[closes_first], url_in(shared), "again")
        ends.callback(again.kill)
        assert again.is_open()
        assert again.work(1) == SHARED_MODES
        everyone_ends([again])
    assert is_sound(shared / "scry.db")
    with closing(open_store(url_in(shared))) as store:
        for uid in order:
            assert set(await store.read(by_rows(read), minutes(0, 10), f"{uid} 10")) == {
                60 * minute for minute in range(10)
            }


@pytest.mark.superuser
def test_two_logins_that_make_the_store_at_one_moment_both_get_in(shared: Path) -> None:
    for attempt in range(3):
        with ExitStack() as ends:
            logins = [Login(uid, url_in(shared), str(uid)) for uid in (ALICE, BOB)]
            for login in logins:
                ends.callback(login.kill)
            assert [login.is_open() for login in logins] == [True, True], attempt
            assert [login.work(5) for login in logins] == [SHARED_MODES] * 2
            everyone_ends(logins)
        assert {path.name for path in shared.iterdir()} <= {"scry.db", "scry.db-wal", "scry.db-shm"}
        for path in shared.iterdir():
            path.unlink()


@pytest.mark.superuser
async def test_what_one_login_writes_the_other_hears_within_a_second(shared: Path) -> None:
    """The superuser stands for the second login here: its files must serve the first one too."""
    with open_store(url_in(shared)) as store, ExitStack() as ends:
        heard = asyncio.Event()
        store.subscribe(lambda topics: heard.set() if "series:live_net" in topics else None)
        watching = asyncio.create_task(store.watch())
        ends.callback(watching.cancel)
        bob = Login(BOB, url_in(shared), "bob")
        ends.callback(bob.kill)
        assert await asyncio.to_thread(bob.is_open)
        assert await asyncio.to_thread(bob.work, 1) == SHARED_MODES
        begun_s = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        assert in_time(time.monotonic() - begun_s, 1.0)
        everyone_ends([bob])


@pytest.mark.superuser
@pytest.mark.parametrize(
    ("directory_mode", "file_mode", "team", "says"),
    [
        (0o755, None, TEAM, "chmod g+rwxs {directory}"),
        (0o2750, None, TEAM, "chmod g+rwxs {directory}"),
        (0o755, None, 0, "chgrp GROUP {directory}; chmod g+rwxs {directory}"),
        (0o2770, 0o600, TEAM, "chmod 660 {directory}/scry.db*"),
        (0o755, 0o600, TEAM, "chmod g+rwxs {directory}; chmod 660 {directory}/scry.db*"),
    ],
)
def test_a_login_that_may_not_come_in_is_told_what_its_owner_must_run(
    shared: Path, directory_mode: int, file_mode: int | None, team: int, says: str
) -> None:
    if file_mode is not None:
        open_store(url_in(shared)).close()
        (shared / "scry.db").chmod(file_mode)
    shared.chmod(directory_mode)
    stranger = Login(STRANGER, url_in(shared), "stranger", team)
    said = stranger.end()
    assert " may not be read and written by this user: name another file with --store, or" in said
    assert said.endswith(f"let its owner run: {says.format(directory=shared)}\n")


@pytest.mark.superuser
def test_what_the_owner_was_told_to_run_lets_the_other_login_in(shared: Path) -> None:
    """Told once by the directory, once by the files: each time the commands are run as they stand."""
    os.chown(shared, ALICE, ALICE)
    shared.chmod(0o700)
    owner = Login(ALICE, url_in(shared), "owner")
    assert owner.is_open()
    everyone_ends([owner])
    shared.chmod(0o755)
    said = Login(BOB, url_in(shared), "bob").end()
    commands = said.partition("let its owner run: ")[2].replace("GROUP", str(TEAM))
    subprocess.run(["sh", "-c", commands], check=True)
    with ExitStack() as ends:
        logins = []
        for uid in (BOB, ALICE):
            logins.append(Login(uid, url_in(shared), str(uid)))
            ends.callback(logins[-1].kill)
            assert logins[-1].is_open()
        everyone_ends(logins)
