"""Alarm: which metrics are bad now, and how many of them whoever looks elsewhere has not been told of."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tui.triage.feed import STALE_S
from tui.triage.live import MetricView


class Alarm(Struct, frozen=True):
    """`rings`: how many went bad; `rung`: the names of those that need no other ring."""

    bad: tuple[MetricView, ...]
    rings: int
    rung: frozenset[str]


def alarm(views: Iterable[MetricView], now_ts: float, rung: frozenset[str]) -> Alarm:
    """Each metric rings once for as long as it is bad."""
    fresh_ts = now_ts - STALE_S
    fresh = [view for view in views if view.now and view.now[0] >= fresh_ts]
    bad = tuple(view for view in fresh if view.since)
    names = {view.metric.name for view in bad}
    # What is only late to arrive is as bad as it was: another ring would tell of another stretch.
    return Alarm(bad, len(names - rung), rung - {view.metric.name for view in fresh} | names)
