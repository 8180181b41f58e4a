"""Live: the project minute by minute; a list of metrics, the chosen one's chart, a moment cursor through all charts.

Metric                     now    Δ10 m   last hour        state              │ Video freeze %        14:07  6.8
Experience                                                                    │ 8┤              ⣀⣠⠤⠤⣀
▸ Video freeze           6.8 %   +4.9 ▲  ▁▁▁▁▁▁▂▃▅▇███▇   bad since 13:47     │ 5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ bad > 5 ░░
                                                                              │  └─13:32─────14:02─────14:32─
                                                                              │  at 14:07: 9 people affected, …
From 160 columns the right side is a grid: the charts of the chosen metric's group.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.containers import Container
from textual.events import DescendantFocus
from textual.timer import Timer
from textual.widget import Widget

from tui.analysis.feeds.background import live_wants
from tui.analysis.feeds.insights import quality_wants
from tui.analysis.project.bad_metrics import idle_choice, onset_ahead
from tui.analysis.project.coarser import SHORTEST_S
from tui.domain.edition import Yields
from tui.domain.records import HOUR, MINUTE, KeptNote, Scope, Want, Window
from tui.messages import frame as frame_words
from tui.messages import live as words
from tui.ui.acknowledging import acknowledge_first
from tui.ui.base_screen import FrameScreen
from tui.ui.charts.plot import prepare
from tui.ui.context import Context, Feed
from tui.ui.features.live.panels import ROOMY, TALL, LiveCharts, LiveList, WorstList, panels
from tui.ui.features.live.products import after
from tui.ui.features.live.query import LiveData, MetricsQuery, MinutesInHand, MomentData, read_live
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.noted import Noted, NotedRows
from tui.ui.panels import Panels
from tui.ui.time_scope import MOVE_BINDINGS, ZOOM_BINDINGS, TimeScope
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.analysis.project.report import Facts
    from tui.export.extract import Extract, Setting

# The cursor rests on a metric for so long before the metric is asked for first.
REST_S = 0.3


class LiveScreen(FrameScreen):
    TAB = "live"
    HAS_MINUTES = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    FOOTER = ("table.select", "live.earlier live.later", "live.zoom_in live.zoom_out", "table.mark", "freeze", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        *ZOOM_BINDINGS,
        bind("live.maximise", "z", "maximise_chart"),
        bind("live.panel", "tab", "panel"),
        bind("live.product", "v", "product"),
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("calls.at", "c", "calls"),
        bind("standout", "b", "standout"),
        bind("alarms.acknowledge", "a", "acknowledge"),
        bind("why", "w", "why"),
    ]

    # The minute that the list shows; None while it shows the newest values.
    at: MomentData | None = None
    # The minute that the strip tells.
    told: MomentData | None = None
    chosen = "pcu"
    overlay: str | None = None

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.metrics = context.edition.live_metrics
        self.product = context.remembered.product if context.edition.asks_by_metric else ""
        self.set_class(self.app.size.height >= TALL, "-tall")
        self.opened_ts = context.clock.now()
        self.time = TimeScope(self)
        self.minutes = MinutesInHand(self)
        self.lists = Panels(self, "metrics", "worst")
        # A new minute is pending, and may move the window, even when nothing came.
        edition = context.edition
        topics = frozenset(f"series:{name}" for name in (*edition.of_live, *edition.insights))
        step_s = min(edition[name].slot_s for name in edition.of_live)
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=step_s, prepare=prepare)
        self.noted = NotedRows(self, lambda: self.query_one(Table), self._is_noted, self._marks)
        self._resting: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        with Container(id="main"):
            listed = LiveList(self.context, self._chosen, WorstList(self, self.key), self.app.size.height, self.key)
            listed.table.move_cursor(self.chosen)
            yield listed
            yield LiveCharts(self.context)
        for name in ("diagnosed", "causes"):
            strip = Line(id=name)
            strip.display = self.context.edition.has(Yields.DIAGNOSES)
            yield strip

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        made = cls(context, route.scope)
        made.chosen = route.metric if route.metric in made.metrics else cls.chosen
        return made

    # -- wants

    def wants(self) -> Sequence[Want]:
        """The metrics, the chosen one first; the diagnoses for the strip, or the calls for the list of the worst."""
        edition = self.context.edition
        if edition.has(Yields.DIAGNOSES):
            return (*self.feed_wants(), Want(edition.diagnosis.name))
        from tui.ui.features.live.worst_calls import calls_want

        is_long = self.time.zoom_s >= SHORTEST_S
        hours = quality_wants(edition, self.chosen, HOUR) if is_long else ()
        return (*self.feed_wants(), *hours, calls_want(edition, self.context.clock.now()))

    def main_wants(self) -> Sequence[Want]:
        """The list of the worst tells of its own requests."""
        return self.wants() if self.context.edition.has(Yields.DIAGNOSES) else self.feed_wants()

    def feed_wants(self) -> Sequence[Want]:
        near = {alarm.metric for alarm in self.context.firing}
        return live_wants(self.context.edition, self.chosen, self.product, near)

    def newest_ts(self) -> float | None:
        newest = [view.now[0] for view in self.data.metrics.values() if view.now] if self.data else []
        return max(newest, default=None)

    def answered(self) -> bool:
        return self.data is not None and any(view.answered for view in self.data.metrics.values())

    def breadcrumb(self) -> tuple[str, ...]:
        """Without the scope's channel: the metrics below are the project's. The strip of the minute names it."""
        apart = (self.product,) if self.product else ()
        return apart if self.moment_ts is None else (*apart, self.context.when(self.moment_ts))

    def moment_link(self) -> Route | None:
        return None if self.moment_ts is None else self.link()

    # -- reading

    @property
    def data(self) -> LiveData | None:
        return self.live_query.data

    @property
    def moment_ts(self) -> int | None:
        return self.scope.moment_ts

    @property
    def window(self) -> Window | None:
        return self.data.window if self.data else None

    def shown_window(self) -> Window | None:
        return self.window

    def query_at(self, now_ts: float) -> MetricsQuery:
        context, zoom_s = self.context, self.time.zoom_s
        return MetricsQuery(
            context.edition, now_ts, zoom_s, self.moment_ts, self.shown(), context.thresholds, product=self.product
        )

    async def ask(self, feed: Feed, now_ts: float) -> LiveData:
        while True:
            data = await feed.store.read(read_live, self.query_at(now_ts))
            self.minutes.forget()
            self.choose_worst(data)
            if self.chosen in data.charts:
                return data

    def choose_worst(self, data: LiveData) -> None:
        """The cursor goes to a metric that turns bad until the user moves it."""
        if self.query_one(Table).follows and self.moment_ts is None:
            is_first = data.now_ts <= self.opened_ts + MINUTE
            self.chosen = idle_choice(data.metrics, self.chosen, first=is_first)

    def minute_ts(self) -> int | None:
        """The minute that `enter` opens: the one under the cursor, or the newest of the chosen metric."""
        newest = self.data.metrics[self.chosen].now if self.data else None
        newest_ts = None if newest is None else newest[0] // MINUTE * MINUTE
        return newest_ts if self.moment_ts is None else self.moment_ts

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.live.export import live_export

        data, minute_ts = self.data, self.minute_ts()
        if data is None:
            return None
        shown, moment_ts, channel = self.query_one(Table).shown, self.moment_ts, self.scope.channel
        at = None if minute_ts is None else await self.minutes.read(feed, minute_ts)
        # The curves of all metrics, not only those that this terminal has room for.
        every = replace(self.query_at(data.now_ts), shown=tuple(self.metrics))
        charts = (await feed.store.read(read_live, every)).charts
        data = replace(data, charts=charts)
        return await asyncio.to_thread(live_export, data, at, moment_ts, channel, shown, setting)

    @staticmethod
    def _is_noted(noted: Noted, name: str) -> bool:
        return name in noted.metrics

    def _marks(self, note: KeptNote) -> bool:
        return self.data is not None and self.data.window.holds(note.ts)

    # -- showing

    def panels(self) -> tuple[str, ...]:
        return panels(self.metrics, self.chosen, grid=self.has_class("-grid"), tall=self.has_class("-tall"))

    def shown(self) -> tuple[str, ...]:
        """The metrics with curves on screen: those of the panels, and the one pinned over the chosen one."""
        return tuple(dict.fromkeys([*self.panels(), *([self.overlay] if self.overlay else [])]))

    def show(self) -> None:
        """Everything on screen from `data` and the state of the cursor."""
        if self.context.edition.asks_by_metric:
            # The list of the worst wants the calls of another hour by now.
            self.tell_wants()
        self.show_list()
        self.show_charts()
        self.minutes.query.ask_again()

    def show_moment(self) -> None:
        """From the data in hand at once; the rest as soon as it was read."""
        at = self.minutes.in_hand.get(self.moment_ts or 0)
        if at is not None:
            self.show_minute(at)
        self.show_charts()
        self.minutes.query.ask_again()

    def show_newest(self) -> None:
        self.at = None
        self.show()

    def show_minute(self, at: MomentData) -> None:
        """In the list, where a minute is chosen, and in the strip."""
        # A user back at the newest minute meanwhile is not taken to the old one again.
        before, self.at = self.at, at if self.moment_ts == at.moment_ts else None
        if self.at is not before:
            self.show_list()
        self.show_diagnosed(at)

    def show_list(self) -> None:
        if self.context.edition.has(Yields.DIAGNOSES):
            self.query_one("#causes").display = self.app.size.height >= ROOMY
        self.query_one(LiveList).show(self.data, self.at, self.chosen)

    def show_diagnosed(self, at: MomentData) -> None:
        """The strip: the diagnoses of the minute."""
        from tui.ui.texts.moment import moment_lines

        self.told = at
        if at.diagnosed is None:
            return
        people, causes = moment_lines(at.moment_ts, at.diagnosed, self.context, self.scope.channel)
        self.query_one("#diagnosed", Line).runs = people
        self.query_one("#causes", Line).runs = causes

    def show_charts(self) -> None:
        data = self.data
        if data and self.chosen in data.charts:
            self.query_one(LiveList).tell(data, self.chosen, self.moment_ts)
        shown = self.panels()
        self.set_class(len(shown) <= 2, "-pair")
        moment_ts, cursor_ts = self.moment_ts, self.time.cursor_ts
        self.query_one(LiveCharts).show(data, shown, self.chosen, self.overlay, moment_ts, cursor_ts)

    def note_subject(self) -> tuple[Scope, str]:
        return self.link().scope, self.chosen

    def report_facts(self) -> Facts:
        from tui.ui.texts.report import bad_at, of_minute

        ts = self.minute_ts()
        if self.data is None or ts is None:
            return super().report_facts()
        points = self.data.charts[self.chosen].points if self.chosen in self.data.charts else ()
        value = next((value for at_ts, value in reversed(points) if at_ts // MINUTE * MINUTE == ts), None)
        told = self.told.diagnosed if self.told is not None and self.told.moment_ts == ts else None
        return of_minute(
            ts, self.metrics[self.chosen], value, told, self.scope, self.context, bad_at(self.data.views, ts)
        )

    # -- keys

    def on_resize(self) -> None:
        self.set_class(self.app.size.height >= TALL, "-tall")
        self.live_query.ask_again()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The list of the worst has its cursor on the worst while the keys go to the metrics."""
        self.lists.focused(event.widget)
        self.query_one(WorstList).follows = self.lists.active != "worst"

    def action_panel(self) -> None:
        """To the list of the worst, where there is room for it, and back."""
        if self.query_one("#worst").size.height:
            self.lists.switch()

    def action_move(self, steps: int) -> None:
        self.time.move(steps)

    def action_zoom(self, by: int) -> None:
        self.time.zoom(by)
        if self.context.edition.asks_by_metric:
            # A long window wants the hours of the chosen metric.
            self.tell_wants()

    def action_product(self) -> None:
        """All products joined, then one after the other."""
        context = self.context
        if not context.edition.asks_by_metric:
            self.say(words.ONE_PRODUCT(context.lang))
            return
        self.product = after(self.product)
        context.remembered.keep_product(self.product)
        self.minutes.forget()
        self.live_query.ask_another()
        self.minutes.query.ask_again()
        self.tell_wants()
        self.tell_breadcrumb()

    @on(Chart.Pointed)
    def _pointed(self, event: Chart.Pointed) -> None:
        self.time.move_to(int(event.ts))

    def choose(self, name: str) -> None:
        """Choose that metric. Its chart comes from the data in hand; only a long zoom is read for it."""
        before_ts = self.minute_ts()
        self.chosen = name
        table = self.query_one(Table)
        table.move_cursor(name)
        table.choose()
        self.show_charts()
        if self.context.edition.asks_by_metric:
            # The chosen metric is asked for first. A plan for each row on the cursor's way would draw each key twice.
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(REST_S, self.tell_wants)
        # Each metric has a newest minute of its own; the strip tells of it where there are diagnoses.
        if self.minute_ts() != before_ts and self.context.edition.has(Yields.DIAGNOSES):
            self.minutes.query.ask_again()
        if self.data is not None and not self.data.charts.keys() >= set(self.shown()):
            self.live_query.ask_again()

    def turn_to(self, route: Route) -> None:
        self.choose(route.metric)

    @on(Table.Highlighted, "#metrics")
    def _chosen(self) -> None:
        # Where the cursor is by now: to go back to where it was would move it, which is told again, for ever.
        key = self.query_one(Table).cursor_key
        if key is not None and key in self.metrics and key != self.chosen:
            self.choose(key)

    @on(Table.Selected, "#metrics")
    def _drilled(self, event: Table.Selected) -> None:
        """Diagnosis at the minute, in a bad one at the culprit; `esc` there comes back here as it is."""
        from tui.analysis.project.landing import aim_at

        if event.key != self.chosen:
            # A reading under way has another choice for a user without one.
            self.choose(event.key)
        minute_ts, aim = self.minute_ts(), None
        if not self.context.edition.has(Yields.DIAGNOSES):
            self.action_calls()
            return
        if self.data is not None and minute_ts is not None:
            aim = aim_at(self.data.views, self.chosen, minute_ts, follows=self.moment_ts is None)
        self.open(Route("diagnosis", replace(self.scope, moment_ts=minute_ts), aim=aim))

    def action_calls(self) -> None:
        """The calls that were on at the minute."""
        self.open(Route("calls", Scope(moment_ts=self.minute_ts(), channel=self.scope.channel)))

    def action_standout(self) -> None:
        """The chosen metric by country, network and the other dimensions, at the moment."""
        self.open(Route("standout", self.scope, metric=self.chosen, product=getattr(self, "product", "")))

    @on(Table.Marked, "#metrics")
    def _pinned(self, event: Table.Marked) -> None:
        table = self.query_one(Table)
        self.overlay = event.key if event.key in table.marks else None
        table.set_marks({self.overlay} if self.overlay else set())
        self.choose(self.chosen)

    def action_next_bad(self, direction: int) -> None:
        """To the minute in which a metric turned bad, the next or the previous one, and to that metric."""
        if self.data is None or self.window is None:
            return
        from_ts = self.data.now_ts if self.moment_ts is None else self.moment_ts
        found = onset_ahead(self.data.views, self.chosen, from_ts, direction)
        if found is None:
            self.say(frame_words.NONE_AHEAD[direction](self.context.lang, key=self.key))
            return
        name, minute_ts = found
        self.choose(name)
        self.time.move_to(minute_ts)

    def action_why(self) -> None:
        from tui.ui.texts.metric import why_metrics

        view = self.data.metrics[self.chosen] if self.data else None
        tell = partial(why_metrics, [(self.metrics[self.chosen], view)], self.context)
        self.explain(tell)

    @work(group="acknowledge")
    async def action_acknowledge(self) -> None:
        """The alarm of the chosen metric, else the most urgent one."""
        await acknowledge_first(self, self.chosen)

    def action_maximise_chart(self) -> None:
        self.toggle_class("maximised")

    def step_back(self) -> bool:
        if self.has_class("maximised"):
            self.remove_class("maximised")
        elif self.scope.channel is not None:
            self.scope = replace(self.scope, channel=None)
            self.minutes.forget()
            self.minutes.query.ask_again()
            self.tell_frame()
        else:
            return self.time.step_back()
        return True
