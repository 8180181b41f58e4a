"""A failure of SQLite's or of the disk's, in the words of what it is and what to do."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.manual_clock import ManualClock
from tests.store.worlds import open_store
from tui.store.errors import StoreError
from tui.store.sqlite.faults import explain
from tui.store.sqlite.health import inspect

NO_LOCKS = "lies on a file system without locks"
NO_MEMORY = "a file system without shared memory for files"
LOCAL = "name a file on a local disk with --store"


def refuses(number: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return refuse


def of(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_on_a_file_system_without_locks_nobody_is_said_to_hold_the_store(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "lockf", refuses(number))
    with pytest.raises(StoreError, match=NO_LOCKS) as caught:
        open_store(url)
    assert LOCAL in str(caught.value)
    assert caught.value.is_misnamed
    assert not caught.value.is_held
    with pytest.raises(StoreError, match=NO_LOCKS):
        inspect(url, clock=ManualClock(0), within_s=1)
    assert not [*tmp_path.iterdir()], "nothing was made"


def test_without_shared_memory_the_disk_is_not_blamed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mmap, "mmap", refuses(errno.ENODEV))
    with pytest.raises(StoreError, match=NO_MEMORY) as caught:
        open_store(url)
    assert LOCAL in str(caught.value)
    with pytest.raises(StoreError, match=NO_MEMORY):
        inspect(url, clock=ManualClock(0), within_s=1)


def test_locks_that_go_away_under_a_store_that_is_open_are_said_as_what_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scry.db"
    assert explain(path, of(sqlite3.SQLITE_BUSY)).is_held
    monkeypatch.setattr(fcntl, "lockf", refuses(errno.ENOLCK))
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_CANTOPEN):
        error = explain(path, of(code))
        assert NO_LOCKS in str(error)
        assert not error.is_held


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (sqlite3.SQLITE_BUSY, "is held by another program"),
        (sqlite3.SQLITE_PROTOCOL, "is held by another program"),
        (sqlite3.SQLITE_IOERR_LOCK, NO_LOCKS),
        (sqlite3.SQLITE_IOERR_RDLOCK, NO_LOCKS),
        (sqlite3.SQLITE_IOERR_SHMLOCK, NO_LOCKS),
        (sqlite3.SQLITE_IOERR_SHMMAP, NO_MEMORY),
        (sqlite3.SQLITE_IOERR_SHMOPEN, NO_MEMORY),
        (sqlite3.SQLITE_IOERR_READ, "could not be read or written by its disk"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_FULL, "does not fit on its disk any more"),
        (sqlite3.SQLITE_READONLY, "may not be written by this user"),
    ],
)
def test_where_trying_finds_nothing_amiss_the_extended_code_decides(tmp_path: Path, code: int, says: str) -> None:
    assert says in str(explain(tmp_path / "scry.db", of(code)))


@pytest.mark.parametrize(
    ("number", "says"), [(errno.ENOSPC, "does not fit on its disk"), (errno.EROFS, "read-only file system")]
)
def test_shared_memory_that_a_full_or_read_only_disk_refuses_is_the_disks_affair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    monkeypatch.setattr(os, "open", refuses(number))
    for code in (sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_CANTOPEN):
        assert says in str(explain(tmp_path / "scry.db", of(code)))


def test_a_store_that_another_program_holds_is_still_said_to_be_held(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(url).close()
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **{**k, "timeout": 0.01}))
    with closing(real(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is held by another program") as caught:
            open_store(url)
    assert caught.value.is_held
