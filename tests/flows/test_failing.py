"""Whatever fails, wherever: status 1, one line that says where the report lies, the terminal as it was found."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from tests.flows import failing
from tests.flows.served import ROOT
from tests.term import Terminal

OFTEN = ("key", "timer", "task", "thread", "reading", "on_mount", "compose", "render", "driver gives back")
PLACES = [*failing.BY_KEY, *failing.AT_ONCE, *failing.WHILE_IT_ENDS, *failing.BY_USAGE, *failing.BY_HELP]
KEYS: Mapping[str, Collection[str]] = {
    "u": failing.BY_KEY,
    "5": failing.BY_USAGE,
    "?": failing.BY_HELP,
    "\x11": failing.WHILE_IT_ENDS,
}
MODES = (1049, 1000, 1003, 1006, 2004, 1004)


@pytest.mark.parametrize(
    "where", [each if each in OFTEN else pytest.param(each, marks=pytest.mark.long) for each in PLACES]
)
def test_whatever_fails_the_status_is_1_the_terminal_is_given_back_and_one_line_says_so(
    where: str, tmp_path: Path
) -> None:
    failing_demo = shlex.join([sys.executable, "-m", "tests.flows.failing", where, "demo"])
    command = f"{failing_demo}; echo status $?; stty -a"
    env = {"TMPDIR": str(tmp_path), "LC_ALL": "C" if where == "reading" else "C.UTF-8"}
    with Terminal.spawn(("sh", "-c", command), home=tmp_path, env=env, cwd=ROOT, cols=200) as terminal:
        if where not in failing.AT_ONCE:
            terminal.wait_for("live", re.compile(r"Audio end-to-end +\d"))
            terminal.type(next(key for key, places in KEYS.items() if where in places))
        text = terminal.wait_for("status 1", re.compile(r"-?echoprt"))
        raw = terminal.raw
    (told,) = [line for line in text.split("\n") if "scry:" in line]
    assert ("nobody had ended it" if where == "cancelled" else "OnPurposeError: on purpose, 14 letters") in told
    (report,) = tmp_path.rglob("scry-crash-*.txt")
    assert where == "cancelled" or "in fail" in report.read_text()
    assert failing.SECRET not in text + report.read_text()
    assert "Traceback" not in text
    assert re.search(r" icanon| icrnl", text)
    assert " echo " in text
    for mode in MODES:
        assert raw.rfind(b"\x1b[?%dh" % mode) <= raw.rfind(b"\x1b[?%dl" % mode), mode
    assert raw.rfind(b"\x1b[?25l") <= raw.rfind(b"\x1b[?25h")
