"""Notes: what was written stays as it was written, and is its author's alone to change."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.domain.records import MOST_NOTE, KeptNote, Scope, Window
from tui.store.api import Store

NOTE = KeptNote(
    "a1", T0 + 90.5, T0 + 90.5, "ann@ops", "restarted the relay", Scope(moment_ts=T0, channel="数学-3班"), "pcu"
)


async def put(store: Store, note: KeptNote) -> bool:
    return await store.write(lambda changes: changes.put_note(note))


async def notes(store: Store, window: Window | None = None, most: int = 9) -> tuple[KeptNote, ...]:
    return await store.read(lambda snapshot: snapshot.notes(window, most))


@pytest.mark.parametrize("text", ["x" * MOST_NOTE, "重启了\n中继 🙂", "[/] {key} %s 'a\"b", "\ud83d"])
async def test_a_note_comes_back_as_it_was_written(store: Store, text: str) -> None:
    scope = Scope(Window(1, 2), T0, "c", "call", "7", "sid", 9, 7)
    note = replace(NOTE, text=text, scope=scope)
    assert await put(store, note)
    assert await notes(store) == (note,)


async def test_a_note_without_a_moment_is_about_the_time_of_its_writing(store: Store) -> None:
    note = replace(NOTE, scope=Scope(call_id="call"))
    await put(store, note)
    assert note.ts == T0 + 90
    assert await notes(store, Window(T0 + 90, T0 + 91)) == (note,)
    assert await notes(store, Window(T0, T0 + 90)) == ()


async def test_notes_come_newest_moment_first_and_no_more_than_asked_for(store: Store) -> None:
    made = [replace(NOTE, note_id=str(n), scope=Scope(moment_ts=T0 + 60 * n)) for n in (1, 3, 2)]
    for note in made:
        await put(store, note)
    assert [note.note_id for note in await notes(store)] == ["3", "2", "1"]
    assert [note.note_id for note in await notes(store, most=2)] == ["3", "2"]
    assert [note.note_id for note in await notes(store, Window(T0 + 60, T0 + 180))] == ["2", "1"]


async def test_a_newer_text_of_the_author_replaces_the_older_one_and_nothing_else_does(store: Store) -> None:
    await put(store, NOTE)
    newer = replace(NOTE, text="and again", changed_ts=T0 + 100)
    assert await put(store, newer)
    assert not await put(store, NOTE)
    assert not await put(store, newer)
    assert not await put(store, replace(newer, author="bob@ops", text="no", changed_ts=T0 + 200))
    assert await notes(store) == (newer,)


async def test_a_note_is_its_authors_alone_to_delete(store: Store) -> None:
    await put(store, NOTE)
    assert not await store.write(lambda changes: changes.drop_note("a1", author="bob@ops"))
    assert not await store.write(lambda changes: changes.drop_note("b2", author="ann@ops"))
    assert await notes(store) == (NOTE,)
    assert await store.write(lambda changes: changes.drop_note("a1", author="ann@ops"))
    assert await notes(store) == ()


async def test_each_change_of_a_note_is_told_and_each_project_has_its_own(opened: Opener) -> None:
    store, other = opened(), opened("other")
    told: list[frozenset[str]] = []
    store.subscribe(told.append)
    await put(store, NOTE)
    await put(store, NOTE)
    await store.write(lambda changes: changes.drop_note("a1", author="ann@ops"))
    await put(store, NOTE)
    assert told == [frozenset({"notes"})] * 3
    assert await notes(other) == ()
    assert await put(other, replace(NOTE, author="bob@ops"))
