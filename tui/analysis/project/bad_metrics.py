"""Bad metrics of Live: the one for an idle cursor, the onsets of all, the extent of the badness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.analysis.project.live import MetricView
from tui.analysis.times.next_after import ahead
from tui.domain.records import MINUTE, Level


def severity(view: MetricView) -> float:
    """How far the newest value is beyond the limit, in steps from `warn` to `bad`; 0 where it is not bad."""
    limit = view.threshold
    if limit is None or view.now is None or view.level is not Level.BAD:
        return 0.0
    return abs(view.now[1] - limit.bad) / (abs(limit.bad - limit.warn) or 1.0)


def idle_choice(metrics: Mapping[str, MetricView], chosen: str, *, first: bool) -> str:
    """The metric for a cursor that nobody moved: it stays on one that is bad, else it goes to the worst that is.

    `first`: at the first look one that is near its limit will do, too.
    """
    if first or metrics[chosen].since is None:
        worst = max(metrics, key=lambda name: (metrics[name].since is not None, severity(metrics[name])))
        if metrics[worst].since is not None:
            return worst
        if first:
            return next((name for name, view in metrics.items() if view.level is Level.WARN), chosen)
    return chosen


def onset_ahead(views: Iterable[MetricView], chosen: str, here_ts: float, direction: int) -> tuple[str, int] | None:
    """The metric and the minute of the next onset after `here_ts`, or before it (`direction` < 0), of any metric.

    Of several in that minute it is that of the chosen metric, else of the worst. None where there is none.
    """
    onsets = [(view, stretch.first_ts // MINUTE * MINUTE) for view in views for stretch in view.stretches]
    minute_ts = ahead((ts for _, ts in onsets), here_ts, direction)
    if minute_ts is None:
        return None
    then = (view for view, ts in onsets if ts == minute_ts)
    return max(then, key=lambda view: (view.metric.name == chosen, severity(view))).metric.name, minute_ts
