"""A bundle whose sum is right and whose shape is another program's: it is refused, and nothing of it is shown."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.bench.programs import ROOT
from tests.store.recorded import ABOUT
from tests.store.test_envelope import empty
from tests.term import Terminal
from tui.store.sqlite.bundle import envelope
from tui.store.sqlite.bundle.replayed import unpacked

pytestmark = pytest.mark.flow
PROJECT = "somebody-elses"


def test_of_a_hostile_bundle_the_screen_shows_the_name_of_its_file_alone(tmp_path: Path) -> None:
    directory = tmp_path / "made"
    directory.mkdir()
    hostile = tmp_path / "hostile.scry"
    with unpacked(empty(directory)) as (_, content, _check):
        with closing(sqlite3.connect(content)) as made:
            made.execute("CREATE TRIGGER evil AFTER INSERT ON notes BEGIN SELECT 1; END")
            made.commit()
        sum_, size = envelope.sum_of(content), content.stat().st_size
        manifest = replace(ABOUT, size_bytes=size, sha256=sum_, project=PROJECT)
        with hostile.open("wb") as file:
            envelope.pack(content, file, manifest, lambda _, __: None)
    argv = (sys.executable, "-m", "tui", "replay", "--lang", "en", str(hostile))
    with Terminal.spawn(argv, home=tmp_path / "home", cols=120, rows=36, cwd=ROOT) as terminal:
        terminal.wait_for("which no bundle of scry does")
        assert terminal.exit_status() == 1
        assert PROJECT.encode() not in terminal.raw
