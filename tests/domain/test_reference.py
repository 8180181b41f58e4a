"""The glossary walks against the reference: the same ids, in the same order, in the same Chinese words."""

from __future__ import annotations

import re

from tests.domain.reference import TEXT, table, tables
from tui.domain.glossary import (
    BIG_CHANNEL_METRICS,
    EXPERIENCES,
    FACTORS,
    LIVE_METRICS,
    MIDS,
    REPORT_TYPES,
    STATUS_CODES,
    USAGE_METRICS,
)

SWAPPED = {
    "videoEnd2EndExcellentTransRate": "audioEnd2EndExcellentTransRate",
    "audioEnd2EndExcellentTransRate": "videoEnd2EndExcellentTransRate",
}


def test_experiences_are_those_of_the_reference() -> None:
    assert [(str(i), phrase.zh) for i, phrase in EXPERIENCES.items()] == table("exp_id")
    assert len(EXPERIENCES) == 3


def test_root_causes_are_those_of_the_reference() -> None:
    assert [(str(i), factor.name.zh) for i, factor in FACTORS.items()] == table("factor_id")
    assert len(FACTORS) == 37


def test_status_codes_are_those_of_the_reference() -> None:
    assert [(str(i), phrase.zh) for i, phrase in STATUS_CODES.items()] == table("状态码")
    assert len(STATUS_CODES) == 6


def test_mids_and_their_units_are_those_of_the_reference() -> None:
    rows = table("mid")
    assert [str(i) for i in MIDS] == [mid for mid, _ in rows]
    assert len(MIDS) == 20
    for (_, description), row in zip(rows, MIDS.values(), strict=True):
        title, _, rest = description.partition("，")
        assert row.title.zh == title
        if rest.startswith("单位"):
            assert rest.lower() == f"单位 {row.unit}"
        else:
            assert row.unit in ("", "%", "px")


def test_live_metrics_are_those_of_the_reference() -> None:
    endpoints = ("live_scale", "live_experience", "live_net")
    documented = [
        (endpoint, name, title)
        for endpoint, rows in zip(endpoints, tables("指标含义"), strict=True)
        for title, name, _ in rows
    ]
    assert [(m.endpoint, m.name, m.title.zh) for m in LIVE_METRICS.values()] == documented
    assert len(LIVE_METRICS) == 10


def test_live_metrics_are_explained_as_in_the_reference_but_for_the_two_it_swaps() -> None:
    documented = {name: text for rows in tables("指标含义") for _, name, text in rows}
    assert {m.name: m.explain.zh for m in LIVE_METRICS.values()} == {
        name: documented[SWAPPED.get(name, name)] for name in documented
    }
    assert "视频" in LIVE_METRICS["videoEnd2EndExcellentTransRate"].explain.zh
    assert "video" in LIVE_METRICS["videoEnd2EndExcellentTransRate"].explain.en


def test_report_types_are_those_of_the_reference() -> None:
    documented = re.search(r"问题类型：(.*?) \|", TEXT)
    assert documented
    items = re.findall(r"<li>(\d): (.+?)</li>", documented[1])
    assert [(str(i), phrase.zh) for i, phrase in REPORT_TYPES.items()] == items
    assert len(REPORT_TYPES) == 4


def test_usage_metrics_are_those_of_the_reference() -> None:
    documented = re.search(r"要查询的指标：(.*?)支持同时", TEXT)
    assert documented
    items = re.findall(r"<li>(\w+)：(.+?)</li>", documented[1])
    assert [(m.name, m.explain.zh) for m in USAGE_METRICS.values()] == items
    assert all(m.explain.zh.startswith(m.title.zh) for m in USAGE_METRICS.values())


def test_big_channel_metrics_are_called_what_the_reference_calls_them() -> None:
    assert len(BIG_CHANNEL_METRICS) == 5
    for metric in BIG_CHANNEL_METRICS.values():
        assert metric.title.zh in TEXT
