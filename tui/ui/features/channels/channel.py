"""Channel: one big channel alone; its online users, its freeze users, its rating, with one moment through them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from tui.analysis.feeds.background import channel_wants
from tui.analysis.project.live import MetricView
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.records import MINUTE, Scope, Want, Window
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.charts.plot import prepare
from tui.ui.context import Context, Feed
from tui.ui.features.channels.chart_view import panel_views
from tui.ui.features.channels.columns import channel_export
from tui.ui.features.channels.query import CHANNEL_SERIES, ChannelData, ChannelsData, read_channel
from tui.ui.features.channels.view import says, standings, statuses_of
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.time_scope import MOVE_BINDINGS, ZOOM_BINDINGS, TimeScope
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting


class OverTime(FrameScreen):
    """Base of the screens of big channels: charts over one stretch of time, and one moment in it."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVE_BINDINGS, *ZOOM_BINDINGS, bind("calls.at", "c", "calls")]

    live_query: LiveQuery[Any]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.time = TimeScope(self)

    @property
    def window(self) -> Window | None:
        data: ChannelData | ChannelsData | None = self.live_query.data
        return data.window if data else None

    def shown_window(self) -> Window | None:
        return self.window

    @property
    def moment_ts(self) -> int | None:
        return self.scope.moment_ts

    def show(self) -> None:
        """Everything on screen from the data in hand."""
        raise NotImplementedError

    def show_moment(self) -> None:
        """The parts of the screen that depend on the moment."""
        raise NotImplementedError

    def show_newest(self) -> None:
        self.show()

    def action_move(self, steps: int) -> None:
        self.time.move(steps)

    def action_zoom(self, by: int) -> None:
        self.time.zoom(by)

    @on(Chart.Pointed)
    def _pointed(self, event: Chart.Pointed) -> None:
        self.time.move_to(int(event.ts))


class ChannelScreen(OverTime):
    """`scope.channel` is the channel."""

    TAB = "channels"
    HAS_MINUTES = True
    HELP = "channel"
    AUTO_FOCUS = ""
    FOOTER = ("live.earlier live.later", "live.zoom_in live.zoom_out", "calls.at", "freeze", "back", "help")
    # It has no list.
    UNUSED = frozenset({"filter"})
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("channels.charts", "z", "back"),
        bind("why", "w", "why"),
    ]

    def __init__(self, context: Context, scope: Scope) -> None:
        super().__init__(context, scope)
        topics = frozenset({"notes", *(f"series:{name}" for name in context.edition.of_a_channel)})
        self.live_query = LiveQuery(self, self.ask, self.show, topics=topics, step_s=MINUTE, prepare=prepare)

    @property
    def channel(self) -> str:
        return self.scope.channel or ""

    def compose_body(self) -> Iterable[Widget]:
        with Container(id="charts"):
            for _ in CHANNEL_SERIES:
                yield Chart()
        yield Line(id="about")

    def on_mount(self) -> None:
        self.show()

    def wants(self) -> Sequence[Want]:
        return channel_wants(self.context.edition, self.channel)

    def newest_ts(self) -> float | None:
        return max((view.now[0] for view in self.views.values() if view.now), default=None)

    def answered(self) -> bool:
        return any(view.answered for view in self.views.values())

    def breadcrumb(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return (visible(self.context.names.channel(self.channel)), *moment)

    @property
    def data(self) -> ChannelData | None:
        return self.live_query.data

    async def ask(self, feed: Feed, now_ts: float) -> ChannelData:
        return await feed.store.read(
            read_channel,
            self.context.edition,
            now_ts=now_ts,
            zoom_s=self.time.zoom_s,
            moment_ts=self.moment_ts,
            channel=self.channel,
        )

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        statuses, moment_ts = statuses_of(self.context), self.moment_ts
        return await asyncio.to_thread(
            channel_export, self.data, self.channel, statuses, moment_ts, self.context, setting
        )

    @property
    def views(self) -> Mapping[str, MetricView]:
        return self.data.panel if self.data else {}

    def show(self) -> None:
        views = panel_views(
            self.views,
            self.window,
            self.context,
            now_ts=self.data.now_ts if self.data else 0.0,
            moment_ts=self.moment_ts,
            channel=self.channel,
            noted=self.data.noted if self.data else (),
        )
        for view, chart in zip(views, self.query(Chart), strict=True):
            chart.cursor_ts = self.time.cursor_ts
            chart.view = view
        self.tell_about()

    def show_moment(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.reask()

    def tick(self) -> None:
        super().tick()
        self.tell_about()

    def step_back(self) -> bool:
        return self.time.step_back()

    def action_calls(self) -> None:
        """The channel's calls; where a moment is chosen, those that were on then."""
        self.open(Route("calls", Scope(moment_ts=self.moment_ts, channel=self.channel)))

    def action_why(self) -> None:
        from tui.ui.texts.metric import why_metrics

        metrics = [(BIG_CHANNEL_METRICS[name], self.views.get(name)) for name in CHANNEL_SERIES]
        self.explain(partial(why_metrics, metrics, self.context))

    def tell_about(self) -> None:
        """How its values stand, and when its turn comes."""
        if self.data is not None:
            now_ts = self.context.clock.now()
            found = standings(self.context.edition, self.channel, self.data.values, statuses_of(self.context), now_ts)
            self.query_one("#about", Line).runs = ((says(found, self.context), "text"),)
