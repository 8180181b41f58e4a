"""The series of Live in the store: one of each metric, or one of each metric and product, which are joined here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from tui.analysis.project.live import MetricView, live_metric, look_back
from tui.analysis.project.products import Joined, ProductPart, joined
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import PRODUCTS, USERS, Metric
from tui.domain.records import EVERYTHING, Coverage, Selection, SeriesName, Threshold, Window

if TYPE_CHECKING:
    from tui.store.api import Snapshot


class LiveSeries:
    """Each series is read once for a window. `product` "" joins all products of a metric."""

    def __init__(self, snapshot: Snapshot, edition: Edition, product: str = "", channel: str = "") -> None:
        self._snapshot = snapshot
        self.edition = edition
        self.product = product
        self._channel = channel
        self._held: dict[tuple[str, str], list[tuple[Window, tuple[tuple[int, float], ...]]]] = {}
        self._parts: dict[tuple[str, str, Window], ProductPart] = {}
        self._joined: dict[tuple[str, Window], Joined] = {}
        # Metrics of one endpoint come with the same answers, where they are not asked for one by one.
        self._coverages: dict[tuple[str, Selection, Window], Coverage] = {}

    def ahead(self, names: Iterable[str], window: Window) -> None:
        """Read the series of several metrics with one question: over a network each question takes its time. Windows
        within `window` are cut out of it."""
        wanted = {
            (one.name, product): self._name(one, product)
            for name in names
            for one, product in self._parts_of(self.edition.live_metrics[name])
            if self._held_points(one, product, window) is None
        }
        found = self._snapshot.series([*wanted.values()], window)
        for key, stored in wanted.items():
            self._held.setdefault(key, []).append((window, found[stored].points))

    def read(self, name: str, window: Window) -> Joined:
        """The points of a metric of Live in `window`, and the answers about its slots."""
        if (name, window) not in self._joined:
            self._joined[name, window] = self._read(self.edition.live_metrics[name], window)
        return self._joined[name, window]

    def points(self, name: str, window: Window) -> tuple[tuple[int, float], ...]:
        return self.read(name, window).points

    def newest_ts(self, *names: str) -> int | None:
        """The newest point of metrics of Live of one endpoint or of one step, of any product; None where there is
        none."""
        metric = self.edition.live_metrics[names[0]]
        if not metric.products:
            return self._snapshot.newest_minute_ts(names)
        step_s = self.edition[metric.endpoint].slot_s
        return self._snapshot.newest_minute_ts(names, product=self.product or None, step_s=step_s)

    def _read(self, metric: Metric, window: Window) -> Joined:
        if not metric.products or self.product in metric.products:
            part = self._part(metric, self.product if metric.products else "", window)
            return Joined(tuple(part.points), (part,))
        if self.product:
            slot_s = self.edition[metric.endpoint].slot_s
            return Joined((), (ProductPart((), window, partial(Coverage, slot_s=slot_s)),))
        parts = {product: self._part(metric, product, window) for product in metric.products}
        users = self.edition.live_metrics[USERS]
        weights = {product: self._part(users, product, window) for product in PRODUCTS}
        return joined(metric, self.edition[metric.endpoint], parts, weights)

    def _parts_of(self, metric: Metric) -> Iterator[tuple[Metric, str]]:
        """The parts that `_read` reads."""
        if not metric.products or self.product in metric.products:
            yield metric, self.product if metric.products else ""
        elif not self.product:
            yield from ((metric, product) for product in metric.products)
            yield from ((self.edition.live_metrics[USERS], product) for product in PRODUCTS)

    def _part(self, metric: Metric, product: str, window: Window) -> ProductPart:
        key = metric.name, product, window
        if key not in self._parts:
            endpoint = self.edition[metric.endpoint]
            selection = endpoint.selection(metric.name, product) if product else EVERYTHING
            read = partial(self._coverage, endpoint, selection)
            self._parts[key] = ProductPart(self._points(metric, product, window), window, read)
        return self._parts[key]

    def _points(self, metric: Metric, product: str, window: Window) -> tuple[tuple[int, float], ...]:
        held = self._held_points(metric, product, window)
        if held is not None:
            return held
        name = self._name(metric, product)
        return self._snapshot.series([name], window)[name].points

    def _held_points(self, metric: Metric, product: str, window: Window) -> tuple[tuple[int, float], ...] | None:
        for held, points in self._held.get((metric.name, product), ()):
            if held.start_ts <= window.start_ts and window.end_ts <= held.end_ts:
                first, last = (bisect_left(points, ts, key=itemgetter(0)) for ts in (window.start_ts, window.end_ts))
                return points[first:last]
        return None

    def _name(self, metric: Metric, product: str) -> SeriesName:
        if not product:
            return SeriesName(metric.name, self._channel)
        endpoint = self.edition[metric.endpoint]
        return endpoint.name_of(endpoint.selection(metric.name, product), self._channel)

    def _coverage(self, endpoint: Endpoint, selection: Selection, window: Window) -> Coverage:
        key = endpoint.name, selection, window
        if key not in self._coverages:
            self._coverages[key] = self._snapshot.coverage(
                endpoint.name, self._channel, window, endpoint.slot_s, selection
            )
        return self._coverages[key]


def newest_live_ts(snapshot: Snapshot, edition: Edition) -> int | None:
    """The newest point of any metric of Live."""
    return LiveSeries(snapshot, edition).newest_ts(*edition.live_metrics) if edition.live_metrics else None


def metric_view(
    series: LiveSeries, name: str, threshold: Threshold | None, window: Window, now_ts: float
) -> MetricView:
    """A metric over `window`, with the slots before it that tell since when it is bad."""
    metric, found = series.edition.live_metrics[name], series.read(name, look_back(window))
    coverage = found.coverage(window)
    endpoint = series.edition[metric.endpoint]
    return live_metric(endpoint, metric, threshold, found.points, coverage, window, now_ts, found.alone, series.product)
