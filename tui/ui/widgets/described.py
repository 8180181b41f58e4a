"""Described columns: a list, its sort, its filter and its exports come from one description of each column.

    COLUMNS = (
        Described("users", Kind.NUMBER, title=words.USERS, width=9, align="right"),
        Described("start", Kind.TIME, told=False),
    )

    def day_told(day, context, setting):
        return Told(day.users, ((f"{day.users:,}", "strong"),)), day.start_ts

The row's function tells one item a column: the value, the list's cell and the value that sorts, or the value alone.
Names come from `setting`, so an alias is in the value before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tui.domain.fields import AtLeast, ExtractField, FieldKind, Lacking, Limited, Listed
from tui.domain.fields import ExtractCell as Value
from tui.domain.text import Lang, Phrase
from tui.terminal import cells
from tui.terminal.cells import Align, Cell
from tui.ui.widgets.rows import Row

_BY_VALUE: Any = object()


class Told(NamedTuple):
    """One column of one row. Without `cell` the list shows the value as text; without `sort` the value sorts."""

    value: Value
    cell: Cell | None = None
    sort: Any = _BY_VALUE


Items = Sequence[Told | Value]


class Described(ExtractField, frozen=True):
    """A field of an export that may be a column of a list too, or of the list alone (`exported` False).

    `title` None: exports alone. `key` is the list's own name of the column, "" for the field's name. `width` is the
    least, in cells; numbers stand on the right unless `align` says otherwise.
    """

    title: Phrase | Callable[[Lang], str] | None = None
    width: int = 0
    key: str = ""
    grow: int = 0
    align: Align | None = None
    sortable: bool = True
    priority: int = 0
    exported: bool = True


def list_columns(
    columns: Iterable[Described], lang: Lang, widths: Mapping[str, int] | None = None
) -> tuple[cells.Column, ...]:
    """The columns of the list; `widths`, by key, are of columns as wide as their contents."""
    listed = ((column.key or column.name, column) for column in columns)
    return tuple(
        cells.Column(
            key,
            column.title(lang),
            (widths or {}).get(key, column.width),
            column.grow,
            column.align or ("right" if column.kind is FieldKind.NUMBER else "left"),
            column.sortable,
            column.priority,
        )
        for key, column in listed
        if column.title is not None
    )


def list_row(columns: Sequence[Described], key: str, items: Items, search: str = "") -> Row:
    """The row of the list, with its sort."""
    listed = [item for column, item in zip(columns, items, strict=True) if column.title is not None]
    told = [item if isinstance(item, Told) else Told(item) for item in listed]
    return Row(key, tuple(map(_cell, told)), tuple(map(_sort_value, told)), search=search)


def fields_of(columns: Iterable[Described]) -> tuple[Described, ...]:
    return tuple(column for column in columns if column.exported)


def values_of(columns: Sequence[Described], items: Items) -> tuple[Value, ...]:
    """A value for each of `fields_of`."""
    told = (item for column, item in zip(columns, items, strict=True) if column.exported)
    return tuple(item.value if isinstance(item, Told) else item for item in told)


def _cell(told: Told) -> Cell:
    if told.cell is not None:
        return told.cell
    value = _plain(told.value)
    return "" if value is None else str(value)


def _sort_value(told: Told) -> Any:
    return _plain(told.value) if told.sort is _BY_VALUE else told.sort


def _plain(value: Value) -> Any:
    if isinstance(value, Listed):
        return value.text
    return value.value if isinstance(value, (AtLeast, Limited)) else None if isinstance(value, Lacking) else value
