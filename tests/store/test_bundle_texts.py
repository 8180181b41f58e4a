"""Every name and text that a store can hold survives a bundle, and each control character in it is made visible."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manual_clock import ManualClock
from tests.store.recorded import ABOUT, CHANNEL
from tests.store.test_alarms_then import FIRING
from tests.store.worlds import BASE_URL, T0, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.names import Names
from tui.domain.records import AlarmRule, Call, Judgement, KeptNote, RuleKind, Scope, Stand
from tui.export.names import Aliases
from tui.store.manifest import BundleError, Manifest
from tui.store.notebook import Notebook, Pages, notebook_path, read_pages
from tui.store.sqlite.bundle import contents, envelope, merging, writing
from tui.store.sqlite.bundle.plain import plain, plain_json
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened, topics_since
from tui.store.sqlite.database import SqliteStore

pytestmark = pytest.mark.long
PROJECT = (BASE_URL, "app")
STRETCH = contents.stretch_of(EDITION, T0, T0 + 3600)
SIGNS = st.sampled_from(
    ["\x1b", "\x00", "\x7f", "\x85", "\b", "\f", "\n", "\t", "\\", "u001b", '"', "'", "\u3000", "👩\u200d💻"]
)
NAMES = st.lists(st.one_of(SIGNS, st.characters(codec="utf-8")), max_size=8).map("".join)
TEXTS = st.lists(st.one_of(SIGNS, st.characters(), st.just("\ud800")), max_size=12).map("".join)


def note_of(text: str, author: str, channel: str, number: int = 1) -> KeptNote:
    return KeptNote(f"n{number}", T0 + 5.0, T0 + 5.0, author, text, Scope(channel=channel, moment_ts=T0))


def bundle_of(directory: Path, name: str, text: str, names: Names | None = None) -> tuple[Path, Manifest]:
    """Of a store with one note, one call and one alarm of these texts."""

    async def fill(store: SqliteStore) -> None:
        await store.write(lambda changes: changes.put_note(note_of(text, name, name)))
        call = Call("call", name, T0 + 10, None, False)
        await store.write(lambda changes: changes.put_calls([call], answered_ts=T0 + 60.0))
        alarm = msgspec.structs.replace(FIRING, alarm_id=0, rule=name, channel=name)
        judgement = Judgement(Stand(name, name, 0, 0, (), T0 + 160.0), (alarm,))
        assert await store.write(lambda changes: changes.judge([judgement])) == ()

    with open_store(f"sqlite:///{directory}/scry.db") as store:
        asyncio.run(fill(store))
    rule = AlarmRule(name, RuleKind.METRIC, 1.0, 1.0, is_above=True, channels=(name,))
    about = msgspec.structs.replace(
        ABOUT, project=name, watched=(name,), start_ts=T0, end_ts=T0 + 3600, rules=(rule,), is_redacted=False
    )
    target = directory / "x.scry"
    source = directory / "scry.db"
    return target, writing.write(source, PROJECT, target, STRETCH, about, names or Names(), lambda _, __: None)


async def notes_in(path: Path) -> tuple[KeptNote, ...]:
    with opened(path) as (_, content):
        store = ReplayedStore(path, content, ManualClock(T0 + 3000.0), Notebook(None))
        try:
            alarms = await store.read(lambda snapshot: snapshot.alarms(9))
            assert len(alarms) == 1
            return await store.read(lambda snapshot: snapshot.notes(None, 9))
        finally:
            store.close()


@given(name=NAMES, text=TEXTS)
@settings(max_examples=40)
def test_every_name_and_text_survives(name: str, text: str) -> None:
    with TemporaryDirectory() as directory:
        path, manifest = bundle_of(Path(directory), name, text)
        ((found),) = asyncio.run(notes_in(path))
        assert found.text == json.loads(plain_json(json.dumps(text)))
        assert (found.author, found.scope.channel) == (plain(name), plain(name))
        assert (manifest.project, manifest.rules[0].name) == (plain(name), plain(name))


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_text_without_control_characters_is_unchanged(text: str) -> None:
    assert plain(text) == text
    assert plain_json(json.dumps(text)) == json.dumps(text)


@given(text=TEXTS, author=NAMES)
@settings(max_examples=20)
def test_the_notes_of_a_replay_survive_a_merge(text: str, author: str) -> None:
    with TemporaryDirectory() as directory:
        path, _ = bundle_of(Path(directory), CHANNEL, "one")
        pages = Pages(notes=(note_of(text, author, CHANNEL, 2),))
        try:
            notebook_path(path, "ann").write_bytes(msgspec.json.encode(pages))
        except UnicodeEncodeError:
            return
        assert merging.merge(path)[:2] == (1, 1)
        found = {note.note_id: note for note in asyncio.run(notes_in(path))}
        assert found["n2"].text == json.loads(plain_json(json.dumps(text)))
        assert found["n2"].author == plain(author)


def test_a_file_of_notes_that_no_replay_wrote_leaves_the_bundle_as_it_was(tmp_path: Path) -> None:
    path, _ = bundle_of(tmp_path, CHANNEL, "one")
    before = path.read_bytes()
    pages = Pages(notes=(msgspec.structs.replace(note_of("x", "ann", CHANNEL, 2), changed_ts=1e300),))
    notebook_path(path, "ann").write_bytes(msgspec.json.encode(pages))
    with pytest.raises(BundleError, match="holds no notes of a replay"):
        merging.merge(path)
    assert path.read_bytes() == before


def test_the_notes_beside_another_bundle_are_that_ones(tmp_path: Path) -> None:
    path, _ = bundle_of(tmp_path, CHANNEL, "one")
    other = tmp_path / "x.2.scry"
    other.write_bytes(path.read_bytes())
    pages = Pages(notes=(note_of("two", "ann", CHANNEL, 2),))
    notebook_path(other, "ann").write_bytes(msgspec.json.encode(pages))
    assert merging.merge(path)[:2] == (0, 0)
    assert merging.merge(other)[:2] == (1, 1)


def test_a_merge_deletes_the_notes_of_the_author_of_the_file_alone(tmp_path: Path) -> None:
    path, _ = bundle_of(tmp_path, "ann", "one")
    pages = msgspec.json.encode(Pages(deleted=("n1",)))
    notebook_path(path, "bob").write_bytes(pages)
    assert merging.merge(path)[:2] == (1, 0)
    assert [note.note_id for note in asyncio.run(notes_in(path))] == ["n1"]
    notebook_path(path, "ann").write_bytes(pages)
    assert merging.merge(path)[:2] == (2, 1)
    assert not asyncio.run(notes_in(path))


def test_what_opening_would_refuse_is_not_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "plainer", lambda _: lambda row: row)
    with pytest.raises(BundleError, match="unreadable values in"):
        bundle_of(tmp_path, "a\x1b[2J", "x")
    assert not [*tmp_path.glob("*.scry*")]


@pytest.mark.parametrize(("path", "says"), [("x" * 300, "cannot be written: File name too long"), ("", "is there")])
def test_a_path_that_no_file_can_have_is_told(tmp_path: Path, path: str, says: str) -> None:
    made = writing.prepared(tmp_path / "scry.db", PROJECT, Path(path), STRETCH, ABOUT, Names(), lambda _, __: None)
    with pytest.raises(BundleError, match=says), made:
        pass


def test_under_aliases_no_rule_and_no_author_of_a_replay_keeps_its_name(tmp_path: Path) -> None:
    path, manifest = bundle_of(tmp_path, "acme-freezes", "ask ann@ops", Aliases(b"key"))
    assert "acme" not in str(manifest)
    pages = Pages(notes=(note_of("bob@ops was told", "bob@ops", "channel-1", 2),))
    book = notebook_path(path, "bob@ops")
    book.write_bytes(msgspec.json.encode(pages))
    assert merging.merge(path)[:2] == (1, 1)
    assert merging.merge(path)[:2] == (1, 0)
    found = {note.note_id: note for note in asyncio.run(notes_in(path))}
    alias = found["n2"].author
    assert alias.startswith("process-")
    assert found["n2"].text == f"{alias} was told"
    # The same author is the same one in the next merge.
    later = note_of("again", "bob@ops", "channel-1", 3)
    book.write_bytes(msgspec.json.encode(Pages(notes=(*pages.notes, later))))
    assert merging.merge(path)[:2] == (1, 1)
    assert {note.author for note in asyncio.run(notes_in(path)) if note.note_id != "n1"} == {alias}
    with opened(path) as (_, content):
        assert b"acme" not in content.read_bytes()
        assert b"bob" not in content.read_bytes()


def test_under_aliases_too_a_merge_deletes_the_notes_of_the_author_of_the_file_alone(tmp_path: Path) -> None:
    path, _ = bundle_of(tmp_path, "ann", "one", Aliases(b"key"))
    (bobs, anns) = (Notebook(notebook_path(path, name)) for name in ("bob@ops", "ann@ops"))
    bobs.put(note_of("two", "bob@ops", "channel-1", 2))
    assert merging.merge(path) == merging.Merged(1, 1, True)
    # A file that names the notes of others: n1 is the store's own, n2 is bob's.
    anns.put(note_of("three", "ann@ops", "channel-1", 3))
    secret = read_pages(notebook_path(path, "ann@ops")).secret
    notebook_path(path, "ann@ops").write_bytes(msgspec.json.encode(Pages(deleted=("n1", "n2"), secret=secret)))
    assert merging.merge(path)[:2] == (2, 0)
    assert {note.note_id for note in asyncio.run(notes_in(path))} == {"n1", "n2"}
    # The author's only note, after a restart of the replay.
    assert Notebook(notebook_path(path, "bob@ops")).drop("n2", author="bob@ops")
    assert merging.merge(path)[:2] == (2, 1)
    assert {note.note_id for note in asyncio.run(notes_in(path))} == {"n1"}


def test_the_manifest_of_a_name_with_a_wide_space_is_read(tmp_path: Path) -> None:
    path, manifest = bundle_of(tmp_path, "课堂\u3000👩\u200d💻", "x")
    assert envelope.read_manifest(path) == manifest


async def test_the_alarms_are_announced_when_one_changes_and_at_no_other_moment(tmp_path: Path) -> None:
    path, _ = await asyncio.to_thread(bundle_of, tmp_path, CHANNEL, "x")
    with opened(path) as (_, content):
        clock = ManualClock(T0 + 200.0)
        store = ReplayedStore(path, content, clock, Notebook(None))
        try:
            assert "alarms" in await store.read(topics_since, T0 + 150.0)
            assert "alarms" not in await store.read(topics_since, T0 + 170.0)
            assert "alarms" in await store.read(topics_since, None)
        finally:
            store.close()
