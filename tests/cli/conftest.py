"""One fixture for both readers of a keyring: a keyring with one entry."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A library with a keyring that holds one entry."""
    library: Any = ModuleType("keyring")
    library.backend = SimpleNamespace(name="Vault", priority=5)
    library.kept = {("scry", "id@api.agora.io"): "hush-4711"}
    library.get_keyring = lambda: library.backend
    library.get_password = lambda service, entry: library.kept.get((service, entry))
    library.set_password = lambda service, entry, text: library.kept.update({(service, entry): text})
    library.delete_password = lambda service, entry: library.kept.pop((service, entry))
    monkeypatch.setitem(sys.modules, "keyring", library)
    return library
