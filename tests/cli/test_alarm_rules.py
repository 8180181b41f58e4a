"""Rules of alarms: from the entries of the config file to limits and slots, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.cli.alarm_rules import notify_of, rules_of
from tui.config.reading import load
from tui.config.values import ConfigError, ConfigFile
from tui.domain.edition import Edition
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import AlarmRule, QuietHours, RuleKind, Severity

THRESHOLDS = thresholds_with({"videoFreezeRate": {"warn": 2, "bad": 4}})


def read(tmp_path: Path, text: str) -> ConfigFile:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load(path, must_exist=True)


def rules(tmp_path: Path, *entries: str) -> tuple[AlarmRule, ...]:
    text = "".join(f"[[alarms.rules]]\n{entry}\n" for entry in entries)
    return rules_of(read(tmp_path, text), EDITION, THRESHOLDS)


def rule(tmp_path: Path, entry: str) -> AlarmRule:
    (found,) = rules(tmp_path, f"name = 'r'\n{entry}")
    return found


def test_without_rules_those_of_bell_and_title_are_in_force(tmp_path: Path) -> None:
    found = {each.name: each for each in rules_of(read(tmp_path, ""), EDITION, THRESHOLDS)}
    assert set(found) == {name for name, each in LIVE_METRICS.items() if each.threshold} | {"feed_dead"}
    assert (found["videoFreezeRate"].limit, found["videoFreezeRate"].is_above) == (4.0, True)
    assert (found["joinSuccessRate"].limit, found["joinSuccessRate"].is_above) == (95.0, False)
    assert rules_of(read(tmp_path, "[alarms]\nrules = []\n"), EDITION, THRESHOLDS) == ()


def test_the_threshold_is_the_limit_unless_the_rule_has_its_own(tmp_path: Path) -> None:
    assert rule(tmp_path, "metric = 'videoFreezeRate'").limit == 4.0
    own = rule(tmp_path, "metric = 'videoFreezeRate'\nabove = 7.5")
    assert (own.limit, own.clear, own.is_above) == (7.5, 6.75, True)
    other = rule(tmp_path, "metric = 'joinSuccessRate'\nbelow = 90")
    assert (other.limit, other.clear, other.is_above) == (90.0, 91.0, False)
    count = rule(tmp_path, "metric = 'pcu'\nbelow = 100")
    assert (count.limit, count.clear) == (100.0, 110.0)


def test_a_limit_at_the_end_of_the_scale_can_be_reached_again(tmp_path: Path) -> None:
    for limit, metric, key in ((100, "joinSuccessRate", "below"), (0, "videoFreezeRate", "above")):
        found = rule(tmp_path, f"metric = '{metric}'\n{key} = {limit}")
        assert found.is_clear(limit)


def test_minutes_severity_channels_and_quiet_hours_are_the_entrys(tmp_path: Path) -> None:
    found = rule(
        tmp_path,
        "metric = 'online_users'\nbelow = 3\nfor_minutes = 5\nof_minutes = 8\nseverity = 'critical'\n"
        "channels = ['a', 'b', 'a']\nquiet_hours = '22:30-7:00 Asia/Shanghai'",
    )
    assert (found.for_slots, found.of_slots, found.clear_slots, found.slot_s) == (5, 8, 5, 60)
    assert (found.severity, found.channels) == (Severity.CRITICAL, ("a", "b"))
    assert found.quiet == QuietHours(22 * 60 + 30, 7 * 60, "Asia/Shanghai")
    assert rule(tmp_path, "metric = 'audioFreezeRate'\nquiet_hours = '0:00-24:00'\nabove = 1").quiet is not None


@pytest.mark.parametrize(
    ("entry", "kind", "limit", "is_above", "for_slots"),
    [
        ("finding = 'diagnoses'\nabove = 8\ncause = 9\nfor_minutes = 2", RuleKind.DIAGNOSES, 8.0, True, 2),
        ("finding = 'feed_dead'", RuleKind.FEED_DEAD, 10.0, True, 2),
        ("finding = 'feed_dead'\nfor_minutes = 25", RuleKind.FEED_DEAD, 25.0, True, 2),
        ("finding = 'quota_dry'", RuleKind.QUOTA_DRY, 60.0, False, 2),
        ("finding = 'quota_dry'\nbelow = 30", RuleKind.QUOTA_DRY, 30.0, False, 2),
        ("finding = 'report_unsent'", RuleKind.REPORT_UNSENT, 0.0, True, 1),
        ("finding = 'report_unsent'\nabove = 2\nfor_minutes = 5", RuleKind.REPORT_UNSENT, 2.0, True, 5),
    ],
)
def test_findings_have_limits_of_their_own(
    tmp_path: Path, entry: str, kind: RuleKind, limit: float, is_above: bool, for_slots: int
) -> None:
    found = rule(tmp_path, entry)
    assert (found.kind, found.limit, found.is_above, found.for_slots) == (kind, limit, is_above, for_slots)


@pytest.mark.parametrize(
    ("entry", "line", "says"),
    [
        ("metric = 'videoFreezeRate'", 1, "alarms.rules[1].name: the rule has no name; allowed: name: a text"),
        ("name = ' '\nmetric = 'pcu'", 2, "alarms.rules[1].name: the rule has no name"),
        ("name = 'r'", 1, "alarms.rules[1].metric: the rule judges nothing; allowed: metric or finding"),
        ("name = 'r'\nmetric = 'pcu'\nfinding = 'feed_dead'", 4, "alarms.rules[1].finding: stands beside metric"),
        ("name = 'r'\nmetric = 'videoFreezRate'", 3, "did you mean 'videoFreezeRate'?); allowed: pcu, pcc, "),
        ("name = 'r'\nmetric = 'x'", 3, "unknown metric 'x'; allowed: pcu, "),
        ("name = 'r'\nmetric = 'pcu'", 1, "pcu has no threshold; allowed: above or below"),
        ("name = 'r'\nmetric = 'pcu'\nabove = 5\nbelow = 3", 5, "below: stands beside above"),
        ("name = 'r'\nmetric = 'pcu'\nabove = nan", 4, "not a limit: nan; allowed: a number from 0 on"),
        ("name = 'r'\nmetric = 'pcu'\nabove = inf", 4, "not a limit: inf"),
        ("name = 'r'\nmetric = 'joinSuccessRate'\nbelow = 101", 4, "not a limit: 101; allowed: a number from 0 to 100"),
        (
            "name = 'r'\nmetric = 'joinSuccessRate'\nchannels = ['a']",
            4,
            "channels: says nothing of joinSuccessRate; al",
        ),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\ncause = 9", 5, 'cause: says nothing of pcu; allowed: finding = "diag'),
        (
            "name = 'r'\nfinding = 'feed_dead'\nabove = 9",
            4,
            "above: never tells anything of feed_dead; allowed: for_mi",
        ),
        (
            "name = 'r'\nfinding = 'feed_dead'\nof_minutes = 9",
            4,
            "of_minutes: says nothing of feed_dead; allowed: a me",
        ),
        ("name = 'r'\nfinding = 'quota_dry'\nabove = 9", 4, "above: never tells anything of quota_dry; allowed: below"),
        (
            "name = 'r'\nfinding = 'report_unsent'\nbelow = 9",
            4,
            "below: never tells anything of report_unsent; allowed",
        ),
        ("name = 'r'\nfinding = 'diagnoses'\nbelow = 9", 4, "below: never tells anything of diagnoses; allowed: above"),
        ("name = 'r'\nfinding = 'diagnoses'", 1, "above: a rule about diagnoses needs a limit; allowed: above"),
        ("name = 'r'\nfinding = 'diagnoses'\nabove = 1\nchannels = ['']", 5, "channels: a channel without a name"),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\nfor_minutes = 5\nof_minutes = 3", 6, "of_minutes 3 is less than for"),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\nquiet_hours = '22 to 7'", 5, "not quiet hours: '22 to 7'; allowed: "),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\nquiet_hours = '24:30-07:00'", 5, "not quiet hours"),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\nquiet_hours = '07:00-07:00'", 5, "not quiet hours"),
        (
            "name = 'r'\nmetric = 'pcu'\nabove = 1\nquiet_hours = '22:00-07:00 Mars/Base'",
            5,
            "unknown time zone 'Mars/B",
        ),
        ("name = 'r'\nmetric = 'pcu'\nabove = 1\nquiet_hours = '22:00-07:00 ../etc'", 5, "unknown time zone"),
    ],
)
def test_a_mistake_in_a_rule_names_its_line_and_what_is_allowed(
    tmp_path: Path, entry: str, line: int, says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        rules(tmp_path, entry)
    assert f"config.toml:{line}: " in str(caught.value)
    assert says in str(caught.value)
    assert str(caught.value) != caught.value.says("zh")


def test_a_finding_that_the_edition_does_not_have_is_a_mistake(tmp_path: Path) -> None:
    file = read(tmp_path, "[[alarms.rules]]\nname = 'r'\nfinding = 'diagnoses'\nabove = 1\n")
    with pytest.raises(ConfigError, match=r"config.toml:3: .*edition another has no diagnoses; allowed: feed_dead, "):
        rules_of(file, Edition("another", {}), THRESHOLDS)


def test_two_rules_of_one_name_are_a_mistake_of_the_second(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config.toml:6: alarms.rules\[2\].name: two rules are called 'r'"):
        rules(tmp_path, "name = 'r'\nmetric = 'videoFreezeRate'\n", "name = 'r'\nfinding = 'feed_dead'")


@pytest.mark.parametrize(
    ("entry", "line", "says"),
    [
        ("severities = ['info']", 1, "alarms.notify[1]: tells nobody; allowed: one of command, urls, urls_command"),
        ("command = []", 1, "tells nobody"),
        ("command = ['x']\nurls = ['json://a']", 3, "urls: stands beside command"),
        ("command = ['']", 2, "command: not a list of texts"),
    ],
)
def test_a_notifier_has_one_way_to_tell(tmp_path: Path, entry: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        notify_of(read(tmp_path, f"[[alarms.notify]]\n{entry}\n"))
    assert f"config.toml:{line}: " in str(caught.value)
    assert says in str(caught.value)
    assert "json:" not in str(caught.value)
