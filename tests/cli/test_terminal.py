"""The terminal, by what is known of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.findings import lines
from tests.flows.served import ROOT, SCRY
from tests.term import Terminal
from tui.cli.check.finding import Grade
from tui.cli.check.terminal import Facts, look, terminal

FINE = Facts(
    term="xterm-256color",
    size=(120, 36),
    colours="truecolor",
    no_color=False,
    encoding="utf-8",
    locale=("LANG", "zh_CN.UTF-8"),
    ascii=False,
    tmux=None,
    in_screen=False,
)


def test_a_modern_terminal_has_nothing_to_mend() -> None:
    assert {finding.grade for finding in terminal(FINE)} == {Grade.OK}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"size": (79, 24)}, "warn terminal xterm-256color, 79×24: enlarge it to 80×24"),
        ({"term": "dumb"}, "FAIL terminal TERM is dumb"),
        ({"term": "unknown"}, "warn terminal TERM is unknown"),
        ({"term": "dumb", "size": None}, "ok terminal dumb; the output is not one"),
        ({"no_color": True}, "ok colours none, because NO_COLOR is set"),
        ({"colours": "256"}, "ok colours 256; if the terminal has more, set COLORTERM=truecolor"),
        ({"colours": "standard"}, "ok colours 16: enough"),
        ({"colours": None}, "ok colours none"),
        ({"locale": ("LC_ALL", "C")}, "warn characters utf-8 with LC_ALL=C: set LANG=C.UTF-8"),
        ({"locale": None}, "warn characters utf-8, and no locale is set: set LANG=C.UTF-8"),
        ({"locale": ("LANG", "en_US.ISO-8859-1"), "encoding": "latin-1"}, "warn characters latin-1 with LANG="),
        ({"locale": ("LC_ALL", "C"), "ascii": True}, "ok characters LC_ALL=C, so drawn with --ascii; for curves set"),
        ({"locale": None, "ascii": True}, "ok characters utf-8, drawn with --ascii"),
        ({"term": "linux"}, "warn characters utf-8, but the Linux console has no braille: use --ascii"),
        ({"in_screen": True}, "warn multiplexer GNU screen keeps copies (OSC 52) to itself"),
        ({"tmux": {}}, "warn multiplexer tmux does not tell its options"),
        ({"tmux": {"set-clipboard": "external", "escape-time": "10"}}, "warn multiplexer tmux keeps copies (OSC 52)"),
        ({"tmux": {"set-clipboard": "on", "escape-time": "500"}}, "warn multiplexer tmux holds esc back for 500 ms"),
        ({"tmux": {"set-clipboard": "on", "escape-time": "20"}}, "ok multiplexer tmux: copies pass"),
    ],
)
def test_what_falls_short_says_what_to_set(changes: dict[str, object], says: str) -> None:
    assert any(line.startswith(says) for line in lines(terminal(replace(FINE, **changes))))


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm"}, "standard"),
        ({"TERM": "dumb"}, None),
    ],
)
def test_the_colours_are_those_that_the_environment_promises(environment: dict[str, str], colours: str | None) -> None:
    assert look(environment, plain=False).colours == colours


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """The command of a tmux server of its own."""
    if shutil.which("tmux") is None:
        pytest.skip("no tmux here")
    (tmp_path / "tmux.conf").write_text("set -s set-clipboard external\nset -s escape-time 500\n")
    command = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(tmp_path / "tmux.conf")]
    yield command
    subprocess.run([*command, "kill-server"], check=False, capture_output=True)


def test_inside_a_real_tmux_its_own_options_decide(tmux: list[str], tmp_path: Path) -> None:
    check = f"cd {ROOT}; {' '.join(SCRY)} check --base-url http://127.0.0.1:9; exec sleep 60"
    with Terminal.spawn((*tmux, "new-session", check), home=tmp_path, cols=200, rows=50) as inside:
        inside.wait_for(re.compile("[0-9] failed"), "tmux keeps copies", "tmux holds esc back for 500 ms")
    for name, value in (("set-clipboard", "on"), ("escape-time", "20")):
        subprocess.run([*tmux, "set-option", "-s", name, value], check=True)
    with Terminal.spawn((*tmux, "new-session", check), home=tmp_path, cols=200, rows=50) as inside:
        inside.wait_for("tmux: copies pass", re.compile("[0-9] failed"))
