"""`scry alarms silence` as a process: made, ended, and every mistake."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, SCRY
from tests.patience import PATIENCE_S
from tui.cli.alarms.silencing import lasting
from tui.config.values import ConfigError

CONFIG = """[profiles.classroom]
app_id = "demoapp"
base_url = "http://127.0.0.1:1"
[[alarms.rules]]
name = "freeze"
metric = "videoFreezeRate"
"""
CHANNELS = """[[alarms.rules]]
name = "many"
finding = "diagnoses"
above = 8
channels = ["room", "room-2"]
"""


def silence(home: Path, *options: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    file = home / "config.toml"
    file.write_text(CONFIG + CHANNELS)
    environment = {**CREDENTIALS, "HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "USER": "ann"}
    store = f"sqlite:///{home}/scry.db"
    command = [*SCRY, "alarms", "silence", *options, "--config", str(file), "--store", store]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    return done.returncode, done.stdout, done.stderr


def silences(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "scry.db")) as connection:
        return connection.execute("SELECT rule, channel, round(end_ts - start_ts), comment FROM silences").fetchall()


@pytest.mark.long
def test_a_silence_is_made_and_ended(tmp_path: Path) -> None:
    status, said, error = silence(tmp_path, "freeze", "--for", "2h", "--channel", "room", "--comment", "upgrade")
    assert status == 0, error
    assert said.startswith("silent until 20")
    assert said.endswith(": freeze, room\n")
    assert silence(tmp_path, "--for", "1h")[1].endswith(": every rule, every channel\n")
    assert silences(tmp_path) == [("freeze", "room", 7200.0, "upgrade"), ("", "", 3600.0, "")]
    for ended in ("1 silence ended", "0 silences ended"):
        first, left = silence(tmp_path, "--end")[1].splitlines()
        assert first == ended
        assert left.startswith("still in force: 1: silent until 20")
        assert ": freeze, room (by ann@" in left
        assert left.endswith(": upgrade)")
    assert silences(tmp_path)[0][2] == 7200.0
    status, _, error = silence(tmp_path, "thaw")
    assert (status, error) == (2, "scry: no rule 'thaw' in the config; the rules are: freeze, many\n")


@pytest.mark.long
def test_the_word_alone_silences_nothing_and_lists_what_holds(tmp_path: Path) -> None:
    assert silence(tmp_path)[:2] == (0, "no silence is in force\n")
    assert silences(tmp_path) == []
    silence(tmp_path, "freeze")
    silence(tmp_path, "--for", "2h")
    for options in ((), ("--list",)):
        first, second = silence(tmp_path, *options)[1].splitlines()
        assert first.startswith("1: silent until 20")
        assert ": freeze, every channel (by ann@" in first
        assert second.startswith("2: silent until 20")
        assert ": every rule, every channel (by ann@" in second
    assert silence(tmp_path, "freeze", "--list")[1].startswith("1: ")
    assert silence(tmp_path, "--end", "2")[1].splitlines()[0] == "1 silence ended"
    assert silence(tmp_path, "--end", "2")[::2] == (
        2,
        "scry: --end: no silence 2 is in force; the numbers are: 1\n",
    )
    # By its rule, in either place.
    assert silence(tmp_path, "--end", "freeze")[1] == "1 silence ended\n"
    assert silence(tmp_path, "freeze", "--end")[:2] == (0, "0 silences ended\n")
    assert silence(tmp_path, "--end", "thaw")[0] == 2
    assert silence(tmp_path, "--list", "--for", "2h")[0] == 2


@pytest.mark.long
def test_a_channel_that_no_rule_judges_alone_is_warned_of(tmp_path: Path) -> None:
    status, said, warning = silence(tmp_path, "--channel", "roomm")
    assert status == 0
    assert said.endswith(": every rule, roomm\n")
    assert warning == (
        "scry: warning: no rule judges the channel 'roomm' alone, so this silence quiets nothing now;"
        " channels of rules: room, room-2\n"
    )
    assert silence(tmp_path, "--channel", "room-2")[2] == ""
    assert "channels of rules: none" in silence(tmp_path, "freeze", "--channel", "room-2")[2]


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("2h", 7200), (" 1d", 86400), ("30d", 30 * 86400)])
def test_a_duration_is_minutes_hours_or_days(text: str, seconds: int) -> None:
    assert lasting(text) == seconds


@pytest.mark.parametrize("text", ["", "0m", "2", "1w", "-1h", "31d", "1h30m"])
def test_another_duration_says_the_allowed_ones(text: str) -> None:
    with pytest.raises(ConfigError, match="allowed: 30m, 2h, 1d, at most 30d"):
        lasting(text)
