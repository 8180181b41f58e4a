"""The list of calls: its cursor stays with the newest call until the user moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.domain.records import KnownCall
from tui.messages import calls as words
from tui.ui.context import Context
from tui.ui.features.calls.columns import CallRows, call_columns
from tui.ui.widgets.table import Table

# The duration of a call that is on is shown in minutes, and worked out anew this often.
COUNT_S = 10


class CallTable(Table):
    def __init__(self, context: Context, react: Callable[[], object]) -> None:
        super().__init__(
            call_columns(context.lang, dated=False),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=react,
        )
        self.context = context
        self.follows = True
        self.rows: CallRows | None = None
        # The key of the row to which the cursor was taken.
        self._placed = ""
        self._counted = 0.0

    def call(self, key: str | None) -> KnownCall | None:
        return None if self.rows is None or key is None else self.rows.call(key)

    @property
    def chosen(self) -> KnownCall | None:
        """The call under the cursor."""
        return self.call(self.cursor_key)

    @property
    def in_sight(self) -> Iterable[KnownCall]:
        return filter(None, map(self.call, self.keys_in_sight))

    def show(self, rows: CallRows, now_ts: float) -> None:
        self.rows = rows
        columns = call_columns(self.context.lang, dated=rows.dated, wider=rows.wider)
        if self.columns != columns:
            self.set_columns(columns)
        rows.now_ts, rows.names = now_ts, self.context.names
        self.update(rows)
        if self.follows and len(rows) and self.sort[0] is None and not self.filter_text:
            self._placed = rows[0].key
            self.move_cursor(self._placed)

    def count_on(self, now_ts: float) -> None:
        """Calls that are on last longer, without news from the store."""
        counted = now_ts // COUNT_S
        if self.rows is not None and counted != self._counted:
            self._counted = counted
            self.rows.now_ts = now_ts
            self.update(self.rows)

    def cursor_moved(self) -> None:
        """By the user, where it is not on the row to which it was taken."""
        if self.cursor_key not in (None, self._placed):
            self.follows = False
