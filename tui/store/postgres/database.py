"""The store of one project in PostgreSQL: questions and changes off the event loop, and topics of every change.

event loop ── read ──▶ reader threads    one snapshot a question
           ── write ─▶ the writer thread one transaction a change, one at a time in each project
           ── keep ──▶ the same, in turn; while the database is away the changes wait in memory
           ◀── topics, at once from the writer, by NOTIFY from other processes, by a poll where that is lost
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

import psycopg

from tui.clock import DateReading
from tui.clock.server_time import OF_STORE
from tui.domain.records import CallDetails, Window
from tui.domain.text import Said
from tui.messages import store as words
from tui.store.api import Salvage
from tui.store.errors import StoreError
from tui.store.postgres.address import name_of
from tui.store.postgres.changes import PostgresChanges
from tui.store.postgres.claiming import ClaimingConnection
from tui.store.postgres.connection import PostgresConnection
from tui.store.postgres.faults import explained, is_away
from tui.store.postgres.pool import Connected, Pool
from tui.store.postgres.schema import lock_of
from tui.store.postgres.snapshot import PostgresSnapshot
from tui.store.postgres.workers import Workers
from tui.store.rows.changed import changed_since, position
from tui.store.rows.copying import require_whole
from tui.store.rows.ledger import read_dates
from tui.store.subscribers import Subscribers

if TYPE_CHECKING:
    from tui.store.rows.curves import PackedCurves

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

READERS = 2
# Behind NOTIFY, which a lost connection may have missed.
POLL_S = 5.0
# Answers that wait in memory for a database that is away, of one project, and the pause between two tries.
MOST_KEPT = 1000
KEPT_PAUSE_S = 1.0
# For the accepted changes, at the end.
CLOSE_S = 1.0

BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresStore:
    """Made by `open`; `close` it, or use it as a context manager. It belongs to one event loop."""

    salvaged: Salvage | None = None
    unsaved = 0

    @classmethod
    def open(cls, url: str, *, base_url: str, app_id: str) -> Self:
        """Open or make the store. Blocks. Raises StoreError."""
        pool = Pool.of(url)
        try:
            with explained(pool.where), pool.connection() as connection:
                require_whole(connection, pool.where)
                return cls(pool, _project(connection, base_url.rstrip("/"), app_id), connection)
        except BaseException:
            pool.leave()
            raise

    def __init__(self, pool: Pool, project_id: int, connection: Connected) -> None:
        self.path = name_of(pool.url)
        self.project_id = project_id
        self._pool = pool
        with PostgresConnection(connection) as rows:
            self._dates, self._opened_s = read_dates(rows, project_id), time.monotonic()
            self._seq = position(rows, project_id)
        self._writing = Workers(1, "scry-store-writer")
        self._reading = Workers(READERS, "scry-store-reader")
        self._subscribers = Subscribers()
        self._pause: Callable[[float], Awaitable[object]] = asyncio.sleep
        self._kept: deque[tuple[Callable[[PostgresChanges], Any], asyncio.Future[Any]]] = deque()
        self._keeping: asyncio.Task[None] | None = None
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None

    @property
    def dates(self) -> list[DateReading]:
        open_s = time.monotonic() - self._opened_s
        return [each._replace(server_ts=each.server_ts + open_s * (each.boot == OF_STORE)) for each in self._dates]

    # -- questions and changes

    async def read(
        self, question: Callable[Concatenate[PostgresSnapshot, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`question(snapshot, …)`, answered from one snapshot. Cancelled, it is cancelled in the database, too."""
        self._require_open()
        loop, under_way = asyncio.get_running_loop(), _UnderWay()
        try:
            return await asyncio.wrap_future(
                self._reading.submit(lambda: self._ask(under_way, lambda snapshot: question(snapshot, *args, **kwargs)))
            )
        except asyncio.CancelledError:
            if under_way.connection is not None:
                loop.run_in_executor(None, under_way.cancel)
            raise

    async def write(self, change: Callable[Concatenate[PostgresChanges, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`change(changes, …)` as one transaction; an exception undoes it.

        Once handed over it is carried out, even if the caller is cancelled. Subscribers hear of it before the caller
        goes on. Every commit of PostgreSQL is on its disk.
        """
        self._require_open()
        loop = asyncio.get_running_loop()
        making = self._writing.submit(lambda: self._make(lambda changes: change(changes, *args, **kwargs), loop))
        return await asyncio.shield(asyncio.wrap_future(making))

    write_to_disk = write

    async def keep(self, change: Callable[Concatenate[PostgresChanges, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`; while the database is away the change waits in memory, up to MOST_KEPT of them."""
        self._require_open()
        if len(self._kept) >= MOST_KEPT:
            raise StoreError(
                self._pool.where, Said(words.TOO_MUCH_KEPT, {"count": MOST_KEPT}), words.CHECK_DATABASE, is_away=True
            )
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        # Its caller may have been cancelled: then nobody asks for the exception.
        done.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._kept.append((lambda changes: change(changes, *args, **kwargs), done))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._write_kept())
        return await asyncio.shield(done)

    async def _write_kept(self) -> None:
        """One at a time, in the order in which they came: a database that is away is asked for by one of them."""
        while self._kept and not self._closed:
            change, done = self._kept[0]
            try:
                result = await self.write(change)
            except StoreError as error:
                if error.is_away:
                    await self._pause(KEPT_PAUSE_S)
                    continue
                tell = partial(done.set_exception, error)
            except Exception as error:
                tell = partial(done.set_exception, error)
            else:
                tell = partial(done.set_result, result)
            if self._closed:
                return
            self._kept.popleft()
            if not done.done():
                tell()

    def packed(self, details: CallDetails, window: Window) -> PackedCurves:
        """The curves as `put_details` takes them; not for the event loop."""
        from tui.store.rows.curves import pack

        return pack(details, window)

    def _ask(self, under_way: _UnderWay, question: Callable[[PostgresSnapshot], T]) -> T:
        with explained(self._pool.where):
            try:
                return self._asked(under_way, question)
            except psycopg.Error as error:
                if not is_away(error) or isinstance(error, psycopg.errors.QueryCanceled):
                    raise
            # The connections that were broken are gone: a new one may reach the server that is back.
            return self._asked(under_way, question)

    def _asked(self, under_way: _UnderWay, question: Callable[[PostgresSnapshot], T]) -> T:
        with (
            self._pool.connection() as connection,
            under_way.on(connection),
            PostgresConnection(connection, BEGIN_READING) as rows,
        ):
            return question(PostgresSnapshot(rows, self.project_id))

    def _make(self, change: Callable[[PostgresChanges], T], loop: asyncio.AbstractEventLoop | None) -> T:
        """`loop` None: nobody is left to tell."""
        with explained(self._pool.where), self._pool.connection() as connection:
            # One writer at a time in each project, as in a file: a claim sees every claim before it.
            with ClaimingConnection(connection, "BEGIN", lock_of(self.project_id)) as rows:
                result = change(PostgresChanges(rows, self.project_id))
                rows.announce(self.project_id)
            changed = rows.told()
        if loop is not None:
            with suppress(RuntimeError):  # the loop has ended: nobody is left to tell
                loop.call_soon_threadsafe(self._subscribers.tell, changed)
        return result

    # -- word of changes

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """`call` with the topics that changed, on the event loop, until the function returned is called."""
        return self._subscribers.add(call)

    async def watch(self, interval_s: float = 0.25) -> None:
        """Tell the changes of other processes, until `close`, at most each `interval_s`. A database that is away is
        waited for: its changes are told when it is back."""
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        leave = self._pool.hear(self.project_id, self._poke)
        try:
            while not self._closed:
                self._news.clear()
                with suppress(StoreError):
                    changed = await self._changed()
                    self._seq = max(changed.values(), default=self._seq)
                    self._subscribers.tell(changed)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), POLL_S)
                await asyncio.sleep(0 if self._closed else interval_s)
        finally:
            leave()

    async def _changed(self) -> Mapping[str, int]:
        if self._closed:
            return {}
        seq = self._seq
        return await self.read(lambda snapshot: changed_since(snapshot.connection, self.project_id, seq))

    def _poke(self) -> None:
        if self._loop is not None and self._news is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._news.set)

    # -- the end

    def close(self) -> None:
        """Finish the accepted work, then close. Blocks until then, CLOSE_S at most; a second time it does nothing."""
        if self._closed:
            return
        self._closed = True
        self._poke()
        end_s = time.monotonic() + CLOSE_S
        kept = [self._writing.submit(partial(self._make, change, None)) for change, _ in tuple(self._kept)]
        self._reading.drop()
        self._writing.end(end_s - time.monotonic())
        self._reading.end(max(0.0, end_s - time.monotonic()))
        self.unsaved = sum(not each.done() or each.exception() is not None for each in kept)
        if self.unsaved:
            log.error("%s: answers that could not be written: %d", self._pool.where, self.unsaved)
        self._pool.leave()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(self._pool.where, words.CLOSED, words.START_AGAIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _UnderWay:
    """The connection of a question while it is answered. A cancel that is under way holds it: lent again before its end
    it would cancel the next transaction, be it a change."""

    connection: Connected | None = None

    def __init__(self) -> None:
        self._holding = threading.Lock()

    @contextmanager
    def on(self, connection: Connected) -> Iterator[None]:
        self.connection = connection
        try:
            yield
        finally:
            with self._holding:
                self.connection = None

    def cancel(self) -> None:
        with self._holding, suppress(psycopg.Error):
            if self.connection is not None:
                self.connection.cancel_safe(timeout=2.0)


def _project(connection: Connected, base_url: str, app_id: str) -> int:
    names = [base_url, app_id]
    connection.execute("INSERT INTO projects (base_url, app_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", names)
    row = connection.execute("SELECT project_id FROM projects WHERE base_url = %s AND app_id = %s", names).fetchone()
    assert row is not None
    return int(row[0])
