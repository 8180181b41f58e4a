"""The link to the terminal never keeps its writer waiting, says when it lags, and knows when nobody is there."""

from __future__ import annotations

import os
import select
import tty
from collections.abc import Iterator
from queue import Queue

import pytest

from tests.patience import PATIENCE_S
from tui.terminal.driver import GIVE_UP, Link


class Line:
    """A pseudo-terminal, and what the link to it has told."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.told: Queue[str] = Queue()
        self.link = Link(
            self.slave,
            encoding,
            late=lambda: self.told.put("late"),
            clear=lambda: self.told.put("clear"),
            gone=lambda: self.told.put("gone"),
        )
        self.link.start()

    def read(self, count: int) -> bytes:
        got = b""
        while len(got) < count and select.select([self.master], [], [], 5)[0]:
            got += os.read(self.master, count - len(got))
        return got

    def rest(self) -> bytes:
        """All that is there now."""
        got = b""
        while select.select([self.master], [], [], 0.1)[0]:
            got += os.read(self.master, 100_000)
        return got

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.link.stop()
    for fd in (line.master, line.slave):
        if fd >= 0:
            os.close(fd)


def test_all_that_is_written_arrives_in_order(line: Line) -> None:
    texts = [f"{number}数" for number in range(5000)]
    for text in texts:
        line.link.write(text)
    expected = "".join(texts).encode()
    assert line.read(len(expected)) == expected


def test_a_terminal_that_takes_nothing_makes_nobody_wait_and_is_told_once_as_late_and_once_as_clear(
    line: Line,
) -> None:
    # Nobody reads: who waited would wait for ever.
    for _ in range(100):
        line.link.write("x" * 10_000)
    assert line.told.get(timeout=PATIENCE_S) == "late"
    line.link.write("y")
    assert line.read(1_000_001).endswith(b"xy")
    assert line.told.get(timeout=PATIENCE_S) == "clear"
    assert line.told.empty()


def test_what_is_late_is_given_up_for_what_ends_the_program_and_nothing_else_is(line: Line) -> None:
    line.link.write("on time")
    line.link.cut()
    assert line.read(7) == b"on time"
    line.link.write("x" * 1_000_000)
    assert line.told.get(timeout=PATIENCE_S) == "late"
    line.link.cut()
    line.link.write("the end")
    line.link.stop()
    assert not line.link.is_alive()
    rest = line.rest()
    assert rest.endswith(GIVE_UP + b"the end")
    assert len(rest) < 20_000


def test_a_terminal_that_takes_nothing_just_when_the_program_ends_is_given_back_all_the_same(line: Line) -> None:
    """Too early to be called late: what was drawn a moment ago, and part of how it is given back, fill the kernel."""
    line.link.write("x" * 1_000_000)
    line.link.cut()
    line.link.write("the end")
    line.link.stop()
    assert not line.link.is_alive()
    assert line.rest().endswith(GIVE_UP + b"the end")


def test_a_terminal_that_is_gone_is_told_and_takes_what_is_written_without_a_word(line: Line) -> None:
    line.hang_up()
    assert line.told.get(timeout=PATIENCE_S) == "gone"
    line.link.join(PATIENCE_S)
    line.link.write("into the void")
    line.link.cut()
    line.link.stop()


def test_a_letter_that_the_encoding_lacks_keeps_its_width() -> None:
    line = Line("latin-1")
    line.link.write("é数-3▸")
    assert line.read(6) == b"\xe9??-3?"
    line.link.stop()
    os.close(line.master)
    os.close(line.slave)
