"""The bell and the title of a project with rules of its own: they tell the alarms that fire, as the top line does."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from tests.alarms_made import FREEZE, MANY, OVER, PENDING, RULE, SEEN, T, keep
from tests.ui.features.in_hand import context
from tests.ui.staging import on_stage, until
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import KeptAlarm, QuietHours, RuleKind, Silence
from tui.domain.text import Lang
from tui.monitor.alarm import Alarm, BadMetric
from tui.store.sqlite.database import SqliteStore
from tui.ui.bell import rings
from tui.ui.context import Context
from tui.ui.title import MOST, title_of

# By the thresholds video freezes, and the feed is dead.
BAD = BadMetric(LIVE_METRICS["videoFreezeRate"], 6.8, 1_000, is_late=False, newest_ts=9_940)
BY_THRESHOLDS = Alarm(
    10_000.0, (BAD,), {"live_net": 9_000.0}, newly_bad=frozenset({"videoFreezeRate"}), is_newly_dead=True
)


def ruled(*firing: KeptAlarm, lang: Lang = "en") -> Context:
    found = context(lang)
    found.has_own_rules, found.rules, found.firing = True, (RULE,), firing
    return found


def test_with_own_rules_the_title_names_the_firing_alarms_and_nothing_by_the_thresholds() -> None:
    assert title_of(ruled(), BY_THRESHOLDS) == "scry 课堂-prod"
    title = title_of(ruled(FREEZE, MANY), BY_THRESHOLDS)
    assert title == (
        "scry 课堂-prod · ▲ Video freeze 6.5 % bad since 07:39, ▲ 12 diagnoses a minute in 数学-3班 since 07:46"
    )
    assert "▲ 视频卡顿率 6.5 % 自 07:39 异常" in title_of(ruled(FREEZE, lang="zh"), BY_THRESHOLDS)


def test_without_own_rules_both_go_by_the_thresholds() -> None:
    own = context()
    own.firing = (MANY,)
    title = title_of(own, BY_THRESHOLDS)
    assert "▲ Video freeze 6.8 % bad since" in title
    assert "no data for 16 m" in title
    assert "diagnoses" not in title
    assert rings(own, BY_THRESHOLDS) == 2


def test_an_acknowledged_alarm_is_in_no_title_and_rings_no_bell() -> None:
    own = ruled(SEEN)
    assert (title_of(own, Alarm()), rings(own, Alarm())) == ("scry 课堂-prod", 0)


def test_an_alarm_of_each_kind_is_said_with_its_sign_and_its_age() -> None:
    below = replace(FREEZE, metric="joinSuccessRate", is_above=False, value=88.0, limit=90.0)
    dead = replace(FREEZE, kind=RuleKind.FEED_DEAD, metric="", value=12.0, limit=10.0)
    dry = replace(dead, kind=RuleKind.QUOTA_DRY, is_above=False, value=30.0, limit=60.0)
    for alarm, says in (
        (below, "▼ Join success 88.0 % bad since 07:39"),
        (dead, "▲ no data for 12 min"),
        (dry, "▼ quota used up in 30 min"),
        (replace(FREEZE, newest_ts=T - 1200), "▲ Video freeze 6.5 % bad since 07:39 (20 m old)"),
        (replace(FREEZE, since_or_earlier=True), "▲ Video freeze 6.5 % bad since 07:39 or earlier"),
        (replace(FREEZE, channel="room"), "▲ Video freeze 6.5 % in room bad since 07:39"),
    ):
        assert title_of(ruled(alarm), Alarm()) == f"scry 课堂-prod · {says}"


def test_the_title_counts_the_alarms_that_it_does_not_name() -> None:
    many = [replace(FREEZE, alarm_id=n, channel=f"room-{n}") for n in range(MOST + 2)]
    assert title_of(ruled(*many), Alarm()).endswith(" · 2 more alarms")


def test_each_alarm_of_an_own_rule_rings_once() -> None:
    own = ruled(FREEZE)
    assert [rings(own, BY_THRESHOLDS), rings(own, BY_THRESHOLDS)] == [1, 0]
    own.firing = (FREEZE, MANY)
    assert [rings(own, Alarm()), rings(own, Alarm())] == [1, 0]


def test_an_alarm_of_yesterday_rings_once_there_is_data_of_today_that_is_bad() -> None:
    old = replace(FREEZE, newest_ts=T - 80_000, fired_ts=T - 80_000.0)
    own = ruled(old)
    assert rings(own, Alarm()) == 0
    own.firing = (replace(old, newest_ts=T - 120),)
    assert rings(own, Alarm()) == 1


@pytest.mark.parametrize("hushed", ["silence", "quiet hours"])
def test_nothing_rings_while_nobody_is_to_be_told_and_what_outlasts_that_rings_then(hushed: str) -> None:
    own = ruled(FREEZE)
    if hushed == "silence":
        own.silences = (Silence(1, "", "", T - 60.0, NOW_TS + 60.0, "li"),)
    else:
        own.rules = (replace(RULE, quiet=QuietHours(7 * 60, 8 * 60, "UTC")),)
    assert rings(own, Alarm()) == 0
    assert "Video freeze" in title_of(own, Alarm())
    own.silences, own.rules = (), (RULE,)
    assert rings(own, Alarm()) == 1


@pytest.mark.parametrize(("rule", "count"), [("", 0), ("videoFreezeRate", 1), ("feed_dead", 1), ("other", 2)])
def test_a_silence_quiets_the_bell_of_the_default_rules_too(rule: str, count: int) -> None:
    own = context()
    own.silences = (Silence(1, rule, "", T - 60.0, NOW_TS + 60.0, "li"),)
    assert rings(own, BY_THRESHOLDS) == count


def test_a_bell_that_is_off_rings_at_nothing() -> None:
    own = ruled(FREEZE)
    own.bell = False
    assert rings(own, Alarm()) == 0


async def test_in_the_app_bell_and_title_follow_the_alarms_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("tui.ui.app.ScryApp.bell", lambda _: rung.append(1))
    clock = manual_clock()

    async def prepared(store: SqliteStore) -> None:
        await keep(store, FREEZE, PENDING, OVER)

    transport = SimTransport(incident(clock, onset_ago_s=600.0))
    async with on_stage(clock, transport, first_screen="quota", prepared=prepared, rules=(RULE,)) as (app, pilot):
        await until(pilot, lambda: "Video freeze" in app.terminal_title.text)
        assert re.fullmatch(r"scry 课堂-prod · ▲ Video freeze 6\.\d % bad since 07:\d\d", app.terminal_title.text)
        assert rung == [1]
