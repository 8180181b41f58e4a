"""The key of the aliases is one for the store, and every name that may have to be hidden is known."""

from __future__ import annotations

from pathlib import Path

from tests.ui.classroom import CALL, PUPIL, RETURNER, TEACHER, store_class
from tests.worlds import open_store
from tui.domain.records import ReportDraft
from tui.store.sqlite.aliases import KEY_BYTES
from tui.store.sqlite.changes import SqliteChanges
from tui.store.sqlite.snapshot import SqliteSnapshot


async def test_the_key_is_made_once_for_every_process_of_the_store(tmp_path: Path) -> None:
    with open_store(tmp_path) as one, open_store(tmp_path) as other:
        assert await one.read(SqliteSnapshot.alias_key) is None
        key = await one.write(SqliteChanges.make_alias_key)
        assert len(key) == KEY_BYTES
        assert await other.write(SqliteChanges.make_alias_key) == key
        assert await other.read(SqliteSnapshot.alias_key) == key


async def test_users_of_calls_of_diagnoses_and_of_their_causes_are_known_and_nobody_is_none(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        known = await store.read(SqliteSnapshot.known_names)
        assert known.user == {str(TEACHER), str(PUPIL), str(RETURNER)}
        assert known.channel == {CALL.channel}
        assert known.call == {CALL.call_id}
        assert known.session == {"T", "P", "R1", "R2"}
        await store.write(SqliteChanges.keep_draft, ReportDraft("class-9", "77851", comments="x"), now_ts=0.0, by="me")
        reported = await store.read(SqliteSnapshot.known_names)
        assert reported.user - known.user == {"77851"}
        assert reported.channel - known.channel == {"class-9"}
