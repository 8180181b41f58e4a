"""Stores by their URL: the one place that knows which database a URL means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.store.api import Store
from tui.store.sqlite.place import path_of

if TYPE_CHECKING:
    from tui.clock import Clock
    from tui.store.sqlite.health import Health as Health


def open_store(url: str, *, base_url: str, app_id: str) -> Store:
    """The store of one project at `url`, made where there is none. Blocks. Raises StoreError."""
    from tui.store.sqlite.database import SqliteStore

    return SqliteStore.open(url, base_url=base_url, app_id=app_id)


def place_of(url: str) -> Path:
    """The file of the store at `url`, there or not. Raises StoreError for a URL that names no file."""
    return path_of(url)


def files_of(url: str) -> list[Path]:
    """The file and the files beside it with parts of the store, there or not. Raises StoreError."""
    file = path_of(url)
    beside = [file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm")]
    return beside + sorted(file.parent.glob(f"{file.name}.v*.bak*"))


def health_of(url: str, *, clock: Clock, within_s: float) -> Health | None:
    """Look at the store for about `within_s` at most; None where there is none yet. Blocks. Raises StoreError."""
    from tui.store.sqlite.health import inspect

    return inspect(url, clock=clock, within_s=within_s)


def library() -> tuple[str, bool]:
    """The version of the library that reads the store, and whether it can damage one."""
    from tui.store.sqlite.health import SQLITE, has_reset_fault

    return ".".join(map(str, SQLITE)), has_reset_fault(SQLITE)
