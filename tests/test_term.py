"""The pseudo-terminal gives programs a real terminal, and tests what a reader would see."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.term import Terminal, _Emulator

Spawn = Callable[..., Terminal]

# Prints what it reads, byte for byte, until ctrl+q.
ECHO = """
import os, tty
tty.setraw(0)
print("ready", end="\\r\\n", flush=True)
while (data := os.read(0, 100)) != b"\\x11":
    print(data, end="\\r\\n", flush=True)
"""

TEXTUAL = """
from textual.app import App
from textual.widgets import Static

class Tiny(App):
    BINDINGS = [("left", "say('向左 left')"), ("f1", "say('help')"), ("ctrl+q", "quit")]

    def compose(self):
        yield Static("课堂 ready", id="said")

    def on_resize(self, event):
        self.sub_title = f"{event.size.width}x{event.size.height}"
        self.query_one(Static).border_title = self.sub_title

    def action_say(self, text):
        self.query_one(Static).update(text)

Tiny.CSS = "Static { border: solid white; }"
print("before the app", flush=True)
Tiny().run()
"""


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Start a Python program; it ends with the test."""
    opened: list[Terminal] = []

    def start(code: str, **kwargs: object) -> Terminal:
        opened.append(Terminal.spawn([sys.executable, "-c", code], home=tmp_path, **kwargs))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def shown(data: bytes, cols: int = 20, rows: int = 1) -> str:
    emulator = _Emulator(cols, rows)
    emulator.feed(data)
    return emulator.text()


def test_a_program_finds_a_controlling_terminal_of_the_asked_size(spawn: Spawn) -> None:
    terminal = spawn("import os; print(os.get_terminal_size(os.open('/dev/tty', os.O_RDWR)))", cols=97, rows=13)
    terminal.wait_for("columns=97, lines=13")


def test_a_program_sees_its_home_and_directory_and_nothing_of_the_environment_around(
    spawn: Spawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRY_APP_ID", "leaked")
    code = "import os; print(sorted(os.environ)); print(os.environ['HOME'] + '|' + os.getcwd() + '|')"
    terminal = spawn(code, env={"NO_COLOR": "1", "LANG": "zh_CN.UTF-8"}, cwd=tmp_path, cols=1000)
    text = terminal.wait_for("COLORTERM", f"{tmp_path}|{tmp_path}|")
    assert "'NO_COLOR'" in text
    assert "SCRY" not in text


def test_a_program_that_does_not_exist_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        Terminal.spawn([tmp_path / "no-such-program"], home=tmp_path)


def test_keys_arrive_as_a_terminal_sends_them(spawn: Spawn) -> None:
    terminal = spawn(ECHO)
    terminal.wait_for("ready")
    terminal.send("a", "课", "enter", "esc", "left", "shift+left", "ctrl+d", "alt+x", "f1", "f5", "f12", "pgup")
    arrived = r"b'a\xe8\xaf\xbe\r\x1b\x1b[D\x1b[1;2D\x04\x1bx\x1bOP\x1b[15~\x1b[24~\x1b[5~'"
    terminal.wait_for(arrived)
    terminal.type("left?")
    terminal.wait_for("b'left?'")
    with pytest.raises(ValueError, match="no such key: 'entre'"):
        terminal.send("entre")
    terminal.send("ctrl+q")
    assert terminal.exit_status() == 0


def test_a_row_reads_as_a_person_reads_it_where_characters_are_wide() -> None:
    assert shown("课堂-prod │ 视频".encode()) == "课堂-prod │ 视频"


def test_a_wide_character_of_which_half_is_overwritten_is_blank() -> None:
    assert shown("课堂a".encode() + b"\x1b[1;2Hx") == " x堂a"
    assert shown("课堂a".encode() + b"\x1b[1;3Hx") == "课x a"


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[>1u",
        b"\x1b[<u",
        b"\x1b[?u",
        b"\x1b[=5;1u",
        b"\x1b[?2026h",
        b"\x1b[?2026$p",
        b"\x1b[?2048$p",
        b"\x1b[>4;1m",
        b"\x1b[?4m",
        b"\x1b[>q",
        b"\x1b[4:3m",
        b"\x1b[38:2::1:2:3m",
        b"\x1bP+q544e\x1b\\",
        b"\x1b_Gi=31,s=1;AAAA\x1b\\",
        b"\x1b]0;a title\x07",
        b"\x1b]52;c;YQ==\x1b\\",
        b"\x1b]8;;https://example.org\x1b\\",
        b"\x1b[?1000h",
        b"\x1b[2 q",
    ],
)
def test_a_sequence_for_the_terminal_s_ear_leaves_nothing_on_the_screen_however_it_is_cut(sequence: bytes) -> None:
    data = "视a".encode() + sequence + "b频".encode()
    for cut in range(len(data) + 1):
        emulator = _Emulator(20, 1)
        emulator.feed(data[:cut])
        emulator.feed(data[cut:])
        assert emulator.text() == "视ab频"
        assert not emulator.screen.buffer[0][3].underscore


def test_leaving_the_alternate_screen_brings_back_what_was_there_before() -> None:
    assert shown(b"$ scry\r\n\x1b[?1049h\x1b[Happ", rows=2) == "app\n"
    assert shown(b"$ scry\r\n\x1b[?1049h\x1b[Happ\x1b[?1049lbye", rows=2) == "$ scry\nbye"


def test_a_program_is_told_of_a_new_size(spawn: Spawn) -> None:
    code = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
print("ready", flush=True)
signal.sigwait({signal.SIGWINCH})
print(os.get_terminal_size(), flush=True)
"""
    terminal = spawn(code, cols=80, rows=24)
    terminal.wait_for("ready")
    terminal.resize(120, 36)
    text = terminal.wait_for("columns=120, lines=36")
    assert len(text.split("\n")) == 36


def test_waiting_in_vain_shows_the_screen_and_the_end_of_the_program(spawn: Spawn) -> None:
    terminal = spawn("print('what it says')")
    with pytest.raises(AssertionError, match=r"(?s)the program ended \(0\) without.*what it does not.*what it says"):
        terminal.wait_for("what it says", "what it does not")
    terminal = spawn("print('here', flush=True); input()")
    terminal.wait_for("here")
    with pytest.raises(AssertionError, match=r"(?s)0\.1 s passed without.*here"):
        terminal.wait_for("there", timeout=0.1)


def test_the_exit_status_is_the_program_s_own(spawn: Spawn) -> None:
    terminal = spawn("import sys; print('x' * 50000); sys.exit(3)")
    assert terminal.exit_status() == 3
    assert terminal.raw.count(b"x") == 50_000
    assert terminal.bytes_written == len(terminal.raw) > 50_000
    assert spawn("import os; os.kill(os.getpid(), 9)").exit_status() == -9


def test_a_program_that_goes_on_has_no_exit_status(spawn: Spawn) -> None:
    with pytest.raises(AssertionError, match="still running"):
        spawn("input()").exit_status(timeout=0.1)


def test_closing_ends_what_the_program_started_too(spawn: Spawn, tmp_path: Path) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    child = "import time; f = open('held', 'w'); f.write('.'); f.flush(); print('child', flush=True); time.sleep(99)"
    terminal = spawn(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])", cwd=tmp_path)
    terminal.wait_for("child")
    terminal.close()
    os.set_blocking(held, True)
    assert os.read(held, 10) == b"."
    assert os.read(held, 10) == b""  # the end: nobody holds it any more
    os.close(held)
    terminal.close()


def test_quiet_is_when_nothing_is_written_for_so_long(spawn: Spawn) -> None:
    terminal = spawn(ECHO)
    terminal.wait_for("ready")
    assert terminal.wait_quiet(50)
    assert not spawn("while True: print('x', flush=True)").wait_quiet(200, timeout=0.3)
    ended = spawn("print('x')")
    ended.exit_status()
    assert ended.wait_quiet(10_000)


def test_the_first_sight_of_a_text_is_when_it_was_read_not_when_it_was_asked_for(spawn: Spawn) -> None:
    terminal = spawn(ECHO)
    terminal.wait_for("ready")
    first_s = terminal.last_output_s
    terminal.type("x")
    terminal.wait_for("b'x'")
    assert terminal.started_s < first_s == terminal.first_seen_s("ready")
    assert terminal.first_seen_s("ready", "b'x'") == terminal.last_output_s > first_s
    assert terminal.first_seen_s("never") is None


def test_a_textual_app_is_seen_and_driven_like_any_program(spawn: Spawn) -> None:
    terminal = spawn(TEXTUAL, cols=60, rows=10)
    terminal.wait_for("课堂 ready", "60x10")
    assert terminal.row(1).startswith("│课堂 ready")
    terminal.send("left")
    terminal.wait_for("向左 left")
    terminal.send("f1")
    assert "向左" not in terminal.wait_for("help")
    terminal.resize(80, 24)
    terminal.wait_for("80x24")
    assert all(len(line) <= 80 for line in terminal.text().split("\n"))
    terminal.send("ctrl+q")
    assert terminal.exit_status() == 0
    assert "before the app" in terminal.text()
    assert "help" not in terminal.text()
