"""The timeline panel: what happened in a call, derived; at the moment until somebody moves its cursor."""

from __future__ import annotations

from collections.abc import Mapping

from tui.analysis.timeline import Entry
from tui.messages import call as words
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.features.call.timeline_view import entry_at, timeline_columns, timeline_rows
from tui.ui.widgets.table import Table


class CallTimeline(Table):
    def __init__(self, context: Context, *, id: str) -> None:  # noqa: A002
        super().__init__(timeline_columns(None, context), ascii=context.ascii, id=id)
        self.context = context
        self.entries: Mapping[str, Entry] = {}
        # The moment that the cursor was last taken to, and the entry.
        self._told_ts: int | None = None
        self._placed = ""

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        return self.entries.get(self.cursor_key or "")

    def tell(self, data: CallData, moment_ts: int | None) -> None:
        columns = timeline_columns(data, self.context)
        if self.columns != columns:
            self.set_columns(columns)
        self.placeholder = words.NO_ENTRIES(self.context.lang)
        self.entries = {entry.key: entry for entry in data.entries}
        self.update(timeline_rows(data, self.context))
        moved = self.cursor_key not in (None, self._placed) and self._told_ts == moment_ts
        if moment_ts is not None and not moved:
            self._told_ts, self._placed = moment_ts, entry_at(data.entries, moment_ts).key
            self.move_cursor(self._placed)
