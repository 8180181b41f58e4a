"""Live's charts: the chosen metric's, or, where there is room for a grid, those of its whole group."""

from __future__ import annotations

from textual.containers import Container

from tui.domain.glossary import LIVE_METRICS
from tui.ui.context import Context
from tui.ui.features.live.query import LiveData
from tui.ui.features.live.view import chart_view
from tui.ui.widgets.chart import Chart

# The metrics of the largest group.
MOST = 4


def panels(chosen: str, *, grid: bool) -> tuple[str, ...]:
    """The metrics that have a chart."""
    if not grid:
        return (chosen,)
    group = LIVE_METRICS[chosen].group
    return tuple(name for name, metric in LIVE_METRICS.items() if metric.group == group)


class LiveCharts(Container):
    """Made one by one as they are needed; those that a smaller group leaves over are hidden."""

    def __init__(self, context: Context) -> None:
        super().__init__(Chart(classes="chosen"), id="charts")
        self.context = context

    def show(
        self,
        data: LiveData | None,
        shown: tuple[str, ...],
        chosen: str,
        overlay: str | None,
        moment_ts: int | None,
        cursor_ts: float | None,
    ) -> None:
        """`shown` are the metrics that have a chart; `overlay` is pinned over the chosen one's."""
        charts = list(self.query(Chart))
        if len(shown) > len(charts):
            more = [Chart(classes="unused") for _ in range(MOST - len(charts))]
            self.mount(*more)
            charts += more
        for number, chart in enumerate(charts):
            name = shown[number] if number < len(shown) else None
            chart.set_class(name is None, "unused")
            chart.set_class(name == chosen, "chosen")
            if name is None or (data and name not in data.charts):
                # Its data comes with the next reading; until then the chart keeps what it shows.
                continue
            over = overlay if overlay != name and name == chosen else None
            chart.cursor_ts = cursor_ts
            chart.view = chart_view(name, over, data, self.context, moment_ts, chosen=name == chosen)
