"""A metric explained, with its limits and minutes in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import HOUR, MINUTE, Coverage, Window
from tui.domain.text import Lang
from tui.ui.texts.metric import why_metrics

NEWEST_TS = int(NOW_TS) // MINUTE * MINUTE - 2 * MINUTE


def view(name: str, *values: float) -> MetricView:
    """Its last minutes."""
    metric = LIVE_METRICS[name]
    points = tuple((NEWEST_TS - MINUTE * ago, value) for ago, value in reversed([*enumerate(reversed(values))]))
    window = Window(NEWEST_TS - HOUR, NEWEST_TS + MINUTE)
    threshold = thresholds_with({}).get(name)
    return live_metric(EDITION.endpoints[metric.endpoint], metric, threshold, points, Coverage(window), window, NOW_TS)


def told(name: str, view: MetricView | None = None, lang: Lang = "en") -> list[str]:
    return [each.text for each in why_metrics([(LIVE_METRICS[name], view)], context(lang))]


@pytest.mark.parametrize(
    ("name", "lang", "limits"),
    [
        ("videoFreezeRate", "en", "near the limit > 2.5 % · bad > 5 %"),
        ("videoFreezeRate", "zh", "接近阈值 > 2.5 % · 异常 > 5 %"),
        ("videoEnd2EndExcellentTransRate", "en", "near the limit < "),
    ],
)
def test_the_limits_stand_on_the_side_that_is_worse(name: str, lang: Lang, limits: str) -> None:
    title, explained, last = told(name, lang=lang)
    metric = LIVE_METRICS[name]
    assert (title, explained) == (metric.title(lang), metric.explain(lang))
    assert last.startswith(limits)


def test_a_metric_without_a_limit_tells_none() -> None:
    assert told("pcu") == [LIVE_METRICS["pcu"].title("en"), LIVE_METRICS["pcu"].explain("en")]


def test_how_it_stands_is_told_where_it_is_known_and_calm_says_nothing() -> None:
    assert told("videoFreezeRate", view("videoFreezeRate", 1.0, 6.0, 7.0))[-1] == "bad since 07:53"
    assert len(told("videoFreezeRate", view("videoFreezeRate", 1.0, 1.0))) == 3


def test_each_metric_is_explained_in_turn() -> None:
    given = [(LIVE_METRICS[name], None) for name in ("pcc", "pcu")]
    titles = [each.text for each in why_metrics(given, context()) if each.depth == 1]
    assert titles == [LIVE_METRICS["pcc"].title("en"), LIVE_METRICS["pcu"].title("en")]
