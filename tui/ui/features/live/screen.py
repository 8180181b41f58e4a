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
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.analysis.next_after import ahead
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import MINUTE, Scope
from tui.messages import frame as frame_words
from tui.ui.features.live.charts import LiveCharts, panels
from tui.ui.features.live.list import list_width, live_columns, live_rows
from tui.ui.features.live.query import read_live
from tui.ui.features.live.reading import LiveReading
from tui.ui.features.live.view import about
from tui.ui.navigation import Route
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import HEADER_ROWS, Table

if TYPE_CHECKING:
    from tui.analysis.report import Facts
    from tui.export.extract import Extract, Setting
    from tui.ui.context import Feed
    from tui.ui.features.live.moment import MomentData

# From this width on the chart stands beside the list.
SIDE_BY_SIDE = 120
# From this height on the list has headings, and the strip under the chart tells the causes as well.
ROOMY = 30


class LiveScreen(LiveReading):
    TAB = "live"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    FOOTER = ("table.select", "live.earlier live.later", "live.zoom_in live.zoom_out", "table.mark", "freeze", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("live.maximise", "z", "maximise_chart"),
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("calls.at", "c", "calls"),
        bind("why", "w", "why"),
    ]

    # What the strip tells.
    told: MomentData | None = None
    list_fit: tuple[int | None, int] | None = None
    overlay: str | None = None

    def compose_body(self) -> Iterable[Widget]:
        with Container(id="main"):
            yield from self.compose_main()
        yield Line(id="diagnosed")
        yield Line(id="causes")

    def compose_main(self) -> Iterable[Widget]:
        with Container(id="list"):
            table = Table(live_columns(self.context, None), self.rows(), ascii=self.context.ascii, react=self._chosen)
            table.styles.height = len(self.rows()) + HEADER_ROWS
            yield table
            yield Note(id="about")
        yield LiveCharts(self.context)

    # -- what it looks at

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.live.export import live_export

        data, minute_ts = self.data, self.minute_ts()
        if data is None:
            return None
        shown, moment_ts, channel = self.query_one(Table).shown, self.moment_ts, self.scope.channel
        at = None if minute_ts is None else await self.minute(feed.store, minute_ts)
        # All ten curves, not only those that this terminal has room for.
        every = replace(self.query_at(data.now_ts), shown=tuple(LIVE_METRICS))
        charts = (await feed.store.read(read_live, every)).charts
        data = replace(data, charts=charts)
        return await asyncio.to_thread(live_export, data, at, moment_ts, channel, shown, setting)

    # -- showing

    def panels(self) -> tuple[str, ...]:
        return panels(self.chosen, grid=self.has_class("-grid"))

    def shown(self) -> tuple[str, ...]:
        """The metrics whose curves are on screen: those of the panels, and the one pinned over the chosen one."""
        return tuple(dict.fromkeys([*self.panels(), *([self.overlay] if self.overlay else [])]))

    def show(self) -> None:
        """Everything on screen from `data` and the state of the cursor."""
        self.show_list()
        self.show_charts()
        self.moved.set()
        self.tick()

    def show_list(self) -> None:
        table = self.query_one(Table)
        columns = live_columns(self.context, self.at)
        if table.columns != columns:
            table.set_columns(columns)
        rows = self.rows()
        self.fit_list(list_width(columns), len(rows) + HEADER_ROWS)
        table.update(rows)
        table.move_cursor(self.chosen)

    def show_diagnosed(self, at: MomentData) -> None:
        """The strip: what Diagnosis knows about the minute."""
        from tui.ui.texts.moment import moment_lines

        self.told = at
        people, causes = moment_lines(at.moment_ts, at.diagnosed, self.context, self.scope.channel)
        self.query_one("#diagnosed", Line).runs = people
        self.query_one("#causes", Line).runs = causes

    def fit_list(self, width: int, height: int) -> None:
        """As high as its rows, and beside the chart as wide as its columns; set only when it changes."""
        fit = (width if self.app.size.width >= SIDE_BY_SIDE else None, height)
        if fit != self.list_fit:
            self.list_fit = fit
            self.query_one("#causes").display = self.app.size.height >= ROOMY
            self.query_one("#list").styles.width = "1fr" if fit[0] is None else width
            self.query_one(Table).styles.height = height

    def rows(self) -> list[Row]:
        return live_rows(self.data, self.at, self.context, headings=self.app.size.height >= ROOMY)

    def show_charts(self) -> None:
        data = self.data
        if data and self.chosen in data.charts:
            pasts = data.pasts.get(self.chosen, ())
            text = about(data.charts[self.chosen], pasts, self.context, self.moment_ts)
            self.query_one("#about", Note).tell(Content(self.plain(text.plain)) if self.context.ascii else text)
        shown = self.panels()
        self.set_class(len(shown) <= 2, "-pair")
        charts = self.query_one(LiveCharts)
        charts.show(data, shown, self.chosen, self.overlay, self.moment_ts, self.cursor_ts)

    def report_facts(self) -> Facts:
        from tui.ui.texts.report import of_minute

        ts = self.minute_ts()
        if self.data is None or ts is None:
            return super().report_facts()
        points = self.data.charts[self.chosen].points if self.chosen in self.data.charts else ()
        value = next((value for at_ts, value in reversed(points) if at_ts // MINUTE * MINUTE == ts), None)
        told = self.told.diagnosed if self.told is not None and self.told.moment_ts == ts else None
        return of_minute(ts, LIVE_METRICS[self.chosen], value, told, self.scope, self.context)

    # -- keys

    def choose(self, name: str) -> None:
        """That metric, as if its row had been chosen: from what is in hand, but for a zoom that is read for the charts
        on screen alone."""
        before_ts = self.minute_ts()
        self.chosen, self.chose = name, True
        self.query_one(Table).move_cursor(name)
        self.show_charts()
        if self.minute_ts() != before_ts:
            self.moved.set()
        if self.data is not None and not self.data.charts.keys() >= set(self.shown()):
            self.changed.set()

    def turn_to(self, route: Route) -> None:
        self.choose(route.metric)

    @on(Table.Highlighted)
    def _chosen(self) -> None:
        # Where the cursor is by now: to go back to where it was would move it, which is told again, for ever.
        key = self.query_one(Table).cursor_key
        if key is not None and key in LIVE_METRICS and key != self.chosen:
            self.choose(key)

    @on(Table.Selected)
    def _drilled(self) -> None:
        """Diagnosis at the minute; `esc` there comes back here as it is."""
        self.open(Route("diagnosis", replace(self.scope, moment_ts=self.minute_ts())))

    def action_calls(self) -> None:
        """The calls that were on at the minute."""
        self.open(Route("calls", Scope(moment_ts=self.minute_ts(), channel=self.scope.channel)))

    @on(Table.Marked)
    def _pinned(self, event: Table.Marked) -> None:
        table = self.query_one(Table)
        self.overlay = event.key if event.key in table.marks else None
        table.set_marks({self.overlay} if self.overlay else set())
        self.choose(self.chosen)

    def action_next_bad(self, direction: int) -> None:
        """To where the next, or this or the previous, bad stretch of the chosen metric began."""
        view = self.data.charts.get(self.chosen) if self.data else None
        if view is None or self.data is None:
            return
        from_ts = self.data.window.end_ts if self.moment_ts is None else self.moment_ts
        next_ts = ahead((ts // MINUTE * MINUTE for ts in view.onsets), from_ts, direction)
        if next_ts is None:
            self.say(frame_words.NONE_AHEAD[direction](self.context.lang, key=self.key))
        else:
            self._move_to(next_ts)

    def action_why(self) -> None:
        from tui.ui.texts.metric import why_metrics
        from tui.ui.why import WhyScreen

        view = self.data.metrics[self.chosen] if self.data else None
        tell = partial(why_metrics, [(LIVE_METRICS[self.chosen], view)], self.context)
        self.app.push_screen(WhyScreen(self.context, tell))

    def action_maximise_chart(self) -> None:
        self.toggle_class("maximised")

    def step_back(self) -> bool:
        if self.has_class("maximised"):
            self.remove_class("maximised")
        elif self.scope.channel is not None:
            self.scope = replace(self.scope, channel=None)
            self.forget_minutes()
            self.tick()
        else:
            return super().step_back()
        return True
