"""A command is told by JSON on its input, without a shell, and is ended where it hangs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.monitor.notices import notice
from tests.patience import PATIENCE_S, until
from tui.clock import Zone
from tui.domain.records import Reply, Severity, Terms
from tui.domain.text import Lang
from tui.monitor.command_notifier import CommandNotifier, keyed

TERMS = Terms(frozenset({Severity.CRITICAL}), 600)


def notifier(*command: str, timeout_s: float = PATIENCE_S, name: str = "", lang: Lang = "en") -> CommandNotifier:
    environment = {"PATH": os.environ["PATH"]}
    return CommandNotifier(
        command, TERMS, name=name, lang=lang, zone=Zone(utc=True), environment=environment, timeout_s=timeout_s
    )


def python(code: str, *arguments: str, timeout_s: float = PATIENCE_S) -> CommandNotifier:
    return notifier(sys.executable, "-c", code, *arguments, timeout_s=timeout_s)


async def test_the_command_reads_the_notice_as_json(tmp_path: Path) -> None:
    reply = await python("import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", f"{tmp_path}/heard").tell(
        notice()
    )
    assert reply == Reply(True, "exit status 0")
    heard = json.loads((tmp_path / "heard").read_text())
    assert (heard["alarm"]["rule"], heard["open"]) == ("freeze", notice().opening)


async def test_its_words_reach_it_as_they_are_and_no_shell_reads_them(tmp_path: Path) -> None:
    words = ["$(touch x)", "; touch x", "a b", "*", "`touch x`"]
    code = "import json, sys; json.dump(sys.argv[2:], open(sys.argv[1], 'w'))"
    assert (await python(code, f"{tmp_path}/words", *words).tell(notice())).is_sent
    assert json.loads((tmp_path / "words").read_text()) == words


async def test_the_environment_holds_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRY_CUSTOMER_SECRET", "s3cret")
    code = "import os, sys; open(sys.argv[1], 'w').write(repr(dict(os.environ)))"
    assert (await python(code, f"{tmp_path}/env").tell(notice())).is_sent
    assert "s3cret" not in (tmp_path / "env").read_text()


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("import sys; sys.exit(3)", "exit status 3"),
        ("import sys; sys.exit('first\\nno route to pager\\n')", "exit status 1: no route to pager"),
        ("import os, sys; print('\\x1b[31m' + 'x' * 9000, file=sys.stderr); os._exit(2)", "exit status 2: "),
        ("import os; os.kill(os.getpid(), 9)", "ended by signal 9"),
    ],
)
async def test_a_failure_tells_the_exit_status_and_the_last_word_of_the_command(code: str, detail: str) -> None:
    reply = await python(code).tell(notice())
    assert not reply.is_sent
    assert reply.detail.startswith(detail)
    assert "\x1b" not in reply.detail
    assert len(reply.detail) < 300


async def test_a_program_that_is_not_there_is_told_by_its_name_in_the_projects_language() -> None:
    assert (await notifier("/no/such").tell(notice())).detail == "no such program: /no/such"
    assert (await notifier("/no/such", lang="zh").tell(notice())).detail == "没有该程序：/no/such"
    assert not (await notifier("/etc/passwd").tell(notice())).is_sent


async def test_a_command_that_need_not_read_and_leaves_a_child_behind_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    assert (await notifier("sh", "-c", 'sleep 600 & echo $! > "$0"', str(file)).tell(notice())).is_sent
    # It is there still; killing another one would be an error.
    os.kill(int(file.read_text()), signal.SIGKILL)


@pytest.mark.long
async def test_a_command_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    # Of a shell, which begins in milliseconds.
    stubborn = "trap '' TERM; sleep 60 & echo $$ $! > \"$0\"; echo waiting for the pager >&2; wait; sleep 60"
    file = tmp_path / "pids"
    hanging = notifier("sh", "-c", stubborn, str(file), timeout_s=3.0)
    reply = await hanging.tell(notice())
    assert reply == Reply(False, "killed: no end within 3 s: waiting for the pager")
    for pid in file.read_text().split():
        await gone(int(pid))


async def test_a_telling_that_is_cancelled_kills_its_command(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    task = asyncio.create_task(python(code, str(file)).tell(notice()))
    await until(lambda: file.exists() and file.read_text() != "")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await gone(int(file.read_text()))


async def gone(pid: int) -> None:
    """A child that was adopted may stay a moment until it is reaped."""

    def is_gone() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    await until(is_gone)


def test_the_key_is_the_name_or_one_of_its_words_without_an_argument_in_it() -> None:
    assert notifier("/usr/bin/page", "--token", "abc", name="pager").key == "pager"
    key = notifier("/usr/bin/page", "--token", "abc").key
    assert key == keyed("page", "/usr/bin/page", "--token", "abc")
    assert key.startswith("page#")
    assert "abc" not in key.removeprefix("page#") or len(key) == len("page#") + 6
    assert notifier("/usr/bin/page", "--token", "abd").key != key
