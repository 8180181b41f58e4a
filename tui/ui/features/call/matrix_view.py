"""The matrix on screen: senders down, receivers across, the cell under the cursor; what that cell says in full."""

from __future__ import annotations

from msgspec import Struct

from tui.analysis.matrix import Matrix, Pair
from tui.domain.records import Run, Runs
from tui.messages import call as words
from tui.terminal.cells import GAP, GUTTER, Cell, Column, plain
from tui.ui.context import Context
from tui.ui.features.call.view import measured, value_text
from tui.ui.widgets.rows import Row

NAME_COLUMNS = 14
# A receiver's column as wide as an id, or where not all have room as wide as a value: then the id's end names it.
ROOMY, TIGHT = 10, 8
# So many of those who are named fit beside the kind.
NAMED = 2


class Across(Struct, frozen=True):
    """Which receivers are on screen: so many from `first` on, each `columns` wide."""

    first: int
    count: int
    columns: int


def across(total: int, width: int, chosen: int, first: int) -> Across:
    """As many receivers as `width` cells hold, those around the chosen one; they move no further than they must."""
    room = width - GUTTER - NAME_COLUMNS
    columns = ROOMY if total * (ROOMY + GAP) <= room else TIGHT
    count = max(1, min(total, room // (columns + GAP)))
    first = min(max(first, chosen - count + 1, 0), max(chosen, 0), max(0, total - count))
    return Across(first, count, columns)


def uid_text(uid: int, context: Context) -> str:
    return str(uid) if uid else words.NO_PEER(context.lang)


def matrix_columns(matrix: Matrix, shown: Across, chosen: int | None, context: Context) -> tuple[Column, ...]:
    columns = [Column("sender", words.SENDER(context.lang), NAME_COLUMNS, sortable=False)]
    for uid in matrix.receivers[shown.first : shown.first + shown.count]:
        sign = ("▸" if uid == chosen else "") + ("▲" if uid in matrix.named_receivers else "")
        text, room = str(uid), shown.columns - len(sign)
        text = text if len(text) <= room else f"…{text[1 - room :]}"
        columns.append(Column(f"receiver:{uid}", sign + text, shown.columns, align="right", sortable=False))
    return tuple(columns)


def matrix_rows(matrix: Matrix, shown: Across, sender: int | None, receiver: int | None, context: Context) -> list[Row]:
    """`sender` and `receiver` are the cell under the cursor."""
    rows = []
    for uid in matrix.senders:
        name = uid_text(uid, context)
        is_named = uid in matrix.named_senders
        head: Cell = ((name, "bad" if is_named else "text"), (" ▲" if is_named else "", "bad"))
        cells: list[Cell] = [head]
        for other in matrix.receivers[shown.first : shown.first + shown.count]:
            pair = matrix.pairs.get((uid, other))
            cell = measured(None if pair is None else pair.worst, context.lang)
            if (uid, other) == (sender, receiver):
                cell = ((plain(cell), "cursor"),)
            cells.append(cell)
        rows.append(Row(str(uid), tuple(cells)))
    return rows


def head_runs(matrix: Matrix, shown: Across, context: Context) -> Runs:
    """Which kind, and who is named as the cause."""
    lang = context.lang
    runs: list[Run] = [(words.KINDS[matrix.kind.name](lang), "strong")]
    named = [
        *(words.MATRIX_SENDER(lang, uid=uid) for uid in matrix.senders if uid in matrix.named_senders),
        *(words.MATRIX_RECEIVER(lang, uid=uid) for uid in matrix.receivers if uid in matrix.named_receivers),
    ]
    if named:
        runs.append((f"   {words.MATRIX_NAMED(lang, who=' · '.join(named[:NAMED]))}", "bad"))
    elif matrix.is_bad:
        runs.append((f"   {words.MATRIX_NOBODY(lang)}", "warn"))
    elif matrix.pairs:
        runs.append((f"   {words.MATRIX_CALM(lang)}", "good"))
    if shown.count < len(matrix.receivers):
        last = shown.first + shown.count
        span = words.MATRIX_SPAN(lang, first=shown.first + 1, last=last, total=len(matrix.receivers))
        runs.append((f"   {span}", "dim"))
    return tuple(runs)


def cell_runs(matrix: Matrix, sender: int | None, receiver: int | None, context: Context) -> Runs:
    """The cell under the cursor in words."""
    if sender is None or receiver is None:
        return ()
    lang, pair = context.lang, matrix.pairs.get((sender, receiver))
    names = {"sender": uid_text(sender, context), "receiver": receiver}
    if pair is None:
        return ((words.MATRIX_NO_CELL(lang, **names), "dim"),)
    worst = pair.worst
    time = context.shown(worst.ts)
    return ((words.MATRIX_CELL(lang, value=value_text(worst, lang), time=time, **names), "text"),)


def pair_at(matrix: Matrix, sender: int | None, receiver: int | None) -> Pair | None:
    return None if sender is None or receiver is None else matrix.pairs.get((sender, receiver))
