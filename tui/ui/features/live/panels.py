"""Live's panels: the metrics, the worst of the last minutes, the words about the chosen metric; the charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.domain.edition import Yields
from tui.domain.glossary import Metric
from tui.domain.records import MINUTE
from tui.ui.context import Context, Feed
from tui.ui.features.live.columns import list_width, live_columns, live_rows
from tui.ui.features.live.products import about_product
from tui.ui.features.live.query import LiveData, MomentData
from tui.ui.features.live.view import about, chart_view
from tui.ui.live_query import LiveQuery, Owner
from tui.ui.navigation import navigator
from tui.ui.widgets.chart import Chart
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.note import Note
from tui.ui.widgets.rows import Row
from tui.ui.widgets.styles import ASCII
from tui.ui.widgets.table import HEADER_ROWS, Table

# From this width on the charts stand beside the list.
SIDE_BY_SIDE = 120
# From this height on the list has headings, and the strip under the charts tells the causes as well.
ROOMY = 30

# From this height on, and with room for a grid, every metric has a chart, and the words about the chosen one are whole.
TALL = 44
# Between two plots that are drawn ahead.
REST_S = 0.1
# The width of the widest label of a metric: `12.6k`, or the limits of a rate.
LABELS = 6


def panels(metrics: Mapping[str, Metric], chosen: str, *, grid: bool, tall: bool) -> tuple[str, ...]:
    """The metrics that have a chart."""
    if not grid:
        return (chosen,)
    if tall:
        return tuple(metrics)
    group = metrics[chosen].group
    return tuple(name for name, metric in metrics.items() if metric.group == group)


class LiveList(Container):
    """The list is as high as its rows; beside the charts it is as wide as its columns."""

    def __init__(self, context: Context, react: Callable[[], object], worst: Widget, rows: int, key: KeyNames) -> None:
        """`rows` is the height of the terminal: a low one has no room for headings."""
        self.context, self.key = context, key
        columns, listed = live_columns(context, None), self._rows(None, None, rows)
        self.table = Table(columns, listed, ascii=context.ascii, react=react, id="metrics")
        self.table.styles.height = len(listed) + HEADER_ROWS
        self.note = Note(id="about")
        self._fit: tuple[int | None, int] | None = None
        super().__init__(self.table, worst, self.note, id="list")

    def _rows(self, data: LiveData | None, at: MomentData | None, rows: int) -> list[Row]:
        return live_rows(data, at, self.context, headings=rows >= ROOMY)

    def show(self, data: LiveData | None, at: MomentData | None, chosen: str) -> None:
        """`at` is the minute that is listed; None: the newest values."""
        columns, listed = live_columns(self.context, at), self._rows(data, at, self.app.size.height)
        self.table.set_columns(columns)
        width = list_width(columns) if self.app.size.width >= SIDE_BY_SIDE else None
        fit = width, len(listed) + HEADER_ROWS
        if fit != self._fit:
            self._fit = fit
            self.styles.width = "1fr" if width is None else width
            self.table.styles.height = fit[1]
        self.table.update(listed)
        self.table.move_cursor(chosen)

    def tell(self, data: LiveData, chosen: str, moment_ts: int | None) -> None:
        """The words about the chosen metric."""
        tall = self.app.size.height >= TALL
        view, pasts = data.charts[chosen], data.pasts.get(chosen, ())
        product = about_product(view.metric, data.product, self.context, self.key)
        text = about(view, pasts, self.context, moment_ts, whole=tall, product=product)
        self.note.tell(Content(text.plain.translate(ASCII)) if self.context.ascii else text)


class LiveCharts(Container):
    """Charts are made as they are needed; those that a smaller group leaves over are hidden."""

    def __init__(self, context: Context) -> None:
        super().__init__(Chart(classes="chosen"), id="charts")
        self.context = context
        # The reading of which the plots that are not shown are drawn ahead.
        self._foreseen: LiveData | None = None

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
        # Small charts of all metrics share the columns of their time.
        labels = LABELS if len(shown) == len(self.context.edition.live_metrics) else 0
        if len(shown) > len(charts):
            more = [Chart(classes="unused") for _ in range(len(shown) - len(charts))]
            self.mount(*more)
            charts += more
        for number, chart in enumerate(charts):
            name = shown[number] if number < len(shown) else None
            chart.set_class(name is None, "unused")
            chart.set_class(name == chosen, "chosen")
            if name is None or (data and name not in data.charts):
                # Its data comes with the next reading; until then the chart stays.
                continue
            over = overlay if overlay != name and name == chosen else None
            chart.cursor_ts = cursor_ts
            chart.view = chart_view(
                name, over, data, self.context, moment_ts, chosen=name == chosen, label_width=labels
            )
        if data is not None and data is not self._foreseen and len(shown) == 1:
            self._foreseen = data
            self._foresee_soon(data, [name for name in data.charts if name != chosen])

    def _foresee_soon(self, data: LiveData, names: Sequence[str]) -> None:
        if names:
            self.set_timer(REST_S, partial(self._foresee, data, names))

    def _foresee(self, data: LiveData, names: Sequence[str]) -> None:
        """Draw the plots that the cursor may come to, one at a time: the key that comes to one finds it drawn."""
        if data is self._foreseen:
            plot = chart_view(names[0], None, data, self.context, None, chosen=True).plot
            if plot is not None:
                self.query(Chart).first().foresee(plot)
            self._foresee_soon(data, names[1:])


class WorstList(Table):
    """A narrow terminal has no room for it; then nothing is asked for it. By diagnoses, or, in an edition without them,
    by the freeze rates of calls."""

    def __init__(self, screen: Owner, key: KeyNames) -> None:
        context = screen.context
        super().__init__(ascii=context.ascii, id="worst")
        self.context, self.key = context, key
        # Ages are told by the minute.
        self.live_query: LiveQuery[Any] = LiveQuery(
            screen, self._ask, self.show, topics={"diagnoses", "calls"}, step_s=MINUTE, name="worst"
        )

    @property
    def _kind(self) -> ModuleType:
        if self.context.edition.has(Yields.DIAGNOSES):
            from tui.ui.features.live import worst

            return worst
        from tui.ui.features.live import worst_calls

        return worst_calls

    async def _ask(self, feed: Feed, now_ts: float) -> Any:
        if not self.size.height:
            return None
        edition = self.context.edition
        endpoint = edition.diagnosis if edition.has(Yields.DIAGNOSES) else edition.call_lists
        return await feed.store.read(partial(self._kind.read_worst, endpoint=endpoint, now_ts=now_ts))

    def show(self) -> None:
        data, context, kind = self.live_query.data, self.context, self._kind
        self.set_columns(kind.worst_columns(data, context, self.key))
        self.placeholder = kind.nobody(data, context)
        rows = kind.worst_rows(data, context, self.size.height)
        self.update(rows)
        if rows:
            # Users come for the worst.
            self.lead(rows[1].key)

    def on_resize(self) -> None:
        self.live_query.ask_again()

    def action_select(self) -> None:
        data, key = self.live_query.data, self.cursor_key
        if data is not None and key is not None and (route := self._kind.route_of(data, key)) is not None:
            navigator(self.app).open(route)

    def action_mark(self) -> None:
        """A mark pins a metric; here is none."""
