"""The file of a bundle: nothing in it is believed, whatever it declares."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.store.damaging import damaged
from tests.store.recorded import ABOUT
from tui.store.manifest import BundleError
from tui.store.sqlite.bundle import envelope, shape
from tui.store.sqlite.bundle.replayed import opened


def empty(directory: Path) -> Path:
    """A sound bundle without rows."""
    content, path = directory / "content.db", directory / "empty.scry"
    with closing(sqlite3.connect(content, isolation_level=None)) as made:
        made.execute(f"PRAGMA application_id={shape.APPLICATION_ID}")
        made.execute(f"PRAGMA user_version={shape.FORMAT}")
        for statement in shape.creation():
            made.execute(statement)
    manifest = replace(ABOUT, size_bytes=content.stat().st_size, sha256=envelope.sum_of(content))
    with path.open("wb") as file:
        envelope.pack(content, file, manifest, lambda _, __: None)
    content.unlink()
    return path


def test_a_sound_one_opens_and_a_damaged_one_is_refused_or_read(tmp_path: Path) -> None:
    path, random = empty(tmp_path), Random(3)
    whole = path.read_bytes()
    with opened(path) as (manifest, _):
        assert manifest.project == ABOUT.project
    for _ in range(20):
        path.write_bytes(damaged(whole, random))
        with suppress(BundleError), opened(path):
            pass
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.long
def test_a_bomb_is_not_unpacked_further_than_it_declares(tmp_path: Path) -> None:
    bomb, path = tmp_path / "zeros", tmp_path / "x.scry"
    with bomb.open("wb") as file:
        file.truncate(200_000_000)
    manifest = replace(ABOUT, size_bytes=4096, sha256="", counts={})
    with path.open("wb") as file:
        envelope.pack(bomb, file, manifest, lambda _, __: None)
    assert path.stat().st_size < 100_000
    with pytest.raises(BundleError, match="is damaged"), opened(path):
        pass


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", envelope.SIGN, envelope.SIGN + b"\xff" * 4])
def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.scry"
    path.write_bytes(content)
    with pytest.raises(BundleError), opened(path):
        pass
    with pytest.raises(BundleError), opened(tmp_path):
        pass
    with pytest.raises(BundleError), opened(tmp_path / "none.scry"):
        pass
