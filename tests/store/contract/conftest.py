"""Each test of this folder runs once for each implementation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

import pytest

from tests.store.memory.store import MemoryStore, Place
from tests.store.server import emptied
from tests.store.worlds import BASE_URL
from tui.cli.stores import open_store
from tui.store.api import Store
from tui.store.postgres.connection import PostgresConnection


class Opener(Protocol):
    """Opens the same store as often as it is called, for the project of an app."""

    def __call__(self, app_id: str = "app") -> Store: ...


@pytest.fixture(params=["sqlite", "memory", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    # The time of these tests is made up.
    monkeypatch.setattr(PostgresConnection, "has_clock", False)
    place = Place()
    url = f"sqlite:///{tmp_path}/scry.db"
    if request.param == "postgres":
        url = emptied(request.getfixturevalue("postgres"))
    with ExitStack() as stores:

        def opened(app_id: str = "app") -> Store:
            store: Store
            if request.param == "memory":
                store = MemoryStore(place, base_url=BASE_URL, app_id=app_id)
            else:
                store = open_store(url, base_url=BASE_URL, app_id=app_id)
            return stores.enter_context(closing(store))

        yield opened


@pytest.fixture
def store(opened: Opener) -> Store:
    return opened()
