"""Live: the project minute by minute; a list of metrics, the chosen one's chart, a moment cursor through all charts.

Metric                     now    Δ10 m   last hour        state              │ Video freeze %        14:07  6.8
Experience                                                                    │ 8┤              ⣀⣠⠤⠤⣀
▸ Video freeze           6.8 %   +4.9 ▲  ▁▁▁▁▁▁▂▃▅▇███▇   bad since 13:47     │ 5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ bad > 5 ░░
                                                                              │  └─13:32─────14:02─────14:32─
From 160 columns the right side is a grid: the charts of the chosen metric's group.   ░ pending 2 m · …
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui.charts.plot import prepare
from tui.glossary import LIVE_METRICS
from tui.messages import Lang
from tui.messages import frame as frame_words
from tui.messages import live as words
from tui.records import HOUR, MINUTE, Level, Want
from tui.screens.frame import FrameScreen
from tui.screens.live_data import LiveData, LiveQuery, read_live
from tui.screens.live_text import about, chart_view, rows
from tui.store import StoreError
from tui.triage.feed import STALE_S
from tui.triage.live import MetricView
from tui.widgets.cells import GAP, GUTTER, Column
from tui.widgets.chart import Chart
from tui.widgets.keys import bind
from tui.widgets.rows import Row
from tui.widgets.table import HEADER_ROWS, Table

ZOOMS_S = (15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR)
CHARTS = 4
SPARK_COLUMNS = 8
# From this width on the chart stands beside the list.
SIDE_BY_SIDE = 120
WANTS = tuple(Want(name) for name in dict.fromkeys(metric.endpoint for metric in LIVE_METRICS.values()))
TITLES = {
    "metric": words.METRIC,
    "now": words.NOW,
    "delta": words.DELTA,
    "spark": words.LAST_HOUR,
    "state": words.STATE,
}
COLUMNS = (
    Column("metric", "", 16, priority=0),
    Column("now", "", 7, align="right", priority=0),
    Column("delta", "", 9, align="right", priority=1),
    Column("spark", "", SPARK_COLUMNS, priority=3, sortable=False),
    Column("state", "", 15, grow=1, priority=2),
)


def columns_in(lang: Lang) -> tuple[Column, ...]:
    """The columns with their titles; the first one is as wide as its widest metric, which differs by language."""
    widest = max(cell_len(metric.title(lang)) for metric in LIVE_METRICS.values())
    return tuple(
        replace(column, title=TITLES[column.key](lang), width=widest if column.key == "metric" else column.width)
        for column in COLUMNS
    )


def list_width(columns: Sequence[Column]) -> int:
    """The cells that the list needs beside the chart: columns, gaps, gutter, margin and scrollbar."""
    return GUTTER + sum(column.width for column in columns) + GAP * (len(columns) - 1) + 2


class LiveScreen(FrameScreen):
    TAB = "live"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.select"})
    FOOTER = ("live.earlier live.later", "live.zoom_in live.zoom_out", "table.mark", "freeze", "help", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("live.earlier", "left,h", "move(-1)"),
        bind("live.later", "right,l", "move(1)"),
        bind("live.much_earlier", "shift+left", "move(-10)"),
        bind("live.much_later", "shift+right", "move(10)"),
        bind("live.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("live.zoom_out", "minus", "zoom(1)"),
        bind("live.zoom_reset", "0", "zoom(0)"),
        bind("live.maximise", "z", "maximise_chart"),
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
    ]

    class Alarm(Message):
        """The metrics that are bad now; the terminal's title tells of them."""

        def __init__(self, bad: tuple[MetricView, ...]) -> None:
            super().__init__()
            self.bad = bad

    data: LiveData | None = None
    zoom_s = HOUR
    moment_ts: int | None = None
    chosen = "pcu"
    chose = False
    told_about = ""
    list_fit: tuple[int | None, int] | None = None
    overlay: str | None = None

    def compose_body(self) -> Iterable[Widget]:
        with Container(id="list"):
            table = Table(columns_in(self.context.lang), self.rows(), ascii=self.context.ascii)
            table.styles.height = len(self.rows()) + HEADER_ROWS
            yield table
            yield Static(id="about", markup=False)
        with Container(id="charts"):
            yield Chart(classes="chosen")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self.changed = asyncio.Event()

    def on_mount(self) -> None:
        self.rung: set[str] = set()
        self.opened_ts = self.context.clock.now()
        self.follow()

    # -- what it looks at

    def wants(self) -> Sequence[Want]:
        return WANTS

    def newest_ts(self) -> float | None:
        newest = [view.now[0] for view in self.data.metrics.values() if view.now] if self.data else []
        return max(newest, default=None)

    def answered(self) -> bool:
        return self.data is not None and any(view.answered for view in self.data.metrics.values())

    def crumbs(self) -> tuple[str, ...]:
        return () if self.moment_ts is None else (self.context.when(self.moment_ts),)

    def reask(self) -> None:
        self.changed.set()

    @work(group="live", exclusive=True)
    async def follow(self) -> None:
        """The screen's one worker: wakes when the store or the minute changed, asks, and shows."""
        feed = await self.context.opened()
        await asyncio.to_thread(prepare)
        unsubscribe = feed.store.subscribe(self._store_changed)
        try:
            while True:
                try:
                    self.data = await feed.store.read(read_live, self.query_now())
                    self.context.read_troubles.pop(self.TAB, None)
                except StoreError as error:
                    # What is on screen stays; the next change, or the next minute, is another try.
                    self.context.read_troubles[self.TAB] = error
                    super().tick()
                else:
                    self.choose_worst(self.data)
                    if self.chosen not in self.data.charts:
                        continue
                    self.show()
                await self.changed.wait()
                self.changed.clear()
        finally:
            unsubscribe()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is None and any(f"series:{want.endpoint}" in topics for want in WANTS):
            self.changed.set()

    def tick(self) -> None:
        super().tick()
        # A new minute is pending, and may move the window, even when nothing came.
        if self.data and self.frozen_ts is None and self.context.clock.now() // MINUTE > self.data.now_ts // MINUTE:
            self.changed.set()

    def query_now(self) -> LiveQuery:
        context = self.context
        now_ts = context.clock.now() if self.frozen_ts is None else self.frozen_ts
        return LiveQuery(now_ts, self.zoom_s, self.moment_ts, self.shown(), context.thresholds)

    # -- showing

    def panels(self) -> tuple[str, ...]:
        """The metrics that have a chart: the chosen one, or its whole group where there is room for a grid."""
        if not self.has_class("-grid"):
            return (self.chosen,)
        group = LIVE_METRICS[self.chosen].group
        return tuple(name for name, metric in LIVE_METRICS.items() if metric.group == group)

    def shown(self) -> tuple[str, ...]:
        """The metrics whose curves are on screen: those of the panels, and the one pinned over the chosen one."""
        return tuple(dict.fromkeys([*self.panels(), *([self.overlay] if self.overlay else [])]))

    def show(self) -> None:
        """Everything on screen from `data` and the state of the cursor."""
        table = self.query_one(Table)
        columns = columns_in(self.context.lang)
        if table.columns != columns:
            table.set_columns(columns)
        rows = self.rows()
        self.fit_list(list_width(columns), len(rows) + HEADER_ROWS)
        table.update(rows)
        table.move_cursor(self.chosen)
        self.show_charts()
        if self.data:
            self.alarm(self.data)
        self.tick()

    def fit_list(self, width: int, height: int) -> None:
        """As high as its rows, and beside the chart as wide as its columns; set only when it changes."""
        fit = (width if self.app.size.width >= SIDE_BY_SIDE else None, height)
        if fit != self.list_fit:
            self.list_fit = fit
            self.query_one("#list").styles.width = "1fr" if fit[0] is None else width
            self.query_one(Table).styles.height = height

    def rows(self) -> list[Row]:
        return rows(self.data, self.context, headings=self.app.size.height >= 30, spark_columns=SPARK_COLUMNS)

    def choose_worst(self, data: LiveData) -> None:
        """The first look at the project begins with what is wrong, if anything is; from then on the user chooses."""
        if self.chose:
            return
        self.chose = data.now_ts > self.opened_ts + MINUTE
        levels = (Level.BAD, Level.WARN)
        worst = [view for view in data.metrics.values() if view.level in levels]
        if worst:
            self.chosen = min(worst, key=lambda view: levels.index(view.level)).metric.name

    def show_charts(self) -> None:
        data = self.data
        if data and self.chosen in data.charts:
            self.tell_about(about(data.charts[self.chosen], self.context))
        panels = self.panels()
        self.set_class(len(panels) <= 2, "-pair")
        charts = list(self.query(Chart))
        if len(panels) > len(charts):
            more = [Chart(classes="unused") for _ in range(CHARTS - len(charts))]
            self.query_one("#charts").mount(*more)
            charts += more
        for number, chart in enumerate(charts):
            name = panels[number] if number < len(panels) else None
            chart.set_class(name is None, "unused")
            chart.set_class(name == self.chosen, "chosen")
            if name is None or (data and name not in data.charts):
                # Its data comes with the next reading; until then the chart keeps what it shows.
                continue
            over = self.overlay if self.overlay != name and name == self.chosen else None
            chart.cursor_ts = None if self.moment_ts is None else self.moment_ts + MINUTE / 2
            chart.view = chart_view(name, over, data, self.context, self.moment_ts, chosen=name == self.chosen)

    def tell_about(self, text: Content) -> None:
        if text.markup != self.told_about:
            self.told_about = text.markup
            self.query_one("#about", Static).update(Content(self.plain(text.plain)) if self.context.ascii else text)

    def alarm(self, data: LiveData) -> None:
        """A metric gone bad: once by the bell, and in the terminal's title for as long as it lasts."""
        context = self.context
        fresh_ts = data.now_ts - STALE_S
        bad = [view for view in data.metrics.values() if view.since and view.now and view.now[0] >= fresh_ts]
        names = {view.metric.name for view in bad}
        for _ in names - self.rung if context.bell else ():
            self.app.bell()
        self.rung = names
        self.post_message(self.Alarm(tuple(bad)))

    # -- keys

    @on(Table.Highlighted)
    def _chosen(self, event: Table.Highlighted) -> None:
        if event.key is not None and event.key in LIVE_METRICS and event.key != self.chosen:
            self.chosen = event.key
            self.chose = True
            self.show_charts()
            self.changed.set()

    @on(Table.Marked)
    def _pinned(self, event: Table.Marked) -> None:
        table = self.query_one(Table)
        self.overlay = event.key if event.key in table.marks else None
        table.set_marks({self.overlay} if self.overlay else set())
        self.show_charts()
        self.changed.set()

    @on(Chart.Pointed)
    def _pointed(self, event: Chart.Pointed) -> None:
        self._move_to(int(event.ts))

    def on_resize(self) -> None:
        self.changed.set()

    def action_move(self, steps: int) -> None:
        """Steps from the moment, or from the newest; beyond the newest the screen follows it again."""
        if not self.data:
            return
        newest = self.data.metrics[self.chosen].now
        newest_ts = newest[0] // MINUTE * MINUTE if newest else self.data.window.end_ts
        target_ts = (newest_ts if self.moment_ts is None else self.moment_ts) + steps * self._step_s()
        if steps > 0 and target_ts > newest_ts:
            self.step_back_to_newest()
        else:
            self._move_to(target_ts)

    def _step_s(self) -> int:
        """One step of the cursor: a minute, or what one column holds where that is more."""
        columns = max(1, self.query(Chart).first().size.width - 8)
        return max(MINUTE, round(self.zoom_s / columns / MINUTE) * MINUTE)

    def _move_to(self, ts: int) -> None:
        if not self.data:
            return
        window = self.data.window
        minute_ts = ts // MINUTE * MINUTE
        self.moment_ts = min(minute_ts, window.end_ts - MINUTE)
        if self.moment_ts < window.start_ts:
            self.changed.set()
        self.show_charts()
        super().tick()

    def step_back_to_newest(self) -> None:
        self.moment_ts = None
        self.show_charts()
        self.changed.set()
        super().tick()

    def action_zoom(self, by: int) -> None:
        index = 1 if by == 0 else ZOOMS_S.index(self.zoom_s) + by
        self.zoom_s = ZOOMS_S[min(max(index, 0), len(ZOOMS_S) - 1)]
        self.changed.set()

    def action_next_bad(self, direction: int) -> None:
        """To where the next, or this or the previous, bad stretch of the chosen metric began."""
        view = self.data.charts.get(self.chosen) if self.data else None
        if view is None or self.data is None:
            return
        from_ts = self.data.window.end_ts if self.moment_ts is None else self.moment_ts
        onsets = [ts // MINUTE * MINUTE for ts in view.onsets]
        ahead = [ts for ts in onsets if (ts - from_ts) * direction > 0]
        if ahead:
            self._move_to(min(ahead) if direction > 0 else max(ahead))
        else:
            self.say((frame_words.NO_LATER if direction > 0 else frame_words.NO_EARLIER)(self.context.lang))

    def action_maximise_chart(self) -> None:
        self.toggle_class("maximised")

    def step_back(self) -> bool:
        if self.has_class("maximised"):
            self.remove_class("maximised")
        elif self.moment_ts is not None:
            self.step_back_to_newest()
        else:
            return False
        return True
