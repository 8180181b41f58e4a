"""Live's list, with the hour of its metrics in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import context, said
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.diagnosis import Summary
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import HOUR, MINUTE, Coverage, Window
from tui.domain.text import Lang
from tui.ui.features.live.columns import list_width, live_columns, live_rows
from tui.ui.features.live.query import LiveData, MomentData

NEWEST_TS = int(NOW_TS) // MINUTE * MINUTE - 2 * MINUTE
HOUR_SHOWN = Window(NEWEST_TS - HOUR + MINUTE, NEWEST_TS + MINUTE)


def view(name: str, last_ts: int, *values: float) -> MetricView:
    """Its values up to the minute `last_ts`."""
    metric = LIVE_METRICS[name]
    points = tuple((last_ts - MINUTE * ago, value) for ago, value in reversed([*enumerate(reversed(values))]))
    window = Window(last_ts - HOUR + MINUTE, last_ts + MINUTE)
    threshold = thresholds_with({}).get(name)
    return live_metric(EDITION.endpoints[metric.endpoint], metric, threshold, points, Coverage(window), window, NOW_TS)


DATA = LiveData(
    NOW_TS,
    HOUR_SHOWN,
    {name: view(name, NEWEST_TS, 1.0, 2.0, 7.0) for name in LIVE_METRICS},
    {},
    {},
)


def at_minute(moment_ts: int, *values: float) -> MomentData:
    """That minute, with the values of every metric up to it."""
    return MomentData(moment_ts, {name: view(name, moment_ts, *values) for name in LIVE_METRICS}, Summary(0, (), ()))


def cells(at: MomentData | None, name: str, lang: Lang = "en") -> dict[str, str]:
    reader = context(lang)
    (row,) = (row for row in live_rows(DATA, at, reader, headings=False) if row.key == name)
    keys = [column.key for column in live_columns(reader, at)]
    return dict(zip(keys, (cell if isinstance(cell, str) else said(cell) for cell in row.cells), strict=True))


def test_a_row_tells_the_newest_value_and_since_when_it_is_bad() -> None:
    now = cells(None, "videoFreezeRate")
    assert now["now"].startswith("7.0")
    assert now["state"] == "bad since 07:54"


def test_with_a_moment_the_row_is_that_minute_s_and_the_title_says_which() -> None:
    moment_ts = NEWEST_TS - MINUTE
    at = at_minute(moment_ts, 1.0, 2.0)
    then = cells(at, "videoFreezeRate")
    assert then["now"].startswith("2.0")
    assert "bad" not in then["state"]
    titles = {column.key: column.title for column in live_columns(context(), at)}
    assert titles["now"] == "07:53"


@pytest.mark.parametrize(("lang", "state"), [("en", "not asked"), ("zh", "未查询")])
def test_a_minute_that_is_not_known_has_no_value_whatever_stood_before_it(lang: Lang, state: str) -> None:
    moment_ts = NEWEST_TS - 30 * MINUTE
    then = cells(at_minute(moment_ts), "videoFreezeRate", lang)
    assert then["now"].strip() == "–"
    assert then["state"].startswith(state)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_is_as_wide_as_its_columns(lang: Lang) -> None:
    columns = live_columns(context(lang), None)
    assert list_width(columns[:2]) < list_width(columns) < 80
    assert [column.key for column in columns] == ["metric", "now", "delta", "spark", "state"]
