"""Rows: the list behind a table, seen through its sort and its filter. Pure: no widget.

RowSource  ──arrange(sort, filter)──▶  View.order: the indices shown, top to bottom
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from tui.widgets.cells import Cell, plain


class Row(Struct, frozen=True):
    """One row, known by `key`.

    `sort` holds a value per column, None (or NaN) where there is none: such rows come last in either direction.
    Without `sort` the cells' text sorts. A `heading` names the group of the rows below it: it spans the table,
    cannot be selected and stays in place. The filter looks at `search`, or else at the cells' text.
    """

    key: str
    cells: tuple[Cell, ...]
    sort: tuple[Any, ...] | None = None
    heading: bool = False
    search: str = ""


@runtime_checkable
class RowSource(Protocol):
    """Rows on demand, for lists too long to be built: only the visible ones are asked for.

    It holds no headings, and finds a key without a scan. Sorting and filtering ask for every row, once each time.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Row: ...

    def index_of(self, key: str) -> int | None:
        """Where the row of that key is; None where it is no longer."""
        ...


class ListSource:
    """A plain sequence of rows as a source; its keys are indexed when one is first looked for."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._index: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> Row:
        return self._rows[index]

    def index_of(self, key: str) -> int | None:
        if self._index is None:
            self._index = {row.key: index for index, row in enumerate(self._rows)}
        return self._index.get(key)


def as_source(rows: Sequence[Row] | RowSource) -> RowSource:
    """`rows` itself where it is a source. A list is copied: its owner may go on changing it."""
    if isinstance(rows, RowSource):
        return rows
    return ListSource(tuple(rows) if isinstance(rows, list) else rows)


def count_rows(source: RowSource) -> int:
    """How many rows, headings not counted."""
    if not isinstance(source, ListSource):
        return len(source)
    return sum(not source[index].heading for index in range(len(source)))


class View(Struct, frozen=True):
    """What is shown: indices into the source, top to bottom."""

    order: Sequence[int]

    def position_of(self, index: int | None) -> int | None:
        """Where the row with that index stands; None where it is not shown."""
        if index is None:
            return None
        try:
            return self.order.index(index)
        except ValueError:
            return None


def row_text(row: Row) -> str:
    """The row's cells as text, two spaces between them."""
    return "  ".join(plain(cell) for cell in row.cells)


def matcher(query: str) -> Callable[[Row], bool] | None:
    """Whether a row holds the characters of `query` in that order, upper and lower case alike.

    A leading `!` inverts. None where there is nothing to look for.
    """
    wanted = query.strip().casefold()
    inverted = wanted.startswith("!")
    wanted = wanted.removeprefix("!").strip()
    if not wanted:
        return None

    def matches(row: Row) -> bool:
        text = (row.search or row_text(row)).casefold()
        at = 0
        for character in wanted:
            at = text.find(character, at) + 1
            if not at:
                return inverted
        return not inverted

    return matches


def arrange(source: RowSource, sort_index: int | None, query: str, *, reverse: bool = False) -> View:
    """The rows that match `query`, sorted by the column `sort_index` (None: as they come) within their groups.

    The sort is stable. Under a filter, a heading without rows is not shown.
    """
    matches = matcher(query)
    if matches is None and sort_index is None:
        return View(range(len(source)))
    order: list[int] = []
    heading: int | None = None
    group: list[tuple[int, Row]] = []

    def close_group() -> None:
        if heading is not None and (group or matches is None):
            order.append(heading)
        order.extend(_sorted(group, sort_index, reverse=reverse))
        group.clear()

    for index in range(len(source)):
        row = source[index]
        if row.heading:
            close_group()
            heading = index
        elif matches is None or matches(row):
            group.append((index, row))
    close_group()
    return View(order)


def _sorted(group: Iterable[tuple[int, Row]], sort_index: int | None, *, reverse: bool) -> list[int]:
    if sort_index is None:
        return [index for index, _ in group]
    values: list[tuple[Any, int]] = []
    without: list[int] = []
    for index, row in group:
        value = _sort_value(row, sort_index)
        # NaN is unequal to itself, and would leave its neighbours unsorted.
        if value is None or value != value:
            without.append(index)
        else:
            values.append((value, index))
    try:
        values.sort(key=_value, reverse=reverse)
    except TypeError:  # two kinds of value in one column: their text compares
        values.sort(key=lambda item: str(item[0]), reverse=reverse)
    return [index for _, index in values] + without


def _value(item: tuple[Any, int]) -> Any:
    return item[0]


def _sort_value(row: Row, sort_index: int) -> Any:
    if row.sort is not None:
        return row.sort[sort_index] if sort_index < len(row.sort) else None
    return plain(row.cells[sort_index]).casefold() if sort_index < len(row.cells) else None
