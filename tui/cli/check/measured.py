"""The width, in columns, that the terminal itself gives to the signs that scry draws with.

Fonts for Chinese, Japanese and Korean show some signs as wide as their own letters (the "ambiguous" ones of
https://www.unicode.org/reports/tr11/). No variable tells; the terminal does, by the position of its cursor.
"""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import time
from contextlib import suppress

# One of each kind that is drawn with: lines, blocks, shapes, arrows, punctuation.
SIGNS = "─│█▁●○▲→…×"
# Longer than an answer takes on any line that one would work on.
PATIENCE_S = 1.0
_ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")


def measured() -> int | None:
    """Columns of SIGNS; None where the terminal does not answer, or others may be writing to it or typing."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        return None
    if os.environ.get("TERM", "dumb") == "dumb":
        return None
    with suppress(OSError, termios.error):
        fd = os.open(os.ttyname(sys.stdout.fileno()), os.O_RDWR | os.O_NOCTTY)
        try:
            sys.stdout.flush()
            # A background process would be stopped; typed-ahead keys are the shell's.
            if os.tcgetpgrp(fd) == os.getpgrp() and not select.select([fd], [], [], 0)[0]:
                return columns_of(SIGNS, fd)
        finally:
            os.close(fd)
    return None


def columns_of(signs: str, fd: int, patience_s: float = PATIENCE_S) -> int | None:
    """Columns of `signs` on the terminal behind `fd`, at the start of a line that is empty again afterwards. Raises
    OSError and termios.error."""
    before = termios.tcgetattr(fd)
    quiet = termios.tcgetattr(fd)
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        os.write(fd, f"\r{signs}\x1b[6n".encode())
        answer, end_s = b"", time.monotonic() + patience_s
        while (found := _ANSWER.search(answer)) is None:
            left_s = end_s - time.monotonic()
            if left_s <= 0 or not select.select([fd], [], [], left_s)[0]:
                return None
            answer += os.read(fd, 64)
        return int(found[1]) - 1
    finally:
        os.write(fd, b"\r\x1b[K")
        termios.tcsetattr(fd, termios.TCSANOW, before)
