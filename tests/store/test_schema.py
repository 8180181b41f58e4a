from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.rows import by_rows
from tests.store.worlds import T0, minutes, open_store, put, read
from tui.domain.records import Window
from tui.store.errors import StoreError
from tui.store.sqlite import schema
from tui.store.sqlite.database import SqliteStore

NEWEST = len(schema.STEPS)


def path_in(url: str) -> Path:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(exist_ok=True)
    return path


@pytest.mark.parametrize("content", [b"x", b"[profiles.a]\napp_id = 'x'\n", bytes(range(256)) * 64])
def test_a_file_that_is_no_database_is_refused_and_untouched(url: str, content: bytes) -> None:
    path = path_in(url)
    path.write_bytes(content)
    path.chmod(0o644)
    before = path.stat()
    with pytest.raises(StoreError, match="is not a SQLite database: name another file") as caught:
        open_store(url)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content
    assert (path.stat().st_mtime_ns, path.stat().st_mode) == (before.st_mtime_ns, before.st_mode)
    assert list(path.parent.iterdir()) == [path]


def test_another_programs_database_is_refused_and_untouched(url: str) -> None:
    path = path_in(url)
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    content = path.read_bytes()
    with pytest.raises(StoreError, match="is a database of another program"):
        open_store(url)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_an_empty_file_becomes_a_store(url: str) -> None:
    path_in(url).touch()
    with open_store(url) as store:
        assert store.project_id == 1


def test_a_newer_schema_names_the_scry_that_wrote_it_and_is_untouched(url: str) -> None:
    path = path_in(url)
    open_store(url).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE meta SET value = '9.8.7'")
        newer.execute(f"PRAGMA user_version={NEWEST + 1}")
        newer.commit()
    content = path.read_bytes()
    with pytest.raises(StoreError, match=r"by scry 9\.8\.7, which is newer.*: install scry 9\.8\.7 or newer"):
        open_store(url)
    assert path.read_bytes() == content


async def test_an_older_schema_is_migrated_with_its_rows_after_a_backup(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_in(url)
    with open_store(url) as store:
        await store.write(by_rows(put), {0: 1.0}, window=minutes(0, 1), answered_ts=T0 + 60)
    monkeypatch.setattr(schema.prepare, "__defaults__", ((*schema.STEPS, ("CREATE TABLE songs (text TEXT)",)),))
    with open_store(url) as store:
        assert await store.read(by_rows(read), minutes(0, 1)) == {0: 1.0}
        assert await store.read(by_rows(_tables), "songs") == 1
    backup = path.with_name(f"scry.db.v{NEWEST}.bak")
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert old.execute("SELECT value FROM points").fetchall() == [(1.0,)]
        assert _tables(old, 1, "songs") == 0


@pytest.mark.parametrize("version", range(1, NEWEST))
async def test_a_store_of_every_released_schema_opens_with_its_rows(
    url: str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema.prepare, "__defaults__", (schema.STEPS[:version],))
    with open_store(url) as store:
        await store.write(by_rows(_put_plainly))
    monkeypatch.undo()
    with open_store(url) as store:
        assert await store.read(by_rows(read), minutes(0, 1)) == {0: 1.0}
        assert await store.read(by_rows(_tables), "reports") == 1
        await store.write(by_rows(put), {0: 2.0}, window=minutes(0, 1), answered_ts=T0 + 60)
    assert path_in(url).with_name(f"scry.db.v{version}.bak").exists()


async def test_truncated_minutes_of_an_older_store_are_truncated_slots_of_its_feed_of_diagnoses(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_truncated(connection: sqlite3.Connection, project_id: int) -> None:
        for endpoint, channel in (("diagnosis", ""), ("live_net", ""), ("diagnosis", "a channel")):
            connection.execute(
                "INSERT INTO feeds (project_id, endpoint, channel, answered_ts) VALUES (?, ?, ?, ?)",
                (project_id, endpoint, channel, T0),
            )
        rows = [(project_id, T0 + 60 * minute, T0 + 500.0) for minute in (0, 1, 3)]
        connection.executemany("INSERT INTO truncations VALUES (?, ?, ?)", rows)

    monkeypatch.setattr(schema.prepare, "__defaults__", (schema.STEPS[:5],))
    with open_store(url) as store:
        await store.write(by_rows(put_truncated))
    monkeypatch.undo()
    with open_store(url) as store:
        found = await store.read(lambda snapshot: snapshot.truncated(minutes(0, 10)))
        assert found == (Window(T0, T0 + 120), Window(T0 + 180, T0 + 240))
        assert await store.read(by_rows(_tables), "truncated_minutes") == 0
        # Answers older than the one that was full leave them, newer ones complete them.
        for answered, left in ((400, found), (900, found[1:])):
            await store.write(
                lambda changes, answered_ts: changes.put_diagnoses(
                    [], window=minutes(0, 2), cap=10, delay_s=0, answered_ts=answered_ts
                ),
                T0 + answered,
            )
            assert await store.read(lambda snapshot: snapshot.truncated(minutes(0, 10))) == left


def test_a_migration_that_fails_leaves_the_old_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_in(url)
    open_store(url).close()
    bad = (*schema.STEPS, ("CREATE TABLE songs (text TEXT)", "CREATE TABLE songs (text TEXT)"))
    monkeypatch.setattr(schema.prepare, "__defaults__", (bad,))
    for _ in range(2):
        with pytest.raises(StoreError, match="songs already exists"):
            open_store(url)
    monkeypatch.undo()
    open_store(url).close()
    assert sorted(entry.name for entry in path.parent.iterdir()) == [
        "scry.db",
        f"scry.db.v{NEWEST}.bak",
        f"scry.db.v{NEWEST}.bak2",
    ]


def test_projects_of_one_file_keep_apart(url: str) -> None:
    with open_store(url, "a") as one, open_store(url, "b") as other, open_store(url, "a") as again:
        assert one.project_id == again.project_id != other.project_id


def test_a_trailing_slash_of_the_base_url_makes_no_other_project(url: str) -> None:
    with (
        SqliteStore.open(url, base_url="https://api.example.com", app_id="a") as one,
        SqliteStore.open(url, base_url="https://api.example.com/", app_id="a") as again,
    ):
        assert one.project_id == again.project_id


def _rows_of(connection: sqlite3.Connection, _project_id: int, table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - constants
    return int(count)


def _tables(connection: sqlite3.Connection, _project_id: int, name: str) -> int:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return int(count)


def _put_plainly(connection: sqlite3.Connection, project_id: int) -> None:
    """A point, as any scry has written it."""
    connection.execute(
        "INSERT INTO series (series_id, project_id, metric, channel) VALUES (1, ?, 'loss', '')", (project_id,)
    )
    connection.execute("INSERT INTO points (series_id, ts, value) VALUES (1, ?, 1.0)", (T0,))


async def test_series_feeds_and_turns_of_an_older_store_are_those_without_a_metric_of_their_own(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_pairs(connection: sqlite3.Connection, project_id: int) -> None:
        _put_plainly(connection, project_id)
        connection.execute("INSERT INTO feeds VALUES (7, ?, 'live_net', '', ?)", (project_id, T0 + 60))
        connection.execute("INSERT INTO coverage VALUES (7, ?, ?)", (T0, T0 + 60))
        for claim_id, endpoint, selection in ((3, "live_net", ""), (4, "call_metrics", "0123456789abcdef")):
            connection.execute(
                "INSERT INTO ledger (claim_id, project_id, endpoint, channel, claimed_ts, answered_ts, claimed_by,"
                " arrived_by_ts, boot, claimed_s, selection) VALUES (?, ?, ?, '', ?, ?, 'me', ?, 'b', 0, ?)",
                (claim_id, project_id, endpoint, T0, T0 + 1, T0 + 1, selection),
            )
            connection.execute("INSERT INTO last_answers VALUES (?, ?, '', ?, 2)", (project_id, endpoint, claim_id))

    by_selection = next(n for n, step in enumerate(schema.STEPS) if any("feeds_of_pairs" in str(one) for one in step))
    monkeypatch.setattr(schema.prepare, "__defaults__", (schema.STEPS[:by_selection],))
    with open_store(url) as store:
        await store.write(by_rows(put_pairs))
    monkeypatch.undo()
    with open_store(url) as store:
        assert await store.read(by_rows(read), minutes(0, 1)) == {0: 1.0}
        found = await store.read(lambda snapshot: snapshot.coverage("live_net", "", minutes(0, 1), 60))
        assert dict(found.answered_ts) == {T0: T0 + 60}
        turns = await store.read(lambda snapshot: snapshot.turns())
        assert {feed: (turn.failures, turn.last.selection) for feed, turn in turns.items()} == {
            ("live_net", "", ""): (2, ""),
            ("call_metrics", "", ""): (2, "#0123456789abcdef"),
        }
        # The next answer goes on with the same feed and series.
        await store.write(by_rows(put), {0: 2.0}, window=minutes(0, 1), answered_ts=T0 + 90)
        assert await store.read(by_rows(read), minutes(0, 1)) == {0: 2.0}
        assert await store.read(by_rows(_rows_of), "series") == await store.read(by_rows(_rows_of), "feeds") == 1
