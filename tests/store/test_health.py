from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.manual_clock import ManualClock
from tests.store.process import write_and_read
from tests.store.worlds import open_store
from tui.clock import SystemClock
from tui.store.errors import StoreError
from tui.store.sqlite import schema
from tui.store.sqlite.connection import connect
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.health import has_reset_fault, inspect

CLOCK = SystemClock()


class RunningClock(ManualClock):
    """A second passes between any two looks at it."""

    def elapsed(self) -> float:
        self.advance(1)
        return super().elapsed()


async def test_a_sound_store_is_looked_at_while_others_use_it_and_left_as_it_is(store: SqliteStore) -> None:
    await write_and_read(store, "metric", 5)
    before = store.path.read_bytes()
    health = inspect(f"sqlite:///{store.path}", clock=CLOCK, within_s=5)
    assert health is not None
    assert (health.fault, health.schema, health.newest_schema) == ("", len(schema.STEPS), len(schema.STEPS))
    assert health.size_bytes == len(before)
    assert health.wal_bytes > 0
    assert health.free_bytes > 0
    assert store.path.read_bytes() == before
    await write_and_read(store, "another", 5)


def test_no_store_is_no_fault_and_none_is_made(tmp_path: Path) -> None:
    assert inspect(f"sqlite:///{tmp_path}/a/scry.db", clock=CLOCK, within_s=5) is None
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_page_is_found_and_told(url: str) -> None:
    with open_store(url) as store:
        await write_and_read(store, "metric", 50)
        path = store.path
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'points'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    health = inspect(url, clock=CLOCK, within_s=5)
    assert health is not None
    assert health.fault
    assert "\n" not in health.fault


def test_a_look_that_takes_too_long_ends_without_a_verdict(url: str) -> None:
    with open_store(url) as store, closing(connect(store.path)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO points (series_id, ts, value) VALUES (1, ?, 0.5)", ((ts,) for ts in range(200_000))
        )
        connection.execute("COMMIT")
    health = inspect(url, clock=RunningClock(0), within_s=0.5)
    assert health is not None
    assert health.fault is None


@pytest.mark.parametrize("content", [b"my notes " * 500, b"x"])
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a SQLite database"):
        inspect(f"sqlite:///{path}", clock=CLOCK, within_s=5)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="is a database of another program"):
        inspect(f"sqlite:///{tmp_path}/other.db", clock=CLOCK, within_s=5)


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_fault_of_resetting_the_log_is_known_by_version(version: tuple[int, int, int], faulty: bool) -> None:
    assert has_reset_fault(version) is faulty
