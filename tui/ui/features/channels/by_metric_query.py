"""The questions about watched channels where a request buys one metric of one product: their newest values, and the
curves of one of them with its running call."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.feeds.background import channel_metrics
from tui.analysis.project.live import MetricView
from tui.analysis.project.live_series import LiveSeries, metric_view
from tui.domain.edition import Edition
from tui.domain.records import HOUR, Call, KeptFigure, Threshold, Window
from tui.queries.noted import moments_of_channel
from tui.store.api import Snapshot
from tui.ui.charts.window import window_around, window_at


class WatchedQuery(Struct, frozen=True):
    """`channels` in their order; `product` "": all together."""

    edition: Edition
    channels: tuple[str, ...]
    product: str
    now_ts: float
    thresholds: Mapping[str, Threshold]


class WatchedData(Struct, frozen=True):
    """Channel → metric → its last hour."""

    query: WatchedQuery
    views: Mapping[str, Mapping[str, MetricView]]

    def newest_ts(self, channel: str) -> int | None:
        """The time of the oldest of its newest values: the row is as old as that."""
        return min((view.now[0] for view in self.views.get(channel, {}).values() if view.now), default=None)


def read_watched(snapshot: Snapshot, query: WatchedQuery) -> WatchedData:
    """Runs off the event loop."""
    hour = window_at(query.now_ts, HOUR)
    return WatchedData(query, {name: _views(snapshot, query, name, hour) for name in query.channels})


def _views(snapshot: Snapshot, query: WatchedQuery, channel: str, window: Window) -> dict[str, MetricView]:
    series = LiveSeries(snapshot, query.edition, query.product, channel)
    return {
        metric.name: metric_view(series, metric.name, query.thresholds.get(metric.name), window, query.now_ts)
        for metric in channel_metrics(query.edition)
        if query.product in ("", *metric.products)
    }


class ChannelCurves(Struct, frozen=True):
    """The metrics of one channel over `window`, the call that ran at the moment, and the figures about it."""

    now_ts: float
    window: Window
    views: Mapping[str, MetricView]
    call: Call | None
    figures: tuple[KeptFigure, ...]
    noted: tuple[float, ...] = ()


def read_curves(snapshot: Snapshot, query: WatchedQuery, zoom_s: int, moment_ts: int | None) -> ChannelCurves:
    """Of the first of the query's channels. Runs off the event loop."""
    (channel,) = query.channels
    window = window_around(moment_ts, window_at(query.now_ts, zoom_s))
    calls = snapshot.calls_on(channel, int(query.now_ts) if moment_ts is None else moment_ts)
    call = max(calls, key=lambda one: one.created_ts, default=None)
    figures = () if call is None else snapshot.figures(call.call_id)
    return ChannelCurves(
        query.now_ts,
        window,
        _views(snapshot, query, channel, window),
        call,
        figures,
        moments_of_channel(snapshot, window, channel),
    )
