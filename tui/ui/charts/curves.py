"""Curves of a session as plots: style, points, and limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.analysis.calls.session import Judged, MetricCurves
from tui.analysis.calls.standing import threshold_of
from tui.domain.glossary.rounding import exact
from tui.domain.records import Direction, Points, Threshold, Window
from tui.domain.text import Lang
from tui.messages import live as live_words
from tui.ui.charts.plot import Rule
from tui.ui.charts.scale import bucket_curve

if TYPE_CHECKING:
    from tui.analysis.times.moments import OffsetAt


class PlotStyle(Struct, frozen=True):
    """The style of plots: words, signs, the zone; the limits in force."""

    lang: Lang
    ascii: bool
    offset_at: OffsetAt
    thresholds: Mapping[str, Threshold]


def thinned(one: Judged, window: Window, columns: int) -> Points:
    """The points of a drawn curve: two a column at most, and no number where it is broken."""
    found: list[tuple[float, float]] = []
    for stretch in bucket_curve(one.curve.ts, one.graded, window, columns, one.gap_s):
        if found:
            found.append(((found[-1][0] + stretch[0][0]) / 2, math.nan))
        found += stretch
    return tuple(found)


def rules_of(each: MetricCurves, looks: PlotStyle) -> tuple[Rule, ...]:
    """The bad limit of the metric, if it has one."""
    limit = threshold_of(each.metric.mid, looks.thresholds)
    if limit is None:
        return ()
    less = each.metric.direction is Direction.LESS_IS_WORSE
    phrase = live_words.RULE_BELOW if less else live_words.RULE_ABOVE
    return (Rule(limit.bad, "threshold", phrase(looks.lang, value=exact(limit.bad)), -1 if less else 1),)
