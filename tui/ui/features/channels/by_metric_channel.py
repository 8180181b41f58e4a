"""One watched channel by 20 seconds: a chart for each metric, and the running call's users and freeze rates.

Users  1 h   14:07  310
Video freeze  1 h   14:07  6.8 %
…
call since 13:02, running · users ▂▃▅ at most 310 · audio freeze 0–3 %: 290 users, 3–5 %: 12 users
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.analysis.calls.figures import figure_wants
from tui.analysis.calls.windows import windows_of
from tui.analysis.feeds.background import channel_metrics, channel_wants
from tui.analysis.project.live import MetricView
from tui.domain.records import ENDED, HOUR, MINUTE, Run, Scope, Want, Window
from tui.messages import channels as words
from tui.messages import live as live_words
from tui.terminal.cells import visible
from tui.ui.charts.plot import prepare
from tui.ui.context import Context, Feed
from tui.ui.features.channels.by_metric_columns import product_text
from tui.ui.features.channels.by_metric_query import ChannelCurves, WatchedQuery, read_curves
from tui.ui.features.channels.channel import OverTime
from tui.ui.features.channels.chart_view import foot, plot, readout
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.texts.call_figures import told_figures
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.chart import Chart, ChartView
from tui.ui.widgets.keys import bind
from tui.ui.widgets.note import Note

# One request of any plan.
LISTED_S = 6 * HOUR


class MetricChannelScreen(OverTime):
    """`scope.channel` is the channel; `product` "": all products together."""

    TAB = "channels"
    HAS_MINUTES = True
    HELP = "channel_by_metric"
    AUTO_FOCUS = ""
    FOOTER = ("live.earlier live.later", "live.zoom_in live.zoom_out", "standout", "calls.at", "back", "help")
    # It has no list.
    UNUSED = frozenset({"filter"})
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("standout", "b", "standout"),
        bind("channels.next_metric", "tab", "next_metric"),
        bind("channels.charts", "z", "back"),
        bind("why", "w", "why"),
    ]
    chosen = "videoFreezeRate"

    def __init__(self, context: Context, scope: Scope, product: str) -> None:
        super().__init__(context, scope)
        self.product = product
        self.opened_ts = context.clock.now()
        self.metrics = tuple(metric for metric in channel_metrics(context.edition) if product in ("", *metric.products))
        self.live_query: LiveQuery[ChannelCurves] = LiveQuery(
            self, self.ask, self.show, topics=self._concerns, step_s=MINUTE, prepare=prepare
        )

    @property
    def channel(self) -> str:
        return self.scope.channel or ""

    @property
    def data(self) -> ChannelCurves | None:
        return self.live_query.data

    @property
    def views(self) -> Mapping[str, MetricView]:
        return self.data.views if self.data else {}

    def _concerns(self, topics: Iterable[str]) -> bool:
        endpoints = {f"series:{metric.endpoint}" for metric in self.metrics}
        return any(topic in endpoints or topic in ("calls", "notes") or topic.startswith("call:") for topic in topics)

    def compose_body(self) -> Iterable[Widget]:
        yield Note(id="running")
        with Container(id="charts"):
            for _ in self.metrics:
                yield Chart()

    def on_mount(self) -> None:
        self.show()

    def on_unmount(self) -> None:
        if self.context.feed is not None:
            for want in self.wants():
                if want.window is not None:
                    self.context.feed.cancel(want)

    # -- wants

    def wants(self) -> Sequence[Want]:
        """The metrics by turns; once, the channel's calls of the last hours, and the figures about the one that ran."""
        edition = self.context.edition
        return (*channel_wants(edition, self.channel, self.product), self._list_want(), *self._figure_wants())

    def _list_want(self) -> Want:
        lists = self.context.edition.call_lists
        end_ts = int(self.opened_ts) - lists.longest_delay_s - MINUTE
        return Want(lists.name, self.channel, window=Window(end_ts - LISTED_S, end_ts))

    def _figure_wants(self) -> tuple[Want, ...]:
        data = self.data
        if data is None or data.call is None:
            return ()
        windows = self._windows(data)
        return figure_wants(self.context.edition, data.call.call_id, windows[:1], data.figures, by_dimension=False)

    def _windows(self, data: ChannelCurves) -> tuple[Window, ...]:
        assert data.call is not None
        details = self.context.edition.call_details
        return tuple(windows_of(details, data.call, self.opened_ts, self.moment_ts, end_ts=data.call.destroyed_ts))

    def main_wants(self) -> Sequence[Want]:
        return channel_wants(self.context.edition, self.channel, self.product)

    def newest_ts(self) -> float | None:
        return max((view.now[0] for view in self.views.values() if view.now), default=None)

    def answered(self) -> bool:
        return any(view.answered for view in self.views.values())

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (visible(self.context.names.channel(self.channel)), *moment)

    async def ask(self, feed: Feed, now_ts: float) -> ChannelCurves:
        context = self.context
        query = WatchedQuery(context.edition, (self.channel,), self.product, now_ts, context.thresholds)
        return await feed.store.read(read_curves, query, self.time.zoom_s, self.moment_ts)

    # -- showing

    def show(self) -> None:
        for metric, chart in zip(self.metrics, self.query(Chart), strict=True):
            chart.cursor_ts = self.time.cursor_ts
            chart.view = self._chart(metric.name)
        self.query_one("#running", Note).tell(Content(self.plain(self._call_text())))
        self.tell_wants()

    def show_moment(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.reask()

    def _chart(self, name: str) -> ChartView:
        context, lang, data = self.context, self.context.lang, self.data
        metric = context.edition.live_metrics[name]
        title: list[Run] = [(metric.title(lang), "strong" if name == self.chosen else "text")]
        title.append((f"  {product_text(self.product, lang)}", "dim"))
        empty = unanswered_text(context, metric.endpoint, channel=self.channel)
        if data is None or name not in data.views:
            return ChartView(tuple(title), empty=empty)
        view = data.views[name]
        title.append((f"  {live_words.ZOOM[data.window.seconds](lang)}", "dim"))
        if not view.points:
            return ChartView(tuple(title), empty=words.NOTHING_SAYS(lang) if view.answered else empty)
        return ChartView(
            tuple(title),
            readout(view, context, self.moment_ts),
            foot(view, None, context, self.moment_ts),
            plot(view, None, data.window, context, data.now_ts, data.noted),
        )

    def _call_text(self) -> str:
        """The call that ran at the moment, with its users over time and its freeze buckets."""
        lang, data = self.context.lang, self.data
        if data is None:
            return words.CALL_READING(lang)
        if data.call is None:
            ended = any(status.state in ENDED for status in self.context.statuses([self._list_want()]))
            return (words.NO_CALL if ended else words.CALL_ASKED)(lang)
        since = words.CALL_SINCE(lang, time=self.context.when(data.call.created_ts))
        windows = self._windows(data)
        window = windows[0] if windows else None
        parts = told_figures(data.figures, window, window, self.context)
        failure = next(
            (status.failure for status in self.context.statuses(self._figure_wants()) if status.failure), None
        )
        if not parts:
            phrase = words.CALL_FIGURES_FAILED if failure is not None else words.CALL_FIGURES_WAIT
            return f"{since} · {phrase(lang)}"
        return " · ".join((since, *(text for text, _ in parts)))

    # -- keys

    def step_back(self) -> bool:
        return self.time.step_back()

    def action_next_metric(self) -> None:
        names = [metric.name for metric in self.metrics]
        place = names.index(self.chosen) if self.chosen in names else -1
        self.chosen = names[(place + 1) % len(names)]
        self.show()

    def action_standout(self) -> None:
        """The chosen metric of this channel by dimension, at the moment."""
        view = self.views.get(self.chosen)
        moment_ts = self.moment_ts
        if moment_ts is None and view is not None and view.now is not None:
            moment_ts = view.now[0]
        scope = Scope(moment_ts=moment_ts, channel=self.channel)
        self.open(Route("standout", scope, metric=self.chosen, product=self.product))

    def action_calls(self) -> None:
        self.open(Route("calls", Scope(moment_ts=self.moment_ts, channel=self.channel)))

    def action_why(self) -> None:
        from tui.ui.texts.metric import why_metrics

        metrics = [(metric, self.views.get(metric.name)) for metric in self.metrics]
        self.explain(partial(why_metrics, metrics, self.context))
