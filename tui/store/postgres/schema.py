"""The schema `scry` of a database, and how one of an older scry becomes one of this scry.

`meta` counts the steps that were taken; a step once released never changes. Many boxes may start a new version at once:
one takes the steps, under a lock of the database, the others find them taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from tui import __version__
from tui.domain.text import Said
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.postgres.connection import LOCK
from tui.store.postgres.functions import CLAIM, NOTE_CLAIM
from tui.store.postgres.tables import (
    BY_SELECTION,
    EARLIER_ALARMS,
    EARLIER_FIGURES,
    FIGURES_OF_PRODUCTS,
    OF_TODAY,
    TABLES,
    VERDICTS,
    earlier_states,
)

OLDEST_SERVER = 140000
SCHEMA = 0

STEPS: Sequence[Sequence[str]] = (
    (*TABLES, *earlier_states()),
    EARLIER_ALARMS,
    OF_TODAY,
    (NOTE_CLAIM,),
    FIGURES_OF_PRODUCTS,
    CLAIM,
    BY_SELECTION,
    EARLIER_FIGURES,
    VERDICTS,
)


def lock_of(project_id: int) -> int:
    """The key of the advisory lock of a project, or of the schema."""
    return 0x53435259 << 32 | project_id


def prepare(connection: psycopg.Connection[Any], where: str, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Make the schema one of this scry. The connection is in autocommit mode. Raises StoreError, psycopg.Error."""
    if connection.info.server_version < OLDEST_SERVER:
        found = f"{connection.info.server_version // 10000}"
        raise StoreError(where, Said(words.TOO_OLD, {"found": found}), words.NEEDS_NEWER_SERVER)
    if version(connection, where, steps) == len(steps):
        return
    with connection.transaction():
        connection.execute(LOCK, [lock_of(SCHEMA)])
        taken = version(connection, where, steps)
        if taken == len(steps):
            return
        if connection.execute("SELECT FROM pg_namespace WHERE nspname = 'scry'").fetchone() is None:
            try:
                connection.execute("CREATE SCHEMA scry")
            except psycopg.errors.InsufficientPrivilege as error:
                raise StoreError(where, words.NO_SCHEMA, words.PRINT_STATEMENTS) from error
        for step in steps[taken:]:
            for statement in step:
                connection.execute(statement)
        for key, value in (("schema_version", str(len(steps))), ("scry_version", __version__)):
            connection.execute(
                "INSERT INTO scry.meta (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, value],
            )


def version(connection: psycopg.Connection[Any], where: str, steps: Sequence[Sequence[str]] = STEPS) -> int:
    """How many steps the schema has taken, 0 where there is none. Raises StoreError for a newer scry's."""
    # By the catalog's rows: names that were looked for in vain are remembered for a transaction.
    tables = "SELECT FROM pg_tables WHERE schemaname = 'scry' AND tablename = 'meta'"
    if connection.execute(tables).fetchone() is None:
        return 0
    rows = connection.execute("SELECT key, value FROM scry.meta WHERE key IN ('schema_version', 'scry_version')")
    found = dict(rows.fetchall())
    taken = int(found.get("schema_version", 0))
    if taken > len(steps):
        writer = f"scry {found.get('scry_version', '?')}"
        raise StoreError(
            where,
            Said(words.NEWER, {"writer": writer, "version": __version__}),
            Said(words.INSTALL, {"writer": writer}),
        )
    return taken
