"""Coarser history: the hours and days of a metric where its own slots were not collected, of each product apart.

No answer tells the users of each product by the hour: hours of Native and WebRTC are not joined.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.domain.edition import Edition
from tui.domain.records import DAY, HOUR, Points, SeriesName, Window

if TYPE_CHECKING:
    from tui.store.api import Snapshot

STEPS_S = (HOUR, DAY)
# Shorter windows are filled by the slots themselves, or not at all.
SHORTEST_S = DAY


class CoarserLine(Struct, frozen=True):
    """The steps of one product that are drawn: (start, value), ascending, each `step_s` seconds long. `line` is level
    over each step, and broken between steps that do not follow upon each other."""

    product: str
    step_s: int
    points: tuple[tuple[int, float], ...]
    line: Points

    def at(self, ts: int) -> float | None:
        """The value of the step that holds `ts`."""
        return next((value for start_ts, value in self.points if start_ts <= ts < start_ts + self.step_s), None)


def read_coarser(
    snapshot: Snapshot, edition: Edition, metric: str, product: str, known: Iterable[tuple[int, float]], window: Window
) -> tuple[CoarserLine, ...]:
    """`known` are the points of the metric's own slots; `product` "": of each product that has the metric."""
    live = edition.live_metrics.get(metric)
    if live is None or window.seconds < SHORTEST_S:
        return ()
    products = [one for one in live.products if product in ("", one)]
    names = {(one, step_s): SeriesName(metric, "", one, step_s) for one in products for step_s in STEPS_S}
    found = snapshot.series([*names.values()], Window(window.start_ts - DAY, window.end_ts)) if names else {}
    own = {ts // HOUR * HOUR for ts, _ in known}
    lines = []
    for one in products:
        hours, days = (found[names[one, step_s]].points for step_s in STEPS_S)
        lines += [line for line in coarser(one, own, hours, days, window) if line.points]
    return tuple(lines)


def coarser(
    product: str,
    own: set[int],
    hours: Sequence[tuple[int, float]],
    days: Sequence[tuple[int, float]],
    window: Window,
) -> tuple[CoarserLine, CoarserLine]:
    """The hours without a slot of their own (`own` are the starts of the others), and the days without any hour."""

    def is_seen(ts: int, step_s: int) -> bool:
        return ts < window.end_ts and ts + step_s > window.start_ts

    by_hour = tuple((ts, value) for ts, value in hours if ts // HOUR * HOUR not in own and is_seen(ts, HOUR))
    taken = own | {ts // HOUR * HOUR for ts, _ in hours}
    by_day = tuple(
        (ts, value) for ts, value in days if is_seen(ts, DAY) and not any(ts <= hour_ts < ts + DAY for hour_ts in taken)
    )
    return _line(product, HOUR, by_hour), _line(product, DAY, by_day)


def _line(product: str, step_s: int, points: tuple[tuple[int, float], ...]) -> CoarserLine:
    line: list[tuple[float, float]] = []
    for index, (ts, value) in enumerate(points):
        if index and points[index - 1][0] + step_s < ts:
            line.append((ts - 1.0, math.nan))
        line += [(float(ts), value), (ts + step_s - 1.0, value)]
    return CoarserLine(product, step_s, points, tuple(line))
