"""Curves of a session as plots: what is left of their points, and the limits that are drawn."""

from __future__ import annotations

import math
from array import array

import pytest

from tui.analysis.calls.session import Judged, MetricCurves
from tui.domain.glossary import mid, thresholds_with
from tui.domain.records import Curve, Window
from tui.domain.text import Lang
from tui.ui.charts.curves import PlotStyle, rules_of, thinned

WINDOW = Window(0, 1000)


def judged(*stamps: int) -> Judged:
    values = array("d", [float(ts % 7) for ts in stamps])
    return Judged(Curve("s", 20017, 0, array("q", stamps), values), 4.0, values, None, ())


def test_a_curve_keeps_two_points_a_column_at_most_and_its_extremes() -> None:
    one = judged(*range(0, 1000, 2))
    points = thinned(one, WINDOW, 20)
    assert len(points) <= 40
    assert {min(one.curve.values), max(one.curve.values)} <= {value for _, value in points}


def test_a_curve_is_broken_in_the_middle_of_a_hole() -> None:
    points = thinned(judged(100, 102, 500, 502), WINDOW, 500)
    (hole_ts,) = (ts for ts, value in points if math.isnan(value))
    assert 102 < hole_ts < 500


def test_points_outside_the_window_are_not_drawn() -> None:
    assert all(0 <= ts <= 1000 for ts, _ in thinned(judged(-500, 10, 12, 5000), WINDOW, 10) if not math.isnan(ts))


@pytest.mark.parametrize(
    ("mid_id", "lang", "labels"),
    [
        (20017, "en", ["bad > 5"]),
        (20017, "zh", ["异常 > 5"]),
        (20007, "en", ["bad < 3"]),
        (20011, "en", ["bad > 5"]),
        (20003, "en", []),
    ],
)
def test_the_limit_of_a_metric_is_drawn_on_the_side_that_is_worse(mid_id: int, lang: Lang, labels: list[str]) -> None:
    style = PlotStyle(lang, False, lambda _: 0, thresholds_with({}))
    rules = rules_of(MetricCurves(mid(mid_id), None, ()), style)
    assert [(rule.label, rule.role) for rule in rules] == [(label, "threshold") for label in labels]
