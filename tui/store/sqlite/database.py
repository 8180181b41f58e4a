"""The store as the program sees it: questions and changes off the event loop, and word of every change.

event loop ── read ──▶ reader threads, a connection each       one snapshot a question
           ── write ─▶ the writer thread                       one transaction a change
           ◀── topics, at once from the writer, within a poll from other processes
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from tui.domain.records import CallDetails, Window
from tui.messages import store as words
from tui.store import topics
from tui.store.api import Salvage
from tui.store.errors import StoreError
from tui.store.rows.changed import changed_since, position
from tui.store.rows.copying import require_whole
from tui.store.rows.ledger import read_dates
from tui.store.sqlite import place, schema
from tui.store.sqlite import recovery as salvage
from tui.store.sqlite.connection import connect, synced, transaction
from tui.store.sqlite.faults import explained, result_of
from tui.store.sqlite.watcher import Watcher
from tui.store.subscribers import Subscribers

if TYPE_CHECKING:
    from tui.store.rows.curves import PackedCurves
    from tui.store.sqlite.changes import SqliteChanges
    from tui.store.sqlite.snapshot import SqliteSnapshot

P = ParamSpec("P")
T = TypeVar("T")

# Two, so that a long question (seven days of curves) does not keep a short one waiting.
READERS = 2
OPENING_TRIES, OPENING_PAUSE_S = 25, 0.02


class SqliteStore:
    """One project (base URL and app id) in one file. Made by `open`; `close` it, or use it as a context manager.

    It belongs to one event loop. `read`, `write` and `open` raise StoreError for a refusal of SQLite or the disk.
    """

    # The file is here, or is gone for good: nothing waits.
    unsaved = 0

    @classmethod
    def open(cls, url: str, *, base_url: str, app_id: str) -> Self:
        """Open or make the store at `sqlite:///relative.db` or `sqlite:////absolute/path.db`.

        A file that is no store of this scry is refused and left as it is. A damaged store is renamed, and its readable
        rows are saved: `salvaged` has the path.
        """
        path = place.path_of(url)
        with explained(path):
            place.create(path)
            salvaged = salvage.salvage(path) if salvage.is_marked(path) else None
            try:
                store = cls._open_soon(path, base_url, app_id)
            except sqlite3.DatabaseError as error:
                if not salvage.is_damage(error) or (salvaged := salvage.salvage(path)) is None:
                    raise
                store = cls._open_soon(path, base_url, app_id)
        store.salvaged = salvaged
        return store

    @classmethod
    def _open_soon(cls, path: Path, base_url: str, app_id: str) -> Self:
        """SQLite makes its log, and removes it, as the umask has it, and gives it the file's modes a moment later: in
        between it is closed to another login."""
        for _ in range(OPENING_TRIES - 1):
            try:
                return cls._open(path, base_url, app_id)
            except sqlite3.OperationalError as error:
                if result_of(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                    raise
            time.sleep(OPENING_PAUSE_S)
        return cls._open(path, base_url, app_id)

    @classmethod
    def _open(cls, path: Path, base_url: str, app_id: str) -> Self:
        with ExitStack() as opened:
            writer = opened.enter_context(closing(connect(path)))
            schema.prepare(writer, path)
            require_whole(writer, str(path))
            with transaction(writer, "IMMEDIATE"):
                project_id = _project(writer, base_url.rstrip("/"), app_id)
            readers = [opened.enter_context(closing(connect(path, read_only=True))) for _ in range(READERS)]
            watching = opened.enter_context(closing(connect(path, read_only=True)))
            watcher = Watcher(watching, path, project_id)
            place.adopt_companions(path)
            return cls(path, project_id, writer, readers, watcher, opened.pop_all())

    def __init__(
        self,
        path: Path,
        project_id: int,
        writer: sqlite3.Connection,
        readers: list[sqlite3.Connection],
        watcher: Watcher,
        opened: ExitStack,
    ) -> None:
        self.path = path
        self.project_id = project_id
        self.salvaged: Salvage | None = None
        self.dates = read_dates(writer, project_id)
        self._writer = writer
        self._readers: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for reader in readers:
            self._readers.put(reader)
        self._watcher = watcher
        self._opened = opened
        self._writing = ThreadPoolExecutor(1, "scry-store-writer")
        self._reading = ThreadPoolExecutor(READERS, "scry-store-reader")
        self._subscribers = Subscribers()
        self._closed = False

    # -- questions and changes

    async def read(self, question: Callable[Concatenate[SqliteSnapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`question(snapshot, …)`, answered from one snapshot."""
        self._require_open()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, lambda: self._ask(question, *args, **kwargs))

    async def write(self, change: Callable[Concatenate[SqliteChanges, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`change(changes, …)` as one transaction; an exception undoes it.

        Once handed over it is carried out, even if the caller is cancelled. Subscribers hear of it before the caller
        goes on.
        """
        return await self._hand_over(lambda changes: change(changes, *args, **kwargs), to_disk=False)

    async def write_to_disk(
        self, change: Callable[Concatenate[SqliteChanges, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`; a confirmed write survives a loss of power, not only of the process."""
        return await self._hand_over(lambda changes: change(changes, *args, **kwargs), to_disk=True)

    # The file is here, or is gone for good.
    keep = write

    def packed(self, details: CallDetails, window: Window) -> PackedCurves:
        """The curves as `put_details` takes them; not for the event loop."""
        from tui.store.rows.curves import pack

        return pack(details, window)

    async def _hand_over(self, change: Callable[[SqliteChanges], T], *, to_disk: bool) -> T:
        self._require_open()
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._writing, self._make, change, loop, to_disk))

    def _ask(self, question: Callable[Concatenate[SqliteSnapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        from tui.store.sqlite.snapshot import SqliteSnapshot  # not needed before the first frame

        connection = self._readers.get()
        try:
            with self._explained(), transaction(connection, "DEFERRED"):
                return question(SqliteSnapshot(connection, self.project_id), *args, **kwargs)
        finally:
            self._readers.put(connection)

    def _make(self, change: Callable[[SqliteChanges], T], loop: asyncio.AbstractEventLoop, to_disk: bool) -> T:
        from tui.store.sqlite.changes import SqliteChanges

        # Written into a file that was removed or replaced, it would be lost without a word.
        self._watcher.require_in_place()
        with self._explained(), synced(self._writer, to_disk), transaction(self._writer, "IMMEDIATE"):
            before = position(self._writer, self.project_id)
            result = change(SqliteChanges(self._writer, self.project_id))
            changed = changed_since(self._writer, self.project_id, before)
        with suppress(RuntimeError):  # the loop has ended: nobody is left to tell
            loop.call_soon_threadsafe(self._subscribers.tell, changed)
        return result

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raises StoreError; of damage the next one to open the store is told, too."""
        try:
            with explained(self.path):
                yield
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and salvage.is_damage(error.__cause__):
                salvage.mark(self.path)
            raise

    # -- word of changes

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """`call` with the topics that changed, on the event loop, until the function returned is called.

        The topics of other processes come from `watch`.
        """
        return self._subscribers.add(call)

    async def watch(self, interval_s: float = 0.25) -> None:
        """Tell the changes of other processes, until `close`. Ends after telling `store:lost`: the file is gone,
        replaced or unreadable. From then on `write` raises StoreError; the known data can still be read."""
        while not self._closed:
            try:
                changed = self._watcher.poll()
            except StoreError:
                self._subscribers.call(frozenset({topics.LOST}))
                return
            self._subscribers.tell(changed)
            await asyncio.sleep(interval_s)

    # -- the end

    def close(self) -> None:
        """Finish the accepted work, then close. Blocks until then; a second time it does nothing."""
        if self._closed:
            return
        self._closed = True
        self._reading.shutdown(cancel_futures=True)
        self._writing.shutdown()
        with suppress(sqlite3.Error):  # the next opener moves the rest of the log to the file
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._opened.close()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(str(self.path), words.CLOSED, words.START_AGAIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _project(connection: sqlite3.Connection, base_url: str, app_id: str) -> int:
    connection.execute("INSERT OR IGNORE INTO projects (base_url, app_id) VALUES (?, ?)", (base_url, app_id))
    row = connection.execute("SELECT project_id FROM projects WHERE base_url = ? AND app_id = ?", (base_url, app_id))
    (project_id,) = row.fetchone()
    return int(project_id)
