"""FindingsScreen: the conclusions of the stored data, the highest rank first; the chosen finding in full below.

07:00–08:00   4 findings · certain 1 · undecided 2 · not judged 1   judged 3 of 12 calls
rank = frozen seconds of all sufferers × certainty (certain 1, likely 0.75, undecided 0.5)
  since     rank    finding                              side      sure       suffer  from
▸ 07:52:31  1,204   sender's network: sender 44361248    sender    certain    8       curves
  07:40:02    310   freeze rate beyond the limit: 3 of 9 undecided undecided  3       freeze rates
sender's network: sender 44361248 · 8 suffer · certain · 8 receivers lose this sender
from: Video upstream packet loss 34.9 % (calm 0.4 %)
also fits: receiver's CPU
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

from tui.analysis.calls.known import reachable
from tui.analysis.findings.finding import RankedFinding
from tui.analysis.project.report import Facts
from tui.domain.records import HOUR, MINUTE, Scope, Want, Window
from tui.messages import findings as words
from tui.queries.judged_calls import FindingsData, FindingsQuery, read_findings
from tui.queries.kept_calls import KeptCalls
from tui.queries.kept_verdicts import keep_verdicts
from tui.ui.base_screen import FrameScreen
from tui.ui.charts.window import window_around, window_at
from tui.ui.context import Context, Feed
from tui.ui.features.findings.columns import finding_columns, finding_rows, is_dated
from tui.ui.features.findings.export import list_export
from tui.ui.features.findings.view import (
    chosen_lines,
    formula_runs,
    head_runs,
    moment_of,
    pair_route_of,
    route_of,
    why,
)
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import Noted, NotedRows
from tui.ui.time_scope import ZOOM_BINDINGS, ZOOMS_S, next_bad, zoomed
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

UP_TO_A_DAY_S = ZOOMS_S[:-1]
# So many calls are judged in one reading; the others follow in the next ones, and the list shows what there is.
JUDGED_AT_ONCE = 8
# The lists of calls are asked for so often.
ASK_S = 5 * MINUTE
# News of the store wait for so many times the seconds of the last reading.
REST = 4.0


class FindingsScreen(FrameScreen):
    """`scope.moment_ts`: the findings around it, the cursor on the worst one then; `scope.channel`: of that channel."""

    TAB = "diagnosis"
    HELP = "findings"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "session.pair", "filter", "live.zoom_in live.zoom_out", "why", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        *ZOOM_BINDINGS,
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("session.pair", "v", "pair"),
        bind("calls.at", "c", "calls"),
        bind("why", "w", "why"),
    ]

    zoom_s = HOUR

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        moment_ts = self.scope.moment_ts
        self.moment_ts = None if moment_ts is None else moment_ts // MINUTE * MINUTE
        # The cursor goes there once, when the findings come.
        self.sought_ts = self.moment_ts
        self.kept = KeptCalls()
        self._wanted: tuple[int, Sequence[Want]] | None = None
        topics = {"calls", "diagnoses", "alerts", "figures"}
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=MINUTE, rest=REST)
        self.noted = NotedRows(self, lambda: self.table, self._is_noted)

    def _is_noted(self, noted: Noted, key: str) -> bool:
        """By the call, or the channel in the minute of the begin."""
        one = next((one for one in self.data.found if one.key == key), None) if self.data else None
        if one is None:
            return False
        minute_ts = one.since_ts // MINUTE * MINUTE
        return one.call_id in noted.calls or (one.channel, minute_ts) in noted.minutes

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Line(head_runs(None, context), id="head")
        yield Line(formula_runs(context, self.app.size.width - 2), id="formula")
        yield Table(
            finding_columns(context.lang, dated=False),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=self.tell_chosen,
        )
        yield Note(id="chosen")

    # -- wants

    def window(self, now_ts: float) -> Window:
        return self.scope.window or window_around(self.moment_ts, window_at(now_ts, self.zoom_s))

    def wants(self) -> Sequence[Want]:
        """The calls of the period; where the period follows the clock, its new part every few minutes."""
        now_ts = self.live_query.now_ts
        step = int(now_ts) // ASK_S
        if self._wanted is None or self._wanted[0] != step:
            lists = self.context.edition.call_lists
            asked = reachable(lists, self.window(now_ts), now_ts)
            self._wanted = step, () if asked is None else (Want(lists.name, self.scope.channel or "", window=asked),)
        return self._wanted[1]

    def newest_ts(self) -> float | None:
        return self.context.live_newest_ts

    def answered(self) -> bool:
        return self.context.live_newest_ts is not None or (self.data is not None and self.data.is_listed)

    @property
    def data(self) -> FindingsData | None:
        return self.live_query.data

    def shown_window(self) -> Window | None:
        return self.data.window if self.data else None

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (*moment, *([self.context.names.channel(self.scope.channel)] if self.scope.channel else []))

    async def ask(self, feed: Feed, now_ts: float) -> FindingsData:
        context = self.context
        query = FindingsQuery(
            context.edition, self.window(now_ts), self.scope.channel or "", None, now_ts, context.thresholds
        )
        data = await read_findings(feed.store, query, self.kept, JUDGED_AT_ONCE)
        if unkept := self.kept.take_unkept():
            self.run_worker(keep_verdicts(feed.store, unkept), group="verdict")
        return data

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None or self.table is None:
            return None
        return await asyncio.to_thread(list_export, self.data, self.context, self.table.shown, setting)

    # -- showing

    def show(self) -> None:
        context, data, table = self.context, self.data, self.query_one(Table)
        assert data is not None
        dated = is_dated(data, context, self.live_query.now_ts)
        table.set_columns(finding_columns(context.lang, dated=dated))
        table.placeholder = self.plain(words.NONE(context.lang))
        table.update(finding_rows(data, context, dated=dated))
        if data.found and self.sought_ts is not None:
            self.seek(self.sought_ts)
        elif data.found and table.sort[0] is None and not table.filter_text:
            table.lead(data.found[0].key)
        self.query_one("#head", Line).runs = head_runs(data, context)
        self.query_one("#formula", Line).runs = formula_runs(context, self.app.size.width - 2)
        self.tell_chosen()
        if data.left:
            self.live_query.ask_again()
        else:
            self.sought_ts = None

    def seek(self, ts: int) -> None:
        """The cursor on the worst finding of that minute, else on the nearest one."""
        found = self.data.found if self.data else ()
        then = [one for one in found if one.since_ts < ts + MINUTE and one.until_ts >= ts]
        nearest = then or sorted(found, key=lambda one: abs(one.since_ts - ts))
        if nearest:
            self.query_one(Table).move_cursor(nearest[0].key)

    @property
    def chosen(self) -> RankedFinding | None:
        key = self.query_one(Table).cursor_key
        return next((one for one in self.data.found if one.key == key), None) if self.data else None

    @on(Table.Highlighted)
    def tell_chosen(self) -> None:
        one = self.chosen
        lines = () if one is None else chosen_lines(one, self.context, self.key)
        self.query_one("#chosen", Note).tell(Content(self.plain("\n".join(lines))))

    def on_resize(self) -> None:
        self.query_one("#formula", Line).runs = formula_runs(self.context, self.app.size.width - 2)
        super().on_resize()

    def users(self) -> Iterable[int | str]:
        named = (one.uid for one in self.data.found if one.uid) if self.data else ()
        return (*super().users(), *dict.fromkeys(named))

    def link(self) -> Route:
        return Route("diagnosis", replace(self.scope, moment_ts=self.moment_ts, window=None))

    def moment_link(self) -> Route | None:
        one = self.chosen
        return None if one is None else Route("diagnosis", Scope(moment_ts=moment_of(one), channel=one.channel or None))

    def report_facts(self) -> Facts:
        one = self.chosen
        if one is None:
            return super().report_facts()
        from tui.analysis.project.report import facts_of

        scope = Scope(moment_ts=moment_of(one), channel=one.channel or None)
        return facts_of(replace(scope, call_id=one.call_id or None, uid=one.uid or None))

    # -- keys

    @on(Table.Selected)
    def _open(self) -> None:
        if (one := self.chosen) is not None:
            self._go(route_of(one), words.NAMES_NOTHING(self.context.lang))

    def action_pair(self) -> None:
        """The worst pair of the finding, over its call."""
        if (one := self.chosen) is not None:
            self._go(pair_route_of(one), words.NO_PAIR(self.context.lang))

    def _go(self, route: Route | None, otherwise: str) -> None:
        if route is None:
            self.say(otherwise)
        else:
            self.open(route)

    def action_calls(self) -> None:
        """The calls that were on at the instant of the finding."""
        one = self.chosen
        moment_ts = self.moment_ts if one is None else moment_of(one)
        self.open(Route("calls", Scope(moment_ts=moment_ts, channel=self.scope.channel)))

    def action_why(self) -> None:
        if (one := self.chosen) is not None:
            self.explain(partial(why, one, self.context, self.key))

    def action_zoom(self, by: int) -> None:
        self.zoom_s = zoomed(self.zoom_s, by, UP_TO_A_DAY_S)
        self.scope = replace(self.scope, window=None)
        self._wanted = None
        self.tell_wants()
        self.reask()

    def action_next_bad(self, direction: int) -> None:
        """To the finding that begins next after the chosen one, or before it."""
        found, one = (self.data.found if self.data else ()), self.chosen
        here_ts = 0 if one is None else one.since_ts // MINUTE * MINUTE
        next_ts = next_bad(self, [each.since_ts for each in found], here_ts, direction)
        if next_ts is not None:
            key = next(each.key for each in found if each.since_ts // MINUTE * MINUTE == next_ts)
            self.query_one(Table).move_cursor(key)

    def step_back(self) -> bool:
        """The moment, unless the screen beneath handed it over."""
        if self.moment_ts is None or not self.navigation.is_root:
            return False
        self.moment_ts = self.sought_ts = self._wanted = None
        self.scope = replace(self.scope, moment_ts=None, window=None)
        self.tell_wants()
        self.reask()
        self.tell_frame()
        return True
