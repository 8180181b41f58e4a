"""`scry alarms test` as a process: everybody that alarms tell, and each answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, SCRY
from tests.monitor.test_apprise_notifier import TOKEN, hook
from tests.patience import PATIENCE_S
from tui.cli.notifiers import notifiers_of
from tui.cli.options import Options
from tui.cli.settings import settle
from tui.domain.records import Severity

PROJECT = '[profiles.classroom]\napp_id = "demoapp"\nbase_url = "http://127.0.0.1:1"\n'


class Done:
    def __init__(self, home: Path, config: str, *options: str) -> None:
        file = home / "config.toml"
        file.write_text(PROJECT + config)
        file.chmod(0o600)
        environment = {**CREDENTIALS, "HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        command = [*SCRY, "alarms", "test", "--config", str(file), *options]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
        self.status, self.lines, self.stderr = done.returncode, done.stdout.splitlines(), done.stderr


def command(home: Path, code: str) -> str:
    (home / "page.py").write_text(code)
    return f'command = ["{sys.executable}", "{home}/page.py", "{home}/heard"]\n'


KEEPING = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"


@pytest.mark.long
def test_each_is_told_once_and_its_answer_printed_without_a_secret(tmp_path: Path) -> None:
    with hook() as one, hook() as printed, hook(500) as broken:
        (tmp_path / "urls").write_text(f"{printed.url}\n\n")
        done = Done(
            tmp_path,
            f'[[alarms.notify]]\nname = "pager"\n{command(tmp_path, KEEPING)}'
            f'[[alarms.notify]]\nname = "chat"\nurls = ["{one.url}", "{broken.url}"]\n'
            f'[[alarms.notify]]\nname = "safe"\nurls_command = ["cat", "{tmp_path}/urls"]\n',
        )
    assert done.status == 1, done.stderr
    assert done.lines[:2] == ["ok   pager: exit status 0", "ok   chat 1: accepted"]
    assert done.lines[2].startswith("FAIL chat 2: not accepted: ")
    assert done.lines[3:] == ["ok   safe: accepted"]
    assert TOKEN not in "".join(done.lines) + done.stderr
    heard = json.loads((tmp_path / "heard").read_text())
    assert (heard["event"], heard["test"]) == ("test", True)
    assert (heard["project"], heard["profile"]) == ("classroom", "classroom")
    assert "telling 4 notifiers; a slow one is waited for at most 45 s" in done.stderr
    assert heard["open"].endswith("--profile classroom")
    assert [len(each.heard) for each in (one, printed, broken)] == [1, 1, 1]
    assert one.heard[0]["title"] == "[classroom] test: alarms reach you"


def test_in_the_projects_language_whatever_the_command_was_asked_for(tmp_path: Path) -> None:
    done = Done(tmp_path, f'[ui]\nlang = "zh"\n[[alarms.notify]]\n{command(tmp_path, KEEPING)}', "--lang", "en")
    assert done.status == 0, done.stderr
    assert done.lines[0].endswith("：退出状态 0") or done.lines[0].endswith(": 退出状态 0")
    assert json.loads((tmp_path / "heard").read_text())["subject"] == "[classroom] 测试：可以收到告警"


def test_a_command_of_urls_that_fails_is_told_with_its_place(tmp_path: Path) -> None:
    done = Done(tmp_path, '[[alarms.notify]]\nname = "safe"\nurls_command = ["false"]\n')
    assert done.status == 1
    assert "config.toml:6: alarms.notify[1].urls_command: ended with status 1" in done.lines[0]


def test_nobody_to_tell_is_a_mistake_of_the_config(tmp_path: Path) -> None:
    done = Done(tmp_path, "")
    assert (done.status, done.lines) == (2, [])
    assert "alarms notify nobody; add an [[alarms.notify]]" in done.stderr


def test_the_same_words_twice_are_one_notifier_and_terms_make_no_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        PROJECT
        + '[[alarms.notify]]\ncommand = ["page", "me"]\nseverities = ["critical"]\nrepeat_minutes = 5\n'
        + '[[alarms.notify]]\ncommand = ["page", "me"]\n'
        + '[[alarms.notify]]\ncommand = ["page", "you"]\nresolved = false\n'
    )
    environment = {**CREDENTIALS, "HOME": str(tmp_path)}
    options = Options(
        "collect", config=str(file), store=f"sqlite:///{tmp_path}/scry.db", log_file=f"{tmp_path}/scry.log"
    )
    first, second = notifiers_of(settle(options, environment))
    assert (first.terms.severities, first.terms.repeat_s) == (frozenset({Severity.CRITICAL}), 300)
    assert first.key != second.key
    assert not second.terms.resolved
