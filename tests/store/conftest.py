"""A store in a directory of its own, and the bare connection for the rooms that need no threads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.server import Server, running
from tests.store.worlds import open_store
from tui.store.sqlite import schema
from tui.store.sqlite.connection import connect
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.place import create


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/scry/scry.db"


@pytest.fixture
def store(url: str) -> Iterator[SqliteStore]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "bare.db"
    create(path)
    with closing(connect(path)) as opened:
        schema.prepare(opened, path)
        yield opened
