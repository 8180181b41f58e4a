"""Collectors in the rows of a file: each project has its own, and the form of a newer scry is passed over."""

from __future__ import annotations

import sqlite3

from tests.store.worlds import PROJECT, T0
from tui.domain.records import SeenCollector
from tui.store.rows.collectors import know_collector, read_collectors


def test_each_project_has_its_own_collectors(connection: sqlite3.Connection) -> None:
    know_collector(connection, PROJECT, "ann@one:1-aa", version="1.2", since_ts=T0, now_ts=T0)
    know_collector(connection, 10 * PROJECT, "ben@two:1-aa", version="1.2", since_ts=T0, now_ts=T0)
    assert read_collectors(connection, PROJECT, T0) == (SeenCollector("ann@one:1-aa", "1.2", T0),)


def test_a_row_in_the_form_of_a_newer_scry_is_passed_over(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (f"collector {PROJECT} x", "{}"))
    assert read_collectors(connection, PROJECT, 0.0) == ()
