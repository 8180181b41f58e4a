"""A damaged store is set aside and told; what can be read of it is saved; nothing is claimed that was lost."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.manual_clock import ManualClock
from tests.store.rows import by_rows
from tests.store.test_processes import is_sound, outputs, start
from tests.store.worlds import T0, Asker, minutes, open_store, put, read
from tui.domain.records import UsageDay, Window
from tui.store.errors import StoreError
from tui.store.rows.usage import put_usage
from tui.store.sqlite import recovery as salvage
from tui.store.sqlite import schema
from tui.store.sqlite.connection import transaction
from tui.store.sqlite.database import SqliteStore

PAGE_BYTES = 4096
Rows = dict[str, set[tuple[object, ...]]]


@pytest.fixture
def path(url: str) -> Path:
    """A store with days of points, requests and usage in it, closed."""
    with open_store(url) as store, transaction(store._writer, "IMMEDIATE"):
        connection = store._writer
        for metric in ("loss", "freeze"):
            many = dict.fromkeys(range(0, 86400, 60), 1.5)
            put(connection, 1, many, window=minutes(0, 1440), answered_ts=T0 + 2 * 86400, metric=metric)
        asker = Asker(connection, ManualClock(T0))
        for number in range(300):
            asker.box.advance(61)
            asker.settle(asker.granted(channel=f"big-{number % 7}").claim_id)
        days = [UsageDay(86400 * day, day, day, day) for day in range(1, 200)]
        put_usage(connection, 1, days, window=Window(86400, 200 * 86400), answered_ts=T0)
    return store.path


def rows_of(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: set(connection.execute(f"SELECT * FROM {name}")) for (name,) in names}  # noqa: S608


def trash(path: Path, pages: Sequence[int]) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE_BYTES : page * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(content)


def root_of(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return int(page)


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_truncated_store_is_set_aside_as_it_is_and_a_new_one_begun(url: str, path: Path, keep: float) -> None:
    content = path.read_bytes()[: int(path.stat().st_size * keep)]
    path.write_bytes(content)
    with open_store(url) as store:
        assert store.salvaged is not None
        assert store.salvaged.aside == path.with_name("scry.db.damaged")
        assert store.salvaged.lost
    assert path.with_name("scry.db.damaged").stat().st_size == len(content)
    assert is_sound(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with open_store(url) as again:
        assert again.salvaged is None
    assert {entry.name for entry in path.parent.iterdir()} == {"scry.db", "scry.db.damaged"}


def test_of_a_store_that_lost_its_end_the_rest_is_saved(url: str, path: Path) -> None:
    before = rows_of(path)
    os.truncate(path, int(path.stat().st_size * 0.9))
    with open_store(url) as store:
        assert store.salvaged is not None
    after = rows_of(path)
    assert after["points"] == before["points"], "the oldest pages"
    assert after["usage"] < before["usage"], "the newest ones"


async def test_damage_that_is_met_while_it_runs_is_mended_by_the_next_one_to_start(url: str, path: Path) -> None:
    before = rows_of(path)
    trash(path, [root_of(path, "points")])
    with open_store(url) as store:
        assert store.salvaged is None, "opening looks at few pages"
        with pytest.raises(StoreError, match="is damaged: start scry again: it renames the damaged file and saves"):
            await store.read(by_rows(read), minutes(0, 1440))
    with open_store(url) as store:
        assert store.salvaged is not None
        assert store.salvaged.lost == ("points",)
        assert await store.read(by_rows(read), minutes(0, 1440)) == {}
    after = rows_of(path)
    assert after["ledger"] == before["ledger"]
    assert after["usage"] == before["usage"]
    assert after["coverage"] == set(), "what was lost is asked for again as far as the API reaches"


@pytest.mark.parametrize("count", [12, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_whatever_page_is_damaged_the_rest_is_saved_and_no_row_is_invented(url: str, path: Path, count: int) -> None:
    before, sound = rows_of(path), path.read_bytes()
    pages = list(range(2, len(sound) // PAGE_BYTES + 1))
    seen: set[str] = set()
    for page in random.Random(1).sample(pages, min(count, len(pages))):
        path.write_bytes(sound)
        trash(path, [page])
        salvage.mark(path)
        with open_store(url) as store:
            assert store.salvaged is not None
            lost = set(store.salvaged.lost)
            store.salvaged.aside.unlink()
        after = rows_of(path)
        for name in ("points", "ledger", "usage", "series", "last_answers"):
            assert after[name] <= before[name], (page, name)
        # What is not named as lost is all there, unless it belonged to what is.
        if not lost:
            assert {name: after[name] for name in ("points", "ledger", "usage", "coverage")} == {
                name: before[name] for name in ("points", "ledger", "usage", "coverage")
            }
        if "projects" not in lost:
            for name in ("usage", "ledger"):
                assert name in lost or after[name] == before[name]
        seen |= lost
    assert seen & {"points", "ledger", "usage"}, "pages of them were among the damaged"


def test_of_a_table_damaged_in_its_middle_both_ends_are_saved(url: str, path: Path) -> None:
    before = rows_of(path)["points"]
    with closing(sqlite3.connect(path)) as connection:
        # A leaf of the table: its rows are what only it holds.
        used = {root_of(path, name) for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()}
    saved = 0
    sound = path.read_bytes()
    for page in sorted(set(range(2, len(sound) // PAGE_BYTES + 1)) - used)[5:60]:
        path.write_bytes(sound)
        trash(path, [page])
        salvage.mark(path)
        with open_store(url) as store:
            assert store.salvaged is not None
            store.salvaged.aside.unlink()
            lost = store.salvaged.lost
        if lost == ("points",):
            saved = len(rows_of(path)["points"])
            break
    assert len(before) * 0.8 < saved < len(before)


def test_a_report_is_not_lost_with_the_ledger_and_no_number_is_given_twice(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = (
        "CREATE TABLE marks (mark_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, claim_id INTEGER,"
        " text TEXT NOT NULL)",
    )
    steps = (*schema.STEPS, marks)
    monkeypatch.setattr(schema, "STEPS", steps)
    monkeypatch.setattr(schema.prepare, "__defaults__", (steps,))
    with open_store(url) as store:
        asker = Asker(store._writer, ManualClock(T0))
        claim_ids = [asker.granted(channel=f"{number}").claim_id for number in range(200)]
        store._writer.executemany(
            "INSERT INTO marks (project_id, claim_id, text) VALUES (1, ?, ?)", [(one, f"n{one}") for one in claim_ids]
        )
    trash(store.path, [root_of(store.path, "ledger")])
    salvage.mark(store.path)
    with open_store(url) as store:
        assert store.salvaged is not None
        assert "ledger" in store.salvaged.lost
        assert "marks" not in store.salvaged.lost
        asker = Asker(store._writer, ManualClock(T0))
        assert asker.granted().claim_id == claim_ids[-1] + 1
    assert {text for *_, text in rows_of(store.path)["marks"]} == {f"n{one}" for one in claim_ids}


def test_a_salvage_that_fails_leaves_everything_as_it_was(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trash(path, [root_of(path, "points")])
    salvage.mark(path)
    content = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(salvage, "_set_aside", full)
    with pytest.raises(StoreError, match="does not fit on its disk"):
        open_store(url)
    assert path.read_bytes() == content
    assert {entry.name for entry in path.parent.iterdir()} == {"scry.db", "scry.db.is-damaged"}
    monkeypatch.undo()
    with open_store(url) as store:
        assert store.salvaged is not None


def test_of_four_that_meet_a_damaged_store_at_once_one_mends_it_and_all_go_on(url: str, path: Path) -> None:
    trash(path, [root_of(path, "points")])
    salvage.mark(path)
    outputs([start("write", url, name, 5) for name in "abcd"])
    assert is_sound(path)
    assert len(list(path.parent.glob("*.damaged*"))) == 1


async def test_a_store_of_an_older_scry_is_saved_as_such_and_then_migrated(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trash(path, [root_of(path, "points")])
    salvage.mark(path)
    steps = (*schema.STEPS, ("CREATE TABLE songs (text TEXT)",))
    monkeypatch.setattr(schema, "STEPS", steps)
    monkeypatch.setattr(schema.prepare, "__defaults__", (steps,))
    with SqliteStore.open(url, base_url="https://api.example.com", app_id="app") as store:
        assert store.salvaged is not None
        assert store.salvaged.lost == ("points",)
    assert "songs" in rows_of(path)
    assert path.with_name(f"scry.db.v{len(steps) - 1}.bak").exists()
