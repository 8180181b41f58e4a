"""The programs that the terminal benchmarks compare, and how each looks when its first frame is complete."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.term import Terminal

ROOT = Path(__file__).parents[2]
COLS, ROWS = 120, 36

_COLOUR = re.compile(rb"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Program:
    """`seen`: the text on the screen at the end of the first frame."""

    argv: tuple[str, ...]
    seen: tuple[str, ...]

    def __call__(self, *options: str) -> Program:
        return Program((*self.argv, *options), self.seen)


BARE = Program((sys.executable, str(Path(__file__).with_name("bare_app.py"))), ("bare",))
SCRY = Program((sys.executable, "-m", "tui", "demo"), ("Diagnosis", "Video freeze", " keys"))


def _within(raw: bytes, texts: tuple[str, ...]) -> bool:
    """Whether all texts stand in the bytes; a change of colour inside a text does not hide the text."""
    plain = _COLOUR.sub(b"", raw)
    return all(text.encode() in plain for text in texts)


@contextmanager
def started(program: Program) -> Iterator[Terminal]:
    """The program in a terminal of its own with an empty home, its first frame complete.

    AssertionError, with the screen, where that does not come about within twenty seconds.
    """
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal.spawn(program.argv, home=Path(home), cols=COLS, rows=ROWS, cwd=ROOT) as terminal,
    ):
        deadline_s = terminal.started_s + 20
        # The emulation would delay the reading that is timed, so the bytes are searched first, without their colours.
        while not _within(terminal.raw, program.seen) and time.monotonic() < deadline_s:
            if terminal.watch(0.01):
                break
        terminal.wait_for(*program.seen, timeout=max(0.0, deadline_s - time.monotonic()))
        yield terminal
