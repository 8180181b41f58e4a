"""Channels' two panels: the lists above the words about the chosen channel; the charts of all channels and of one."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Container

from tui.domain.records import Window
from tui.messages import channels as words
from tui.ui.context import Context
from tui.ui.features.channels.chart_view import chart_view, panel_views, ratio_of
from tui.ui.features.channels.columns import channel_columns, channel_rows, count_columns, count_rows, list_width
from tui.ui.features.channels.query import COUNTS, ChannelsData
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import HEADER_ROWS, Table

Reaction = Callable[[], object]
# From this width on the charts stand beside the lists.
SIDE_BY_SIDE = 120


class ChannelsLists(Container):
    """The counts over all big channels, and a row for each channel that is watched."""

    def __init__(self, context: Context, key: KeyNames, counts: Reaction, watched: Reaction) -> None:
        """`counts` and `watched` are called when the user moved the cursor of that list."""
        self.context, self.key = context, key
        self.counts = Table(
            count_columns(context.lang), count_rows(None, context), ascii=context.ascii, id="counts", react=counts
        )
        self.counts.styles.height = len(COUNTS) + HEADER_ROWS
        self.watched = Table(channel_columns(context.lang), ascii=context.ascii, id="watched", react=watched)
        self.note = Note(id="about")
        super().__init__(self.counts, self.watched, self.note, id="lists")

    def fit(self) -> None:
        """Beside the charts the lists are as wide as their columns."""
        width = self.app.size.width
        self.styles.width = "1fr" if width < SIDE_BY_SIDE else list_width(width, self.context.lang)

    def show(self, data: ChannelsData | None, count: str) -> None:
        lang = self.context.lang
        self.counts.set_columns(count_columns(lang))
        self.watched.set_columns(channel_columns(lang))
        self.counts.update(count_rows(data, self.context))
        self.counts.move_cursor(count)
        self.watched.placeholder = words.NONE_WATCHED(lang, key=self.key)
        self.show_watched(data)

    def show_watched(self, data: ChannelsData | None) -> None:
        """Turns come and ages grow without word from the store."""
        self.watched.update(channel_rows(data, self.context, self.context.clock.now()))


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
                view,
                name,
                ratio,
                window,
                self.context,
                now_ts=now_ts,
                moment_ts=moment_ts,
                chosen=name == count,
                noted=data.noted if data else (),
            )
        panel = data.panel if data and data.chosen == channel else {}
        views = panel_views(
            panel,
            window,
            self.context,
            now_ts=now_ts,
            moment_ts=moment_ts,
            channel=channel or "",
            of=self.context.names.channel(channel or ""),
            noted=data.noted_of_one if data else (),
        )
        for view_of_one, chart in zip(views, self.query(".of-one").results(Chart), strict=True):
            chart.cursor_ts = cursor_ts
            chart.view = view_of_one
