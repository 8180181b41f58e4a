"""Hard terminals and hands: slow, lost, resized without end, stopped, poor; and each time left as it was found."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.flows.served import ROOT, scry
from tests.patience import in_time
from tests.soak.measure import resident_kib
from tests.term import Terminal

R = re.compile
BAUD_9600 = 960
AT_HOME = ("● live", R(r"Audio end-to-end +\d"))


def modes(terminal: Terminal) -> int:
    """The terminal's local modes: echo, lines, signals."""
    return int(termios.tcgetattr(terminal.fd)[3])


def requests(home: Path) -> int:
    (store,) = home.rglob("scry.db")
    with sqlite3.connect(store) as connection:
        (count,) = connection.execute("SELECT count(*) FROM ledger").fetchone()
    return int(count)


@pytest.mark.long
def test_on_a_slow_link_the_newest_frame_wins_while_collection_and_keys_go_on(tmp_path: Path) -> None:
    with scry("demo", "--speed", "60", home=tmp_path, cols=80, rows=24, env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait_for(*AT_HOME)
        asked, memory_kib = requests(tmp_path), resident_kib(terminal.pid)
        # Eight screens in six seconds: sixty kilobytes, of which the link takes six.
        for key in "23456232":
            terminal.send(key)
            terminal.trickle(0.75, BAUD_9600)
        assert requests(tmp_path) > asked
        assert resident_kib(terminal.pid) < memory_kib + 30_000
        # What comes when the link has caught up is the screen that the last key asked for, whole.
        terminal.send("p")
        terminal.wait_for("■ frozen", "by root cause")
        terminal.watch(0.7)
        drawn = terminal.text().split("\n")[1:]
        terminal.send("ctrl+l")
        terminal.watch(0.7)
        assert terminal.text().split("\n")[1:] == drawn
        # The way out does not wait for what nobody will look at any more.
        terminal.send("1")
        terminal.trickle(0.5, BAUD_9600)
        terminal.send("ctrl+q")
        begun_s = time.monotonic()
        while terminal.is_running:
            terminal.trickle(0.1, BAUD_9600)
        assert in_time(time.monotonic() - begun_s, 4.0)
        assert terminal.exit_status() == 0
        assert b"\x1b[?1049l\x1b[?25h" in terminal.raw[-300:]


@pytest.mark.parametrize("shell", ["exec", "trap '' HUP; exec"], ids=["told", "not told"])
def test_a_lost_link_ends_it_within_two_seconds_with_its_state_saved(tmp_path: Path, shell: str) -> None:
    command = f"{shell} {sys.executable} -m tui --app-id demoapp --base-url http://127.0.0.1:9"
    env = {"SCRY_CUSTOMER_ID": "a", "SCRY_CUSTOMER_SECRET": "b"}
    with Terminal.spawn(("sh", "-c", command), home=tmp_path, cwd=ROOT, env=env) as terminal:
        terminal.wait_for("unreachable")
        terminal.send("L", "L")
        terminal.wait_for("实时")
        terminal.hang_up()
        begun_s = time.monotonic()
        assert terminal.exit_status() == 128 + signal.SIGHUP
        assert in_time(time.monotonic() - begun_s, 2.0)
    state = tmp_path / ".local/state/scry"
    assert 'lang = "zh"' in (state / "state.toml").read_text()
    assert not list(state.glob("scry.db-*")), "the store was closed"
    assert not list(state.glob("scry-crash*"))


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_and_continued_it_draws_all_of_the_screen_and_leaves_the_terminal_as_it_found_it(
    tmp_path: Path, stop: signal.Signals
) -> None:
    with scry("demo", "--speed", "1", home=tmp_path) as terminal:
        found = modes(terminal)
        terminal.wait_for(*AT_HOME)
        drawn = terminal.text().split("\n")[1:5]
        os.kill(terminal.pid, stop)
        terminal.wait_stopped()
        terminal.wait_quiet(100)
        if stop == signal.SIGTSTP:
            assert modes(terminal) == found
            assert terminal.raw.rstrip().endswith(b"\x1b[?1004l")
        # Whoever had the terminal meanwhile left nothing on it.
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_until(lambda text: text.split("\n")[1:5] == drawn, "the same lines")
        terminal.send("2")
        terminal.wait_for("by root cause")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        assert modes(terminal) == found


def test_continued_in_the_middle_of_writing_again_and_again_it_goes_on_and_hangs_up_at_once(tmp_path: Path) -> None:
    """As tmux does, which tells a window that it closes both SIGHUP and SIGCONT."""
    with scry("demo", "--speed", "60", home=tmp_path) as terminal:
        found = modes(terminal)
        terminal.wait_for(*AT_HOME)
        for _ in range(300):
            os.kill(terminal.pid, signal.SIGCONT)
            terminal.watch(0.002)
        # What is typed while the terminal is taken anew is lost: whoever had it may have typed it.
        terminal.watch(1.0)
        terminal.send("2")
        terminal.wait_for("by root cause")
        os.kill(terminal.pid, signal.SIGHUP)
        os.kill(terminal.pid, signal.SIGCONT)
        assert terminal.exit_status() == 128 + signal.SIGHUP
        assert modes(terminal) == found


def test_a_storm_of_sizes_ends_with_the_screen_of_the_last_one(tmp_path: Path) -> None:
    rng = random.Random(1)
    with scry("demo", "--speed", "20", home=tmp_path) as terminal:
        terminal.wait_for(*AT_HOME)
        for number in range(30):
            terminal.resize(rng.randint(20, 300), rng.randint(5, 100))
            terminal.watch(rng.choice([0, 0, 0.01, 0.05]))
            if number % 10 == 5:
                terminal.send(rng.choice("23456"))
        terminal.resize(20, 5)
        terminal.wait_for("needs 80×24, has …")
        terminal.resize(300, 100)
        terminal.send("2", "p")
        terminal.wait_for("■ frozen", "by root cause", R(r"enter drill .*\? keys"))
        terminal.resize(120, 36)
        terminal.watch(0.7)
        drawn = terminal.text().split("\n")[1:]
        terminal.send("ctrl+l")
        terminal.watch(0.7)
        assert terminal.text().split("\n")[1:] == drawn
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0


def test_what_stands_there_after_dialogues_tabs_and_another_language_is_what_a_redraw_draws(tmp_path: Path) -> None:
    """Only what differs from what the terminal shows is sent: were that ever mistaken, the screen would stay wrong."""
    with scry("demo", "--speed", "20", home=tmp_path) as terminal:
        terminal.wait_for(*AT_HOME)
        for keys, seen in (
            (("?",), "esc"),
            (("esc", "R"), "ctrl+s"),
            (("esc", "2", "L", "L"), "诊断"),
            (("1", "p"), "■ frozen"),
        ):
            for key in keys:
                terminal.send(key)
                terminal.wait_quiet(150, 1)
            terminal.wait_for(seen)
        terminal.watch(0.7)
        drawn = terminal.text().split("\n")[1:]
        terminal.screen.reset()
        terminal.send("ctrl+l")
        terminal.watch(0.7)
        assert terminal.text().split("\n")[1:] == drawn


def test_a_tick_of_the_clock_sends_its_digits_and_the_way_out_resets_what_they_were_written_with(
    tmp_path: Path,
) -> None:
    with scry("demo", "--speed", "1", home=tmp_path) as terminal:
        terminal.wait_for(*AT_HOME)
        terminal.wait_quiet(400)
        ticks = []
        for _ in range(5):
            before = terminal.bytes_written
            terminal.watch(1)
            ticks.append(terminal.bytes_written - before)
        assert 0 < min(ticks) < 60
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        assert b"\x1b[m" in terminal.raw[-400:].partition(b"\x1b[?1049l")[0]


def test_a_terminal_that_can_is_shown_each_frame_at_once_and_never_left_waiting_for_its_end(tmp_path: Path) -> None:
    with scry("demo", "--speed", "20", home=tmp_path) as terminal:
        terminal.wait_for(*AT_HOME)
        # What such a terminal answers to the question at the start.
        terminal.type("\x1b[?2026;2$y")
        terminal.wait_quiet(150, 1)
        terminal.send("2")
        terminal.wait_for("by root cause")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        frames = re.findall(rb"\x1b\[\?2026([hl])", terminal.raw)
        assert len(frames) > 2
        assert frames == [b"h", b"l"] * (len(frames) // 2)


def test_a_terminal_without_unicode_is_drawn_in_ascii_unasked(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", home=tmp_path, env={"LC_ALL": "C"}) as terminal:
        assert _drawn(terminal.wait_for("* live", R(r"Audio end-to-end +\d"))).isascii()
    with scry("demo", "--speed", "1", home=tmp_path, env={"TERM": "linux", "COLORTERM": ""}) as terminal:
        assert _drawn(terminal.wait_for("* live", R(r"Audio end-to-end +\d"))).isascii()


def _drawn(text: str) -> str:
    """Without the letters of the channels' own names."""
    return re.sub("[\u4e00-\u9fff]", "", text)


@pytest.mark.nightly
@pytest.mark.parametrize("term", ["xterm", "screen", "tmux-256color", "vt100", ""])
def test_every_kind_of_terminal_shows_the_screen(tmp_path: Path, term: str) -> None:
    with scry("demo", "--speed", "1", home=tmp_path, env={"TERM": term, "COLORTERM": ""}) as terminal:
        terminal.wait_for(*AT_HOME)
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
