"""The matrix panel: sender × receiver as a list with a cursor in both directions.

worst minute of end-to-end loss, %   worst sender 44361248 · worst receiver 56510
  sender ↓ receiver →   ▸▲56510  35597941
▸ 44361248 ▲               31 %▲    24 %▲
  557893090               0.4 %    0.0 %
44361248 → 56510: 31 %, worst at 14:07
"""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from tui.analysis.matrix import Kind, Matrix, Pair
from tui.messages import call as words
from tui.ui.context import Context
from tui.ui.features.call.matrix_view import (
    Across,
    across,
    cell_runs,
    head_runs,
    matrix_columns,
    matrix_rows,
    pair_at,
)
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table


class CallMatrix(Container):
    """Its rows have the keys of the list; the receiver is chosen by `move`, and follows its uid."""

    def __init__(self, context: Context, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.context = context
        self.kind = Kind.LOSS
        self.matrices: Mapping[Kind, Matrix] = {}
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
    def pair(self) -> Pair | None:
        """The cell under the cursor; None where no curve tells of it."""
        return pair_at(self.matrix, self.sender, self.receiver)

    def tell(self, matrices: Mapping[Kind, Matrix]) -> None:
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
        kinds = list(Kind)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        self.show()
