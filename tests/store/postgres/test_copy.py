"""A store is copied from a file into a database and back: all rows, verified, never over other data."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from time import gmtime, strftime

import pytest

from tests.manual_clock import ManualClock
from tests.store.server import Server, emptied
from tests.store.worlds import BASE_URL, T0, minutes
from tui.cli import main
from tui.cli.stores import copy_store, open_store, read_manifest
from tui.clock import ServerClock, SystemClock
from tui.domain.records import Call, Limits, Report, ReportDraft, Series, Spend
from tui.store.api import Changes, Snapshot, Store
from tui.store.errors import StoreError
from tui.store.postgres import copied
from tui.store.sqlite import schema

POINTS = tuple((T0 + 60 * minute, minute / 7) for minute in range(5))


def _at(ts: float) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(ts))


def nothing(_table: str, _done: int, _total: int) -> None: ...


def fill(changes: Changes) -> None:
    changes.put_series(
        endpoint="live_net",
        channel="",
        window=minutes(0, 5),
        series=[Series("loss", POINTS)],
        answered_ts=T0 + 900,
        delay_s=120,
        slot_s=60,
    )
    changes.put_calls([Call("c", "房间", T0, None, False)], answered_ts=T0)
    changes.put_calls([Call("c", "房间", T0, T0 + 60, True)], answered_ts=T0 + 60)
    claim = changes.claim(endpoint="live_net", limits=Limits(), clock=ServerClock(ManualClock(T0)), by="me:1")
    assert isinstance(claim, Spend)
    changes.queue_report(ReportDraft(), Report("c", 1, 2, 2, T0, 4), now_ts=T0, by="me:1")
    changes.make_alias_key()


def told(snapshot: Snapshot) -> tuple[object, ...]:
    return (
        snapshot.series([("loss", "")], minutes(0, 5)),
        snapshot.coverage("live_net", "", minutes(0, 5), 60),
        snapshot.call("c"),
        snapshot.requests(10),
        snapshot.reports(10),
        snapshot.alias_key(),
    )


def opened(url: str, app_id: str = "app") -> Store:
    return open_store(url, base_url=BASE_URL, app_id=app_id)


async def test_a_store_goes_into_a_database_and_back_and_is_the_same(postgres: Server, tmp_path: Path) -> None:
    first, database, last = f"sqlite:///{tmp_path}/a.db", emptied(postgres), f"sqlite:///{tmp_path}/b.db"
    store = opened(first)
    await store.write(fill)
    before = await store.read(told)
    store.close()
    assert copy_store(first, database, nothing) > 10
    assert copy_store(database, last, nothing) > 10
    for url in (database, last):
        copied = opened(url)
        assert await copied.read(told) == before
        # New rows get numbers of their own.
        claim = await copied.write(
            lambda changes: changes.claim(endpoint="x", limits=Limits(), clock=ServerClock(ManualClock(T0)), by="me:1")
        )
        assert isinstance(claim, Spend)
        assert claim.claim_id == 2
        copied.close()


async def test_a_copy_that_was_interrupted_goes_on(postgres: Server, tmp_path: Path) -> None:
    origin, database = f"sqlite:///{tmp_path}/a.db", emptied(postgres)
    store = opened(origin)
    await store.write(fill)
    store.close()

    def break_off(table: str, _done: int, _total: int) -> None:
        if table == "points":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(origin, database, break_off)
    other = f"sqlite:///{tmp_path}/other.db"
    opened(other).close()
    with pytest.raises(StoreError, match="holds data that is no part of this copy"):
        copy_store(other, database, nothing)
    resume = r"holds a part of a copy of .*: go on with it: scry store copy .*a\.db "
    with pytest.raises(StoreError, match=resume) as raised:
        opened(database)
    assert raised.value.is_misnamed
    with pytest.raises(StoreError, match="holds a part of a copy"):
        copy_store(database, f"sqlite:///{tmp_path}/third.db", nothing)
    assert main(["store", "info", database]) == 2
    assert copy_store(origin, database, nothing) > 10
    opened(database).close()


async def test_a_file_with_a_part_of_a_copy_is_not_opened(tmp_path: Path) -> None:
    origin, target = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    store = opened(origin)
    await store.write(fill)
    store.close()

    def break_off(table: str, _done: int, _total: int) -> None:
        if table == "points":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(origin, target, break_off)
    with pytest.raises(StoreError, match="go on with it: scry store copy"):
        opened(target)
    assert main(["store", "info", target]) == 2
    copy_store(origin, target, nothing)
    opened(target).close()


@pytest.mark.parametrize("kind", ["file", "database"])
def test_an_older_or_foreign_file_as_origin_is_named_itself_with_the_next_step(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path}/new.db" if kind == "file" else emptied(request.getfixturevalue("postgres"))
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as made, made:
        for step in schema.STEPS[:2]:
            schema.take(made, step)
        made.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        made.execute("PRAGMA user_version=2")
    with pytest.raises(
        StoreError, match=r"older\.db was written by an older scry: .*scry store init sqlite:///.*older"
    ):
        copy_store(f"sqlite:///{older}", target, nothing)
    assert main(["store", "init", f"sqlite:///{older}"]) == 0
    copy_store(f"sqlite:///{older}", target, nothing)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as made:
        made.execute("CREATE TABLE x (y)")
    with pytest.raises(StoreError, match=r"foreign\.db is a database of another program"):
        copy_store(f"sqlite:///{foreign}", f"sqlite:///{tmp_path}/other.db", nothing)


async def test_a_long_comparison_meets_no_time_out(postgres: Server, tmp_path: Path) -> None:
    origin, target = emptied(postgres), f"sqlite:///{tmp_path}/b.db"
    store = opened(origin)
    await store.write(fill)
    store.close()
    idle = "SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"
    with copied.reading(origin) as side, side() as rows:
        assert rows.execute(idle).fetchone() == ("0",)
    assert copy_store(origin, target, nothing) > 10


async def test_nothing_is_copied_over_other_data(postgres: Server, tmp_path: Path) -> None:
    origin, database = f"sqlite:///{tmp_path}/a.db", emptied(postgres)
    opened(origin).close()
    opened(database, "another").close()
    with pytest.raises(StoreError, match="holds data that is no part of this copy: name an empty store"):
        copy_store(origin, database, nothing)


def test_the_command_copies_looks_and_prints(
    postgres: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin, database = f"sqlite:///{tmp_path}/a.db", emptied(postgres)
    opened(origin).close()
    assert main(["store", "copy", origin, database]) == 0
    assert "counts and checksums of all tables agree" in capsys.readouterr().out
    assert main(["store", "info", database]) == 0
    assert ": PostgreSQL " in capsys.readouterr().out
    assert main(["store", "init", "--print", "postgresql://guest:S3cret9x@h/d"]) == 0
    printed = capsys.readouterr().out
    assert 'CREATE SCHEMA IF NOT EXISTS scry AUTHORIZATION "guest";' in printed
    assert "S3cret9x" not in printed
    assert main(["store", "info", "postgresql://me:S3cret9x@127.0.0.1:1/d"]) == 2
    assert "S3cret9x" not in capsys.readouterr().out
    assert main(["store", "copy", origin]) == 2
    assert main(["store", "copy", f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/new.db"]) == 2
    assert "none.db is not there" in capsys.readouterr().err


def test_a_bundle_of_a_database_is_that_of_its_copy(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = emptied(postgres)
    store = opened(database)
    asyncio.run(store.write(fill))
    store.close()
    for name, value in {"HOME": str(tmp_path), "SCRY_APP_ID": "app", "SCRY_BASE_URL": BASE_URL}.items():
        monkeypatch.setenv(name, value)
    stretch = ("--from", _at(T0 - 60), "--to", _at(T0 + 600))
    counts: list[Mapping[str, int]] = []
    copy = f"sqlite:///{tmp_path}/copy.db"
    copy_store(database, copy, nothing)
    for url in (database, copy):
        monkeypatch.setenv("SCRY_CUSTOMER_ID", "x")
        monkeypatch.setenv("SCRY_CUSTOMER_SECRET", "S3cret9x")
        path = tmp_path / f"{len(counts)}.scry"
        assert main(["bundle", "--utc", "--store", url, *stretch, str(path)]) == 0, capsys.readouterr().err
        counts.append(read_manifest(path).counts)
    assert counts[0] == counts[1]
    assert counts[0]["calls"]
    assert not [*tmp_path.glob("scry-copy-*")]


async def test_a_look_at_a_store_tells_who_collects(
    postgres: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now_ts = SystemClock().now()
    for url in (f"sqlite:///{tmp_path}/a.db", emptied(postgres)):
        store = opened(url, "shared")
        await store.write(
            lambda changes: changes.know_collector("ann@one:7-aa", version="1.2", since_ts=now_ts, now_ts=now_ts)
        )
        store.close()
        assert main(["store", "info", url]) == 0
        said = capsys.readouterr().out
        assert "collector of shared: ann@one:7-aa, scry 1.2, since " in said
        assert "no request in the last hour" in said
