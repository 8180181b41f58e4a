"""The connections of this process to one database, shared by all its projects, and one that only listens.

Pool ── borrowed ─▶ a connection for one transaction
     ◀─ NOTIFY ──── the listener's thread: which project has changed
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import psycopg
from psycopg_pool import ConnectionPool

from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.postgres import schema
from tui.store.postgres.address import conninfo_of, shown
from tui.store.postgres.connection import adapt
from tui.store.postgres.faults import LOCK_S, STATEMENT_S, explained, is_away

# Enough for all projects of a process: a transaction takes milliseconds.
MOST_CONNECTIONS = 8
WAIT_S = 5.0
# How long a broken connection is made anew before somebody must ask for one.
RECONNECT_S = 5.0
CHANNEL = "scry"
_LISTEN_S = 1.0

Connected = psycopg.Connection[Any]


class Pool:
    """One for each URL of a process: `borrowed_for` counts the stores that use it."""

    _known: ClassVar[dict[str, Pool]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def of(cls, url: str) -> Pool:
        """Blocks. Raises StoreError, which tells why the database cannot be used."""
        with cls._lock:
            pool = cls._known.get(url)
            if pool is None:
                pool = cls(url)
                cls._known[url] = pool
            pool.users += 1
            return pool

    def __init__(self, url: str) -> None:
        self.url = url
        self.where = shown(url)
        self.users = 0
        conninfo = conninfo_of(url)
        # A connection of its own: the pool would only tell that it took too long.
        with explained(self.where), psycopg.connect(conninfo, autocommit=True) as first:
            if first.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                raise StoreError(self.where, words.STANDBY, words.NAME_PRIMARY)
            schema.prepare(first, self.where)
        self._conninfo = conninfo
        self._pool: ConnectionPool[Connected] = ConnectionPool(
            conninfo,
            kwargs={"autocommit": True},
            configure=_configure,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=WAIT_S,
            reconnect_timeout=RECONNECT_S,
            open=True,
            name="scry",
        )
        self._hearers: dict[object, tuple[int, Callable[[], None]]] = {}
        self._is_over = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="scry-store-listener", daemon=True)
        self._listener.start()

    @contextmanager
    def connection(self) -> Iterator[Connected]:
        """For one transaction. Raises psycopg.Error; a broken connection is not lent again, nor are those that broke
        with it."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.Error as error:
            if is_away(error):
                with suppress(psycopg.Error):
                    self._pool.drain()
            raise

    def hear(self, project_id: int, call: Callable[[], None]) -> Callable[[], None]:
        """`call`, in the listener's thread, whenever a process has changed the project, until the function returned is
        called; after each loss of the database, too."""
        token = object()
        self._hearers[token] = project_id, call

        def leave() -> None:
            self._hearers.pop(token, None)

        return leave

    def leave(self) -> None:
        """By one store; the last one closes the connections."""
        with self._lock:
            self.users -= 1
            if self.users:
                return
            del self._known[self.url]
        self._is_over.set()
        # It wakes the listener, and is about no project.
        with suppress(psycopg.Error), self._pool.connection(timeout=_LISTEN_S) as connection:
            connection.execute(f"NOTIFY {CHANNEL}")
        self._pool.close(timeout=1.0)
        self._listener.join(2 * _LISTEN_S)

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._tell(None)
                    while not self._is_over.is_set():
                        for heard in connection.notifies(timeout=_LISTEN_S):
                            self._tell(heard.payload)
                            if self._is_over.is_set():
                                break
            except psycopg.Error:
                self._is_over.wait(_LISTEN_S)

    def _tell(self, payload: str | None) -> None:
        """None: of all projects, something may have been missed."""
        for project_id, call in tuple(self._hearers.values()):
            if payload in (None, str(project_id)):
                call()


def _configure(connection: Connected) -> None:
    adapt(connection)
    connection.execute(
        "SELECT set_config('search_path', 'scry', false), set_config('statement_timeout', %s, false),"
        " set_config('lock_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)",
        [f"{STATEMENT_S}s", f"{LOCK_S}s", f"{2 * STATEMENT_S}s"],
    )
