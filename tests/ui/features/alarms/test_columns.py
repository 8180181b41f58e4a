"""The rows of alarms and rules, in the list and in exports, with values in hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.alarms_made import ALERT, DROPPED, FAILED, FREEZE, MANY, OVER, PENDING, RULE, SEEN, SENT, T, keep, tell
from tests.export.made import setting as reader
from tests.ui.features.in_hand import context, listed, said
from tests.worlds import open_store
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.records import AlarmEvent, DeliveryState, KeptAlarm, Reply, RuleKind, Silence, Window
from tui.domain.text import LANGS, Lang
from tui.export.document import to_json
from tui.export.extract import Extract, Setting
from tui.monitor.dry_run import DryRun
from tui.ui.features.alarms.columns import alarm_rows, alarms_export, notified_runs
from tui.ui.features.alarms.query import AlarmsData, AlarmsQuery, JudgedRules, key_of, read_alarms
from tui.ui.features.alarms.rules import RulesData, fired_runs, rule_rows

DATA = AlarmsData(T + 12.0, (FREEZE, MANY, SEEN, PENDING, OVER, DROPPED), {1: (SENT, FAILED)}, (ALERT,))
RULES = RulesData((RULE,), DATA.alarms)
JUDGED = JudgedRules(T + 12.0, {("freeze", ""): T - 60.0})
KEYS = [key_of(one) for one in DATA.entries]


def extract(
    data: AlarmsData = DATA, *, active: str = "alarms", given: Setting | None = None, keys: list[str] | None = None
) -> Extract:
    shown = listed(KEYS if keys is None else keys, filter_text="" if keys is None else "x")
    return alarms_export(data, RULES, context(), active, shown, listed(["freeze"]), given or reader())


def rows(found: Extract, given: Setting | None = None) -> list[dict[str, object]]:
    made: list[dict[str, object]] = json.loads(to_json(found, given or reader()))["rows"]
    return made


def test_what_is_open_comes_first_and_alerts_stand_among_the_past_by_time() -> None:
    assert [row["alarm_state_name"] for row in rows(extract())] == [
        "firing",
        "firing",
        "acknowledged",
        "pending",
        "alert",
        "over",
        "over",
    ]


def test_a_row_tells_its_limit_its_times_and_its_tellings() -> None:
    freeze = rows(extract())[0]
    assert (freeze["rule"], freeze["severity"], freeze["value"], freeze["bad_limit"]) == ("freeze", "critical", 6.52, 5)
    assert freeze["start_ts"] == FREEZE.since_ts
    assert (freeze["end_state"], freeze["duration_s"]) == ("still_on", 1032)
    told = freeze["notified"]
    assert isinstance(told, list)
    assert [(one["notifier"], one["outcome"], one["attempts"]) for one in told] == [
        ("ops.sh", "sent", 1),
        ("wecom", "failed", 3),
    ]
    assert "\x1b" not in json.dumps(told)


def test_a_value_that_may_be_higher_is_said_to_be_at_least_so_much() -> None:
    alarm = replace(FREEZE, kind=RuleKind.DIAGNOSES, metric="", value=10.0, worst=11.0, worst_is_at_least=True)
    for is_at_least in (True, False):
        found = extract(replace(DATA, alarms=(replace(alarm, is_at_least=is_at_least),)))
        (row,) = (row for row in rows(found) if row["alarm_state_name"] == "firing")
        assert (row["value"], row.get("value_at_least", False), row["worst_at_least"]) == (10, is_at_least, True)
        assert ("at least 10 diagnoses" in str(row["alarm"])) is is_at_least
        assert ("at least 10 diagnoses" in found.findings[0]) is is_at_least


def test_the_end_of_an_alarm_that_nobody_judged_to_its_end_is_unknown() -> None:
    over, dropped = rows(extract())[-2:]
    assert (over["end_state"], over["duration_s"]) == ("known", 900)
    assert (dropped["end_ts"], dropped["end_state"], dropped["duration_s_state"]) == (None, "unknown", "unknown")


def test_an_alert_has_no_life_and_no_limit_and_leads_to_its_call() -> None:
    alert = next(row for row in rows(extract()) if row["alarm_state_name"] == "alert")
    assert (alert["alarm"], alert["call_id"], alert["uid"], alert["current_users"]) == (
        "Audio freeze rate over 5 % in 数学-3班",
        "c0ffee",
        "44361248",
        12,
    )
    assert {alert[f"{key}_state"] for key in ("severity", "end", "rule", "value", "bad_limit", "fired")} == {
        "none_known"
    }


def test_the_findings_name_each_firing_alarm_and_obey_the_filter() -> None:
    assert extract().findings[0] == ("critical: Video freeze 6.5 %, since 2026-11-22 07:39:00 UTC (firing)"), (
        "severity, value, since when"
    )
    assert len(extract().findings) == 3
    assert extract(keys=[KEYS[0]]).findings == extract().findings[:1]
    assert extract(keys=[]).findings == ("no alarm is firing",)
    assert extract(replace(DATA, alarms=())).findings == ("no alarm is firing",)


def test_the_list_that_the_keys_go_to_is_the_table_of_an_export() -> None:
    assert (extract().table.name, extract(active="rules").table.name) == ("alarms", "rules")
    (rule,) = rows(extract(active="rules"))
    assert (rule["rule"], rule["condition"], rule["rule_state"]) == (
        "freeze",
        "Video freeze > 5 % for 3 of 5 min",
        "firing",
    )
    assert (rule["would_have_fired"], rule["would_have_fired_state"]) == (None, "unknown")


def test_aliases_hide_every_name() -> None:
    hidden = reader(hidden=True)
    text = to_json(extract(given=hidden), hidden)
    assert not [name for name in ("数学", "44361248", "c0ffee", "li@box") if name in text]


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_shows_state_age_and_who_was_told(lang: Lang) -> None:
    first, *_ = alarm_rows(DATA, context(lang))
    cells = [cell if isinstance(cell, str) else said(cell) for cell in first.cells]
    assert cells[0] == ("▲ firing" if lang == "en" else "▲ 触发中")
    assert "07:39:00" in cells
    assert any("17" in cell for cell in cells)


def test_a_failed_telling_stands_before_a_sent_one() -> None:
    assert said(notified_runs((SENT, FAILED), context())) == "1 failed · ops.sh 07:42:22"
    assert notified_runs((), context()) == ()


@pytest.mark.parametrize("lang", LANGS)
def test_each_outcome_is_shown_beside_a_sent_one_by_one_word(lang: Lang) -> None:
    lost, claimed = replace(SENT, state=DeliveryState.LOST), replace(SENT, state=DeliveryState.CLAIMED)
    told = said(notified_runs((SENT, lost, claimed, FAILED), context(lang)))
    assert (
        told
        == {
            "en": "1 failed · 1 lost · 1 being sent · ops.sh 07:42:22",
            "zh": "失败 1 次 · 结果丢失 1 次 · 发送中 1 次 · ops.sh 07:42:22",
        }[lang]
    )
    assert said(notified_runs((claimed,), context())) == "1 being sent"
    exported = rows(extract(replace(DATA, told={1: (lost,)})))[0]["notified"]
    assert isinstance(exported, list)
    assert exported[0]["outcome"] == "lost"


async def test_a_claim_without_an_outcome_is_lost_where_nobody_gives_it_up(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await keep(store, FREEZE)
        at = T - 819.0
        await store.write(lambda changes: changes.claim_delivery(1, "ops", AlarmEvent.FIRING, now_ts=at, by="x:1"))
        for now_ts, state in ((at + 60, DeliveryState.CLAIMED), (at + 181, DeliveryState.LOST)):
            (one,) = (await store.read(read_alarms, AlarmsQuery(now_ts))).told[1]
            assert one.state is state


def test_a_begin_that_may_have_been_earlier_is_told_so_everywhere() -> None:
    given = replace(DATA, alarms=(replace(FREEZE, since_or_earlier=True), OVER))
    assert [row["since_or_earlier"] for row in rows(extract(given))] == [True, False, False]
    assert "since 2026-11-22 07:39:00 UTC or earlier" in extract(given).findings[0]
    assert "≤07:39:00" in alarm_rows(given, context())[0].cells


# -- the rules


@pytest.mark.parametrize(
    ("alarms", "now"),
    [((), "quiet"), ((PENDING,), "pending"), ((SEEN, PENDING), "acknowledged"), ((FREEZE, SEEN), "firing")],
)
def test_a_rule_shows_the_most_urgent_state_of_its_alarms(alarms: tuple[KeptAlarm, ...], now: str) -> None:
    its = tuple(replace(alarm, rule="freeze") for alarm in alarms)
    (row,) = rule_rows(RulesData((RULE,), its, judged=JUDGED), context())
    assert now in str(row.cells)


@pytest.mark.parametrize(
    ("judged", "now", "code"),
    [
        (None, "reading", "not_judged"),
        (JudgedRules(T + 12.0), "not judged yet", "not_judged"),
        (JudgedRules(T + 12.0, {("freeze", ""): T - 5400.0}), "not judged since 06:26", "not_judged"),
        (JUDGED, "quiet", "quiet"),
    ],
)
def test_a_rule_is_quiet_only_where_it_is_judged(judged: JudgedRules | None, now: str, code: str) -> None:
    data = RulesData((RULE,), judged=judged)
    (row,) = rule_rows(data, context())
    assert now in str(row.cells)
    found = alarms_export(DATA, data, context(), "rules", listed(KEYS), listed(["freeze"]), reader())
    assert rows(found)[0]["rule_state"] == code


def test_a_rule_of_several_channels_is_as_known_as_the_least_known_of_them() -> None:
    rule, judged = replace(RULE, channels=("a", "b")), JudgedRules(T, {("freeze", "a"): T, ("freeze", "b"): T - 60})
    assert judged.rule_ts(rule) == T - 60
    assert judged.rule_ts(replace(rule, channels=("a", "c"))) is None
    # A channel that is no longer watched says nothing about those that are.
    name = next(iter(BIG_CHANNEL_METRICS))
    watched = replace(RULE, metric=name)
    assert replace(judged, watched=("a", "b")).rule_ts(watched) == T - 60
    assert replace(judged, watched=("a",)).rule_ts(watched) == T
    assert replace(judged, watched=("a", "c")).rule_ts(watched) is None


def test_an_alarm_that_nobody_judges_any_more_is_told_as_of_then() -> None:
    left = replace(DATA, last={("freeze", ""): T - 5400.0, ("old", ""): T - 5400.0})
    found = rows(extract(left))
    assert (found[0]["last_judged_ts"], found[0]["duration_s_state"]) == (T - 5400, "unknown")
    assert "(firing, not judged since 2026-11-22 06:26:00 UTC)" in extract(left).findings[0]
    assert "not judged since 06:26:00" in str(alarm_rows(left, context())[0].cells)
    assert found[-2]["end_state"] == "known", "of one that is over"
    judged = replace(DATA, last={("freeze", ""): T - 60.0})
    assert rows(extract(judged))[0]["end_state"] == "still_on"


@pytest.mark.parametrize(
    ("past", "says"),
    [
        ({}, "reading"),
        ({"freeze": None}, "not known"),
        ({"freeze": DryRun((), 0, 10_080)}, "not known"),
        ({"freeze": DryRun((), 400, 10_080)}, "not in 6 h stored"),
        ({"freeze": DryRun((), 10_080, 10_080)}, "never"),
        # Of two channels each has its own past, and one without any says nothing.
        ({"freeze": DryRun((), 10_480, 20_160, (10_080, 400))}, "not in 6 h stored"),
        ({"freeze": DryRun((), 10_080, 20_160, (10_080, 0))}, "not known"),
        ({"freeze": DryRun((OVER, FREEZE), 9000, 10_080)}, "fired 2×, last 07:39"),
    ],
)
def test_a_rule_shows_its_past_only_as_far_as_it_is_known(past: dict[str, DryRun | None], says: str) -> None:
    assert said(fired_runs(RULE, past, context())) == says


def test_a_silence_in_force_stands_in_the_place_of_quiet() -> None:
    silence = Silence(1, "", "", T - 60.0, T + 3600.0, "li@box")
    (row,) = rule_rows(RulesData((RULE,), silences=(silence,)), context())
    assert "silenced until 08:56" in str(row.cells)


# -- the reading


async def test_the_store_is_read_whole_with_tellings_alerts_and_silences(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await keep(store, OVER, FREEZE, MANY, PENDING, alerts=(ALERT, replace(ALERT, key="old", told_ts=T - 9_000_000)))
        kept = {alarm.rule: alarm for alarm in (await store.read(read_alarms, AlarmsQuery(T + 12.0))).alarms}
        await tell(store, kept["freeze"].alarm_id, "ops.sh", Reply(True))
        await store.write(lambda changes: changes.silence(start_ts=T - 60.0, end_ts=T + 60.0, by="li@box"))
        await store.write(lambda changes: changes.silence(start_ts=T + 600.0, end_ts=T + 900.0, by="li@box"))
        data = await store.read(read_alarms, AlarmsQuery(T + 12.0))
        assert [alarm.rule for alarm in data.alarms] == ["freeze", "many", "soon", "old"]
        assert [one.notifier for one in data.told[kept["freeze"].alarm_id]] == ["ops.sh"]
        assert [alert.key for alert in data.alerts] == ["k1"]
        assert len(data.silences) == 1, "those in force"
        past = await store.read(read_alarms, AlarmsQuery(T + 12.0, Window(T - 7200, T - 6600)))
        assert [alarm.rule for alarm in past.alarms] == ["old"]
        assert past.alerts == ()
        there = await store.read(read_alarms, AlarmsQuery(T + 12.0, channel="数学-3班"))
        assert [alarm.rule for alarm in there.alarms] == ["many"]


def test_the_silences_in_force_are_a_table_and_stand_beside_the_alarms_that_they_cover() -> None:
    silences = (
        Silence(3, "freeze", "", T - 60.0, T + 3600.0, "li@box", "upgrade"),
        Silence(4, "", "elsewhere", T - 60.0, T + 7200.0, "wu@box"),
    )
    found = extract(replace(DATA, silences=silences))
    table = next(each for each in found.others if each.name == "silences")
    assert table.rows[0][:3] == (3, "freeze", "every channel")
    assert table.rows[1][1:3] == ("every rule", "elsewhere")
    said = {row["rule"]: row["silenced_until_ts"] for row in rows(found)}
    assert (said["freeze"], said["many"], said["old"]) == (T + 3600, None, None)


def test_a_list_that_is_cut_says_so() -> None:
    assert "older than the newest 500: not listed" in extract(replace(DATA, is_cut=True)).findings
    assert not [each for each in extract(DATA).findings if "not listed" in each]
