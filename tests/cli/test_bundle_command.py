"""`scry bundle` and `scry replay` on the command line: one line for each mistake, one file for each stretch."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.store.recorded import ABOUT, CHANNEL, Recorded, record
from tests.worlds import APP_ID, BASE_URL
from tui.cli import main
from tui.cli.bundle import ordered
from tui.cli.bundling import project_of
from tui.cli.display import display_of
from tui.cli.options import parse
from tui.cli.own_notes import beside_store
from tui.cli.replay import _clock, edition_in
from tui.cli.replay.feed import ReplayFeed
from tui.cli.settings import settle
from tui.cli.stores import open_store, place_of, read_manifest
from tui.clock import ReplayClock, SystemClock
from tui.domain.records import KeptNote, Want, WantState
from tui.store.manifest import BundleError
from tui.store.notebook import Notebook, Pages, notebook_path
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return asyncio.run(record(tmp_path_factory.mktemp("home")))


@pytest.fixture
def configured(recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {
        "HOME": str(tmp_path),
        "SCRY_APP_ID": APP_ID,
        "SCRY_BASE_URL": BASE_URL,
        "SCRY_CUSTOMER_ID": "secret-id",
        "SCRY_CUSTOMER_SECRET": "secret-word",
        "SCRY_STORE": f"sqlite:///{recorded.path}",
        "SCRY_LANG": "en",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "incident.scry"


STRETCH = ("--from", "2026-11-22T07:56:00Z", "--to", "2026-11-22T08:13:00Z")


@pytest.mark.long
def test_a_bundle_is_written_told_of_and_takes_the_notes_beside_it(
    configured: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["bundle", *STRETCH, str(configured)]) == 0
    assert "rows from 2026-11-22" in capsys.readouterr().out
    assert b"secret" not in configured.read_bytes()
    assert main(["bundle", "--info", str(configured)]) == 0
    told = capsys.readouterr().out
    assert "edition 2020-10" in told
    assert "diagnoses" in told
    # The program lets go of it once it has read it.
    monkeypatch.setenv("SCRY_CUSTOMER_SECRET", "secret-word")
    assert main(["bundle", *STRETCH, str(configured)]) == 1
    assert "is there already" in capsys.readouterr().err
    page = {
        "note_id": "n9",
        "written_ts": 1795334400.0,
        "changed_ts": 1795334400.0,
        "author": "bob@ops",
        "text": "回放",
    }
    configured.with_name("incident.bob@ops.notes.json").write_text(json.dumps({"format": 1, "notes": [page]}))
    assert main(["bundle", "--merge-notes", str(configured)]) == 0
    assert "1 note changed by 1 file" in capsys.readouterr().out
    assert main(["bundle", "--merge-notes", str(configured)]) == 0
    assert "0 notes changed" in capsys.readouterr().out
    assert main(["bundle", "--info", str(configured)]) == 0
    assert "notes         2" in capsys.readouterr().out


def test_the_notes_of_the_replays_of_ones_own_store_go_into_the_store(
    configured: Path, recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = configured.parent / "store"
    directory.mkdir()
    with closing(sqlite3.connect(recorded.path)) as source, closing(sqlite3.connect(directory / "scry.db")) as target:
        source.backup(target)
    monkeypatch.setenv("SCRY_STORE", f"sqlite:///{directory}/scry.db")
    beside = beside_store(settle(parse(["bundle", "--merge-notes"]), os.environ))
    assert beside == directory / f"replay-{APP_ID}.scry"
    note = KeptNote("n9", 1795334400.0, 1795334400.0, "bob@ops", "回放")
    books = {author: Notebook(notebook_path(beside, author)) for author in ("bob@ops", "eve@ops")}

    def merged() -> tuple[str, tuple[KeptNote, ...]]:
        # The program lets go of it once it has read it.
        monkeypatch.setenv("SCRY_CUSTOMER_SECRET", "secret-word")
        assert main(["bundle", "--merge-notes"]) == 0
        store = open_store(f"sqlite:///{directory}/scry.db", base_url=BASE_URL, app_id=APP_ID)
        try:
            notes = asyncio.run(store.read(lambda snapshot: snapshot.notes(None, 99)))
        finally:
            store.close()
        return capsys.readouterr().out, tuple(each for each in notes if each.note_id == "n9")

    books["bob@ops"].put(note)
    told, notes = merged()
    assert ("1 note changed by 1 file" in told, notes) == (True, (note,))
    told, notes = merged()
    assert ("0 notes changed" in told, notes) == (True, (note,))
    # A file deletes the notes of its author alone.
    notebook_path(beside, "eve@ops").write_bytes(msgspec.json.encode(Pages(deleted=("n9",))))
    assert merged()[1] == (note,)
    assert books["bob@ops"].drop("n9", author="bob@ops")
    told, notes = merged()
    assert ("1 note changed by 2 files" in told, notes) == (True, ())


@pytest.mark.long
def test_under_redact_no_name_is_in_it(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle", *STRETCH, "--redact", str(configured)]) == 0
    with opened(configured) as (manifest, content):
        assert manifest.is_redacted
        assert CHANNEL.encode() not in content.read_bytes()
        assert "demoapp" not in str(manifest)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["replay"], "name a bundle, or a stretch of the store's time"),
        (["replay", "x.scry", "--from", "-2h"], "not both"),
        (["bundle", "x.scry"], "a bundle needs --from TIME"),
        (["bundle", "--from", "-2h"], "a bundle needs the name of its file"),
    ],
)
def test_a_command_line_that_is_wrong_says_so(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRY_LANG", "en")
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_no_bundle_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.scry"
    path.write_bytes(b"PK\x03\x04")
    for command in (["replay", str(path)], ["bundle", "--info", str(path)], ["bundle", "--merge-notes", str(path)]):
        assert main(["--lang=en", *command] if command[0] != "bundle" else command) == 1
        error = capsys.readouterr().err
        assert len(error.splitlines()) == 1
        assert "Traceback" not in error


@pytest.mark.long
def test_a_call_alone_is_bundled_from_its_begin_to_its_end(
    configured: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(place_of(os.environ["SCRY_STORE"]) or "")) as content:
        (call_id, begin_ts, end_ts) = content.execute(
            "SELECT call_id, created_ts, destroyed_ts FROM calls WHERE destroyed_ts IS NOT NULL ORDER BY 2 DESC LIMIT 1"
        ).fetchone()
    path = configured.with_name("call.scry")
    assert main(["bundle", "--call", call_id, str(path)]) == 0
    manifest = read_manifest(path)
    assert (manifest.call_id, manifest.start_ts, manifest.end_ts) == (call_id, begin_ts, end_ts + 1)
    assert manifest.counts["calls"] == 1
    monkeypatch.setenv("SCRY_CUSTOMER_SECRET", "secret-word")
    capsys.readouterr()
    assert main(["bundle", "--call", "none", str(configured.with_name("none.scry"))]) == 2
    assert "'none'" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "begins_s"), [(7200, 600), (200, 100)])
def test_a_replay_begins_soon_after_the_begin_of_its_bundle_and_never_at_its_end(seconds: int, begins_s: int) -> None:
    options = parse(["replay", "--utc", "x.scry"])
    manifest = replace(ABOUT, start_ts=1_795_334_400, end_ts=1_795_334_400 + seconds)
    clock = _clock(manifest, options, display_of(options, {}, None))
    clock.pause()
    assert int(clock.now()) == manifest.start_ts + begins_s


def test_a_bundle_of_either_edition_is_replayed_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    for name in ("2020-10", "today"):
        assert edition_in(tmp_path, replace(ABOUT, edition=name)).name == name
    with pytest.raises(BundleError, match="which this scry does not know"):
        edition_in(tmp_path, replace(ABOUT, edition="2031"))


@pytest.mark.long
def test_the_unit_of_the_quota_goes_with_a_bundle(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured.with_name("counted.toml")
    config.write_text("[quota]\ncounted = 'account'\nbig_channels = 'together'\n")
    monkeypatch.setenv("SCRY_CONFIG", str(config))
    options = parse(["bundle", *STRETCH, str(configured)])
    settings = settle(options, os.environ)
    order, names = ordered(configured, settings, options)
    with project_of(settings).prepared(order, names, lambda _, __: None) as made:
        assert (made.manifest.together, made.manifest.counted) == (settings.edition.shared, "account")


def test_times_before_now_are_no_options() -> None:
    options = parse(["bundle", "--from", "-2h", "--to", "-1h", "x.scry"])
    assert (options.since, options.until, options.argument) == ("-2h", "-1h", "x.scry")


@pytest.mark.long
async def test_the_feed_of_a_replay_tells_the_requests_of_then_and_sends_none(
    configured: Path, recorded: Recorded
) -> None:
    assert await asyncio.to_thread(main, ["bundle", *STRETCH, str(configured)]) == 0
    with opened(configured) as (manifest, content):
        clock = ReplayClock(SystemClock(), manifest.start_ts, manifest.end_ts, min(recorded.then))
        clock.pause()
        store = ReplayedStore(configured, content, clock, Notebook(None))
        feed = ReplayFeed(store, clock, manifest.limits)
        feed.submit([Want("live_scale")])
        told = asyncio.Event()
        feed.on_status(told.set)
        running = asyncio.create_task(feed.run())
        await told.wait()
        assert [status.state for status in feed.statuses.values()] == [WantState.WAITING]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        store.close()


@pytest.mark.long
def test_the_summary_of_a_bundle_is_that_of_its_store(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle", *STRETCH, str(configured)]) == 0
    capsys.readouterr()
    assert main(["show", "incident", str(configured), "--format", "json", "--utc"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["screen"], document["rows"][0]["metric_name"]) == ("incident", "joinSuccessRate")
    assert document["findings"][0].startswith("as known in the bundle, up to 2026-11-22 08:13:00")
    notes = next(table for table in document["tables"] if table["name"] == "notes")
    assert [row["note"] for row in notes["rows"]] == ["重启 44361248"]
    freeze = next(row for row in document["rows"] if row["metric_name"] == "videoFreezeRate")
    minutes = sum(value for key, value in freeze.items() if key.startswith("minutes_") and key != "minutes_bad")
    assert minutes == 17
    assert freeze["minutes_known"] >= 10
    assert main(["show", "incident", str(configured), "--from", "2026-11-22T08:00:00Z", "--redact"]) == 0
    assert CHANNEL not in capsys.readouterr().out
