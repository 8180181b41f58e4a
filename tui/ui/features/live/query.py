"""What Live asks the store: the stretch of time on screen, and one reading of every metric in it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.history import Past, moved, windows_back
from tui.analysis.live import LOOK_BACK_S, MetricView, live_metric, look_back
from tui.domain.edition import Edition
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import HOUR, MINUTE, Coverage, Level, Threshold, Window
from tui.store.api import Snapshot
from tui.ui.charts.window import window_around, window_at

# A zoom of so much or less needs no minutes but those that tell since when a metric is bad.
IN_HAND_S = LOOK_BACK_S


class LiveData(Struct, frozen=True):
    """One reading of the store: the last hour of every metric, and the zoomed window of each that the query gives a
    chart, with what the store holds of the same stretch of time on earlier days."""

    now_ts: float
    window: Window
    metrics: Mapping[str, MetricView]
    charts: Mapping[str, MetricView]
    pasts: Mapping[str, tuple[Past, ...]]


class MetricsQuery(Struct, frozen=True):
    """What the screen asks the store: `shown` are the metrics whose charts are on it. Within `IN_HAND_S` those of all
    metrics are read, so that the cursor finds them in hand."""

    edition: Edition
    now_ts: float
    zoom_s: int
    moment_ts: int | None
    shown: tuple[str, ...]
    thresholds: Mapping[str, Threshold]


def read_live(snapshot: Snapshot, query: MetricsQuery) -> LiveData:
    """The store's answer to this screen; runs off the event loop."""
    now_ts, thresholds = query.now_ts, query.thresholds
    window = window_around(query.moment_ts, window_at(now_ts, query.zoom_s))
    hour = window_at(now_ts, HOUR, step_s=MINUTE)

    charts = LIVE_METRICS if query.zoom_s <= IN_HAND_S else query.shown
    coverages: dict[tuple[str, Window], Coverage] = {}

    def points(name: str, of: Window) -> tuple[tuple[int, float], ...]:
        return snapshot.series([(name, "")], of)[name, ""].points

    def coverage(endpoint: str, of: Window) -> Coverage:
        # Metrics of one endpoint come with the same answers.
        if (endpoint, of) not in coverages:
            coverages[endpoint, of] = snapshot.coverage(endpoint, "", of)
        return coverages[endpoint, of]

    def view(name: str, of: Window) -> MetricView:
        metric = LIVE_METRICS[name]
        known = points(name, look_back(of))
        return live_metric(
            query.edition[metric.endpoint],
            metric,
            thresholds.get(name),
            known,
            coverage(metric.endpoint, of),
            of,
            now_ts,
        )

    def pasts(name: str) -> tuple[Past, ...]:
        found = (moved(days, points(name, of)) for days, of in windows_back(window))
        return tuple(past for past in found if past is not None)

    return LiveData(
        now_ts,
        window,
        metrics={name: view(name, hour) for name in LIVE_METRICS},
        charts={name: view(name, window) for name in charts},
        pasts={name: pasts(name) for name in charts},
    )


def worst_of(metrics: Mapping[str, MetricView]) -> str | None:
    """The first metric with the worst level, where any is bad or near its limit."""
    for level in (Level.BAD, Level.WARN):
        for name, view in metrics.items():
            if view.level is level:
                return name
    return None
