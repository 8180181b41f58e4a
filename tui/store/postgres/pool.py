"""The connections of this process to one database, shared by all its projects, and one that only listens.

Pool ── borrowed ─▶ a connection for one transaction
     ◀─ NOTIFY ──── the listener's thread: which project has changed
"""

from __future__ import annotations

import os
import selectors
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, ClassVar

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.postgres import schema
from tui.store.postgres.address import conninfo_of, shown
from tui.store.postgres.connection import CHANNEL, adapt
from tui.store.postgres.faults import LOCK_S, STATEMENT_S, explained, is_away

# Enough for all projects of a process: a transaction takes milliseconds.
MOST_CONNECTIONS = 8
WAIT_S = 5.0
# How long a broken connection is made anew before somebody must ask for one.
RECONNECT_S = 5.0
# Between two looks whether a database that is away is back.
LOOK_PAUSE_S = 0.5
# Between two tries to listen; the most that the end waits for the pool's own threads.
_LISTEN_S, _CLOSE_S = 1.0, 0.25

Connected = psycopg.Connection[Any]


class Pool:
    """One for each URL of a process: `borrowed_for` counts the stores that use it."""

    _known: ClassVar[dict[str, Pool]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()
    # Held for as long as a server takes to answer, by those who open a store alone.
    _opening: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def of(cls, url: str) -> Pool:
        """Blocks. Raises StoreError, which tells why the database cannot be used."""
        with cls._opening:
            with cls._lock:
                if (pool := cls._known.get(url)) is not None:
                    pool.users += 1
                    return pool
            pool = cls(url)
            with cls._lock:
                cls._known[url] = pool
            return pool

    def __init__(self, url: str) -> None:
        self.url = url
        self.where = shown(url)
        self.users = 1
        # A connection of its own: the pool would only tell that it took too long.
        with explained(self.where), self._connected() as first:
            if first.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                raise StoreError(self.where, words.STANDBY, words.NAME_PRIMARY)
            schema.prepare(first, self.where)
        self._pool: ConnectionPool[Connected] = ConnectionPool(
            partial(conninfo_of, url),
            kwargs={"autocommit": True},
            configure=_configure,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=WAIT_S,
            reconnect_timeout=RECONNECT_S,
            open=True,
            name="scry",
        )
        # None while the database can be reached, as far as known.
        self._trouble: psycopg.Error | None = None
        self._look_s = 0.0
        self._looking = threading.Lock()
        # By the project's number, as a notification tells it.
        self._hearers: dict[str, dict[object, Callable[[], None]]] = {}
        self._is_over = threading.Event()
        self._ending, self._end = os.pipe()
        self._listener = threading.Thread(target=self._listen, name="scry-store-listener", daemon=True)
        self._listener.start()

    def _connected(self) -> Connected:
        """Raises psycopg.Error, and StoreError without the password of its command."""
        return psycopg.connect(conninfo_of(self.url), autocommit=True)

    @contextmanager
    def connection(self) -> Iterator[Connected]:
        """For one transaction. Raises psycopg.Error, at once where the database is known to be away; a broken
        connection is not lent again, nor are those that broke with it."""
        if self._trouble is not None:
            self._look()
        connection = self._borrowed()
        try:
            yield connection
        except psycopg.Error as error:
            if is_away(error):
                if self._trouble is None:
                    self._look_s = 0.0
                self._trouble = error
                with suppress(psycopg.Error):
                    self._pool.drain()
            raise
        finally:
            self._pool.putconn(connection)

    def _borrowed(self) -> Connected:
        """Waits while all connections are lent. Raises psycopg.Error."""
        end_s = time.monotonic() + STATEMENT_S
        while True:
            try:
                return self._pool.getconn(WAIT_S)
            except PoolTimeout as error:
                # It only tells that it took too long: a connection of one's own tells whether the database is away.
                self._look(waits=True)
                if time.monotonic() > end_s:
                    raise errors.QueryCanceled("all connections are lent") from error

    def _look(self, *, waits: bool = False) -> None:
        """Whether the database is back: one thread at a time looks, the others take the last answer, or wait for this
        one. Raises psycopg.Error where it is not."""
        if self._looking.acquire(blocking=waits):
            try:
                if time.monotonic() >= self._look_s:
                    try:
                        self._connected().close()
                    except psycopg.Error as error:
                        self._trouble = error
                    else:
                        self._trouble = None
                    self._look_s = time.monotonic() + LOOK_PAUSE_S
            finally:
                self._looking.release()
        if (trouble := self._trouble) is not None:
            raise type(trouble)(*trouble.args)

    def hear(self, project_id: int, call: Callable[[], None]) -> Callable[[], None]:
        """`call`, in the listener's thread, whenever a process has changed the project, until the function returned is
        called; after each loss of the database, too."""
        token = object()
        hearers = self._hearers.setdefault(str(project_id), {})
        hearers[token] = call

        def leave() -> None:
            hearers.pop(token, None)

        return leave

    def leave(self) -> None:
        """By one store; the last one closes the connections."""
        with self._lock:
            self.users -= 1
            if self.users:
                return
            del self._known[self.url]
        os.write(self._end, b"1")
        self._is_over.set()
        self._pool.close(timeout=0 if self._trouble else _CLOSE_S)
        self._listener.join(_CLOSE_S)

    def _listen(self) -> None:
        try:
            while not self._is_over.is_set():
                try:
                    with self._connected() as connection:
                        connection.execute(f"LISTEN {CHANNEL}")
                        self._tell(None)
                        self._hear(connection)
                except (psycopg.Error, StoreError):
                    self._is_over.wait(_LISTEN_S)
        finally:
            for end in (self._ending, self._end):
                os.close(end)

    def _hear(self, connection: Connected) -> None:
        """Until the end. Raises psycopg.Error for a broken connection."""
        with selectors.DefaultSelector() as either:
            either.register(connection, selectors.EVENT_READ)
            either.register(self._ending, selectors.EVENT_READ)
            while not self._is_over.is_set():
                for heard in connection.notifies(timeout=0):
                    self._tell(heard.payload)
                either.select()

    def _tell(self, payload: str | None) -> None:
        """None: of all projects, something may have been missed."""
        told = tuple(self._hearers.values()) if payload is None else (self._hearers.get(payload, {}),)
        for hearers in told:
            for call in tuple(hearers.values()):
                call()


def _configure(connection: Connected) -> None:
    adapt(connection)
    connection.execute(
        "SELECT set_config('search_path', 'scry', false), set_config('statement_timeout', %s, false),"
        " set_config('lock_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)",
        [f"{STATEMENT_S}s", f"{LOCK_S}s", f"{2 * STATEMENT_S}s"],
    )
