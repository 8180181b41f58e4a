"""Described columns: one description of a column makes its cell in a list, its sort and its field in exports.

    COLUMNS: tuple[Column[Day, Context], ...] = (
        Column("users", Kind.NUMBER, value=lambda day, _: day.users, shown=Shown(words.USERS, 9, _users)),
        Column("start", Kind.TIME, told=False, value=lambda day, _: day.start_ts),
    )

A column without `value` is in the list alone, one without `shown` in exports alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from tui.domain.text import Lang, Phrase
from tui.export.extract import AtLeast, Field, Lacking, Listed, Setting
from tui.export.extract import Cell as Value
from tui.terminal import cells
from tui.terminal.cells import Align, Cell
from tui.ui.widgets.rows import Row

R = TypeVar("R")
L = TypeVar("L")


class Shown(Struct, Generic[R, L], frozen=True):
    """A column in a list.

    `cell` makes the text from the row and the list's look; without `cell` the list shows the column's value. `sort`
    makes the value that sorts; without `sort` the column's value sorts. `key` is the list's own name of the column, ""
    for the field's name; `width` is the least, in cells.
    """

    title: Phrase | Callable[[Lang], str]
    width: int
    cell: Callable[[R, L], Cell] | None = None
    sort: Callable[[R, L], Any] | None = None
    key: str = ""
    grow: int = 0
    align: Align = "left"
    sortable: bool = True
    priority: int = 0


class Column(Field, Generic[R, L], frozen=True):
    """A field of an export with its value, and the same column in a list."""

    value: Callable[[R, Setting], Value] | None = None
    shown: Shown[R, L] | None = None


Columns = Sequence[Column[R, L]]


def fields_of(columns: Columns[R, L]) -> tuple[Column[R, L], ...]:
    """The columns of an export."""
    return tuple(column for column in columns if column.value is not None)


def values_of(columns: Columns[R, L], row: R, setting: Setting) -> tuple[Value, ...]:
    """A value for each of `fields_of`."""
    return tuple(column.value(row, setting) for column in columns if column.value is not None)


def list_columns(
    columns: Columns[R, L], lang: Lang, widths: Mapping[str, int] | None = None
) -> tuple[cells.Column, ...]:
    """The columns of the list; `widths` of those whose width depends on what they hold, by key."""
    given = widths or {}
    return tuple(
        cells.Column(
            key := shown.key or column.name,
            shown.title(lang),
            given.get(key, shown.width),
            shown.grow,
            shown.align,
            shown.sortable,
            shown.priority,
        )
        for column in columns
        if (shown := column.shown) is not None
    )


def list_row(columns: Columns[R, L], key: str, row: R, look: L, setting: Setting, search: str = "") -> Row:
    """The row of the list, with its sort."""
    drawn: list[Cell] = []
    sort: list[Any] = []
    for column in columns:
        if (shown := column.shown) is not None:
            value = None if column.value is None else _plain(column.value(row, setting))
            drawn.append(shown.cell(row, look) if shown.cell else "" if value is None else str(value))
            sort.append(shown.sort(row, look) if shown.sort else value)
    return Row(key, tuple(drawn), tuple(sort), search=search)


def _plain(value: Value) -> Any:
    if isinstance(value, Listed):
        return value.text
    return value.value if isinstance(value, AtLeast) else None if isinstance(value, Lacking) else value
