"""The table at 100,000 rows beside Textual's DataTable at 10,000: to fill it, to change a cell, to move the cursor.

DataTable takes ten times as long for ten times the rows, so at 100,000 a run would take minutes. CPU time, from the
call to the last byte that a true-colour terminal of 120×36 would have been sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from textual.geometry import Region
from textual.widgets import DataTable

from tests.bench.measure import PAIRS, Pairs
from tests.bench.measure import Row as Figure
from tests.ui.widgets.table_app import InkApp
from tui.terminal.cells import Column
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

SIZE = (120, 36)
ROWS = 100_000
STOCK_ROWS = 10_000
# Down the first screen, so that none of them scrolls; those thrown away fill the caches of Textual's own pumps.
MOVES_THROWN_AWAY, MOVES = 12, 20
CHANGED = 5
COLUMNS = ("Time", "User", "Experience", "Channel", "Cause", "Loss %")
WIDTHS = (5, 10, 22, 12, 30, 8)

Cells = tuple[str, ...]


def cells(number: int, loss: str = "") -> Cells:
    return (
        f"{number // 60 % 24:02d}:{number % 60:02d}",
        str(83_817_682 + number),
        "视频卡顿 video freeze",
        f"C{148_474_015 + number}",
        "视频下行网络丢包 (self)",
        loss or f"{number % 1000 / 10:.1f}",
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """The figures of one run; `floor_ms` is Textual's own share of a move: the requested repaint of two rows."""

    fill_ms: float
    cell_bytes: int
    move_ms: float
    floor_ms: float


class Rows:
    """Rows made from tuples when they are seen."""

    def __init__(self, data: Sequence[Cells]) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int, /) -> Row:
        return Row(str(index), self.data[index])

    def index_of(self, key: str) -> int | None:
        return int(key)


async def settled(app: InkApp) -> None:
    """Until nothing is left to lay out or paint: filling lays out anew, once more when the scrollbar appears."""
    for node in (app.widget, app.screen) * 4:
        done = asyncio.Event()
        node.call_after_refresh(done.set)
        await done.wait()


async def repaint_ms(app: InkApp, action: Callable[[], object], repeat: int) -> float:
    """One of `repeat` actions, each painted before the next."""
    before = time.process_time()
    for _ in range(repeat):
        app.painted.clear()
        action()
        await app.painted.wait()
    return (time.process_time() - before) * 1000 / repeat


async def measured(
    app: InkApp, fill: Callable[[], object], change: Callable[[], object], move: Callable[[], object]
) -> Taken:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = time.process_time()
        fill()
        await settled(app)
        fill_ms = (time.process_time() - before) * 1000
        app.written.clear()
        change()
        await settled(app)
        cell_bytes = app.bytes_written
        await repaint_ms(app, move, MOVES_THROWN_AWAY)
        move_ms = await repaint_ms(app, move, MOVES)
        two_rows = Region(0, 1, SIZE[0], 2)
        return Taken(fill_ms, cell_bytes, move_ms, await repaint_ms(app, lambda: app.widget.refresh(two_rows), MOVES))


def ours(data: Sequence[Cells]) -> Taken:
    """On demand: as a screen hands over a list that it does not want to build."""
    table = Table(Column(title, title, width) for title, width in zip(COLUMNS, WIDTHS, strict=True))
    changed = [*data]
    changed[CHANGED] = cells(CHANGED, "77.7")
    return asyncio.run(
        measured(
            InkApp(table),
            lambda: table.update(Rows(data)),
            lambda: table.update(Rows(changed)),
            lambda: table.action_move(1),
        )
    )


def ours_built(data: Sequence[Cells]) -> Taken:
    """With a list of built rows; building them is part of the figure."""
    table = Table(Column(title, title, width) for title, width in zip(COLUMNS, WIDTHS, strict=True))
    return asyncio.run(
        measured(
            InkApp(table),
            lambda: table.update([Row(str(index), each) for index, each in enumerate(data)]),
            lambda: None,
            lambda: table.action_move(1),
        )
    )


def stock(data: Sequence[Cells]) -> Taken:
    table: DataTable[str] = DataTable(cursor_type="row")

    def fill() -> None:
        for title, width in zip(COLUMNS, WIDTHS, strict=True):
            table.add_column(title, width=width, key=title)
        for index, each in enumerate(data):
            table.add_row(*each, key=str(index))

    return asyncio.run(
        measured(
            InkApp(table),
            fill,
            lambda: table.update_cell(str(CHANGED), "Loss %", "77.7"),
            table.action_cursor_down,
        )
    )


def run() -> list[Figure]:
    data = [cells(number) for number in range(ROWS)]
    few = data[:STOCK_ROWS]
    ours(data), stock(few)
    pairs = [(ours(data), stock(few)) for _ in range(PAIRS)]
    built = median(ours_built(data).fill_ms for _ in range(PAIRS))
    mine, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    fill = Pairs(tuple(each.fill_ms for each in mine), tuple(each.fill_ms for each in theirs))
    move = Pairs(tuple(each.move_ms for each in mine), tuple(each.move_ms for each in theirs))
    cell_bytes = max(each.cell_bytes for each in mine)
    beside = f"CPU, beside DataTable with {STOCK_ROWS:,} rows"
    return [
        Figure("table, fill 100,000 rows on demand", median(fill.candidate), "ms", 40, beside),
        fill.row("table, fill, to a DataTable with a tenth of the rows", 0.02, "ms"),
        Figure("table, fill 100,000 rows, each built", built, "ms", None, "CPU; for lists that are built anyway"),
        Figure(
            "table, one changed cell",
            cell_bytes,
            "B",
            220,
            f"DataTable.update_cell: {median(each.cell_bytes for each in theirs):.0f} B",
        ),
        Figure(
            "table, cursor move",
            median(move.candidate),
            "ms",
            2,
            f"CPU; {median(each.floor_ms for each in mine):.2f} ms of it is what Textual takes to repaint any two rows",
        ),
        move.row("table, cursor move, to DataTable", 0.7, "ms"),
    ]
