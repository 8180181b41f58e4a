"""How the store stands: its file, what it holds, the SQLite that reads it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from tui.cli import exits
from tui.cli.check.finding import Finding, fail, ok, size, warn
from tui.clock import Clock
from tui.messages import check as words
from tui.store.errors import StoreError
from tui.store.sqlite.health import Health, has_reset_fault, inspect
from tui.store.sqlite.place import path_of

LOOK_S = 5.0
# A day of everything is a few megabytes; the log is cut back to sixteen.
LITTLE_DISK_BYTES, NO_DISK_BYTES = 500e6, 20e6
LONG_WAL_BYTES = 128e6


def stored(url: str, clock: Clock) -> list[Finding]:
    """Blocks for some seconds where the file is large."""
    try:
        health = inspect(url, clock=clock, within_s=LOOK_S)
        findings = [ok(words.STORE, words.NO_STORE, path=path_of(url))] if health is None else _healthy(health)
    except StoreError as error:
        status = exits.WRONG if error.is_misnamed else exits.FAILED
        findings = [fail(words.STORE, words.AS_IT_IS, text=error.said, status=status)]
    return [*findings, _library(sqlite3.sqlite_version)]


def _healthy(health: Health) -> list[Finding]:
    values: dict[str, Any] = {
        "path": health.path,
        "size": size(health.size_bytes),
        "wal": size(health.wal_bytes),
        "free": size(health.free_bytes),
        "schema": health.schema,
        "newest": health.newest_schema,
    }
    if health.free_bytes < NO_DISK_BYTES:
        file = fail(words.STORE, words.DISK_FULL, **values)
    elif health.free_bytes < LITTLE_DISK_BYTES:
        file = warn(words.STORE, words.DISK_FULL, **values)
    elif health.wal_bytes > LONG_WAL_BYTES:
        file = warn(words.STORE, words.WAL_LONG, **values)
    else:
        file = ok(words.STORE, words.STORE_OLD if health.schema < health.newest_schema else words.STORE_FINE, **values)
    return [file, _integrity(health.path, health.fault)]


def _integrity(path: Path, fault: str | None) -> Finding:
    if fault is None:
        return ok(words.INTEGRITY, words.SOUND_SO_FAR, seconds=f"{LOOK_S:g}")
    if fault:
        return fail(words.INTEGRITY, words.DAMAGED, path=path, fault=fault)
    return ok(words.INTEGRITY, words.SOUND)


def _library(version: str) -> Finding:
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    faulty = has_reset_fault((major, minor, patch))
    return (warn if faulty else ok)(words.SQLITE, words.SQLITE_FAULT if faulty else words.SQLITE_FINE, version=version)
