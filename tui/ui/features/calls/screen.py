"""Calls: the calls of a period, of a channel or of all, or those running at a moment; newest first.

 began [last 30 m                 ]  channel [all channels      ]  → 14:02–14:32
 137 so far, back to 14:14:02 · █████▌       44 % · requests 12 · esc stops
  start     duration  channel        state       affected  diagnoses                       call id
▸ 14:31:07       1 m  数学-3班        ● running          9  video freeze 7 · slow join 2    00052b73b25c5356bd435242
  14:30:58     12:31  class-12       ended
While one types, the second line names the fault, and the end of the first the range.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.analysis.project.report import Facts
from tui.config.remembered import Search
from tui.domain.records import Runs, Scope, Want, WantState
from tui.messages import calls as words
from tui.terminal.cells import fit, visible
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.calls.columns import CallRows, calls_export, looks_of
from tui.ui.features.calls.panels import CallTable, SearchLine
from tui.ui.features.calls.query import HANDFUL, CallsData, CallSearch, read_calls_screen
from tui.ui.features.calls.view import cost_text, coverage_runs, doubts_text, placeholder
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import NotedRows
from tui.ui.remembering import Remembering
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# News of the store wait for this many times the seconds of the last reading: there may be a hundred thousand calls.
REST = 2.0
FOOTER = ("table.select", "calls.search", "filter", "table.sort", "refresh", "help")
MOMENT_FOOTER = ("table.select", "calls.less calls.more", "calls.search", "filter", "refresh", "help")


class CallsScreen(FrameScreen):
    """`scope.moment_ts`: the calls that were on then; `scope.channel`: of that channel."""

    TAB = "calls"
    UNUSED = frozenset({"table.mark"})
    FOOTER = FOOTER
    BINDINGS: ClassVar[list[BindingType]] = [
        # Ahead of list and field: the next keys must find the next field.
        bind("calls.search", "f", "search(True)", priority=True),
        bind("calls.next", "tab", "search(False)", priority=True),
        bind("calls.less", "plus,equals_sign", "look_back(-1)"),
        bind("calls.more", "minus", "look_back(1)"),
        bind("calls.usual", "0", "look_back(0)"),
        bind("calls.worst", "W", "worst"),
        bind("refresh", "r", "again"),
        bind("why", "w", "why"),
    ]

    # The fault of the typed text.
    problem = ""
    told_doubts = ""

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.search = CallSearch(context, self.scope, self._statuses)
        self.remembering = Remembering(self, self.tell)
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"calls", "diagnoses"}, rest=REST)
        self.noted = NotedRows(self, lambda: self.table, lambda noted, call_id: call_id in noted.calls)

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield SearchLine(context, self.search.typed, alive=self.alive_text())
        yield Line(coverage_runs(None, None, context, self.key, stopped_at=None), id="coverage")
        yield Static(id="doubts", markup=False)
        calls = CallTable(context, self._chose)
        self.remembering.sort(calls)
        yield calls

    def on_mount(self) -> None:
        self.remembering.keep()

    # -- the search

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (*moment, *([visible(self.context.names.channel(self.scope.channel))] if self.scope.channel else []))

    @property
    def moment_ts(self) -> int | None:
        return self.search.moment_ts

    @property
    def rows(self) -> CallRows | None:
        """The rows of the last reading, of another search perhaps."""
        return self.live_query.data

    @property
    def data(self) -> CallsData | None:
        """The last reading, if it answers this search."""
        data = None if self.rows is None else self.rows.data
        return data if data is not None and self.search.is_answered_by(data.query) else None

    def wants(self) -> Sequence[Want]:
        return self.search.wants()

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        known = self.data.told if self.data else None
        return self.context.live_newest_ts is not None or (known is not None and not known.open)

    async def ask(self, feed: Feed, now_ts: float) -> CallRows:
        looks = looks_of(self.context)
        before = self.rows
        kept = () if before is None else before.data.calls
        data = await feed.store.read(read_calls_screen, self.search.query(now_ts), kept)
        return await asyncio.to_thread(CallRows, data, looks, before)

    def on_screen_resume(self) -> None:
        """A span up to now ends later by now; only the rest of it is asked for."""
        search = self.search
        if self.rows is not None and self.frozen_ts is None and search.is_old and search.stopped_at is None:
            search.most = HANDFUL
            search.begin()

    @property
    def calls(self) -> CallTable:
        return self.query_one(CallTable)

    @property
    def search_line(self) -> SearchLine:
        return self.query_one(SearchLine)

    def alive_text(self) -> str:
        if self.moment_ts is None:
            return ""
        return words.ALIVE_RANGE(self.context.lang, time=self.context.instant(self.moment_ts))

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.rows is None or self.table is None:
            return None
        return await asyncio.to_thread(
            calls_export, self.rows.data, self.live_query.now_ts, self.table.shown, setting, key
        )

    def note_subject(self) -> tuple[Scope, str]:
        scope, metric = super().note_subject()
        return replace(scope, call_id=self.export_key() or scope.call_id), metric

    # -- showing

    def retell(self) -> None:
        """The fault in the new language, and a range that the screen itself wrote."""
        lang = self.context.lang
        for phrase in (words.FIRST, words.FIRST_OF_A_CHANNEL):
            if self.search.typed.text in phrase:
                self.search.typed = Search(phrase(lang), self.search.typed.channel)
        if self.search_line.is_typed_in:
            self.problem = self.search_line.problem()
        super().retell()

    def show(self) -> None:
        assert self.rows is not None
        self.calls.show(self.rows, self.live_query.now_ts)
        self.tell()

    def tick(self) -> None:
        super().tick()
        search, status = self.search, self.search.status()
        if search.was_misdated and self.frozen_ts is None:
            search.begin()
            self.look()
        if search.stopped_at is None and status is not None and status.state is WantState.STOPPED:
            self.stop(status.requests)
        if self.frozen_ts is None:
            self.calls.count_on(self.live_query.now_ts)
            if self.is_looked_at and search.ask_about(self.calls.in_sight):
                self.tell_wants()
        self.tell()

    def tell(self) -> None:
        """The lines above the list, and the text in its place."""
        context, data, search, table = self.context, self.data, self.search, self.calls
        status = search.status()
        coverage = coverage_runs(data, status, context, self.key, stopped_at=search.stopped_at)
        # The sentence may hold typed text.
        is_told = self.problem and not context.names.hidden
        runs: Runs = ((self.problem, "bad"),) if is_told else coverage
        self.query_one("#coverage", Line).runs = fit(runs, self.app.size.width - 2)
        self.search_line.tell(search.typed, search.span, alive=self.alive_text())
        cost = cost_text(data, context) if search.stopped_at is not None else ""
        self.tell_doubts(self.remembering.trouble or " · ".join(filter(None, (cost, doubts_text(data, context)))))
        stopped = search.stopped_at is not None
        table.placeholder = self.plain(placeholder(data, status, context, self.key, stopped=stopped))

    def tell_doubts(self, text: str) -> None:
        if text != self.told_doubts:
            self.told_doubts = text
            line = self.query_one("#doubts", Static)
            line.update(Content(self.plain(text)))
            line.set_class(bool(text), "told")

    def shown_keys(self) -> Runs:
        """Where one types, other keys count; those of a moment only where there is one."""
        if self.is_mounted and self.search_line.is_typed_in:
            return ((words.TYPE_KEYS(self.context.lang, key=self.key), "dim"),)
        self.FOOTER = FOOTER if self.moment_ts is None else MOMENT_FOOTER  # type: ignore[misc]
        return super().shown_keys()

    # -- searching

    def action_search(self, _is_letter: bool) -> None:
        """Into the search line, on through its fields, and back to the list."""
        if not self.search_line.focus_next():
            self.leave_search()

    def leave_search(self) -> None:
        self.search_line.leave()
        self.set_focus(self.table)

    @on(SearchLine.Typed)
    def _typed(self, event: SearchLine.Typed) -> None:
        self.problem = event.problem
        self.tell_keys()
        self.tell()

    @on(SearchLine.Left)
    def _left(self) -> None:
        self.problem = ""
        self.tell_keys()
        self.tell()

    @on(SearchLine.Searched)
    def _searched(self, event: SearchLine.Searched) -> None:
        """With a range the moment is given up; a search of its own is remembered."""
        if event.search.text:
            self.search.moment_ts = None
        self.scope = replace(self.scope, moment_ts=self.moment_ts, channel=None)
        self.calls.follows = True
        if self.moment_ts is None:
            self.context.remembered.keep_search(event.search)
            self.remembering.keep()
        self.search_for(event.search)
        self.set_focus(self.table)

    def search_for(self, typed: Search, *, most: int = 0) -> None:
        self.search.typed = typed
        self.search.most = most
        self.search.begin()
        self.look()
        self.tick()

    def look(self) -> None:
        """The search means another span by now: ask the API for it, and the store."""
        self.tell_wants()
        self.reask()

    def stop(self, requests: int) -> None:
        self.search.stop(requests)
        self.tell_wants()

    async def action_again(self) -> None:
        """A relative range means another period by now; any other is asked for again. A user of a frozen view has not
        asked for another one."""
        if self.frozen_ts is not None:
            await self.run_action("app.refresh_feed")
            return
        self.search.most = 0
        self.search.begin()
        self.look()
        # Behind the name of the present search.
        self.call_later(self.app.call_later, self.app.run_action, "refresh_feed")
        self.tick()

    def action_look_back(self, by: int) -> None:
        self.search.most = HANDFUL
        if self.search.look_back(by):
            self.look()
            self.tick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "look_back":
            return self.moment_ts is not None
        if action == "search" and parameters == (True,):
            return self.focused is None or not self.focused.check_consume_key("f", "f")
        return super().check_action(action, parameters)

    def link(self) -> Route:
        return Route("calls", Scope(moment_ts=self.moment_ts, channel=self.search.typed.channel or None))

    def report_facts(self) -> Facts:
        from tui.ui.texts.report import of_listed_call

        call = self.calls.chosen
        if call is None:
            return super().report_facts()
        return of_listed_call(call.call_id, call.channel, self.moment_ts, self.context)

    def action_worst(self) -> None:
        """The worst calls of the period first."""
        column = None if self.rows is None else self.rows.worst_column
        if column is None:
            self.say(words.NO_RATES(self.context.lang))
            return
        self.calls.sort_by(column, reverse=True)
        self.calls.action_first()
        self.say(words.WORST_BY[column](self.context.lang))

    def action_why(self) -> None:
        from tui.ui.features.calls.view import why_call

        self.explain(partial(why_call, self.calls.chosen, self.data, self.context))

    # -- steps back

    def action_back(self) -> None:
        if self.search_line.is_typed_in:
            self.leave_search()
        else:
            super().action_back()

    def step_back(self) -> bool:
        """The walk first; then, where nothing lies beneath, the initial search of the screen."""
        if self.search.is_walking and self.search.status() is not None:
            self.stop(0)
            self.tell()
            return True
        if not self.navigation.is_root or self.scope == Scope():
            return False
        self.search.moment_ts, self.scope = None, Scope()
        self.search_for(self.context.remembered.search or Search(), most=HANDFUL)
        return True

    # -- the list

    @on(Table.Sorted)
    def _sorted(self, event: Table.Sorted) -> None:
        self.remembering.sorted(event)

    @on(Table.Highlighted)
    def _chose(self) -> None:
        self.calls.cursor_moved()

    @on(Table.Selected)
    def _drill(self, event: Table.Selected) -> None:
        if (call := self.calls.call(event.key)) is not None:
            self.open(Route("call", replace(self.scope, call_id=call.call_id, channel=call.channel)))
