"""A report's draft: what is bad at the minute and since when, and a body that can be read."""

from __future__ import annotations

import json

import pytest

from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.analysis.project.report import Facts, continues, drafted
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import HOUR, MINUTE, Scope
from tui.domain.text import Lang
from tui.ui.features.report.view import laid_out
from tui.ui.texts.report import BadThen, of_minute
from tui.ui.texts.values import network_text

TS = int(NOW_TS) // MINUTE * MINUTE
VIDEO, SUCCESS, PCU = (LIVE_METRICS[name] for name in ("videoFreezeRate", "joinSuccessRate", "pcu"))


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "2026-11-22 07:56 UTC",
                "project: Join success 91.2 %, bad since 2026-11-22 07:30 UTC or earlier",
                "project: Video freeze 6.8 %, bad since 2026-11-22 07:51 UTC",
            ],
        ),
        ("zh", ["项目：加入成功率 91.2 %，自 2026-11-22 07:30 UTC 或更早起异常"]),
    ],
)
def test_a_report_from_live_says_what_is_bad_and_since_when_not_the_chosen_metric(lang: Lang, lines: list[str]) -> None:
    bad = [BadThen(SUCCESS, 91.2, TS - 26 * MINUTE, True), BadThen(VIDEO, 6.8, TS - 5 * MINUTE, False)]
    said = of_minute(TS, PCU, 12480.0, None, Scope(), context(lang), bad).comments.splitlines()
    assert [line for line in lines if line not in said] == [], said
    assert not any("12,480" in line for line in said)
    assert "12,480" in of_minute(TS, PCU, 12480.0, None, Scope(), context(lang)).comments


def test_json_is_laid_out_a_field_a_line_and_means_the_same() -> None:
    body = '{"cname": "数学-3班", "teacher_uid": 7, "comments": "a\\nb \\"c\\""}'
    shown = laid_out(body)
    assert shown.splitlines() == ['{"cname": "数学-3班",', ' "teacher_uid": 7,', ' "comments": "a\\nb \\"c\\""}']
    assert json.loads(shown) == json.loads(body)


def test_an_unknown_network_has_a_word() -> None:
    assert [network_text(name, "en") for name in ("UNKNOWN", "unknown", "Wi-Fi", "")] == [
        "unknown network",
        "unknown network",
        "Wi-Fi",
        "",
    ]
    assert network_text("UNKNOWN", "zh") == "未知网络"


@pytest.mark.parametrize(
    ("facts", "is_same"),
    [
        (Facts("class", 7, 8, 8, TS), True),
        (Facts("class", ts=TS + 5 * MINUTE), True),
        (Facts("class", ts=TS + HOUR), False),
        (Facts("lobby", 7, 8, 8, TS), False),
        (Facts("class", 9, 8, 8, TS), False),
    ],
)
def test_r_goes_on_with_a_draft_about_the_same_people_at_about_the_same_time(facts: Facts, is_same: bool) -> None:
    assert continues(drafted(Facts("class", 7, 8, 8, TS)), facts) is is_same
