"""The list panel: the sessions of a call, at the user that was asked for, else at the worst, until its cursor moves."""

from __future__ import annotations

from tui.analysis.call import Standing
from tui.analysis.timeline import session_at
from tui.domain.records import Scope
from tui.terminal.cells import lay_out
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.features.call.view import BAR, SessionRows, columns_in
from tui.ui.widgets.table import Table


class CallSessions(Table):
    def __init__(self, context: Context, scope: Scope, *, placeholder: str, id: str) -> None:  # noqa: A002
        super().__init__(columns_in(None, context), placeholder=placeholder, ascii=context.ascii, id=id)
        self.context = context
        # Which user is looked for, and who is named as the cause.
        self.scope = scope
        self.data: CallData | None = None
        self._moment_ts: int | None = None
        self._width = 0
        self._placed = ""
        self._sought = scope.uid is not None
        self._moved = False

    @property
    def chosen(self) -> Standing | None:
        """The session under the cursor."""
        return self.standing(self.cursor_key or "")

    def standing(self, sid: str) -> Standing | None:
        return next((one for one in self.data.standings if one.session.sid == sid), None) if self.data else None

    @property
    def bar_columns(self) -> int:
        """How wide the bars of presence are drawn; out of sight, as wide as they were."""
        self._width = self.scrollable_content_region.width or self._width
        slots = lay_out(self.columns, self._width)
        return next((slot.width for slot in slots if slot.column.key == BAR), 0)

    def tell(self, data: CallData, moment_ts: int | None) -> None:
        self._moved = self._moved or self.cursor_key not in (None, self._placed)
        self.data, self._moment_ts = data, moment_ts
        columns = columns_in(data, self.context)
        if self.columns != columns:
            self.set_columns(columns)
        self.update(SessionRows(data, self.context, self.bar_columns, moment_ts))
        self.set_marks(one.session.sid for one in data.standings if one.blame is not None)
        if data.standings and not self._moved:
            self._seek(data, data.axis.end_ts if moment_ts is None else moment_ts)

    def on_resize(self) -> None:
        """The bars are as wide as there is room: once that is known, and each time that it is another."""
        if self.data is not None:
            self.tell(self.data, self._moment_ts)

    def _seek(self, data: CallData, ts: int) -> None:
        """To the session of the user that was on then, as soon as it is known, and there it stays."""
        its = [one.session for one in data.standings if str(one.session.uid) == self.scope.uid]
        session = session_at(its, ts) if self._sought else None
        if session is not None:
            self._moved = True
        self._placed = (session or data.standings[0].session).sid
        self.move_cursor(self._placed)
