"""Rows: the list behind a table, seen through its sort and its filter. Pure: no widget.

RowSource  ──arrange(sort, filter)──▶  Arrangement.order: the indices shown, top to bottom
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from msgspec import Struct

from tui.domain.typed import folded, unsigned
from tui.terminal.cells import Cell, plain

# So many signs of a signed number are a uid, not a part of a name.
_LONG = 6


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


@runtime_checkable
class Indexed(RowSource, Protocol):
    """A source that is searched and sorted without one row being made, for lists of a hundred thousand."""

    @property
    def texts(self) -> Sequence[str]:
        """What the filter looks at, row by row, casefolded. The same object for as long as the rows are the same."""
        ...

    def sort_values(self, column: int) -> Sequence[Any]:
        """The value of each row in that column, None where there is none."""
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


class Arrangement(Struct, frozen=True):
    """What is shown: indices into the source, top to bottom; `ascending`: in the order that the rows come in."""

    order: Sequence[int]
    ascending: bool = False

    def position_of(self, index: int | None) -> int | None:
        """Where the row with that index stands; None where it is not shown."""
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
    """A list as it is shown at one moment: what lies behind it, which of that and in what order, and why.

    It stays as it is while the list goes on; `row_keys` may take its time.
    """

    source: RowSource
    order: Sequence[int]
    filter_text: str = ""
    sort: str | None = None
    reverse: bool = False

    def row_keys(self) -> Iterator[str]:
        """Top to bottom, without the headings."""
        return (row.key for row in (self.source[index] for index in self.order) if not row.heading)


def row_text(row: Row) -> str:
    """The row's cells as text, two spaces between them."""
    return "  ".join(plain(cell) for cell in row.cells)


class Wanted(NamedTuple):
    """The characters of `letters` in that order, or one of `whole` as it is; `inverted`: neither."""

    letters: str
    whole: tuple[str, ...]
    inverted: bool


def wanted_in(query: str) -> Wanted | None:
    """What a query looks for; None for nothing. The signed number that a log has of a uid is that uid."""
    text = folded(query).strip()
    wanted, inverted = text.removeprefix("!").strip(), text.startswith("!")
    if not wanted:
        return None
    uid = unsigned(wanted)
    if uid is None:
        return Wanted(wanted, (), inverted)
    # Of a longer one somebody who means its digits one by one would find too much.
    return Wanted(wanted, (uid,), inverted) if len(wanted) < _LONG else Wanted("", (wanted, uid), inverted)


def matcher(query: str) -> Callable[[Row], bool] | None:
    """Whether a row holds the characters of `query` in that order, upper and lower case, full and usual width alike.

    A leading `!` inverts. None where there is nothing to look for.
    """
    wanted = wanted_in(query)
    if wanted is None:
        return None
    letters, whole, inverted = wanted

    def matches(row: Row) -> bool:
        text = folded(row.search or row_text(row))
        return inverted is not (_holds(text, letters) or any(each in text for each in whole))

    return matches


def _holds(text: str, letters: str) -> bool:
    at = 0
    for character in letters:
        at = text.find(character, at) + 1
        if not at:
            return False
    return bool(letters)


class TextSearch:
    """Finds what `matcher` finds, in texts: each character more goes on from where the ones before it were found."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._wanted = ""
        # For each character so far: the rows that hold all up to it, and in each where the text goes on behind it.
        self._steps: list[tuple[list[int], list[int]]] = []

    def find(self, query: str) -> Sequence[int]:
        """The rows that match, ascending."""
        looked_for = wanted_in(query)
        if looked_for is None:
            return range(len(self.texts))
        wanted, whole, inverted = looked_for
        found = self._lettered(wanted) if wanted else ()
        if whole:
            held = set(found)
            texts = enumerate(self.texts)
            found = [index for index, text in texts if index in held or any(each in text for each in whole)]
        if not inverted:
            return found
        held = set(found)
        return [index for index in range(len(self.texts)) if index not in held]

    def _lettered(self, wanted: str) -> Sequence[int]:
        same = next((at for at, (a, b) in enumerate(zip(wanted, self._wanted, strict=False)) if a != b), None)
        del self._steps[min(len(wanted), len(self._wanted)) if same is None else same :]
        for character in wanted[len(self._steps) :]:
            self._steps.append(self._narrowed(character))
        self._wanted = wanted
        return self._steps[-1][0]

    def _narrowed(self, character: str) -> tuple[list[int], list[int]]:
        texts = self.texts
        if self._steps:
            ends = [texts[index].find(character, end) + 1 for index, end in zip(*self._steps[-1], strict=True)]
            return [index for index, end in zip(self._steps[-1][0], ends, strict=True) if end], [*filter(None, ends)]
        ends = [text.find(character) + 1 for text in texts]
        return [index for index, end in enumerate(ends) if end], [*filter(None, ends)]


class Arranger:
    """Arranges as `arrange` does; for an `Indexed` source from what it found before, where the rows are the same."""

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
                values = source.sort_values(sort_index)
                self._view = Arrangement(_in_order(((values[index], index) for index in order), reverse=reverse))
            self._made_for = made_for
        return self._view


def arrange(source: RowSource, sort_index: int | None, query: str, *, reverse: bool = False) -> Arrangement:
    """The rows that match `query`, sorted by the column `sort_index` (None: as they come) within their groups.

    The sort is stable. Under a filter, a heading without rows is not shown.
    """
    matches = matcher(query)
    if matches is None and sort_index is None:
        return Arrangement(range(len(source)), ascending=True)
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
    return Arrangement(order)


def _sorted(group: Iterable[tuple[int, Row]], sort_index: int | None, *, reverse: bool) -> list[int]:
    if sort_index is None:
        return [index for index, _ in group]
    return _in_order(((_sort_value(row, sort_index), index) for index, row in group), reverse=reverse)


def _in_order(items: Iterable[tuple[Any, int]], *, reverse: bool) -> list[int]:
    """The indices of (value, index), by value; those without one last."""
    values: list[tuple[Any, int]] = []
    without: list[int] = []
    for item in items:
        # NaN is unequal to itself, and would leave its neighbours unsorted.
        if item[0] is None or item[0] != item[0]:
            without.append(item[1])
        else:
            values.append(item)
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
