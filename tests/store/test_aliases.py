"""The key of the aliases is one for the store."""

from __future__ import annotations

from pathlib import Path

from tests.worlds import open_store
from tui.store.rows.aliases import KEY_BYTES
from tui.store.sqlite.changes import SqliteChanges
from tui.store.sqlite.snapshot import SqliteSnapshot


async def test_the_key_is_made_once_for_every_process_of_the_store(tmp_path: Path) -> None:
    with open_store(tmp_path) as one, open_store(tmp_path) as other:
        assert await one.read(SqliteSnapshot.alias_key) is None
        key = await one.write(SqliteChanges.make_alias_key)
        assert len(key) == KEY_BYTES
        assert await other.write(SqliteChanges.make_alias_key) == key
        assert await other.read(SqliteSnapshot.alias_key) == key
