"""How a test looks at rows, or writes such as no change of the seam would."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from tui.store.rows.connection import method

P = ParamSpec("P")
T = TypeVar("T")


def by_rows(function: Callable[Concatenate[sqlite3.Connection, int, P], T]) -> Callable[Concatenate[Any, P], T]:
    """`function(connection, project_id, …)` as a question or a change of a store that is known to be SQLite's."""
    return method(cast("Callable[Concatenate[Any, int, P], T]", function))
