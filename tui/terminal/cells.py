"""Cells: fits the text of a table's row to its columns. Pure: no widget, no style.

    ▸●14:07  83817682   视频卡顿  video fr…   98.2 %
    └┬┘└─ a slot for each column that fits, GAP cells between them ─┘
     gutter: the cursor's sign, the mark's sign

Widths are terminal cells: a CJK character takes two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size

from tui.domain.records import Run, Runs

Cell = str | Runs
Align = Literal["left", "right"]

GUTTER = 2
GAP = 2
# Words in these roles are hard to read on the background of the selected row.
FAINT = frozenset(("dim", "pending", "missing", "history"))

# Characters that would move the terminal's cursor, end a line or reverse its direction; half of a surrogate pair cannot
# be encoded at all.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# Terminals disagree about the width of characters joined, tinted or enclosed by these; without them each part has its
# own, known width.
_JOINERS = "\u0488\u0489\u200c\u200d\u20dd-\u20e0\u20e2-\u20e4\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
# Two of these are a flag on some terminals only; as letters their width is known.
_FLAGS = {0x1F1E6 + index: chr(ord("A") + index) for index in range(26)}
_ODD = re.compile(f"[{_UNSAFE}{_JOINERS}\U0001f1e6-\U0001f1ff]")
# Compiled at the first odd text: few sessions have one.
_REPLACED = f"[{_UNSAFE}]"
_DROPPED = f"[{_JOINERS}]"


class TableSigns(NamedTuple):
    """The signs of a table."""

    cursor: str
    mark: str
    note: str
    ascending: str
    descending: str
    ellipsis: str


UNICODE_SIGNS = TableSigns("▸", "●", "◇", "▲", "▼", "…")
ASCII_SIGNS = TableSigns(">", "*", "n", "^", "v", "~")


class Column(Struct, frozen=True):
    """One column: at least `width` cells, and `grow` shares of the spare width.

    If not all columns fit, those with the highest `priority` number go first, the rightmost of equals. A list narrower
    than `from_width` cells leaves the column out, also where there is room.
    """

    key: str
    title: str
    width: int
    grow: int = 0
    align: Align = "left"
    sortable: bool = True
    priority: int = 0
    from_width: int = 0


class Slot(Struct, frozen=True):
    """The place of a column: `index` among all columns, `left` and `width` in cells."""

    column: Column
    index: int
    left: int
    width: int


def lay_out(columns: Sequence[Column], width: int) -> tuple[Slot, ...]:
    """The columns that fit into `width` cells beside the gutter. The last one left is cut rather than hidden."""
    room = width - GUTTER
    shown = [(index, column) for index, column in enumerate(columns) if column.from_width <= width]
    while len(shown) > 1 and _needed(shown) > room:
        shown.remove(max(shown, key=lambda item: (item[1].priority, item[0])))
    spare = max(0, room - _needed(shown))
    shares = sum(column.grow for _, column in shown)
    slots: list[Slot] = []
    left, given, counted = GUTTER, 0, 0
    for index, column in shown:
        counted += column.grow
        extra = spare * counted // shares - given if shares else 0
        given += extra
        slot = Slot(column, index, left, max(0, min(column.width + extra, width - left)))
        slots.append(slot)
        left += slot.width + GAP
    return tuple(slots)


def holding(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> tuple[Column, ...]:
    """The columns; those of numbers, which stand on the right, at least as wide as each of their cells."""
    found = tuple(columns)
    for cells in rows:
        widths = [max(column.width, cell_len(plain(cell))) for column, cell in zip(found, cells, strict=True)]
        found = tuple(
            replace(column, width=width) if column.align == "right" else column
            for column, width in zip(found, widths, strict=True)
        )
    return found


def _needed(shown: Sequence[tuple[int, Column]]) -> int:
    return sum(column.width for _, column in shown) + GAP * (len(shown) - 1)


def visible(text: str) -> str:
    """`text` with U+FFFD for each character that a terminal would obey, and without characters of disputed width."""
    if (text.isascii() and text.isprintable()) or _ODD.search(text) is None:
        return text
    return re.sub(_REPLACED, "\ufffd", re.sub(_DROPPED, "", text)).translate(_FLAGS)


def visible_lines(text: str) -> str:
    """The same for a text of several lines; the line ends stay."""
    return "\n".join(map(visible, text.split("\n")))


def plain(cell: Cell) -> str:
    """The text of a cell without its roles."""
    return cell if isinstance(cell, str) else "".join(text for text, _ in cell)


def fit(cell: Cell, width: int, align: Align = "left", ellipsis: str = UNICODE_SIGNS.ellipsis) -> Runs:
    """The cell as runs of exactly `width` cells: padded, or cut with an ellipsis that splits no wide character."""
    if width <= 0:
        return ()
    runs: Runs = ((cell, "text"),) if isinstance(cell, str) else cell
    runs = tuple((visible(text), role) for text, role in runs)
    spare = width - sum(cell_len(text) for text, _ in runs)
    if spare < 0:
        return _cut(runs, width, ellipsis)
    if not spare:
        return runs
    padding = (" " * spare, "text")
    return (padding, *runs) if align == "right" else (*runs, padding)


def whole_runs(runs: Runs, width: int) -> Runs:
    """The first runs, as many as have room in `width` cells, but one at least. None of them is cut."""
    kept: list[Run] = []
    room = width
    for text, role in runs:
        room -= cell_len(text)
        if room < 0 and kept:
            break
        kept.append((text, role))
    return tuple(kept)


def _cut(runs: Runs, width: int, ellipsis: str) -> Runs:
    room = width - cell_len(ellipsis)
    kept: list[Run] = []
    for text, role in runs:
        length = cell_len(text)
        if length > room:
            return (*kept, (set_cell_size(text, room) + ellipsis, role))
        kept.append((text, role))
        room -= length
    raise AssertionError("only runs that do not fit are cut")


def join(runs: Iterable[Run]) -> Runs:
    """The runs with neighbours of one role joined: each run costs a terminal some thirty bytes of styling.

    Padding joins the run before it, of any role, unless that role has a background.
    """
    joined: list[Run] = []
    for text, role in runs:
        if joined:
            before, worn = joined[-1]
            if worn == role or (role == "text" and worn != "cursor" and text.isspace()):
                joined[-1] = (before + text, worn)
                continue
        joined.append((text, role))
    return tuple(joined)


def row_runs(
    cells: Sequence[Cell],
    slots: Sequence[Slot],
    signs: TableSigns,
    *,
    cursor: bool,
    marked: bool,
    noted: bool = False,
) -> Runs:
    """A row as runs: the gutter's signs, then each slot. The cursor's row draws faint text in a readable role. A mark
    stands in the place of a note's sign."""
    runs: list[Run] = [
        (signs.cursor, "accent") if cursor else (" ", "text"),
        (signs.mark, "mark") if marked else (signs.note, "accent") if noted else (" ", "text"),
    ]
    for slot in slots:
        if slot.left > GUTTER:
            runs.append((" " * GAP, "text"))
        cell = cells[slot.index] if slot.index < len(cells) else ""
        runs.extend(fit(cell, slot.width, slot.column.align, signs.ellipsis))
    return join([(text, "text" if role in FAINT else role) for text, role in runs] if cursor else runs)


def heading_runs(cells: Sequence[Cell], width: int, signs: TableSigns) -> Runs:
    """A group's heading: its first cell, from the column of the rows on over the full width."""
    cell = cells[0] if cells else ""
    runs: Runs = ((cell, "strong"),) if isinstance(cell, str) else cell
    return fit(((" " * GUTTER, "text"), *runs), width, "left", signs.ellipsis)


def header_runs(slots: Sequence[Slot], signs: TableSigns, sort: str | None, *, reverse: bool) -> Runs:
    """The line of titles; the title of the sorting column (`sort`, its key) carries the sign of the direction."""
    runs: list[Run] = [(" " * GUTTER, "dim")]
    for slot in slots:
        column, width = slot.column, slot.width
        if slot.left > GUTTER:
            runs.append((" " * GAP, "dim"))
        if column.key != sort:
            runs.extend(fit(((column.title, "dim"),), width, column.align, signs.ellipsis))
            continue
        sign = signs.descending if reverse else signs.ascending
        if column.align == "right":
            # A slot always has a blank cell before it, so the sign takes nothing from the title.
            runs[-1] = (runs[-1][0][:-1], "dim")
            runs.extend(fit(((sign + column.title, "strong"),), width + 1, "right", signs.ellipsis))
        else:
            title = fit(column.title, min(width - 1, cell_len(column.title)), "left", signs.ellipsis)
            runs.extend(fit(((plain(title) + sign, "strong"),), width, "left", signs.ellipsis))
    return join(runs)
