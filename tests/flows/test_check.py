"""`scry check` as a whole: a process against a simulator, a terminal, a pipe."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

from tests.flows.served import CREDENTIALS, ROOT, SCRY, answering, scry, simulated
from tests.flows.test_command_line import run
from tests.patience import PATIENCE_S

NOBODY = "http://127.0.0.1:9"


def check(home: Path, url: str, *arguments: str, env: dict[str, str] | None = None) -> CompletedProcess[str]:
    environment = {**CREDENTIALS, **(env or {})}
    return run("check", "--base-url", url, "--app-id", "demoapp", *arguments, home=home, env=environment)


def state(home: Path) -> Path:
    return home / ".local/state/scry"


def ledger_of(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(state(home) / "scry.db")) as connection:
        return connection.execute("SELECT endpoint, status, answered_ts > 0, end_ts - start_ts FROM ledger").fetchall()


def test_every_line_has_a_grade_and_the_last_one_sums_up(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        done = check(tmp_path, url, env={"TERM": "xterm-256color"})
    *findings, summary = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout
    assert {line[:5] for line in findings} <= {"ok   ", "warn "}
    warned = sum(line.startswith("warn ") for line in findings)
    said = f"{len(findings)} checked: 0 failed, {warned} warning{'s' * (warned != 1)}"
    assert summary == (said if warned else f"all well: {len(findings)} checked")
    assert "\x1b" not in done.stdout
    assert ledger_of(tmp_path) == [("call_lists", 200, 1, 60)]
    names = [line[5:].split()[0] for line in findings]
    assert list(dict.fromkeys(names)) == [
        *("configuration", "environment", "permissions", "terminal", "colours", "characters", "multiplexer"),
        "local",
        *("store", "SQLite", "proxy", "certificates", "reach", "TLS", "sharing", "credentials", "clock", "quota"),
        *("alarms", "notifier", "service"),
    ]


def test_a_time_zone_that_does_not_exist_is_told_with_one_that_does(tmp_path: Path) -> None:
    done = check(tmp_path, NOBODY, env={"TZ": "Asia/Beijing"})
    (told,) = [line for line in done.stdout.splitlines() if "local time " in line]
    assert told.startswith(
        "warn local time    TZ=Asia/Beijing: this box knows no such time zone, so local times are UTC;"
    )
    done = check(tmp_path, NOBODY, env={"TZ": "CST-8"})
    assert re.search(r"^ok   local time    \d\d:\d\d \+08, by TZ=CST-8$", done.stdout, re.MULTILINE)


def test_in_chinese_the_same_is_said_in_chinese(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        check(tmp_path, url)
        done = check(tmp_path, url, "--lang", "zh", env={"SCRY_CUSTOMER_SECRET": "wrong"})
    assert done.returncode == 3
    for line in (
        "配置",
        "环境变量",
        "完整性",
        "未发现问题",
        "FAIL 凭证",
        "401 未经授权",
        "配额",
        "call_lists 今日 2/1000",
    ):
        assert line in done.stdout
    assert "1 项失败" in done.stdout.splitlines()[-1]
    assert not any(word in done.stdout for word in ("wrong", CREDENTIALS["SCRY_CUSTOMER_SECRET"]))


def test_in_a_terminal_grades_are_coloured_unless_no_color_says_otherwise(tmp_path: Path) -> None:
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        with scry("check", "--base-url", NOBODY, "--app-id", "x", home=tmp_path, env=env) as terminal:
            assert terminal.exit_status() == 1
            terminal.wait_for("ok   configuration", "xterm-256color, 120×36", "FAIL reach", "1 failed")
            assert (b"\x1b[32mok   \x1b[0m" in terminal.raw) is coloured


def test_without_any_configuration_all_that_can_be_looked_at_is_and_nothing_is_left_behind(tmp_path: Path) -> None:
    done = run("check", "--base-url", NOBODY, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("scry: no app id; give --app-id")
    assert done.stderr.count("\n") == 1
    for line in ("FAIL configuration no app id", "ok   store", "scry makes ", "FAIL reach"):
        assert line in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_leaves_no_crash_behind(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*SCRY, "check", "--base-url", NOBODY],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_config_file_is_exit_2_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[profiles.a]\napp = 'x'\n")
    done = run("check", "--config", str(tmp_path / "c.toml"), home=tmp_path)
    assert done.returncode == 2
    assert f"FAIL configuration {tmp_path}/c.toml:2: profiles.a.app: unknown key" in done.stdout
    assert "ok   terminal" in done.stdout


def test_where_nobody_answers_no_slot_is_taken(tmp_path: Path) -> None:
    done = check(tmp_path, NOBODY)
    assert (done.returncode, "FAIL reach" in done.stdout) == (1, True)
    assert not state(tmp_path).exists()


def test_a_store_that_is_none_fails_and_the_server_is_not_asked(tmp_path: Path) -> None:
    store = tmp_path / "notes.db"
    store.write_text("my notes " * 500)
    with simulated("calm") as (world, url):
        done = check(tmp_path, url, "--store", f"sqlite:///{store}")
        assert world.journal.requests() == []
    assert (done.returncode, "FAIL store" in done.stdout) == (2, True)
    assert store.read_text() == "my notes " * 500


def test_a_spent_day_is_told_with_the_time_and_not_overspent(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("[limits.call_lists]\nper_day = 1\n")
    with simulated("calm") as (world, url):
        first = check(tmp_path, url, "--config", str(config))
        second = check(tmp_path, url, "--config", str(config))
        assert len(world.journal.requests()) == 1
    assert "warn quota         call_lists 1/1 today: nearly all" in first.stdout
    assert second.returncode == 1
    assert "FAIL quota         call_lists: nothing left until " in second.stdout


def test_a_server_that_fails_is_no_fault_of_the_credentials(tmp_path: Path) -> None:
    with answering(500, b"oops", {}) as (url, _):
        done = check(tmp_path, url)
    assert done.returncode == 1
    assert "FAIL API           server error" in done.stdout
    assert "credentials" not in done.stdout


def test_a_clock_that_is_off_is_told_and_does_not_fail_the_check(tmp_path: Path) -> None:
    with simulated("calm", now_ts=time.time() + 600) as (_, url):
        done = check(tmp_path, url)
    assert done.returncode == 0, done.stdout
    assert "behind the server's: scry uses the server's time" in done.stdout
    assert "warn clock         600 s" in done.stdout or "warn clock         599 s" in done.stdout
