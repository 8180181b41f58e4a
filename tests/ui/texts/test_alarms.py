"""Alarms in words: the subject with its value, the condition of a rule, the forms for the top line."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tests.alarms_made import FREEZE, MANY, OVER, RULE, SEEN
from tui.domain.names import Names
from tui.domain.records import AlarmRule, KeptAlarm, RuleKind, Severity
from tui.domain.text import LANGS, Lang
from tui.ui.texts.alarms import condition_text, limit_of, top_runs, urgency, what_text

NAMES = Names()


@pytest.mark.parametrize(
    ("alarm", "says"),
    [
        (FREEZE, "Video freeze 6.5 %"),
        # On its own side of the limit, however close.
        (replace(FREEZE, value=5.01), "Video freeze 5.01 %"),
        (MANY, "12 diagnoses a minute in 数学-3班"),
        (replace(MANY, value=1.0, channel="", cause=23), "1 diagnosis of video downstream packet loss a minute"),
        (replace(FREEZE, kind=RuleKind.FEED_DEAD, metric="", value=9.0), "no data for 9 min"),
        (replace(FREEZE, kind=RuleKind.QUOTA_DRY, metric="", value=40.0), "quota used up in 40 min"),
        (replace(FREEZE, kind=RuleKind.REPORT_UNSENT, metric="", value=1.0), "1 report not sent"),
        # Of a past alarm the worst value, and of a metric that no version of this scry knows its name.
        (OVER, "Video freeze 8.1 %"),
        (replace(FREEZE, metric="newer"), "newer 6.52"),
    ],
)
def test_an_alarm_is_said_by_its_subject_and_its_value(alarm: KeptAlarm, says: str) -> None:
    assert what_text(alarm, "en", NAMES) == says


def test_the_limit_has_its_side_and_its_unit() -> None:
    assert limit_of(FREEZE) == "> 5 %"
    assert limit_of(replace(FREEZE, metric="joinSuccessRate", is_above=False, limit=97.5)) == "< 97.5 %"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (RULE, "Video freeze > 5 % for 3 of 5 min"),
        (replace(RULE, of_slots=3), "Video freeze > 5 % for 3 min"),
        (replace(RULE, for_slots=1, of_slots=1), "Video freeze > 5 %"),
        (replace(RULE, metric="joinSuccessRate", is_above=False, limit=95.0), "Join success < 95 % for 3 of 5 min"),
        (AlarmRule("a", RuleKind.DIAGNOSES, 10, 5, True), "diagnoses a minute > 10"),
        (AlarmRule("a", RuleKind.QUOTA_DRY, 60, 90, False), "minutes until the quota is used up < 60"),
    ],
)
def test_the_condition_of_a_rule_is_one_line(rule: AlarmRule, says: str) -> None:
    assert condition_text(rule, "en") == says


def test_the_most_urgent_alarm_is_unacknowledged_then_severe_then_new() -> None:
    newer = replace(MANY, alarm_id=9, since_ts=MANY.since_ts + 60)
    assert sorted((SEEN, MANY, newer, FREEZE), key=urgency) == [FREEZE, newer, MANY, SEEN]


@pytest.mark.parametrize("lang", LANGS)
def test_the_top_line_counts_what_nobody_has_acknowledged_and_has_shorter_forms(lang: Lang) -> None:
    forms = [text for text, _ in top_runs((FREEZE, MANY, SEEN), lang, NAMES)]
    assert [cell_len(text) for text in forms] == sorted({cell_len(text) for text in forms}, reverse=True)
    assert all("2" in text for text in forms)
    if lang == "en":
        assert forms == ["▲ 2 alarms · critical: Video freeze 6.5 %", "▲ 2 alarms · critical", "▲ 2 alarms"]
    assert top_runs((), lang, NAMES) == ()


def test_alarms_that_are_all_acknowledged_stand_back() -> None:
    assert top_runs((SEEN,), "en", NAMES) == (("△ 1 alarm acknowledged", "warn"),)
    ((_, role), *_) = top_runs((replace(FREEZE, severity=Severity.INFO),), "en", NAMES)
    assert role == "accent"
