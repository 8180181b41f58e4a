"""A pseudo-terminal's bytes are read as they come; how long esc waits is ESCDELAY's to say."""

from __future__ import annotations

import os
import threading
import time
import tty
from collections.abc import Iterator

import pytest
from textual import events
from textual.message import Message

from tests.patience import PATIENCE_S
from tui.terminal.reading import ESC_OVER_SSH_S, ESC_S, escape_delay_s, read


class Reader:
    """Reads a pseudo-terminal in a thread of its own."""

    def __init__(self, esc_s: float) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.keys: list[str] = []
        self.is_over = False
        self.ended: list[bool] = []
        self._thread = threading.Thread(target=self._run, args=(esc_s,))
        self._thread.start()

    def _run(self, esc_s: float) -> None:
        self.ended.append(read(self.slave, esc_s, tell=self._tell, is_over=lambda: self.is_over))

    def _tell(self, message: Message) -> None:
        assert isinstance(message, events.Key)
        self.keys.append(message.key)

    def wait_for(self, *keys: str) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while self.keys != [*keys] and time.monotonic() < deadline_s:
            time.sleep(0.005)
        assert self.keys == [*keys]

    def end(self) -> None:
        self.is_over = True
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader(0.2)
    yield reader
    reader.end()
    for fd in (reader.master, reader.slave):
        if fd >= 0:
            os.close(fd)


def test_keys_come_as_they_are_pressed_and_an_esc_after_its_delay(reader: Reader) -> None:
    os.write(reader.master, b"q\xe9\x1b[A")
    reader.wait_for("q", "up")
    begun_s = time.monotonic()
    os.write(reader.master, b"\x1b")
    reader.wait_for("q", "up", "escape")
    assert time.monotonic() - begun_s >= 0.2
    os.write(reader.master, b"\x1b[200~")
    time.sleep(0.01)
    os.write(reader.master, b"\x11")
    reader.wait_for("q", "up", "escape", "ctrl+q")
    reader.end()
    assert reader.ended == [True]


def test_a_terminal_that_is_gone_ends_it(reader: Reader) -> None:
    os.close(reader.master)
    reader.master = -1
    deadline_s = time.monotonic() + PATIENCE_S
    while not reader.ended and time.monotonic() < deadline_s:
        time.sleep(0.005)
    assert reader.ended == [False]


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, ESC_S),
        ({"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, ESC_OVER_SSH_S),
        ({"SSH_TTY": "/dev/pts/3"}, ESC_OVER_SSH_S),
        ({"SSH_TTY": ""}, ESC_S),
        ({"ESCDELAY": "25", "SSH_TTY": "/dev/pts/3"}, 0.025),
        ({"ESCDELAY": "1000"}, 1.0),
        ({"ESCDELAY": " 30 "}, 0.03),
        ({"ESCDELAY": "0"}, 0.001),
        ({"ESCDELAY": "999999"}, 10.0),
        ({"ESCDELAY": "soon"}, ESC_S),
        ({"ESCDELAY": "-5"}, ESC_S),
        ({"ESCDELAY": "२५"}, ESC_S),
        ({"ESCDELAY": "1" * 5000}, ESC_S),
    ],
)
def test_esc_waits_as_long_as_escdelay_says_else_longer_over_ssh(environment: dict[str, str], seconds: float) -> None:
    assert escape_delay_s(environment) == seconds
