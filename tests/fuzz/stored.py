"""Stored: a store without a file that an example fills, and the context in which its words are said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import settings
from hypothesis import strategies as st

from tests.fuzz import made
from tests.manual_clock import ManualClock
from tests.store.worlds import empty_ledger
from tests.worlds import NOW_TS, make_context
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock
from tui.collector.handlers import HANDLERS
from tui.domain.glossary import thresholds_with
from tui.domain.records import (
    HOUR,
    Remainder,
    Request,
    Window,
)
from tui.domain.text import Lang
from tui.store.rows.curves import pack
from tui.store.sqlite.changes import SqliteChanges
from tui.ui.context import Context, Feed
from tui.ui.widgets.keys import KeyNames

# One of these takes as long as some of the examples for the wire.
SOME = settings(max_examples=max(25, settings().max_examples // 3))
PROJECT = 1
NOW = made.NOW
THRESHOLDS = thresholds_with({})
WINDOW = Window(NOW - HOUR, NOW)
CONNECTION = empty_ledger()
# The names of keys change no checked width.
KEYS = KeyNames({})
langs = st.sampled_from(["en", "zh"])


async def no_feed() -> Feed:
    raise AssertionError("nothing is fetched here")


def context_in(lang: Lang, *, ascii_only: bool = False) -> Context:
    return make_context(ServerClock(ManualClock(NOW_TS)), no_feed, lang=lang, ascii_only=ascii_only)


@contextmanager
def a_store() -> Iterator[sqlite3.Connection]:
    """Empty, and empty again afterwards."""
    CONNECTION.execute("BEGIN")
    try:
        yield CONNECTION
    finally:
        CONNECTION.execute("ROLLBACK")


def put(connection: sqlite3.Connection, endpoint: str, request: Request, value: object, rows: int) -> None:
    """As the collector does it."""
    handler = HANDLERS[EDITION[endpoint].yields]
    prepared = handler.prepare(pack, value, request) if handler.prepare else value
    handler.put(SqliteChanges(connection, PROJECT), EDITION[endpoint], request, prepared, Remainder(rows), NOW_TS)
