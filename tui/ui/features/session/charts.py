"""The session's charts: one a metric, in columns that scroll; each is drawn when it comes into sight."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import VerticalScroll
from textual.geometry import Region

from tui.ui.widgets.chart import Chart, ChartView

# The view of a chart of that metric, and of so many cells.
ViewOf = Callable[[int, int], ChartView]


# By the number of columns: the lines of a chart; and of one that never moves.
LINES = {1: 9, 2: 10, 3: 10}
SMALL = 3


class SessionCharts(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Charts by metric. A chart out of sight keeps its last drawing: nobody would see a new one."""

    def __init__(self) -> None:
        super().__init__(id="charts")
        self.charts: dict[int, Chart] = {}
        self.view_of: ViewOf = lambda mid, width: ChartView()
        self.cursor_ts: float | None = None
        self.chosen: int | None = None
        self._moving = 0

    def fit(self, columns: int) -> None:
        """The rows of the grid: those with a chart that moves are high."""
        high = -(-self._moving // columns)
        low = -(-len(self.charts) // columns) - high
        self.styles.grid_rows = " ".join([*[str(LINES[columns])] * high, *[str(SMALL)] * low]) or None

    def hold(self, moving: tuple[int, ...], still: tuple[int, ...]) -> None:
        """A chart for each metric, in that order; those that never move are small."""
        mids, self._moving = (*moving, *still), len(moving)
        if mids == tuple(self.charts):
            return
        for mid in [mid for mid in self.charts if mid not in mids]:
            self.charts.pop(mid).remove()
        new = {mid: Chart() for mid in mids if mid not in self.charts}
        self.charts = {mid: self.charts.get(mid) or new[mid] for mid in mids}
        for chart in new.values():
            self.mount(chart)
        if self.charts:
            order = list(self.charts.values())
            self.sort_children(key=lambda child: order.index(child) if child in order else 0)
        self.call_after_refresh(self.tell)

    def show(self, view_of: ViewOf, cursor_ts: float | None) -> None:
        self.view_of, self.cursor_ts = view_of, cursor_ts
        self.tell()

    def tell(self) -> None:
        """Give the charts in sight their views."""
        for mid in self.in_sight():
            chart = self.charts[mid]
            chart.cursor_ts = self.cursor_ts
            chart.view = self.view_of(mid, chart.size.width)

    def in_sight(self) -> list[int]:
        seen = Region(*self.scroll_offset, *self.size)
        return [mid for mid, chart in self.charts.items() if chart.display and chart.virtual_region.overlaps(seen)]

    def choose(self, mid: int | None) -> None:
        """The chart that is shown where there is room for one only; brought into sight where there is for more."""
        self.chosen = mid
        for each, chart in self.charts.items():
            chart.set_class(each == mid, "chosen")
        # At once where it is laid out; otherwise, and where that moved it, once it is.
        self._scroll_to_chosen()
        self.call_after_refresh(self.bring)

    def bring(self) -> None:
        """The chosen chart into sight."""
        self._scroll_to_chosen()
        self.tell()

    def _scroll_to_chosen(self) -> None:
        chart = self.charts.get(self.chosen or 0)
        if chart is not None and chart.virtual_region.height:
            self.scroll_to(y=self._top_for(chart.virtual_region), animate=False, force=True, immediate=True)

    def watch_virtual_size(self) -> None:
        """Charts that have just come are laid out."""
        self.call_after_refresh(self.bring)

    def _top_for(self, region: Region) -> int:
        """Where to scroll so that a chart is in sight, in whole charts, and as little as that takes."""
        tops = sorted({chart.virtual_region.y for chart in self.charts.values() if chart.virtual_region.height})
        top, least = self.scroll_offset.y, region.bottom - self.size.height
        if top <= region.y and least <= top:
            return next((each for each in reversed(tops) if least <= each <= top), top)
        return next((each for each in tops if each >= min(least, region.y)), region.y) if least > top else region.y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.tell()

    def on_resize(self) -> None:
        self.call_after_refresh(self.tell)
