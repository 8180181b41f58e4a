"""The matrix panel: sender × receiver as a list with a cursor in both directions.

worst minute of end-to-end loss, %   worst sender 44361248 · worst receiver 56510
  sender ↓ receiver →   ▸▲56510  35597941
▸ 44361248 ▲               31 %▲    24 %▲
  557893090               0.4 %    0.0 %
44361248 → 56510: 31 %, worst at 14:07
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from tui.analysis.calls.matrix import Matrix, MatrixCell, MatrixKind
from tui.domain.records import Run, Runs
from tui.messages import call as words
from tui.terminal.cells import GAP, GUTTER, Cell, Column, plain
from tui.ui.context import Context
from tui.ui.texts.values import measured, worst_text
from tui.ui.widgets.line import Line
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

NAME_COLUMNS = 14
# A receiver's column as wide as an id, or where not all have room as wide as a value: then the id's end names it.
ROOMY, TIGHT = 10, 8
# So many named users fit beside the kind.
NAMED = 2


class CallMatrix(Container):
    """Its rows have the keys of the list; the receiver is chosen by `move`, and follows its uid."""

    def __init__(self, context: Context, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.context = context
        self.kind = MatrixKind.LOSS
        self.matrices: Mapping[MatrixKind, Matrix] = {}
        self.receiver: int | None = None
        self.shown = Across(0, 1, 1)

    def compose(self) -> ComposeResult:
        yield Line(id="matrix-head")
        yield Table(ascii=self.context.ascii, id="pairs", react=self.tell_cell)
        yield Line(id="matrix-cell")

    @property
    def table(self) -> Table:
        return self.query_one("#pairs", Table)

    @property
    def matrix(self) -> Matrix:
        return self.matrices.get(self.kind) or Matrix(self.kind)

    @property
    def sender(self) -> int | None:
        """The sender under the cursor."""
        key = self.table.cursor_key
        return None if key is None else int(key)

    @property
    def pair(self) -> MatrixCell | None:
        """The cell under the cursor; None where no curve tells of it."""
        return pair_at(self.matrix, self.sender, self.receiver)

    def tell(self, matrices: Mapping[MatrixKind, Matrix]) -> None:
        self.matrices = matrices
        self.show()

    def show(self) -> None:
        matrix, context, table = self.matrix, self.context, self.table
        if self.receiver not in matrix.receivers:
            self.receiver = next(iter(matrix.receivers), None)
        chosen = 0 if self.receiver is None else matrix.receivers.index(self.receiver)
        width = table.scrollable_content_region.width
        self.shown = across(len(matrix.receivers), width, chosen, self.shown.first)
        columns = matrix_columns(matrix, self.shown, self.receiver, context)
        if table.columns != columns:
            table.set_columns(columns)
        table.placeholder = words.MATRIX_NONE(context.lang)
        self.query_one("#matrix-head", Line).runs = head_runs(matrix, self.shown, context)
        self.tell_cell()

    def tell_cell(self) -> None:
        matrix, before = self.matrix, self.sender
        self.table.update(matrix_rows(matrix, self.shown, before, self.receiver, self.context))
        if self.sender != before:
            # The cursor found its row only now.
            self.table.update(matrix_rows(matrix, self.shown, self.sender, self.receiver, self.context))
        self.query_one("#matrix-cell", Line).runs = cell_runs(matrix, self.sender, self.receiver, self.context)

    @on(Table.Highlighted, "#pairs")
    def _sender_chosen(self) -> None:
        self.tell_cell()

    def on_resize(self) -> None:
        self.show()

    def move(self, steps: int) -> None:
        """To another receiver, no further than the last."""
        receivers = self.matrix.receivers
        if self.receiver in receivers:
            index = receivers.index(self.receiver) + steps
            self.receiver = receivers[min(max(index, 0), len(receivers) - 1)]
            self.show()

    def next_kind(self) -> None:
        kinds = list(MatrixKind)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        self.show()


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
    return context.names.user(uid) or words.NO_PEER(context.lang)


def matrix_columns(matrix: Matrix, shown: Across, chosen: int | None, context: Context) -> tuple[Column, ...]:
    columns = [Column("sender", words.SENDER(context.lang), NAME_COLUMNS, sortable=False)]
    for uid in matrix.receivers[shown.first : shown.first + shown.count]:
        sign = ("▸" if uid == chosen else "") + ("▲" if uid in matrix.named_receivers else "")
        text, room = context.names.user(uid), shown.columns - len(sign)
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
            cell = measured(None if pair is None else pair.worst)
            if (uid, other) == (sender, receiver):
                cell = ((plain(cell), "cursor"),)
            cells.append(cell)
        rows.append(Row(str(uid), tuple(cells)))
    return rows


def head_runs(matrix: Matrix, shown: Across, context: Context) -> Runs:
    """The kind of the matrix, and the users named as the cause."""
    lang, name = context.lang, context.names.user
    runs: list[Run] = [(words.KINDS[matrix.kind.name](lang), "strong")]
    named = [
        *(words.MATRIX_SENDER(lang, uid=name(uid)) for uid in matrix.senders if uid in matrix.named_senders),
        *(words.MATRIX_RECEIVER(lang, uid=name(uid)) for uid in matrix.receivers if uid in matrix.named_receivers),
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
    names = {"sender": uid_text(sender, context), "receiver": uid_text(receiver, context)}
    if pair is None:
        return ((words.MATRIX_NO_CELL(lang, **names), "dim"),)
    worst = pair.worst
    time = context.shown(worst.ts)
    return ((words.MATRIX_CELL(lang, value=worst_text(worst), time=time, **names), "text"),)


def pair_at(matrix: Matrix, sender: int | None, receiver: int | None) -> MatrixCell | None:
    return None if sender is None or receiver is None else matrix.pairs.get((sender, receiver))
