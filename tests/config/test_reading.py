"""The config file: what is read, and how an error names the place."""

import os
import re
from pathlib import Path
from threading import Thread

import pytest

from tui.config import reading as config_reading
from tui.config.reading import load
from tui.config.values import ConfigError, RuleTable
from tui.domain.records import Severity, Terms


def written(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


GOOD = """
profile = "classroom"
[profiles.classroom]
name = "课堂-prod"
app_id = "abc"
customer_id = "id"
customer_secret = "hush"
watch_channels = ["big-1", "big-2"]
[thresholds]
videoFreezeRate = { warn = 2, bad = 4.5 }
[limits.live_scale]
per_minute = 60
day = "utc"
[retention]
minutes_days = 400
[ui]
lang = "zh"
utc = true
"""


def test_a_whole_file_is_read_into_its_values(tmp_path: Path) -> None:
    config = load(written(tmp_path, GOOD), must_exist=True)
    profile = config.profiles["classroom"]
    assert (profile.name, profile.app_id, profile.watch_channels) == ("课堂-prod", "abc", ("big-1", "big-2"))
    assert config.thresholds["videoFreezeRate"] == {"warn": 2.0, "bad": 4.5}
    assert config.limits["live_scale"].given == {"per_minute": 60, "day": "utc"}
    assert (config.retention.minutes_days, config.retention.curves_days) == (400, 30)
    assert (config.ui.lang, config.ui.utc) == ("zh", True)


def test_a_secret_never_shows_in_the_repr_of_a_profile(tmp_path: Path) -> None:
    assert "hush" not in repr(load(written(tmp_path, GOOD), must_exist=True))


def test_a_secret_that_others_can_read_says_chmod_600(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        load(written(tmp_path, GOOD, 0o644), must_exist=True)


def test_entries_of_alarms_are_read_in_their_order(tmp_path: Path) -> None:
    text = """
        [[alarms.rules]]
        name = "freeze"
        metric = "videoFreezeRate"
        above = 4
        for_minutes = 3
        of_minutes = 5
        severity = "critical"
        [[alarms.rules]]
        name = "loss"
        finding = "diagnoses"
        cause = 9
        channels = ["big-1"]
        quiet_hours = "22:00-07:00 Asia/Shanghai"
        [[alarms.notify]]
        command = ["notify.sh", "--now"]
        severities = ["critical"]
        repeat_minutes = 30
        resolved = false
        [[alarms.notify]]
        urls = ["mailto://hush@example.com"]
    """
    alarms = load(written(tmp_path, text), must_exist=True).alarms
    assert alarms.rules == (
        RuleTable("freeze", "videoFreezeRate", above=4.0, for_minutes=3, of_minutes=5, severity="critical"),
        RuleTable("loss", finding="diagnoses", cause=9, channels=("big-1",), quiet_hours="22:00-07:00 Asia/Shanghai"),
    )
    command, urls = alarms.notify
    assert command.terms == Terms(frozenset({Severity.CRITICAL}), 1800, resolved=False)
    assert urls.terms == Terms()
    assert "hush" not in repr(urls)


def test_urls_that_others_can_read_say_chmod_600(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        load(written(tmp_path, "[[alarms.notify]]\nurls = ['json://x']\n", 0o644), must_exist=True)
    load(written(tmp_path, "[[alarms.notify]]\nurls_command = ['pass', 'x']\n", 0o644), must_exist=True)


def test_without_an_entry_no_rule_is_given(tmp_path: Path) -> None:
    assert load(written(tmp_path, "[[alarms.notify]]\ncommand = ['x']\n"), must_exist=True).alarms.rules is None
    assert load(written(tmp_path, "[alarms]\nrules = []\n"), must_exist=True).alarms.rules == ()


def test_a_missing_file_is_an_empty_one_unless_it_was_named(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", must_exist=False).profiles == {}
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load(tmp_path / "none.toml", must_exist=True)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("profil = 'x'\n", 1, "did you mean 'profile'"),
        ("\n\n[ui]\nlang = 'fr'\n", 4, "allowed: en, zh"),
        ("[ui]\nutc = 1\n", 2, "true, false"),
        ("[profiles.a]\napp_id = 5\n", 2, "not a text"),
        ("[profiles.a]\napp_id = 'x'\n[profiles.b]\nappid = 'y'\n", 4, "profiles.b.appid"),
        ("[thresholds]\npcu = { wrn = 2 }\n", 2, "warn, bad"),
        ("[thresholds]\n\npcu = { warn = '2' }\n", 3, "not a number"),
        ("[limits.usage]\nper_day = 0\n", 2, "from 1 on"),
        ("[xla]\nvideoFreezRate = { limit = 5 }\n", 2, "did you mean 'videoFreezeRate'"),
        ("[xla.videoFreezeRate]\nlimit = 101\n", 2, "0 to 100"),
        ("[xla]\naudioFreezeRate = { allowance_minutes = 1.5 }\n", 2, "not an allowance: 1.5"),
        (
            "[retention]\nminutes_days = 0\n",
            2,
            "retention.minutes_days: not a count: 0; allowed: a whole number from 1",
        ),
        ("[retention]\n\ncurves_days = 1.5\n", 3, "not a count: 1.5"),
        ("[retention]\ncurve_days = 3\n", 2, "did you mean 'curves_days'"),
        ("profile = 'b'\n[profiles.a]\napp_id = 'x'\n", 1, "no such profile: 'b'; allowed: a"),
        ("[profiles]\na = 3\n", 2, "not a table"),
        ("[profiles.a]\nkeyring = 'yes'\n", 2, "true, false"),
        ("[profiles.a]\ncustomer_secret = 'x'\nkeyring = true\n", 3, "keyring: stands beside customer_secret"),
        ("x = 1\nui.utc = 1\n", 1, "unknown key 'x'"),
        ("profile = 'a'\nui.utc = 1\n", 2, "ui.utc: not a switch: 1; allowed: true, false"),
        ("[ ui . keys ]\nlive.later = 5\n", 2, "ui.keys.live.later: not a text: 5"),
        ("[ui.keys.live]\n\nlater = 5\n", 3, "ui.keys.live.later: not a text: 5"),
        ("ui = 5\n", 1, "ui: not a table: 5; allowed: [ui]"),
        ("[profiles.'a b'.limits.usage]\nday = 'noon'\n", 2, "not a kind of day: 'noon'; allowed: utc, rolling, both"),
        ("[quota]\n\nattention_hours = nan\n", 3, "not a watch: nan; allowed: 0.25 to 24"),
        ("[quota]\nreserve_percent = 51\n", 2, "not a reserve: 51; allowed: 0 to 50"),
        (
            "[[alarms.rules]]\nname = 'a'\n\n[[alarms.rules]]\nfor_minutes = 0\n",
            5,
            "alarms.rules[2].for_minutes: not a ",
        ),
        ("[[alarms.rules]]\n[[alarms.rules]]\nmetrik = 'x'\n", 3, "alarms.rules[2].metrik: unknown key 'metrik' (did"),
        ("[[alarms.rules]]\nseverity = 'bad'\n", 2, "not a severity: 'bad'; allowed: info, warning, critical"),
        (
            "[[alarms.rules]]\n\nfinding = 'dead'\n",
            3,
            "not a finding: 'dead'; allowed: diagnoses, feed_dead, quota_dry",
        ),
        ("[[alarms.rules]]\nabove = '5'\n", 2, "alarms.rules[1].above: not a number: '5'; allowed: a number such as 5"),
        ("[[alarms.rules]]\ncause = 2.5\n", 2, "not a root cause: 2.5; allowed: the number of a root cause"),
        (
            "[alarms]\nrules = 5\n",
            2,
            "alarms.rules: not a list of tables: 5; allowed: entries that begin with [[alarms.r",
        ),
        (
            "[alarms.rules]\nname = 'a'\n",
            1,
            "not a list of tables: a table; allowed: entries that begin with [[alarms.rul",
        ),
        ("[alarms]\nrules = [{ name = 'a' }, 5]\n", 2, "alarms.rules[2]: not a table: 5"),
        ("[[alarms.notify]]\n[[alarms.notify]]\nrepeat_minutes = -1\n", 3, "alarms.notify[2].repeat_minutes: not an"),
        ("[[alarms.notify]]\nseverities = ['dire']\n", 2, "not a list of severities: ['dire']; allowed: ["),
        (
            "[[alarms.notify]]\nresolved = 'no'\n",
            2,
            "alarms.notify[1].resolved: not a switch: 'no'; allowed: true, false",
        ),
        (
            "[profiles.a]\ncustomer_secret_command = ['x']\ncustomer_secret = 'y'\n",
            2,
            "one of them is enough; allowed: customer_secret, ",
        ),
    ],
)
def test_an_error_names_the_line_and_what_is_allowed(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), must_exist=True)
    assert f"config.toml:{line}:" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[profiles.a]\ncustomer_secret = 12345678\n", "not a text: a number"),
        ("[profiles.a]\ncustomer_secret = true\n", "not a text: true or false"),
        ("[profiles.a]\ncustomer_secret = ['12345678']\n", "not a text: a list"),
        ("[profiles.a]\ncustomer_secret = { is = '12345678' }\n", "not a text: a table"),
        ("[profiles.a]\ncustomer_secret = 1234-05-06\n", "not a text: a date or a time"),
        ("[profiles.a]\ncustomer_secret_command = 'echo 12345678'\n", "not a list of texts: a text"),
        ("[profiles.a]\ncustomer_secret_command = ['echo', 12345678]\n", "not a list of texts: a list"),
        ("[profiles.a]\nkeyring = '12345678'\n", "not a switch: a text"),
        ("[profiles]\ncustomer_secret = '12345678'\n", "not a table: a text"),
        ("[[profiles]]\ncustomer_secret = '12345678'\n", "not a table: a list"),
        ("[[profiles.a]]\ncustomer_secret = '12345678'\n", "not a table: a list"),
        ("[[alarms.notify]]\nurls = '12345678'\n", "not a list of texts: a text"),
        ("[[alarms.notify]]\nurls = [12345678]\n", "not a list of texts: a list"),
        ("[[alarms.notify]]\ncommand = ['curl', 12345678]\n", "not a list of texts: a list"),
        ("[[alarms.notify]]\nurls_command = 12345678\n", "not a list of texts: a number"),
        ("[profiles.a]\nwatch_channels = ['a', 2]\n", "not a list of texts: ['a', 2]"),
    ],
)
def test_what_may_be_a_secret_is_told_by_its_kind_alone(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), must_exist=True)
    assert says in str(caught.value)
    assert not re.search("1234|5678", caught.value.says("zh") + str(caught.value))


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 2"):
        load(written(tmp_path, "a = 1\nb = \n"), must_exist=True)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000])
def test_what_has_no_end_is_no_valid_toml(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="not valid TOML: a number is too long, or lists are nested too deeply"):
        load(written(tmp_path, text), must_exist=True)


def test_a_byte_order_mark_is_skipped_and_moves_no_line(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + GOOD)
    assert load(path, must_exist=True).profiles["classroom"].app_id == "abc"
    with pytest.raises(ConfigError, match=r"config\.toml:1: profil: unknown key"):
        load(written(tmp_path, "\ufeffprofil = 'a'\n"), must_exist=True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a = 1".encode("utf-16"), "config.toml: is UTF-16; save the file as UTF-8, or run: iconv -f UTF-16 -t UTF-8 "),
        ("a = 1".encode("utf-32"), "config.toml: is UTF-32; save the file as UTF-8"),
        ("[ui]\n# 名称\n".encode("gbk"), "config.toml:2: not UTF-8; save the file as UTF-8"),
    ],
)
def test_another_encoding_is_named_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path, must_exist=True)
    assert says in str(caught.value)


def test_what_can_be_read_only_once_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    writer = Thread(target=pipe.write_text, args=(GOOD,), kwargs={"encoding": "utf-8"}, daemon=True)
    writer.start()
    assert [load(pipe, must_exist=True).profile for _ in range(3)] == ["classroom"] * 3
    writer.join()


def test_a_secret_on_a_file_system_without_modes_says_so_instead_of_chmod(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, GOOD, 0o644)
    monkeypatch.setattr(config_reading, "keeps_modes", lambda _: False)
    with pytest.raises(ConfigError, match="file system keeps no modes; move the file to another one") as caught:
        load(path, must_exist=True)
    assert "chmod" not in str(caught.value)
