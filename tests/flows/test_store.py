"""What can befall the store under a running scry, in a real terminal, on a real file system: said, and outlived."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, ROOT, scry, simulated
from tests.sim.watched import World
from tests.term import Terminal
from tui.clock import ScaledClock

R = re.compile
AT_HOME = ("● live", R(r"Audio end-to-end +\d"))
SPEED = 60.0


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    place = tmp_path / "little"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], check=False).returncode:
        pytest.skip("this box mounts no file system")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def hurried(url: str, world: World, home: Path, store: Path) -> Terminal:
    """A scry whose minutes take a second."""
    clock = ScaledClock(world.epoch_ts, SPEED, time.monotonic())
    world.clock = clock.now
    numbers = [repr(number) for number in (clock.epoch_ts, clock.origin, clock.speed)]
    arguments = ["--app-id", "demoapp", "--base-url", url, "--store", f"sqlite:///{store}"]
    command = (sys.executable, "-m", "tests.flows.hurried", *numbers, *arguments)
    return Terminal.spawn(command, home=home, env=CREDENTIALS, cols=120, rows=36, cwd=ROOT)


def requests(store: Path) -> int:
    with closing(sqlite3.connect(store)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM ledger WHERE answered_ts IS NOT NULL").fetchone()
    return int(count)


@pytest.mark.superuser
def test_a_full_disk_and_another_program_s_lock_are_said_and_when_they_are_gone_it_goes_on(
    tmp_path: Path, little: Path
) -> None:
    store = little / "scry.db"
    with simulated() as (world, url), hurried(url, world, tmp_path, store) as terminal:
        terminal.wait_for(*AT_HOME)
        filler = little / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        terminal.wait_for("✕ store", R(r"does\s+not\s+fit\s+on\s+its\s+disk"), "Video freeze")
        before = requests(store)
        filler.unlink()
        terminal.wait_until(lambda text: "✕ store" not in text and requests(store) > before, "it goes on")
        with closing(sqlite3.connect(store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            terminal.wait_for("✕ store", R(r"is\s+held\s+by\s+another\s+program"))
            before = requests(store)
            other.execute("ROLLBACK")
        terminal.wait_until(lambda text: "✕ store" not in text and requests(store) > before, "it goes on")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0


def test_a_store_that_is_held_is_waited_for_and_a_damaged_one_is_said_on_screen_until_it_was_seen(
    tmp_path: Path,
) -> None:
    arguments = ("--app-id", "demoapp")
    store = tmp_path / ".local/state/scry/scry.db"
    with simulated() as (_, url):
        with scry(*arguments, "--base-url", url, home=tmp_path) as terminal:
            terminal.wait_for(*AT_HOME)
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0
        with closing(sqlite3.connect(store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with scry(*arguments, "--base-url", url, home=tmp_path) as terminal:
                terminal.wait_for("scry: the store", "close the program that holds it; scry then goes on")
                other.execute("ROLLBACK")
                terminal.wait_for(*AT_HOME)
                terminal.send("ctrl+q")
                assert terminal.exit_status() == 0
        os.truncate(store, store.stat().st_size // 2)
        with scry(*arguments, "--base-url", url, home=tmp_path) as terminal:
            terminal.wait_for("the store was damaged: the old file is", "scry.db.damaged")
            terminal.send("esc")
            terminal.wait_until(lambda text: "damaged" not in text, "seen")
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0
            assert "scry: the store was damaged" in terminal.text(), "it stands behind it, too"


@pytest.mark.superuser
def test_a_read_only_file_system_is_said_in_a_sentence(tmp_path: Path, little: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", little], check=True)
    with scry(
        "--app-id", "a", "--base-url", "http://127.0.0.1:9", "--store", f"sqlite:///{little}/scry.db", home=tmp_path
    ) as terminal:
        assert terminal.exit_status() == 1
        # The sentence is folded where the path's length says, within a word too.
        said = "read-only file system: name another file with --store"
        assert said.replace(" ", "") in "".join(terminal.text().split())
