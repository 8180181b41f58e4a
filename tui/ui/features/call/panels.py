"""The panels of a call: its sessions, the matrix and the timeline; one of them has the keys.

sessions                                │ sessions
(or the matrix, or the timeline)        │ timeline              matrix
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from tui.analysis.calls.standing import Standing
from tui.analysis.calls.timeline import session_at
from tui.domain.records import Runs, Scope, Window
from tui.queries.call_data import CallData
from tui.terminal.cells import lay_out
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.features.call.columns import BAR, SessionRows, columns_in
from tui.ui.features.call.figures import CallBreakdown, outlier_text, value_runs
from tui.ui.features.call.matrix import CallMatrix
from tui.ui.features.call.scores import sum_runs
from tui.ui.features.call.timeline import CallTimeline, entry_runs
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

VIEWS = ("list", "matrix", "timeline", "breakdown")
# From this size on all three are in sight.
ROOMY = (160, 40)


class CallPanels(Container):
    view = VIEWS[0]

    class Turned(Message):
        """Another panel has the keys."""

    def __init__(self, context: Context, scope: Scope, *, placeholder: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=f"view-{self.view}")
        self.context = context
        self.data: CallData | None = None
        self.moment_ts: int | None = None
        self.sessions = CallSessions(context, scope, placeholder=placeholder, id="sessions")
        self.timeline = CallTimeline(context, id="timeline")
        self.matrix = CallMatrix(context, id="matrix")
        self.breakdown = CallBreakdown(context, id="breakdown")
        # Of which the breakdowns are told.
        self.window: Window | None = None

    def compose(self) -> ComposeResult:
        yield self.sessions
        yield self.breakdown
        yield Note(id="outlier")
        with Container(id="below"):
            yield self.timeline
            yield self.matrix

    # -- showing

    @property
    def table(self) -> Table:
        """The list that has the keys."""
        tables: Mapping[str, Table] = {
            "list": self.sessions,
            "matrix": self.matrix.table,
            "timeline": self.timeline,
            "breakdown": self.breakdown,
        }
        return tables[self.view]

    def tell(self, data: CallData | None, moment_ts: int | None) -> None:
        self.data, self.moment_ts = data, moment_ts
        self.show()

    def show(self) -> None:
        """The sessions, and the matrix and the timeline where they are in sight."""
        data = self.data
        if data is None:
            return
        self.sessions.tell(data, self.moment_ts)
        if self.has_class("-roomy") or self.view == "matrix":
            self.matrix.tell(data.matrices)
        if self.has_class("-roomy") or self.view == "timeline":
            self.timeline.tell(data, self.moment_ts)

        if self.view == "breakdown":
            self.breakdown.tell(data, self.window)
            text = outlier_text(data, self.window, self.context)
            assert isinstance(self.screen, FrameScreen)
            self.query_one("#outlier", Note).tell(Content(self.screen.plain(text)))

    def row_runs(self) -> Runs:
        """The row under the cursor in full; the matrix has a line of its own for that."""
        if self.view == "timeline":
            entry = self.timeline.entry
            return entry_runs(entry, self.context) if entry else ()
        if self.view == "breakdown":
            key = self.breakdown.cursor_key
            return value_runs(self.data, self.window, key, self.context) if self.data else ()
        return sum_runs(self.sessions.chosen, self.context) if self.view == "list" else ()

    def move_to(self, moment_ts: int) -> None:
        """Another moment changes the bars of the sessions, and the cursor of a timeline in sight."""
        self.moment_ts = moment_ts
        self.sessions.move_to(moment_ts)
        if self.data is not None and (self.has_class("-roomy") or self.view == "timeline"):
            self.timeline.seek(self.data, moment_ts)

    # -- which is looked at

    def look_at(self, name: str) -> None:
        for each in VIEWS:
            self.set_class(each == name, f"view-{each}")
        self.view = name
        self.show()
        self.screen.set_focus(self.table)
        self.post_message(self.Turned())

    def on_descendant_focus(self) -> None:
        """Where all three are in sight, a click goes from one to another."""
        names = {
            self.matrix.table: "matrix",
            self.timeline: "timeline",
            self.sessions: "list",
            self.breakdown: "breakdown",
        }
        focused = self.screen.focused
        name = names.get(focused) if isinstance(focused, Table) else None
        if name is not None and name != self.view:
            self.look_at(name)

    # -- how much room there is

    @property
    def is_roomy(self) -> bool:
        size = self.app.size
        return size.width >= ROOMY[0] and size.height >= ROOMY[1]

    def fit(self) -> None:
        if not self.is_roomy:
            self.remove_class("maximised")
        self.set_class(self.is_roomy and not self.has_class("maximised"), "-roomy")
        self.call_after_refresh(self.show)

    def maximise(self) -> bool:
        """The panel that has the keys alone, or all three again; False where it has the whole screen already."""
        if self.is_roomy:
            self.toggle_class("maximised")
            self.fit()
        return self.is_roomy

    def step_back(self) -> bool:
        """All panels again; then the list."""
        if self.has_class("maximised"):
            self.maximise()
        elif self.view != VIEWS[0]:
            self.look_at(VIEWS[0])
        else:
            return False
        return True


class CallSessions(Table):
    def __init__(self, context: Context, scope: Scope, *, placeholder: str, id: str) -> None:  # noqa: A002
        super().__init__(columns_in(None, context), placeholder=placeholder, ascii=context.ascii, id=id)
        self.context = context
        # The user to find, and the user named as the cause.
        self.scope = scope
        self.data: CallData | None = None
        self._moment_ts: int | None = None
        self._rows: SessionRows | None = None
        self._width = 0
        self._sought = scope.uid is not None

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
        self.cursor_moved()
        self.data, self._moment_ts = data, moment_ts
        columns = columns_in(data, self.context)
        if self.columns != columns:
            self.set_columns(columns)
        self._rows = SessionRows(data, self.context, self.bar_columns, moment_ts)
        self.update(self._rows)
        self.set_marks(one.session.sid for one in data.standings if one.named_user is not None)
        if data.standings and self.follows:
            self._seek(data, data.axis.end_ts if moment_ts is None else moment_ts)

    def move_to(self, moment_ts: int) -> None:
        """Only the cursor on the bars moves; and the list's own, until the user has moved it."""
        self._moment_ts = moment_ts
        self.cursor_moved()
        if self._rows is not None:
            self.rewrite(self._rows.at(moment_ts))
        if self.data is not None and self.data.standings and self.follows:
            self._seek(self.data, moment_ts)

    def on_resize(self) -> None:
        """The bars are as wide as there is room: once that is known, and each time that it is another."""
        if self.data is not None:
            self.tell(self.data, self._moment_ts)

    def _seek(self, data: CallData, ts: int) -> None:
        """To the session of the user that was on then, as soon as it is known, and there it stays."""
        its = [one.session for one in data.standings if str(one.session.uid) == self.scope.uid]
        session = session_at(its, ts) if self._sought else None
        self.lead((session or data.standings[0].session).sid)
        if session is not None:
            self.follows = False
