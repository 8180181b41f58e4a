"""Bytes of a broken link or of a terminal that speaks by itself: the program stays, and does what was pressed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flows.served import scry
from tests.term import Terminal
from tests.terminal.test_keys import REPLIES

AT_HOME = ("● live", re.compile(r"Audio end-to-end +\d"))


def send(terminal: Terminal, data: bytes) -> None:
    """Bytes that no key has a name for."""
    terminal._write(data)


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_replies_rubbish_and_a_paste_without_end_press_nothing_and_ctrl_q_ends(tmp_path: Path, locale: str) -> None:
    env = {"TMPDIR": str(tmp_path), "LC_ALL": locale, "SCRY_ASCII": "0"}
    with scry("demo", "--speed", "1", home=tmp_path, env=env) as terminal:
        terminal.wait_for(*AT_HOME)
        place = terminal.text().split("\n")[0].split("  ")[1]
        for reply in REPLIES.values():
            send(terminal, b"\xe9\xff" + reply)
            terminal.watch(0.03)
        terminal.watch(0.5)
        assert terminal.text().split("\n")[0].split("  ")[1] == place
        assert "filter" not in terminal.text().split("\n")[-2:]
        send(terminal, b"\x1b[200~x")
        terminal.watch(5.5)
        send(terminal, "？".encode())
        terminal.wait_for("Keys")
        send(terminal, b"\x1b")
        terminal.wait_until(lambda text: "Keys" not in text, "no help")
        send(terminal, b"\x1b[200~q")
        terminal.watch(0.1)
        send(terminal, b"\x11")
        assert terminal.exit_status() == 0
    assert not [*tmp_path.rglob("scry-crash-*")]


def test_an_arrow_that_the_link_splits_moves_and_leaves_nothing(tmp_path: Path) -> None:
    env = {"TMPDIR": str(tmp_path), "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
    with scry("demo", home=tmp_path, env=env) as terminal:
        terminal.wait_for(*AT_HOME)
        terminal.send("?")
        terminal.wait_for("Keys")
        for _ in range(5):
            send(terminal, b"\x1b")
            terminal.watch(0.3)
            send(terminal, b"[B")
        terminal.watch(0.7)
        assert "Keys" in terminal.text()
        send(terminal, b"\x1b")
        terminal.wait_until(lambda text: "Keys" not in text, "no help")
        terminal.type("qq2R:\r")
        assert terminal.exit_status() == 0


@pytest.mark.long
def test_a_paste_that_the_link_interrupts_presses_nothing(tmp_path: Path) -> None:
    with scry("demo", "--speed", "1", home=tmp_path, env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait_for(*AT_HOME)
        for pause_s in (1.2, 5.5):
            for rest in ([b" team qq", b"\x1b[201~"], [b"qq\x1b[201~"]):
                send(terminal, b"\x1b[200~hello")
                terminal.watch(pause_s)
                for each in rest:
                    send(terminal, each)
                    terminal.watch(0.2)
        for alone in (b"\x1b[201~", b"\x1b[200~\x1b[200~\x1b[201~"):
            send(terminal, alone)
        terminal.watch(0.3)
        assert terminal.is_running
        terminal.send("?")
        terminal.wait_for("Keys")
        send(terminal, b"\x11")
        assert terminal.exit_status() == 0
