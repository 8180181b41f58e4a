"""Refusals of PostgreSQL and of the way to it, as errors of the store in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from tui.domain.text import Said
from tui.messages import store as words
from tui.store.errors import StoreError

STATEMENT_S, LOCK_S = 30, 10

# The server ends, has ended, or begins: it or another will take connections again.
_AWAY = (
    PoolTimeout,
    TooManyRequests,
    PoolClosed,
    errors.ReadOnlySqlTransaction,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.DatabaseDropped,
    errors.TooManyConnections,
    errors.IdleInTransactionSessionTimeout,
)
_NO_RIGHTS = (errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification, errors.InvalidPassword)


def explain(where: str, error: psycopg.Error) -> StoreError:
    if isinstance(error, errors.ReadOnlySqlTransaction):
        # A primary that has become a standby: the next connection finds the other one.
        return StoreError(where, words.STANDBY, words.AWAIT_PRIMARY, is_away=True)
    if isinstance(error, _NO_RIGHTS):
        return StoreError(where, Said(words.NO_RIGHTS, {"detail": told(error)}), words.PRINT_STATEMENTS)
    if isinstance(error, errors.QueryCanceled):
        return StoreError(where, Said(words.TOO_SLOW, {"seconds": STATEMENT_S}), words.ASK_LESS)
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
        return StoreError(where, words.HELD, words.CLOSE_OTHER, is_held=True)
    if isinstance(error, errors.DiskFull):
        return StoreError(where, words.NO_SPACE, words.FREE_SPACE)
    if is_away(error):
        return StoreError(where, Said(words.NOT_REACHED, {"detail": told(error)}), words.CHECK_DATABASE, is_away=True)
    return StoreError(where, Said(words.FAILED, {"error": told(error)}), words.RUN_CHECK)


def is_away(error: psycopg.Error) -> bool:
    """Whether the server, or the way to it, is gone, be it for a moment."""
    if isinstance(error, _AWAY):
        return True
    # Of the way libpq tells without a code.
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
        error.sqlstate is None or error.sqlstate.startswith("08")
    )


def told(error: psycopg.Error) -> str:
    """The library's words in one line. libpq never tells a password."""
    return " ".join(str(error).split())[:200] or type(error).__name__


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Raises StoreError for a refusal within."""
    try:
        yield
    except psycopg.Error as error:
        raise explain(where, error) from error
