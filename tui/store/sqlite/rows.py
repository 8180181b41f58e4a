"""Rows of one project within a transaction, and how a function of rows becomes a method of the seam."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Rows:
    """The store begins and ends the transaction of `connection`."""

    def __init__(self, connection: sqlite3.Connection, project_id: int) -> None:
        self.connection = connection
        self.project_id = project_id


def method(function: Callable[Concatenate[sqlite3.Connection, int, P], T]) -> Callable[Concatenate[Rows, P], T]:
    """`function(connection, project_id, …)` as a method."""

    def of_rows(rows: Rows, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(rows.connection, rows.project_id, *args, **kwargs)

    return of_rows
