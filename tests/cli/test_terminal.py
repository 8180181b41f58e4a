"""The terminal, by what is known of it."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace

from tests.cli.findings import lines
from tests.flows.served import ROOT, SCRY
from tests.term import Terminal
from tui.cli.check.measured import SIGNS, columns_of, measured
from tui.cli.check.terminal import TerminalFacts, look, terminal
from tui.messages.finding import Grade

FINE = TerminalFacts(
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
        ({"size": (79, 24)}, "warn terminal xterm-256color, 79×24: enlarge the terminal to 80×24"),
        ({"term": "dumb"}, "FAIL terminal TERM is dumb"),
        ({"term": "unknown"}, "warn terminal TERM is unknown"),
        ({"term": "dumb", "size": None}, "ok terminal dumb; the output is not a terminal"),
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
        ({}, "ok characters utf-8; if curves show as boxes, the font has no braille, and if columns do not line up"),
        ({"columns": 20}, "warn characters utf-8, but this terminal draws ─│█▁●○▲→…× in 20 columns, and nothing would"),
        ({"columns": 12}, "warn characters utf-8, but this terminal draws ─│█▁●○▲→…× in 12 columns, and nothing would"),
        ({"columns": 29}, "warn characters utf-8, but this terminal draws ─│█▁●○▲→…× in 29 columns, as if each byte"),
        ({"columns": 20, "ascii": True}, "ok characters utf-8, drawn with --ascii"),
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


@pytest.mark.flow
def test_inside_a_real_tmux_its_own_options_decide(tmux: list[str], tmp_path: Path) -> None:
    check = f"cd {ROOT}; {' '.join(SCRY)} check --base-url http://127.0.0.1:9; exec sleep 60"
    with Terminal.spawn((*tmux, "new-session", check), home=tmp_path, cols=200, rows=50) as inside:
        inside.wait_for(re.compile("[0-9] failed"), "tmux keeps copies", "tmux holds esc back for 500 ms")
    for name, value in (("set-clipboard", "on"), ("escape-time", "20")):
        subprocess.run([*tmux, "set-option", "-s", name, value], check=True)
    with Terminal.spawn((*tmux, "new-session", check), home=tmp_path, cols=200, rows=50) as inside:
        inside.wait_for("tmux: copies pass", re.compile("[0-9] failed"))


def asked(answer: bytes, *, before: bytes = b"", pause_s: float = 0.0) -> tuple[int | None, bytes, bool]:
    """What is measured at a terminal that answers so; what it was sent; whether its modes are as they were."""
    master, slave = pty.openpty()
    try:
        modes = termios.tcgetattr(slave)

        def play() -> None:
            os.write(master, before)
            select.select([master], [], [])
            for each in answer:
                time.sleep(pause_s)
                os.write(master, bytes([each]))

        player = Thread(target=play, daemon=True)
        player.start()
        columns = columns_of(SIGNS, slave, 0.3)
        player.join()
        sent = b""
        while select.select([master], [], [], 0.05)[0]:
            sent += os.read(master, 4096)
        return columns, sent, termios.tcgetattr(slave) == modes
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize(
    ("answer", "columns"),
    [
        (b"\x1b[7;11R", 10),
        (b"\x1b[24;21R", 20),
        (b"j\x1b[A\x1b[7;11R", 10),
        (b"", None),
        (b"\x1b[7;", None),
        (b"hello\r", None),
        (b"\x1b[;R", None),
        (b"j" * 400, None),
    ],
)
def test_the_terminal_says_how_wide_it_draws_or_is_not_waited_for(answer: bytes, columns: int | None) -> None:
    found, sent, is_as_before = asked(answer, pause_s=0.001)
    assert (found, is_as_before) == (columns, True)
    assert sent.startswith(f"\r{SIGNS}\x1b[6n\r\x1b[K".encode())


def test_who_is_no_terminal_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", None)
        assert measured() is None
