"""A bundle holds what the store held, as it was known at each moment; one that is not ours is refused."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.recorded import CHANNEL, NOTE, STRETCH, Recorded, bundled, questions, record
from tui.domain.records import Session, Window
from tui.export.names import Aliases
from tui.store.errors import StoreError
from tui.store.manifest import BundleError
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle import envelope, shape
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened

# To record an incident takes seconds.
pytestmark = pytest.mark.long
# Damaged bundles that are tried.
MOST_MEMORY = 256 * 1024 * 1024
DAMAGED = {"quick": 300, "long": 300, "nightly": 10_000}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return asyncio.run(record(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def bundle(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "incident.scry"
    bundled(recorded, path)
    return path


@contextmanager
def replayed(path: Path, now_ts: float = 0.0) -> Iterator[tuple[ReplayedStore, ManualClock]]:
    clock = ManualClock(now_ts)
    with opened(path) as (_, content):
        store = ReplayedStore(path, content, clock, Notebook(None))
        try:
            yield store, clock
        finally:
            store.close()


async def test_every_question_is_answered_at_each_moment_as_the_store_answered_then(
    recorded: Recorded, bundle: Path
) -> None:
    differing: dict[str, list[float]] = {}
    with replayed(bundle) as (store, clock):
        for now_ts, then in recorded.then.items():
            clock.jump(now_ts - clock.now())
            for name, ask in questions(now_ts).items():
                if await store.read(ask) != then[name]:
                    differing.setdefault(name, []).append(now_ts)
    # Of these the store keeps the last state alone: how far the curves of a call that is on reached in an answer, and
    # the minutes of which a full answer left diagnoses out until another one held them all.
    assert differing.keys() <= {"curves", "diagnosed"}, differing
    assert max(recorded.then) not in {ts for times in differing.values() for ts in times}


async def test_the_notes_are_in_it_and_nothing_but_notes_can_be_written(bundle: Path) -> None:
    with replayed(bundle) as (store, _):
        assert await store.read(lambda snapshot: snapshot.notes(None, 9)) == (NOTE,)
        with pytest.raises(StoreError, match="a replay writes notes and nothing else"):
            await store.write(lambda changes: changes.touch())
        later = replace(NOTE, note_id="n2")
        assert await store.write(lambda changes: changes.put_note(later))
        assert await store.read(lambda snapshot: {note.note_id for note in snapshot.notes(None, 9)}) == {"n1", "n2"}


def test_the_same_content_has_the_same_bytes_and_no_credential_is_in_it(
    recorded: Recorded, bundle: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.scry"
    manifest = bundled(recorded, again)
    assert again.read_bytes() == bundle.read_bytes()
    with opened(again) as (_, content):
        assert b"Basic" not in content.read_bytes()
        assert b"customer" not in content.read_bytes()
    assert manifest.counts["points"] > 300
    assert [*tmp_path.iterdir()] == [again]
    with pytest.raises(BundleError, match="is there already"):
        bundled(recorded, again)


async def sessions_of(store: ReplayedStore, call_id: str) -> tuple[Session, ...]:
    return await store.read(lambda snapshot: snapshot.sessions(call_id))


async def test_under_aliases_no_name_is_left_and_the_same_user_is_one_everywhere(
    recorded: Recorded, tmp_path: Path
) -> None:
    path = tmp_path / "hidden.scry"
    manifest = bundled(recorded, path, names=Aliases(b"key"))
    assert manifest.is_redacted
    with opened(path) as (_, content):
        found = content.read_bytes()
    for name in (CHANNEL, "44361248", "大班课-数学", "ops", "test:1"):
        assert name.encode() not in found, name
    assert json.dumps(CHANNEL).encode() not in found
    with replayed(path, max(recorded.then)) as (store, _):
        diagnoses = await store.read(lambda snapshot: snapshot.diagnoses(Window(0, 2**32)))
        hosts = {cause.host_uid for one in diagnoses for cause in one.causes} - {""}
        calls = await store.read(lambda snapshot: snapshot.calls_begun(Window(0, 2**32)))
        sessions = [session for call in calls for session in await sessions_of(store, call.call_id)]
        users = {str(session.uid) for session in sessions}
    assert hosts & users


def test_a_bundle_of_one_channel_holds_no_other_channels_calls(recorded: Recorded, tmp_path: Path) -> None:
    path = tmp_path / "one.scry"
    manifest = bundled(recorded, path, stretch=replace(STRETCH, channels=(CHANNEL,)))
    assert manifest.channels == (CHANNEL,)
    with opened(path) as (_, content):
        assert b"big" not in content.read_bytes()


def spoiled(bundle: Path, path: Path, change: Callable[[sqlite3.Connection], object]) -> Path:
    """The bundle with another content, and a manifest that vouches for it."""
    with opened(bundle) as (manifest, content):
        with closing(sqlite3.connect(content, isolation_level=None)) as connection:
            change(connection)
        manifest = replace(manifest, size_bytes=content.stat().st_size, sha256=envelope.sum_of(content))
        with path.open("wb") as file:
            envelope.pack(content, file, manifest, lambda _, __: None)
    return path


HOSTILE = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON calls BEGIN SELECT 1; END",
    "a view": "CREATE VIEW v AS SELECT 1",
    "another table": "CREATE TABLE t (x)",
    "a catalogue that was written by hand": "PRAGMA writable_schema=1; UPDATE sqlite_master SET sql = sql || ' ' WHERE"
    " name = 'calls'",
    "a text for a number": "UPDATE points SET value = 'x' WHERE ts = (SELECT max(ts) FROM points)",
    "letters that a terminal obeys": "UPDATE series SET channel = char(27) || ']0;x' WHERE series_id = 1",
    "the same behind JSON": "UPDATE notes SET text = '\"\\u001b[2J\"'",
    "a time beyond all calendars": "UPDATE calls SET created_ts = 1 << 60",
    "rows that are not there": "DELETE FROM points WHERE ts = (SELECT max(ts) FROM points)",
    "another program's sign": "PRAGMA application_id=1",
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_a_foreign_content_is_refused_with_a_sentence(bundle: Path, tmp_path: Path, statements: str) -> None:
    path = spoiled(bundle, tmp_path / "x.scry", lambda connection: connection.executescript(statements))
    with pytest.raises(BundleError, match=r"which no bundle of scry does|is damaged"), opened(path):
        pass


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"format": shape.FORMAT + 1, "writer": "99.1"}, "in a newer form: install scry 99.1"),
        ({"size_bytes": 10**12}, "at most 2.1 GB are opened"),
        ({"counts": {"points": 10**9}}, "is damaged"),
        ({"sha256": "00"}, "SHA-256"),
        ({"size_bytes": 5000}, "is damaged"),
        ({"project": "\x1b[2J"}, "is damaged"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(
    bundle: Path, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    path = tmp_path / "x.scry"
    with opened(bundle) as (manifest, content), path.open("wb") as file:
        envelope.pack(content, file, replace(manifest, **changed), lambda _, __: None)
    with pytest.raises(BundleError, match=said), opened(path):
        pass


def test_a_damaged_bundle_is_refused_or_read_and_never_crashes_or_writes_and_takes_little_memory(
    bundle: Path, tmp_path: Path
) -> None:
    count = DAMAGED[os.environ.get("HYPOTHESIS_PROFILE", "quick")]
    command = [sys.executable, "-m", "tests.store.damaging", str(bundle), str(tmp_path), str(count)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert (found["tried"], found["written"]) == (count, 0)
    assert found["most_bytes"] < MOST_MEMORY
    assert [each.name for each in tmp_path.iterdir()] == ["x.scry"]
