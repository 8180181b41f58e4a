"""The words of a notice say since when, how bad, who and why, and the command that opens the moment."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from msgspec.structs import replace

from tests.monitor.notices import ALARM, T0, notice
from tui.clock import Zone
from tui.domain.records import AlarmEvent, AlarmState, NamedCause, RuleKind
from tui.domain.text import LANGS, Lang
from tui.monitor.notice_text import body, payload, subject

UTC = Zone(utc=True)
OVER = replace(ALARM, state=AlarmState.OVER, beyond_until_ts=T0 + 3900, over_ts=T0 + 4000.0)


def of_kind(kind: RuleKind, value: float, limit: float, **changed: Any) -> Any:
    fields = {"channel": "", "metric": "", **changed}
    return notice(alarm=replace(ALARM, kind=kind, value=value, worst=value, limit=limit, **fields))


def test_a_firing_alarm_says_since_when_how_bad_who_why_and_how_to_open_it() -> None:
    assert subject(notice(), "en") == "[课堂-prod] critical: Video freeze 8.1 % in room-7"
    assert body(notice(), "en", UTC).splitlines() == [
        "Rule: freeze (critical)",
        "Channel: room-7",
        "Since: 2026-11-22 08:00 UTC (4 min)",
        "Value: 8.1 % at 08:04; limit > 5 %",
        "Worst: 9.3 % at 08:02",
        "Most affected users: 80121 (12 diagnoses), 9 (1 diagnosis)",
        "Root causes that Agora names: video upstream packet loss, user 443 (5×); video downstream latency (2×)",
        "Open: scry --profile classroom --at 2026-11-22T08:00:00Z --channel room-7",
    ]


def test_the_same_in_chinese() -> None:
    assert subject(notice(), "zh") == "[课堂-prod] 严重：视频卡顿率 8.1 %（频道 room-7）"
    assert body(notice(), "zh", UTC).splitlines()[2:4] == [
        "开始：2026-11-22 08:00 UTC（4 分钟）",
        "数值：08:04 为 8.1 %；阈值 > 5 %",
    ]


def test_nothing_is_said_of_users_and_causes_that_are_not_known() -> None:
    lines = body(notice(who=(), why=()), "en", UTC).splitlines()
    assert lines[-3:-1] == ["Affected users: none known", "Root causes: none known"]


def test_a_stream_on_its_way_down_comes_from_the_user_that_agora_names() -> None:
    told = notice(why=(NamedCause(23, "443", 3),))
    assert "video downstream packet loss from 443 (3×)" in body(told, "en", UTC)
    assert "视频下行网络丢包，来自 443（3 次）" in body(told, "zh", UTC)


def test_the_end_says_its_span_and_the_worst_value() -> None:
    over = notice(AlarmEvent.OVER, alarm=OVER)
    assert subject(over, "en") == "[课堂-prod] over: Video freeze 9.3 % in room-7 at worst"
    lines = body(over, "en", UTC).splitlines()
    assert lines[2:4] == ["From 2026-11-22 08:00 UTC to 2026-11-22 09:05 UTC (1 h 5 min)", "Worst: 9.3 % at 08:02"]
    assert not any(line.startswith("Value") for line in lines)


def test_an_alarm_that_nobody_judges_any_more_has_no_end() -> None:
    closed = notice(AlarmEvent.OVER, alarm=replace(OVER, is_dropped=True))
    assert subject(closed, "en").startswith("[课堂-prod] closed, the end is unknown: ")
    assert "the end is unknown" in body(closed, "en", UTC)
    assert "09:05" not in body(closed, "en", UTC)


@pytest.mark.parametrize(
    ("told", "says", "value"),
    [
        (of_kind(RuleKind.FEED_DEAD, 12.0, 10.0), "no data for 12 min", "Value: 12 min at 08:04; limit > 10 min"),
        (
            of_kind(RuleKind.FEED_DEAD, 12.0, 10.0, is_at_least=True, worst_is_at_least=True),
            "no data for at least 12 min",
            "Value: at least 12 min at 08:04; limit > 10 min",
        ),
        (of_kind(RuleKind.DIAGNOSES, 1.0, 0.0), "1 diagnosis a minute", "Value: 1 at 08:04; limit > 0"),
        (
            of_kind(RuleKind.DIAGNOSES, 9.0, 5.0, cause=8, channel="a"),
            "9 diagnoses of video downstream latency a minute in a",
            "Value: 9 at 08:04; limit > 5",
        ),
        (
            of_kind(RuleKind.QUOTA_DRY, 20.0, 30.0, is_above=False),
            "quota used up in 20 min",
            "Value: 20 min at 08:04; limit < 30 min",
        ),
        (of_kind(RuleKind.REPORT_UNSENT, 2.0, 0.0), "2 reports not sent", "Value: 2 at 08:04; limit > 0"),
        (of_kind(RuleKind.METRIC, 5.0001, 5.0, metric="videoFreezeRate"), "Video freeze 5.0001 %", "Value: 5.0001 %"),
        (of_kind(RuleKind.METRIC, 3.0, 5.0, metric="joyRate"), "joyRate 3", "Value: 3 at 08:04"),
    ],
)
def test_each_kind_of_rule_has_its_words(told: Any, says: str, value: str) -> None:
    assert subject(told, "en") == f"[课堂-prod] critical: {says}"
    (line,) = (line for line in body(told, "en", UTC).splitlines() if line.startswith("Value"))
    assert line.startswith(value)


def test_a_number_that_may_be_higher_is_said_to_be_at_least_so_much() -> None:
    told = of_kind(RuleKind.DIAGNOSES, 10.0, 5.0)
    alarm = replace(told.alarm, is_at_least=True, worst_is_at_least=True)
    told = replace(told, alarm=alarm, counts_at_least=True)
    assert subject(told, "en") == "[课堂-prod] critical: at least 10 diagnoses a minute"
    lines = body(told, "en", UTC).splitlines()
    assert "Value: at least 10 at 08:04; limit > 5" in lines
    assert "Most affected users: 80121 (at least 12 diagnoses), 9 (at least 1 diagnosis)" in lines
    assert "至少 10" in subject(told, "zh")
    read = payload(told, "en", UTC)
    assert (read["alarm"]["value"], read["alarm"]["value_at_least"], read["alarm"]["worst_at_least"]) == (
        10,
        True,
        True,
    )
    assert read["who"][0] == {"uid": "80121", "diagnoses": 12, "diagnoses_at_least": True}
    assert read["why"][0]["times_at_least"] is True
    # The worst may be another, higher value than the newest, though the numbers are the same.
    exact = replace(told, alarm=replace(alarm, is_at_least=False))
    assert "Worst: at least 10 at 08:02" in body(exact, "en", UTC)
    assert "value_at_least" not in payload(exact, "en", UTC)["alarm"]
    over = replace(exact, event=AlarmEvent.OVER)
    assert "at least 10 diagnoses a minute at worst" in subject(over, "en")


def test_users_and_causes_stand_only_where_the_rule_is_about_calls() -> None:
    for kind in (RuleKind.FEED_DEAD, RuleKind.QUOTA_DRY, RuleKind.REPORT_UNSENT):
        assert "sers" not in body(of_kind(kind, 1.0, 0.0), "en", UTC)


@pytest.mark.parametrize("lang", LANGS)
def test_a_test_says_that_nothing_happened(lang: Lang) -> None:
    told = notice(is_test=True)
    assert (
        subject(told, lang)
        == {"en": "[课堂-prod] test: alarms reach you", "zh": "[课堂-prod] 测试：可以收到告警"}[lang]
    )
    assert "scry alarms test" in body(told, lang, UTC)
    assert "8.1" not in body(told, lang, UTC)


def test_the_json_of_a_command_has_every_value_with_its_times_twice() -> None:
    told = json.loads(json.dumps(payload(notice(turn=2), "en", UTC)))
    assert (told["event"], told["turn"], told["test"]) == ("firing", 2, False)
    assert (told["project"], told["profile"]) == ("课堂-prod", "classroom")
    assert told["open"] == notice().opening
    assert (told["subject"], told["body"]) == (subject(notice(), "en"), body(notice(), "en", UTC))
    alarm = told["alarm"]
    assert (alarm["since_ts"], alarm["since"]) == (T0, "2026-11-22T08:00:00Z")
    assert (alarm["value"], alarm["worst"], alarm["limit"], alarm["bad"]) == (8.13, 9.3, 5.0, "above")
    assert told["who"][0] == {"uid": "80121", "diagnoses": 12}
    assert told["why"][0] == {"root_cause": 21, "uid": "443", "times": 5}
    assert (
        "end"
        not in json.loads(json.dumps(payload(notice(alarm=replace(ALARM, beyond_until_ts=T0 + 300)), "en", UTC)))[
            "alarm"
        ]
    )
    assert not [name for name, value in alarm.items() if value is None], "a value that is not known is left out"


def test_an_infinite_value_is_json_all_the_same() -> None:
    told = payload(notice(alarm=replace(ALARM, value=math.inf)), "en", UTC)
    assert json.loads(json.dumps(told, allow_nan=False))["alarm"]["value"] == "inf"


def test_a_begin_that_may_have_been_earlier_is_said_so_and_lasted_at_least_so_long() -> None:
    open_begin = replace(ALARM, since_or_earlier=True)
    assert "Since: 2026-11-22 08:00 UTC or earlier (at least 4 min)" in body(notice(alarm=open_begin), "en", UTC)
    assert "08:00 UTC 或更早（至少 4 分钟）" in body(notice(alarm=open_begin), "zh", UTC)
    over = notice(AlarmEvent.OVER, alarm=replace(OVER, since_or_earlier=True))
    assert "From 2026-11-22 08:00 UTC or earlier to 2026-11-22 09:05 UTC (at least 1 h 5 min)" in body(over, "en", UTC)
    assert payload(over, "en", UTC)["alarm"]["since_or_earlier"] is True
    assert payload(notice(), "en", UTC)["alarm"]["since_or_earlier"] is False
