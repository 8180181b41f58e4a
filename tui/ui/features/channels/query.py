"""The questions of Channels: the counts over all big channels, and the values of the watched ones."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.project.channels import ChannelValues, Value, silent_minutes
from tui.analysis.project.live import MetricView, live_metric, look_back
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import BIG_CHANNEL_METRICS, Metric
from tui.domain.records import DAY, HOUR, MINUTE, Answered, Window
from tui.queries.noted import moments_of_channel
from tui.store.api import Snapshot
from tui.ui.charts.spark import sparkline
from tui.ui.charts.window import window_around, window_at

COUNTS = ("video_freeze_users", "slow_joining_users", "joining_trial_users")
"""Over all big channels, by the names of their series."""

CHANNEL_SERIES = ("online_users", "video_freeze_users", "score")
"""Of one channel."""

# Sixty channels that take turns are an hour apart; two of them tell whether anything ever comes.
ANSWERED_S = 2 * HOUR


def endpoint_of(edition: Edition, series: str) -> Endpoint:
    """The endpoint with this series of one channel."""
    return next(each for each in map(edition.__getitem__, edition.of_a_channel) if series in each.series)


def channel_metric(edition: Edition, name: str) -> Metric:
    """The series of one channel; the freeze users of one channel have an endpoint of their own."""
    return replace(BIG_CHANNEL_METRICS[name], endpoint=endpoint_of(edition, name).name)


class Sparks(Struct, frozen=True):
    """How sparklines are drawn."""

    columns: int
    ascii: bool


class ChannelsData(Struct, frozen=True):
    """One reading of the store.

    `counts` are the last hour of the counts over all channels, `charts` the zoomed window of them; `panel` that of the
    chosen channel, by series; `noted` and `noted_of_one` are the moments of notes for both. `sparks` are keyed by
    channel and series. `silent_minutes`: see analysis/project/channels.py.
    """

    now_ts: float
    window: Window
    counts: Mapping[str, MetricView]
    charts: Mapping[str, MetricView]
    channels: Mapping[str, ChannelValues]
    sparks: Mapping[tuple[str, str], str]
    chosen: str | None
    panel: Mapping[str, MetricView]
    silent_minutes: int = 0
    noted: tuple[float, ...] = ()
    noted_of_one: tuple[float, ...] = ()


def read_channels(
    snapshot: Snapshot,
    edition: Edition,
    *,
    now_ts: float,
    zoom_s: int,
    moment_ts: int | None,
    watched: tuple[str, ...],
    chosen: str | None,
    sparks: Sparks,
) -> ChannelsData:
    """The store's answer to this screen; runs off the event loop."""
    window = window_around(moment_ts, window_at(now_ts, zoom_s))
    hour = window_at(now_ts, HOUR, step_s=MINUTE)
    values = _values(snapshot, edition, watched, now_ts)
    counts = {name: _view(snapshot, edition, BIG_CHANNEL_METRICS[name], "", hour, now_ts) for name in COUNTS}
    silent = silent_minutes([*_count_values(snapshot, edition, counts, now_ts), *values.values()])
    if silent and snapshot.has_points((*COUNTS, *CHANNEL_SERIES)):
        silent = 0
    return ChannelsData(
        now_ts=now_ts,
        window=window,
        counts=counts,
        charts={name: _view(snapshot, edition, BIG_CHANNEL_METRICS[name], "", window, now_ts) for name in COUNTS},
        channels={name: _channel(values, edition, name) for name in watched},
        sparks={(channel, name): _spark(values[name, channel], sparks) for name, channel in values},
        chosen=chosen,
        panel={} if chosen is None else read_panel(snapshot, edition, channel=chosen, window=window, now_ts=now_ts),
        silent_minutes=silent,
        noted=moments_of_channel(snapshot, window, ""),
        noted_of_one=moments_of_channel(snapshot, window, chosen or ""),
    )


class ChannelData(Struct, frozen=True):
    """One reading of one channel: its series over the window, and its last hour."""

    now_ts: float
    window: Window
    panel: Mapping[str, MetricView]
    values: ChannelValues
    noted: tuple[float, ...] = ()


def read_channel(
    snapshot: Snapshot, edition: Edition, *, now_ts: float, zoom_s: int, moment_ts: int | None, channel: str
) -> ChannelData:
    """Runs off the event loop."""
    window = window_around(moment_ts, window_at(now_ts, zoom_s))
    values = _values(snapshot, edition, (channel,), now_ts)
    return ChannelData(
        now_ts,
        window,
        read_panel(snapshot, edition, channel=channel, window=window, now_ts=now_ts),
        _channel(values, edition, channel),
        moments_of_channel(snapshot, window, channel),
    )


def read_panel(
    snapshot: Snapshot, edition: Edition, *, channel: str, window: Window, now_ts: float
) -> dict[str, MetricView]:
    """The series of one channel over the window."""
    metrics = [channel_metric(edition, name) for name in CHANNEL_SERIES]
    return {metric.name: _view(snapshot, edition, metric, channel, window, now_ts) for metric in metrics}


def _view(
    snapshot: Snapshot, edition: Edition, metric: Metric, channel: str, window: Window, now_ts: float
) -> MetricView:
    known = snapshot.series([(metric.name, channel)], look_back(window))[metric.name, channel]
    coverage = snapshot.coverage(metric.endpoint, channel, window, edition[metric.endpoint].slot_s)
    return live_metric(edition[metric.endpoint], metric, None, known.points, coverage, window, now_ts)


def _values(
    snapshot: Snapshot, edition: Edition, watched: tuple[str, ...], now_ts: float
) -> dict[tuple[str, str], Value]:
    """(series, channel) → its last hour, however long ago within a day."""
    end_ts = math.floor(now_ts) + 1
    names = [(name, channel) for channel in watched for name in CHANNEL_SERIES]
    points = snapshot.last_points(names, Window(end_ts - DAY, end_ts), HOUR)
    answered = _answered(snapshot, edition, edition.of_a_channel, end_ts)
    return {
        (name, channel): _value(points[name, channel], answered.get((endpoint_of(edition, name).name, channel)))
        for name, channel in names
    }


def _channel(values: Mapping[tuple[str, str], Value], edition: Edition, channel: str) -> ChannelValues:
    users, freezes, score = (values[name, channel] for name in CHANNEL_SERIES)
    return ChannelValues(users, freezes, score, endpoint_of(edition, CHANNEL_SERIES[0]).slot_s)


def _count_values(snapshot: Snapshot, edition: Edition, counts: Mapping[str, MetricView], now_ts: float) -> list[Value]:
    answered = _answered(snapshot, edition, edition.of_all_channels, math.floor(now_ts) + 1)
    return [_value(view.points, answered.get((view.metric.endpoint, ""))) for view in counts.values()]


def _answered(
    snapshot: Snapshot, edition: Edition, endpoints: tuple[str, ...], end_ts: int
) -> dict[tuple[str, str], Answered]:
    delays_s = {name: edition[name].longest_delay_s for name in endpoints}
    return snapshot.answered(delays_s, Window(end_ts - ANSWERED_S, end_ts), edition[endpoints[0]].slot_s)


def _value(points: tuple[tuple[int, float], ...], answered: Answered | None) -> Value:
    return Value(points, answered.settled if answered else 0, answered is not None)


def _spark(value: Value, sparks: Sparks) -> str:
    if value.now is None:
        return ""
    end_ts = value.now[0] // MINUTE * MINUTE + MINUTE
    low = min(0.8 * point[1] for point in value.points)
    return sparkline(value.points, Window(end_ts - HOUR, end_ts), sparks.columns, ascii=sparks.ascii, low=low)
