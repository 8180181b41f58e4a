"""Session: all that one user measured in a call, a chart a metric, one stretch of time and one moment through all.

83817682  iOS · 4G · 14:02:11–14:48:03 (45 m) · sends · iPhone12,1 · SDK 3.1.2
14:07:31  ◆ 14:07:20 video freeze: video downstream packet loss (44361248)
  metric                  14:07:31       worst  when      course       │ Video end-to-end loss %      44361248 31.4▲
  Network                                                              │ 30┤          ⢀⡠⠤⠒⠉⠉⠒⠤⡀
▸ Video end-to-end loss   31.4 % ▲      46.2 %  14:09:12  ▁▁▃▅▇█▇▅▃▁   │  5┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ bad > 5 ╌╌
not reported: Video width, Video height                                │   └──14:02──◆──14:17─────14:32──
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace
from textual import on
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.analysis.calls.session import MetricCurves, by_abnormality, next_onset, onsets, worst_metric
from tui.analysis.project.report import Facts
from tui.domain.records import KeptNote, Runs, Scope, Window
from tui.messages import frame as frame_words
from tui.messages import session as words
from tui.queries.kept_verdicts import keep_verdicts
from tui.queries.noted import is_note_of
from tui.terminal.cells import fit
from tui.ui.charts.plot import Plot
from tui.ui.context import Context, Feed
from tui.ui.features.session.charts import SessionCharts
from tui.ui.features.session.head import told_runs, verdict_runs, who_runs
from tui.ui.features.session.query import DrawnMetric, SessionData, SessionQuery, read_session, shape, with_pinned
from tui.ui.features.session.view import (
    at_moment,
    chart_view,
    list_width,
    now_title,
    session_columns,
    session_rows,
    unreported_text,
)
from tui.ui.navigation import Route
from tui.ui.noted import NotedScreen
from tui.ui.texts.curves import onset_text
from tui.ui.texts.diagnosis import diagnosed_runs
from tui.ui.timed import TimedScreen
from tui.ui.widgets.chart import Chart, ChartView
from tui.ui.widgets.line import Line
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

# From this width on the charts stand beside the list, which then has no room for when and course.
SIDE_BY_SIDE = 120
BESIDE_PRIORITY = 1


class SessionScreen(TimedScreen):
    TAB = "session"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (160, "-grid"), (220, "-broad")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.sort", "table.sort_reverse"})
    FOOTER = (
        "live.earlier live.later",
        "session.zoom_in session.zoom_out",
        "session.next_bad session.previous_bad",
        "session.pair",
        "why",
        "help",
    )

    data: SessionData | None = None
    chosen: int | None = None
    is_pair_asked = False
    pinned: int | None = None
    told_unreported = ""
    fits: int | None = None

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.drawn: Mapping[int, DrawnMetric] = {}
        # The metrics with a chart: those that move, most abnormal first; those that never do.
        self.order: tuple[tuple[int, ...], tuple[int, ...]] = (), ()
        self.plots: dict[int, Plot] = {}
        self.rows: list[Row] = []
        self.noted = NotedScreen(marks=self._marks)

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Line(id="who")
        yield Line(id="diagnosed")
        yield Line(id="verdict")
        yield Line(id="told")
        with Container(id="main"):
            with Container(id="left"):
                yield Table(
                    session_columns(context, self.moment_ts),
                    placeholder=words.READING(context.lang),
                    ascii=context.ascii,
                    react=self._chose,
                )
                yield Static(id="unreported", markup=False)
            yield SessionCharts()

    # -- the scope

    def breadcrumb(self) -> tuple[str, ...]:
        session, names = self.data.session if self.data else None, self.context.names
        return (names.user(session.uid if session else self.scope.uid) or names.session(self.scope.sid or ""),)

    async def read(self, feed: Feed) -> None:
        query = SessionQuery(
            self.context.edition, self.scope.call_id or "", self.scope.sid or "", self.now_ts, self.context.thresholds
        )
        self.data = await feed.store.read(read_session, query)
        if self.data is not None:
            if self.data.unkept is not None:
                self.run_worker(keep_verdicts(feed.store, [self.data.unkept]), group="verdict")
            self.ask_on(self.data.call, self.data.session, self.data.sessions, self.data.told)
            self.fit(self.data.whole)

    def draw(self, window: Window) -> None:
        data = self.data
        if data is not None:
            marks = [one.ts for one in data.diagnosed]
            # As fine as the widest chart can be: the others are reduced once more as they are drawn.
            columns = self.app.size.width
            self.order = by_abnormality(data.metrics)
            told = {"marks": marks, "noted": data.noted}
            self.drawn = shape(data.metrics, window, columns, self.looks, pending_ts=data.pending_ts, **told)
            self.plots = {}

    def _marks(self, note: KeptNote) -> bool:
        return self.data is not None and self.data.whole.holds(note.ts) and is_note_of(note, self.data.call)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        from tui.ui.features.session.export import session_export

        if self.data is None or self.view is None:
            return None
        return await asyncio.to_thread(session_export, self.data, self.view.window, self.moment_ts, setting)

    # -- showing

    def show(self) -> None:
        """Everything on screen from the reading, the drawings and the moment."""
        data = self.data
        lang = self.context.lang
        if not self.is_read:
            return
        if data is not None and self.table.follows:
            self.chosen = worst_metric(data.metrics, self.moment_ts)
        self.charts.hold(*self.order)
        self.table.placeholder = (words.NONE_YET if data else words.UNKNOWN_SESSION)(lang)
        self.fit_list()
        if data is not None:
            self.table.set_columns(session_columns(self.context, self.moment_ts, data))
            self.rows = session_rows(data, self.drawn, self.context, self.moment_ts)
            self.table.update(self.rows)
            if self.chosen is not None:
                self.table.move_cursor(str(self.chosen))
            self.show_charts()
            self.tick()
        if self.chosen != self.charts.chosen:
            self.charts.choose(self.chosen)
        text = self.plain(unreported_text(data, self.context))
        if text != self.told_unreported:
            self.told_unreported = text
            self.query_one("#unreported", Static).update(Content(text))
        if self.is_pair_asked and data is not None:
            self.action_pair()

    def show_moment(self) -> None:
        """The parts that depend on the moment: the list's values, the charts' cursors and read-outs, the diagnoses."""
        data, table = self.data, self.table
        if data is None:
            return
        title = now_title(self.context, self.moment_ts)
        table.set_columns(replace(each, title=title) if each.key == "now" else each for each in table.columns)
        table.rewrite(at_moment(self.rows, data, self.moment_ts))
        self.show_charts()
        self.tell_diagnosed(data)

    def show_charts(self) -> None:
        data = self.data
        if data is not None:
            metrics = data.metrics
            self.charts.show(lambda mid, width: self.chart_of(mid, metrics[mid], width), self.cursor_ts)

    def chart_of(self, mid: int, each: MetricCurves, width: int) -> ChartView:
        over = self.data.metrics.get(self.pinned) if self.data and self.pinned not in (None, mid) else None
        pinned = None if over is None else (over, over.at(self.moment_ts)[0][1])
        return chart_view(
            each,
            self.drawn.get(mid),
            self.plot_of(mid),
            self.context,
            self.moment_ts,
            chosen=mid == self.chosen,
            width=width,
            pinned=pinned if mid == self.chosen else None,
        )

    def plot_of(self, mid: int) -> Plot | None:
        """The same object while nothing changes it, so that a chart sees at once that it need not be drawn again."""
        drawn = self.drawn.get(mid)
        if drawn is None or self.pinned is None or self.pinned == mid or mid != self.chosen:
            return drawn.plot if drawn else None
        if mid not in self.plots and self.pinned in self.drawn:
            self.plots[mid] = with_pinned(drawn, self.drawn[self.pinned])
        return self.plots.get(mid, drawn.plot)

    def fit_list(self) -> None:
        """Beside the charts as wide as its values, above one over the whole width. Without room, where a chart has the
        screen to itself: it stays, so that its keys still choose the metric."""
        fits = None
        if self.has_class("maximised"):
            fits = 0
        elif self.app.size.width >= SIDE_BY_SIDE:
            fits = list_width(session_columns(self.context, self.moment_ts, self.data), least=BESIDE_PRIORITY)
        self.charts.fit(3 if self.has_class("-broad") else 2 if self.has_class("-grid") else 1)
        if fits != self.fits:
            self.fits = fits
            self.query_one("#left").styles.width = "1fr" if fits is None else fits

    @property
    def table(self) -> Table:
        return self.query_one(Table)

    @property
    def charts(self) -> SessionCharts:
        return self.query_one(SessionCharts)

    def all_charts(self) -> Iterable[Chart]:
        return self.charts.charts.values()

    def tick(self) -> None:
        super().tick()
        self.tell_head()
        if self.data and self.data.session.leave_ts is None and self.frozen_ts is None:
            self.ask_on(self.data.call, self.data.session, self.data.sessions, self.data.told)

    def tell_head(self) -> None:
        data, context = self.data, self.context
        width = self.app.size.width - 2
        told: Runs = ()
        if data is not None:
            self.query_one("#who", Line).runs = fit(who_runs(data.session, data, context), width)
            self.tell_diagnosed(data)
            verdict = verdict_runs(data, context.lang, context.names.user)
            self.query_one("#verdict", Line).runs = fit(verdict, width)
            told = told_runs(data, self._statuses(self.asked), context, self.key, now_ts=self.now_ts)
        line = self.query_one("#told", Line)
        line.set_class(bool(told), "told")
        line.runs = fit(told, width) if told else ()

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        made = cls(context, route.scope)
        made.is_pair_asked = route.then == "pair"
        return made

    def users(self) -> Iterable[int | str]:
        curves = (one.curve for each in (self.data.metrics.values() if self.data else ()) for one in each.curves)
        return {*super().users(), *(curve.peer_uid for curve in curves if curve.peer_uid)}

    def tell_diagnosed(self, data: SessionData) -> None:
        said = diagnosed_runs(data.diagnosed, (data.session.uid,), self.context, self.moment_ts)
        self.query_one("#diagnosed", Line).runs = fit(said, self.app.size.width - 2)

    def report_facts(self) -> Facts:
        from tui.ui.features.session.export import of_session

        if self.data is None:
            return super().report_facts()
        return of_session(self.data, self.moment_ts, self.scope.peer_uid, self.context)

    # -- keys

    @on(Table.Highlighted)
    def _chose(self) -> None:
        # Where the cursor is by now: rows that come select one before this screen does.
        key = self.table.cursor_key
        if key is not None and int(key) != self.chosen:
            self.choose(int(key))

    def choose(self, mid: int) -> None:
        self.chosen, self.table.follows = mid, False
        self.plots = {}
        self.charts.choose(mid)
        self.show_charts()

    @on(Chart.Pointed)
    def _pointed_at(self, event: Chart.Pointed) -> None:
        """A click on a chart chooses its metric, too."""
        mid = next((mid for mid, chart in self.charts.charts.items() if chart is event.chart), None)
        if mid is not None:
            self.chosen, self.table.follows = mid, False
            self.table.move_cursor(str(mid))

    @on(Table.Selected)
    def action_maximise(self) -> None:
        self.toggle_class("maximised")
        self.fit_list()

    @on(Table.Marked)
    def _pinned(self, event: Table.Marked) -> None:
        self.pinned = int(event.key) if event.key in self.table.marks else None
        self.table.set_marks({event.key} if self.pinned else set())
        self.plots = {}
        self.show_charts()

    def action_next_bad(self, direction: int) -> None:
        """To where the next, or the previous, abnormal stretch of any metric begins; that metric is chosen."""
        data, lang = self.data, self.context.lang
        if data is None or self.view is None:
            return
        found = onsets(data.metrics)
        mids = list(data.metrics)
        place = mids.index(self.chosen) if self.chosen in mids else -1
        onset = next_onset(found, direction, self.moment_ts, place, self.view.whole)
        if onset is None:
            self.say((frame_words.NONE_AHEAD[direction] if found else words.NONE_AT_ALL)(lang, key=self.key))
            return
        mid = mids[onset.place]
        self.table.move_cursor(str(mid))
        self.choose(mid)
        self.move_to(onset.ts)
        self.say(self.plain(onset_text(onset, data.metrics[mid], self.context)))

    def action_why(self) -> None:
        each = self.data.metrics.get(self.chosen) if self.data and self.chosen is not None else None
        if each is not None and self.data is not None:
            from tui.ui.features.session.view import why_metric

            tell = partial(why_metric, each, self.data.session, self.context)
            self.explain(tell)

    def action_pair(self) -> None:
        """The pair of this user and a peer: the one the scope brought, the only one, or one that is chosen."""
        # Asked for ahead of the data, it comes with them.
        self.is_pair_asked = self.data is None
        if self.data is not None:
            scope = replace(self.scope, moment_ts=self.moment_ts, uid=str(self.data.session.uid))
            self.open(Route("pair", scope, view=self.view))
