"""What Live asks the store about one minute: every metric as it stood then, and who was diagnosed as abnormal."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.diagnosis import Summary
from tui.analysis.live import MetricView, live_metric, look_back
from tui.domain.edition import Edition
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import HOUR, MINUTE, Narrowed, Threshold, Window
from tui.store.api import Snapshot
from tui.ui.queries.moment import read_moment as read_diagnosed


class MomentQuery(Struct, frozen=True):
    edition: Edition
    moment_ts: int
    now_ts: float
    channel: str | None
    thresholds: Mapping[str, Threshold]


class MomentData(Struct, frozen=True):
    """One reading of the minute `moment_ts`. Of each metric it is the hour up to the end of that minute, and nothing
    that came later."""

    moment_ts: int
    metrics: Mapping[str, MetricView]
    diagnosed: Summary


def read_moment(snapshot: Snapshot, query: MomentQuery) -> MomentData:
    """Runs off the event loop."""
    end_ts = query.moment_ts + MINUTE
    hour = Window(end_ts - HOUR, end_ts)

    def view(name: str) -> MetricView:
        metric, threshold = LIVE_METRICS[name], query.thresholds.get(name)
        found = snapshot.series([(name, "")], look_back(hour)).get((name, ""))
        coverage = snapshot.coverage(metric.endpoint, "", hour)
        endpoint = query.edition[metric.endpoint]
        return live_metric(endpoint, metric, threshold, found.points if found else (), coverage, hour, query.now_ts)

    return MomentData(
        query.moment_ts,
        {name: view(name) for name in LIVE_METRICS},
        read_diagnosed(
            snapshot, query.edition.diagnosis, query.moment_ts, query.now_ts, Narrowed(channel=query.channel)
        ),
    )
