"""Calls: the calls of a stretch of time, of a channel or of all, or those that were on at a moment; newest first.

 began [last 30 m                 ]  channel [all channels      ]  → 14:02–14:32
 137 so far, back to 14:14:02 · █████▌       44 % · requests 12 · esc stops
  start     duration  channel        state       abnormal  diagnoses                       call id
▸ 14:31:07       1 m  数学-3班        ● on               9  video freeze 7 · slow join 2    00052b73b25c5356bd435242
  14:30:58     12:31  class-12       ended
While one types, the second line says what is wrong, and the end of the first what is meant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.analysis.report import Facts
from tui.config.remembered import Search
from tui.domain.records import Runs, Scope, WantState
from tui.messages import calls as words
from tui.terminal.cells import fit, visible
from tui.ui.features.calls.columns import call_columns
from tui.ui.features.calls.reading import CallsReading
from tui.ui.features.calls.search import SearchLine
from tui.ui.features.calls.view import coverage_runs, doubts_text, placeholder
from tui.ui.navigation import Route
from tui.ui.remembering import RememberingScreen
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting
    from tui.ui.context import Feed

# How long a call has been on is told in minutes: so often it is looked at.
COUNT_S = 10
FOOTER = ("table.select", "calls.search", "filter", "table.sort", "refresh", "help")
MOMENT_FOOTER = ("table.select", "calls.less calls.more", "calls.search", "filter", "refresh", "help")


class CallsScreen(CallsReading, RememberingScreen):
    TAB = "calls"
    UNUSED = frozenset({"table.mark"})
    FOOTER = FOOTER
    BINDINGS: ClassVar[list[BindingType]] = [
        # Ahead of list and field, because what is typed right behind them must find the next one.
        bind("calls.search", "f", "search(True)", priority=True),
        bind("calls.next", "tab", "search(False)", priority=True),
        bind("calls.less", "plus,equals_sign", "look_back(-1)"),
        bind("calls.more", "minus", "look_back(1)"),
        bind("calls.usual", "0", "look_back(0)"),
        bind("refresh", "r", "again"),
        bind("why", "w", "why"),
    ]

    # What is wrong with what is being typed.
    problem = ""
    told_doubts = ""
    counted_ts = 0.0
    # Until somebody moves it the cursor stays with the newest; `placed` is where this screen put it.
    follows = True
    placed = ""

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield SearchLine(context, self.search, alive=self.alive_text())
        yield Line(coverage_runs(None, None, context, self.key, stopped_at=None), id="coverage")
        yield Static(id="doubts", markup=False)
        table = Table(
            call_columns(context.lang, dated=False),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=self._chose,
        )
        self.sort_as_remembered(table)
        yield table

    def on_mount(self) -> None:
        self.keep()

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (*moment, *([visible(self.scope.channel)] if self.scope.channel else []))

    @property
    def search_line(self) -> SearchLine:
        return self.query_one(SearchLine)

    def alive_text(self) -> str:
        if self.moment_ts is None:
            return ""
        return words.ALIVE_RANGE(self.context.lang, time=self.context.instant(self.moment_ts))

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.calls.export import calls_export

        if self.rows is None or self.table is None:
            return None
        return await asyncio.to_thread(calls_export, self.rows.data, self.now_ts(), self.table.shown, setting, key)

    # -- showing

    def retell(self) -> None:
        """What is wrong is told anew, and a range that the screen itself wrote."""
        lang = self.context.lang
        for phrase in (words.FIRST, words.FIRST_OF_A_CHANNEL):
            if self.search.text in phrase:
                self.search = Search(phrase(lang), self.search.channel)
        if self.search_line.is_typed_in:
            self.problem = self.search_line.problem()
        super().retell()

    def show(self) -> None:
        rows, table = self.rows, self.query_one(Table)
        assert rows is not None
        columns = call_columns(self.context.lang, dated=rows.dated, wider=rows.wider)
        if table.columns != columns:
            table.set_columns(columns)
        rows.now_ts = self.now_ts()
        table.update(rows)
        if self.follows and len(rows) and table.sort[0] is None and not table.filter_text:
            self.placed = rows[0].key
            table.move_cursor(self.placed)
        self.tell()
        self.rest()
        # What was read may be the first answer there is: the top line says so at once, not at the clock's next second.
        super().tick()

    def tick(self) -> None:
        super().tick()
        if self.was_misdated and self.frozen_ts is None:
            self.begin()
            self.tell_wants()
            self.changed.set()
        status = self.status()
        if self.stopped_at is None and status is not None and status.state is WantState.STOPPED:
            self.stop(status.requests)
        if self.frozen_ts is None:
            self.count_on()
            self.ask_again(self.query_one(Table).keys_in_sight)
        self.tell()

    def count_on(self) -> None:
        """What is on lasts longer without word from the store."""
        counted_ts = self.context.clock.now() // COUNT_S
        if self.rows is not None and counted_ts != self.counted_ts:
            self.counted_ts = counted_ts
            self.rows.now_ts = self.now_ts()
            self.query_one(Table).update(self.rows)

    def tell(self) -> None:
        """The lines above the list, and what stands in its place."""
        context, data, status, table = self.context, self.data, self.status(), self.query_one(Table)
        coverage = coverage_runs(data, status, context, self.key, stopped_at=self.stopped_at)
        runs: Runs = ((self.problem, "bad"),) if self.problem else coverage
        self.query_one("#coverage", Line).runs = fit(runs, self.app.size.width - 2)
        self.search_line.tell(self.search, self.span, alive=self.alive_text())
        self.tell_doubts(self.trouble or doubts_text(data, context))
        if not table.filter_text:
            stopped = self.stopped_at is not None
            table.placeholder = self.plain(placeholder(data, status, context, self.key, stopped=stopped))

    def tell_trouble(self) -> None:
        self.tell()

    def tell_doubts(self, text: str) -> None:
        if text != self.told_doubts:
            self.told_doubts = text
            line = self.query_one("#doubts", Static)
            line.update(Content(self.plain(text)))
            line.set_class(bool(text), "told")

    def _keys(self) -> Runs:
        """Where one types, other keys count; those of a moment only where there is one."""
        if self.is_mounted and self.search_line.is_typed_in:
            return ((words.TYPE_KEYS(self.context.lang, key=self.key), "dim"),)
        self.FOOTER = FOOTER if self.moment_ts is None else MOMENT_FOOTER  # type: ignore[misc]
        return super()._keys()

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
            self.moment_ts = None
        self.scope = replace(self.scope, moment_ts=self.moment_ts, channel=None)
        self.follows = True
        if self.moment_ts is None:
            self.context.remembered.keep_search(event.search)
            self.keep()
        self.search_for(event.search)
        self.set_focus(self.table)

    async def action_again(self) -> None:
        """What is relative means another stretch of time by now; what is not is asked for again. Who looks at a frozen
        view has not asked for another one."""
        if self.frozen_ts is not None:
            await self.run_action("app.refresh_feed")
            return
        self.begin()
        self.tell_wants()
        self.changed.set()
        # Behind the word of what is looked at now.
        self.call_later(self.app.call_later, self.app.run_action, "refresh_feed")
        self.tick()

    def action_look_back(self, by: int) -> None:
        self.look_back(by)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "look_back":
            return self.moment_ts is not None
        if action == "search" and parameters == (True,):
            return self.focused is None or not self.focused.check_consume_key("f", "f")
        return super().check_action(action, parameters)

    def report_facts(self) -> Facts:
        from tui.ui.texts.report import of_listed_call

        call = self.call(self.query_one(Table).cursor_key or "")
        if call is None:
            return super().report_facts()
        return of_listed_call(call.call_id, call.channel, self.moment_ts, self.context)

    def action_why(self) -> None:
        from tui.ui.features.calls.view import why_call
        from tui.ui.why import WhyScreen

        chosen = self.call(self.query_one(Table).cursor_key or "")
        self.app.push_screen(WhyScreen(self.context, partial(why_call, chosen, self.data, self.context)))

    # -- steps back

    def action_back(self) -> None:
        if self.search_line.is_typed_in:
            self.leave_search()
        else:
            super().action_back()

    def step_back(self) -> bool:
        """The walk first; then, where nothing lies beneath, what the screen was opened at."""
        if self.is_walking and self.status() is not None:
            self.stop(0)
            self.tell()
            return True
        if not self.navigation.is_root or self.scope == Scope():
            return False
        self.moment_ts, self.scope = None, Scope()
        self.search_for(self.context.remembered.search or Search())
        return True

    # -- the list

    @on(Table.Highlighted)
    def _chose(self) -> None:
        if self.table is not None and self.table.cursor_key not in (None, self.placed):
            self.follows = False

    @on(Table.Selected)
    def _drill(self, event: Table.Selected) -> None:
        if (call := self.call(event.key)) is not None:
            self.open(Route("call", replace(self.scope, call_id=call.call_id, channel=call.channel)))
