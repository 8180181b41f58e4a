"""The words about alarms, alerts and rules, with values in hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from tests.alarms_made import ALERT, DROPPED, FAILED, FREEZE, MANY, OVER, PENDING, RULE, SEEN, SENT, T
from tests.ui.features.in_hand import context, said
from tui.domain.records import AlarmState, DeliveryState, KeptAlarm, QuietHours, RuleKind, Scope, Silence, VendorAlert
from tui.domain.text import LANGS, Lang
from tui.export.names import Aliases
from tui.monitor.dry_run import DryRun
from tui.ui.context import Replay, ReplayEvent
from tui.ui.features.alarms.query import AlarmsData, JudgedRules
from tui.ui.features.alarms.rules import RulesData
from tui.ui.features.alarms.view import about_alarm, about_rule, route_of, summary_runs
from tui.ui.text_page import Paragraph
from tui.ui.texts.alerts import about_alert
from tui.ui.why import WhyScreen

NOW_TS = T + 12.0
NO_RULES = RulesData(())


def text_of(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join(each.text for each in paragraphs)


def data(*alarms: KeptAlarm, alerts: tuple[VendorAlert, ...] = ()) -> AlarmsData:
    return AlarmsData(NOW_TS, alarms, {1: (SENT, FAILED)}, alerts)


# -- the summary


def test_before_the_store_was_read_nothing_is_said_of_alarms() -> None:
    assert said(summary_runs(None, context())) == "reading the store"


def test_the_summary_counts_states_failed_tellings_and_what_is_left_out() -> None:
    assert said(summary_runs(data(), context())) == "no alarm is firing"
    text = said(summary_runs(replace(data(FREEZE, MANY, SEEN, PENDING, OVER), unread=2), context()))
    assert text == ("2 firing   1 acknowledged   1 pending   1 notification failed   2 alarms of a newer scry left out")
    assert "no alarm is firing" not in said(summary_runs(data(SEEN), context()))


# -- one alarm


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_of_an_alarm_is_said_with_its_time(lang: Lang) -> None:
    over = replace(SEEN, state=AlarmState.OVER, over_ts=T - 60.0, beyond_until_ts=T - 300)
    text = text_of(about_alarm(over, (SENT, FAILED), NO_RULES, context(lang)))
    for time in ("07:39", "07:41:00", "07:42:20", "07:44:20", "07:51", "07:55:00", "07:42:22"):
        assert time in text, time
    assert "li@box-7" in text
    assert "ops.sh" in text


def test_a_failed_telling_is_said_with_its_tries_its_answer_and_the_next_try() -> None:
    text = text_of(about_alarm(FREEZE, (FAILED,), NO_RULES, context()))
    assert "start: wecom not notified, 3 tries, last 07:42:22; next try 07:57:00: exit status 2" in text
    assert "\x1b" not in text
    gone = text_of(about_alarm(FREEZE, (replace(FAILED, next_ts=None, detail=""),), NO_RULES, context()))
    assert gone.find("no more tries") > 0
    lost = text_of(about_alarm(FREEZE, (replace(SENT, state=DeliveryState.LOST),), NO_RULES, context()))
    assert "lost: unknown whether ops.sh was notified: the process that began at 07:42:21" in lost
    mixed = replace(data(FREEZE), told={1: (SENT, replace(SENT, state=DeliveryState.LOST), FAILED)})
    assert said(summary_runs(mixed, context())) == "1 firing   1 notification failed   1 notification lost"
    assert "nobody notified" in text_of(about_alarm(FREEZE, (), NO_RULES, context()))


def test_the_end_of_a_dropped_alarm_is_not_known() -> None:
    text = text_of(about_alarm(DROPPED, (), NO_RULES, context()))
    assert "the end is unknown" in text
    assert "within the limit since" not in text


def test_the_rule_is_said_with_its_working_and_a_change_since() -> None:
    rules = RulesData((replace(RULE, quiet=QuietHours(1320, 420, "Asia/Shanghai")),))
    text = text_of(about_alarm(FREEZE, (), rules, context()))
    assert "Rule freeze (warning): Video freeze > 5 % for 3 of 5 min." in text
    assert "over after 3 minutes in a row at 4.5 % or better" in text
    assert "Quiet hours 22:00–07:00 Asia/Shanghai" in text
    assert "has changed" not in text
    changed = RulesData((replace(RULE, limit=7.0),))
    assert "the limit then was > 5 %" in text_of(about_alarm(FREEZE, (), changed, context()))
    assert "The rule freeze is not in the config file." in text_of(about_alarm(FREEZE, (), NO_RULES, context()))


def test_a_begin_that_may_have_been_earlier_is_said_so() -> None:
    told = text_of(about_alarm(replace(FREEZE, since_or_earlier=True), (), NO_RULES, context()))
    assert "bad since 07:39 or earlier" in told
    assert "or earlier" not in text_of(about_alarm(FREEZE, (), NO_RULES, context()))


def test_values_of_an_alarm_that_nobody_judges_are_said_to_be_old() -> None:
    left = RulesData((RULE,), judged=JudgedRules(NOW_TS, {("freeze", ""): T - 5400.0}))
    assert "No process has judged the rule since 06:26" in text_of(about_alarm(FREEZE, (), left, context()))
    assert "No process" not in text_of(about_alarm(replace(FREEZE, state=AlarmState.OVER), (), left, context()))


# -- one rule


def test_a_dry_run_tells_each_alarm_and_how_much_of_the_past_is_stored() -> None:
    past = DryRun((replace(OVER, alarm_id=0), replace(FREEZE, alarm_id=0)), 9000, 10_080)
    text = text_of(about_rule(RULE, RulesData((RULE,), past={"freeze": past}), context()))
    assert "would have fired 2 times" in text
    assert "05:56 to 06:11, worst Video freeze 8.1 %" in text
    assert "since 07:39, worst Video freeze 8.1 %" in text
    assert "stored: 9,000 of 10,080 minutes" in text


@pytest.mark.parametrize("past", [None, DryRun((), 0, 10_080)])
def test_without_stored_data_a_rule_that_never_fired_is_not_known_to_be_quiet(past: DryRun | None) -> None:
    text = text_of(about_rule(RULE, RulesData((RULE,), past={"freeze": past}), context()))
    assert "would have fired" not in text
    assert "0 times" not in text


def test_a_silence_over_a_rule_is_said() -> None:
    silence = Silence(1, "freeze", "", NOW_TS - 60, NOW_TS + 3600, "li@box")
    assert "silenced until 08:56" in text_of(about_rule(RULE, RulesData((RULE,), silences=(silence,)), context()))
    other = replace(silence, channel="math")
    assert "silenced" not in text_of(about_rule(RULE, RulesData((RULE,), silences=(other,)), context()))


# -- one alert of the vendor


def test_an_alert_is_told_as_it_was_received() -> None:
    text = text_of(about_alert(replace(ALERT, others={"x\x07": "[/] y"}, remark="\x1b[2J"), context()))
    assert "Audio freeze rate over 5 % in 数学-3班" in text
    assert "sent 07:26:00, received 07:26:05" in text
    assert "[/] y" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "音频卡顿率超过 5 %" in text_of(about_alert(ALERT, context("zh")))
    assert "received 07:26:05, without a time" in text_of(about_alert(replace(ALERT, told_ts=None), context()))


def test_where_names_are_hidden_texts_from_outside_are_left_out() -> None:
    hidden = context()
    hidden.names = Aliases(bytes(32))
    given = replace(ALERT, remark="数学-3班 again", others={"who": "44361248"}, url="https://x/44361248")
    told = text_of(about_alert(given, hidden)) + text_of(about_alarm(MANY, (FAILED,), NO_RULES, hidden))
    for name in ("数学", "44361248", "c0ffee", "https"):
        assert name not in told
    assert "li@" not in text_of(about_alarm(SEEN, (), NO_RULES, hidden))


# -- the way to the moment


@pytest.mark.parametrize(
    ("one", "name", "scope"),
    [
        (FREEZE, "live", Scope(moment_ts=T - 1020)),
        (MANY, "diagnosis", Scope(moment_ts=T - 600, channel="数学-3班")),
        (replace(FREEZE, kind=RuleKind.QUOTA_DRY), "quota", Scope()),
        (replace(FREEZE, kind=RuleKind.REPORT_UNSENT), "reports", Scope()),
        (replace(FREEZE, kind=RuleKind.FEED_DEAD, metric=""), "live", Scope(moment_ts=T - 1020)),
        (ALERT, "call", Scope(moment_ts=T - 1800, channel="数学-3班", call_id="c0ffee", uid="44361248")),
        (replace(ALERT, call_id="", uid=""), "diagnosis", Scope(moment_ts=T - 1800, channel="数学-3班")),
        (replace(ALERT, call_id="", uid="", channel=""), "live", Scope(moment_ts=T - 1800)),
    ],
)
def test_enter_goes_to_the_screen_of_the_subject_at_the_moment(
    one: KeptAlarm | VendorAlert, name: str, scope: Scope
) -> None:
    route = route_of(one)
    assert (route.name, route.scope) == (name, scope)


def test_a_rule_of_a_replay_is_not_said_to_lack_in_the_config_file() -> None:
    then = context()
    then.replay = Replay(then.clock, _no_events)  # type: ignore[arg-type]
    assert "The rule freeze of then is not in the replay." in text_of(about_alarm(FREEZE, (), NO_RULES, then))


async def _no_events() -> tuple[ReplayEvent, ...]:
    return ()


def test_the_meaning_of_a_sign_is_of_the_moment_at_which_it_opened() -> None:
    now = context()
    assert WhyScreen(now, tuple).at_ts == now.clock.now()
    now.frozen_ts = T - 60.0
    assert WhyScreen(now, tuple).at_ts == T - 60.0
