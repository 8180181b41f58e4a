"""The charts beside the lists of Channels: those of all big channels, and those of the chosen one."""

from __future__ import annotations

from textual.containers import Container

from tui.domain.records import Window
from tui.ui.context import Context
from tui.ui.features.channels.chart_view import chart_view, panel_views, ratio_of
from tui.ui.features.channels.query import COUNTS, ChannelsData
from tui.ui.widgets.chart import Chart


class ChannelsCharts(Container):
    def __init__(self, context: Context) -> None:
        self.context = context
        super().__init__(*(Chart(classes=name) for _ in COUNTS for name in ("of-all", "of-one")), id="charts")

    def show(
        self,
        data: ChannelsData | None,
        count: str,
        channel: str | None,
        *,
        moment_ts: int | None,
        cursor_ts: float | None,
    ) -> None:
        """`count` is the chosen count, `channel` the chosen channel."""
        window: Window | None = data.window if data else None
        now_ts = data.now_ts if data else 0.0
        for name, chart in zip(COUNTS, self.query(".of-all").results(Chart), strict=True):
            chart.set_class(name == count, "chosen")
            chart.cursor_ts = cursor_ts
            view, ratio = (data.charts[name], ratio_of(name, data.charts)) if data else (None, None)
            chart.view = chart_view(
                view, name, ratio, window, self.context, now_ts=now_ts, moment_ts=moment_ts, chosen=name == count
            )
        panel = data.panel if data and data.chosen == channel else {}
        views = panel_views(panel, window, self.context, now_ts=now_ts, moment_ts=moment_ts, of=channel or "")
        for view_of_one, chart in zip(views, self.query(".of-one").results(Chart), strict=True):
            chart.cursor_ts = cursor_ts
            chart.view = view_of_one
