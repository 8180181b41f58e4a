"""Rows: a table's rows, sorted and filtered. Pure: no widget.

RowSource  ──arrange(sort, filter)──▶  Arrangement.order: the indices shown, top to bottom
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from tui.domain.typed import folded
from tui.terminal.cells import Cell, plain
from tui.ui.widgets.matching import FIELD, TextSearch, wanted_in


class Row(Struct, frozen=True):
    """One row, known by `key`.

    `sort` holds a value for each column, None (or NaN) for no value: such rows come last in either direction. Without
    `sort` the cells' text sorts. A `heading` names the group of the rows below it: it spans the table, cannot be
    selected and stays in place. The filter reads `search`, its fields ended by `matching.FIELD`, or else the cells.
    """

    key: str
    cells: tuple[Cell, ...]
    sort: tuple[Any, ...] | None = None
    heading: bool = False
    search: str = ""


@runtime_checkable
class RowSource(Protocol):
    """Rows on demand, for lists too long to build: only visible rows are read.

    It holds no headings, and finds a key without a scan. Sorting and filtering read every row, once each time.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Row: ...

    def index_of(self, key: str) -> int | None:
        """The index of the row with that key; None without one."""
        ...


@runtime_checkable
class Indexed(RowSource, Protocol):
    """A source that sorts and filters without making a row, for lists of a hundred thousand."""

    @property
    def texts(self) -> Sequence[str]:
        """As `search_text`, of each row. The same object while the rows are the same."""
        ...

    def sort_values(self, column: int) -> Sequence[Any]:
        """The value of each row in that column, None for no value."""
        ...


class ListSource:
    """A plain sequence of rows as a source; its keys are indexed at the first search for one."""

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
    """`rows` itself if it is a source. A list is copied, since its owner may change it."""
    if isinstance(rows, RowSource):
        return rows
    return ListSource(tuple(rows) if isinstance(rows, list) else rows)


def count_rows(source: RowSource) -> int:
    """The number of rows without headings."""
    if not isinstance(source, ListSource):
        return len(source)
    return sum(not source[index].heading for index in range(len(source)))


class Arrangement(Struct, frozen=True):
    """The shown rows: indices into the source, top to bottom; `ascending`: the indices ascend."""

    order: Sequence[int]
    ascending: bool = False

    def position_of(self, index: int | None) -> int | None:
        """The position of the row with that index; None if the row is not shown."""
        if index is None:
            return None
        if self.ascending:
            at = bisect_left(self.order, index)
            return at if at < len(self.order) and self.order[at] == index else None
        try:
            return self.order.index(index)
        except ValueError:
            return None


class ShownRows(Struct, frozen=True):
    """A list at one moment: its source, the shown rows in their order, its filter and its sort.

    The value stays the same while the list changes; `row_keys` may be slow.
    """

    source: RowSource
    order: Sequence[int]
    filter_text: str = ""
    sort: str | None = None
    reverse: bool = False

    def row_keys(self) -> Iterator[str]:
        """The keys from top to bottom, without headings."""
        return (row.key for row in (self.source[index] for index in self.order) if not row.heading)


def row_text(row: Row) -> str:
    """The row's cells as text, two spaces between them."""
    return "  ".join(plain(cell) for cell in row.cells)


def search_text(row: Row) -> str:
    """The text that the filter reads, folded."""
    return folded(row.search or FIELD.join(plain(cell) for cell in row.cells))


def filtered(rows: Sequence[Row], query: str) -> list[Row]:
    """The rows that match `query`; all of them where that is empty."""
    return [rows[index] for index in TextSearch([*map(search_text, rows)]).find(query)]


class Arranger:
    """As `arrange`; for an `Indexed` source with unchanged rows it reuses its earlier results."""

    def __init__(self) -> None:
        self._search = TextSearch(())
        self._made_for: tuple[Any, ...] = ()
        self._view = Arrangement(())

    def __call__(self, source: RowSource, sort_index: int | None, query: str, *, reverse: bool = False) -> Arrangement:
        if not isinstance(source, Indexed):
            return arrange(source, sort_index, query, reverse=reverse)
        texts = source.texts
        if texts is not self._search.texts:
            self._search, self._made_for = TextSearch(texts), ()
        made_for = (sort_index, query, reverse)
        if made_for != self._made_for:
            order = self._search.find(query)
            if sort_index is None:
                self._view = Arrangement(order, ascending=True)
            else:
                value_of = source.sort_values(sort_index).__getitem__
                self._view = Arrangement(_in_order(order, value_of, reverse=reverse))
            self._made_for = made_for
        return self._view


def arrange(source: RowSource, sort_index: int | None, query: str, *, reverse: bool = False) -> Arrangement:
    """The rows that match `query`, sorted by the column `sort_index` (None: the source's order) within their groups.

    The sort is stable. Under a filter, a heading without rows is hidden.
    """
    is_filtered = wanted_in(query) is not None
    if not is_filtered and sort_index is None:
        return Arrangement(range(len(source)), ascending=True)
    rows = [source[index] for index in range(len(source))]
    listed = [index for index, row in enumerate(rows) if not row.heading]
    if is_filtered:
        listed = [listed[at] for at in TextSearch([search_text(rows[index]) for index in listed]).find(query)]
    matching = frozenset(listed)
    order: list[int] = []
    heading: int | None = None
    group: list[tuple[int, Row]] = []

    def close_group() -> None:
        if heading is not None and (group or not is_filtered):
            order.append(heading)
        order.extend(_sorted(group, sort_index, reverse=reverse))
        group.clear()

    for index, row in enumerate(rows):
        if row.heading:
            close_group()
            heading = index
        elif index in matching:
            group.append((index, row))
    close_group()
    return Arrangement(order)


def _sorted(group: Iterable[tuple[int, Row]], sort_index: int | None, *, reverse: bool) -> list[int]:
    if sort_index is None:
        return [index for index, _ in group]
    values = {index: _sort_value(row, sort_index) for index, row in group}
    return _in_order([*values], values.__getitem__, reverse=reverse)


def _in_order(indices: Sequence[int], value_of: Callable[[int], Any], *, reverse: bool) -> list[int]:
    """The indices by their values; those without a value last."""
    # NaN is unequal to itself, and would leave its neighbours unsorted.
    without = [index for index in indices if (value := value_of(index)) is None or value != value]
    lacking = frozenset(without)
    found = [index for index in indices if index not in lacking] if lacking else [*indices]
    try:
        found.sort(key=value_of, reverse=reverse)
    except TypeError:  # mixed types in one column compare as text
        found.sort(key=lambda index: str(value_of(index)), reverse=reverse)
    return found + without


def _sort_value(row: Row, sort_index: int) -> Any:
    if row.sort is not None:
        return row.sort[sort_index] if sort_index < len(row.sort) else None
    return plain(row.cells[sort_index]).casefold() if sort_index < len(row.cells) else None
