"""Replayed: a bundle as a store at a moment. Notes alone are written, into a file of their own.

clock ── read ──▶ one connection; its views show the rows known at the moment
      ── watch ─▶ the topics of the answers that came since, and all of them after a leap
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Concatenate, NoReturn, ParamSpec, Protocol, TypeVar, cast

from msgspec.structs import replace

from tui.clock import DateReading
from tui.domain.records import CallDetails, Curve, KeptNote, MinuteCurve, Stand, Window
from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.api import Changes, Salvage, Snapshot
from tui.store.errors import StoreError
from tui.store.manifest import BundleError, Manifest
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle import checking, envelope, shape
from tui.store.sqlite.bundle.contents import PROJECT
from tui.store.sqlite.bundle.cutting import cut_curve, cut_minutes
from tui.store.sqlite.connection import transaction
from tui.store.sqlite.faults import explained
from tui.store.sqlite.snapshot import SqliteSnapshot
from tui.store.subscribers import Subscribers

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
# More of the clock's seconds between two looks are a leap.
LEAP_S = 120.0
# Everything that became known, at any moment.
ALL_KNOWN_TS = 1e11


class Moment(Protocol):
    """A clock of which only the time is read."""

    def now(self) -> float: ...


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Manifest, Path, Callable[[], None]]]:
    """The bundle's content in a directory of its own that is gone afterwards. Its sum is the writer's.
    Nothing of it may be read before the last part, called, has checked its shape; that blocks, and raises BundleError.
    Raises BundleError."""
    try:
        with tempfile.TemporaryDirectory(prefix="scry-replay-") as directory:
            manifest, content = envelope.unpack(path, Path(directory))
            yield manifest, content, partial(checking.check, path, content, manifest)
    except OSError as error:
        raise BundleError(path, Said(words.NOT_READ, {"detail": error.strerror or error})) from error


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, Path]]:
    """As `unpacked`, and checked. Raises BundleError."""
    with unpacked(path) as (manifest, content, check):
        check()
        yield manifest, content


class ReplayedSnapshot(SqliteSnapshot):
    """The rows known at `known_ts`, and the notes of the replay."""

    def __init__(self, connection: sqlite3.Connection, known_ts: float, notebook: Notebook, key: bytes) -> None:
        super().__init__(connection, PROJECT)
        self.known_ts, self._notebook, self._key = known_ts, notebook, key

    def notes(self, window: Window | None, most: int) -> tuple[KeptNote, ...]:
        own = self._notebook.over(super().notes(window, -1), window)
        return tuple(sorted(own, key=lambda note: (-note.ts, -note.written_ts, note.note_id))[:most])

    def alias_key(self) -> bytes | None:
        return self._key

    def curves(self, call_id: str, sid: str) -> tuple[Curve, ...]:
        end_ts = self._told_until(call_id)
        found = (cut_curve(curve, end_ts) for curve in super().curves(call_id, sid))
        return tuple(curve for curve in found if curve.ts)

    def minutes(self, call_id: str, *args: Any, **kwargs: Any) -> tuple[MinuteCurve, ...]:
        end_ts = self._told_until(call_id)
        found = (cut_minutes(curve, end_ts) for curve in super().minutes(call_id, *args, **kwargs))
        return tuple(curve for curve in found if curve.counts)

    def stands(self) -> Mapping[tuple[str, str], Stand]:
        """The rules are judged at each answer; of the judgements of one the last alone is stored."""
        (came_ts,) = self.connection.execute("SELECT max(answered_ts) FROM ledger WHERE failure IS NULL").fetchone()
        if came_ts is None:
            return {}
        known = super().stands()
        return {key: replace(stand, checked_ts=min(came_ts, stand.checked_ts)) for key, stand in known.items()}

    def _told_until(self, call_id: str) -> float:
        """The end of the last window that an answer about the call had spoken for."""
        (end_ts,) = self.connection.execute(
            "SELECT max(min(end_ts, claimed_ts)) FROM ledger WHERE call_id = ? AND answered_ts IS NOT NULL"
            " AND failure IS NULL AND part IN ('metrics', 'metrics and servers')",
            (call_id,),
        ).fetchone()
        return ALL_KNOWN_TS if end_ts is None else float(end_ts) + 1


class ReplayedChanges:
    """Notes alone can be written."""

    def __init__(self, path: Path, notebook: Notebook, key: bytes) -> None:
        self._path, self._notebook, self._key = path, notebook, key

    def put_note(self, note: KeptNote) -> bool:
        return self._notebook.put(note)

    def drop_note(self, note_id: str, *, author: str) -> bool:
        return self._notebook.drop(note_id, author=author)

    def make_alias_key(self) -> bytes:
        return self._key

    def __getattr__(self, name: str) -> NoReturn:
        if name not in dir(Changes):
            raise AttributeError(name)
        raise StoreError(str(self._path), words.REPLAY_WRITES_NOTHING, words.LEAVE_REPLAY)


class ReplayedStore:
    """`moment` is the clock of the replay; with `knows_all` each answer counts as come already."""

    salvaged: Salvage | None = None
    unsaved = 0
    dates: Sequence[DateReading] = ()

    def __init__(
        self, path: Path, content: Path, moment: Moment, notebook: Notebook, *, knows_all: bool = False
    ) -> None:
        """Raises BundleError."""
        self.path, self._moment, self._notebook, self._knows_all = path, moment, notebook, knows_all
        self._key = secrets.token_bytes(32)
        self._readers: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._subscribers = Subscribers()
        self._closed = False
        self._opened = ExitStack()
        try:
            for _ in range(READERS):
                connection = self._opened.enter_context(closing(checking.connected(content)))
                for statement in shape.views():
                    connection.execute(statement)
                self._readers.put(connection)
        except sqlite3.Error as error:
            self._opened.close()
            raise BundleError(path, Said(words.NOT_READ, {"detail": error})) from error
        self._reading = ThreadPoolExecutor(READERS, "scry-replay-reader")

    @property
    def known_ts(self) -> float:
        return ALL_KNOWN_TS if self._knows_all else self._moment.now()

    async def read(self, question: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._require_open()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, lambda: self._ask(question, *args, **kwargs))

    def _ask(self, question: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        connection, known_ts = self._readers.get(), self.known_ts
        try:
            with explained(self.path):
                connection.execute("UPDATE temp.moment SET ts = ?", (known_ts,))
                with transaction(connection, "DEFERRED"):
                    snapshot = ReplayedSnapshot(connection, known_ts, self._notebook, self._key)
                    return question(snapshot, *args, **kwargs)
        finally:
            self._readers.put(connection)

    async def write(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._require_open()
        changes = cast("Changes", ReplayedChanges(self.path, self._notebook, self._key))
        with explained(self.path):
            result = await asyncio.to_thread(lambda: change(changes, *args, **kwargs))
        self._subscribers.call(frozenset({"notes"}))
        return result

    async def write_to_disk(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.write(change, *args, **kwargs)

    keep = write_to_disk

    def packed(self, details: CallDetails, window: Window) -> object:
        raise StoreError(str(self.path), words.REPLAY_WRITES_NOTHING, words.LEAVE_REPLAY)

    # -- word of changes

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        return self._subscribers.add(call)

    async def watch(self, interval_s: float = 0.25) -> None:
        """Announce the answers that the clock has passed, until `close`."""
        before_ts = self.known_ts
        while not self._closed:
            await asyncio.sleep(interval_s)
            now_ts = self.known_ts
            if now_ts != before_ts and not self._closed:
                is_leap = not 0 < now_ts - before_ts <= LEAP_S
                if changed := await self.read(topics_since, None if is_leap else before_ts):
                    self._subscribers.call(changed)
            before_ts = now_ts

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._reading.shutdown(cancel_futures=True)
            self._opened.close()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(str(self.path), words.REPLAY_ENDED, words.LEAVE_REPLAY)


def topics_since(snapshot: Snapshot, since_ts: float | None) -> frozenset[str]:
    """The topics of all that came after `since_ts`; None: of all that there is."""
    assert isinstance(snapshot, ReplayedSnapshot)
    floor_ts = -1.0 if since_ts is None else since_ts
    found: set[str] = set()
    rows = snapshot.connection.execute(
        "SELECT DISTINCT endpoint, call_id FROM ledger WHERE coalesce(answered_ts, claimed_ts) > ?", (floor_ts,)
    )
    for endpoint, call_id in rows:
        found |= {"ledger", f"series:{endpoint}", *TOPICS.get(endpoint, ())}
        if call_id:
            found.add(f"call:{call_id}")
    for table, topic in TOPICS_OF_TABLES.items():
        changed = snapshot.connection.execute(
            f"SELECT 1 FROM main.{table} WHERE (from_ts > ?1 AND from_ts <= ?2) OR (until_ts > ?1 AND until_ts <= ?2)"  # noqa: S608
            " LIMIT 1",
            (floor_ts, snapshot.known_ts),
        )
        if changed.fetchone():
            found.add(topic)
    if since_ts is None:
        found |= {"diagnoses", "calls", "usage", "notes", "reports", "ledger", "alerts", "alarms", "figures"}
    return frozenset(found)


# The rows of these come, or go, at moments of their own.
TOPICS_OF_TABLES = {
    "alarms": "alarms",
    "deliveries": "alarms",
    "silences": "alarms",
    "alerts": "alerts",
    "reports": "reports",
    "figures": "figures",
    "calls": "calls",
    "listings": "calls",
    "usage": "usage",
    "diagnoses": "diagnoses",
}
TOPICS = {"diagnosis": ("diagnoses",), "usage": ("usage",), "call_lists": ("calls",), "call_details": ("calls",)}
