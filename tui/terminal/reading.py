"""Reading: the loop that reads the terminal's bytes until the program or the terminal ends."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Mapping

from textual.message import Message

from tui.clock import SystemClock
from tui.terminal.keys import Keys
from tui.terminal.tokens import Tokens

# The time in which an esc may begin a sequence. A slow link splits sequences.
ESC_S, ESC_OVER_SSH_S = 0.25, 0.5
LONGEST_ESC_S = 10.0
# Interval of checks for the end.
TURN_S = 0.1
PIECE_BYTES = 4096


def escape_delay_s(environment: Mapping[str, str]) -> float:
    """ESCDELAY (milliseconds) as in other programs; without it the default, longer over SSH."""
    said = environment.get("ESCDELAY", "").strip()
    if said.isascii() and said.isdecimal() and len(said) < 10:
        return min(max(int(said), 1) / 1000, LONGEST_ESC_S)
    over_ssh = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
    return ESC_OVER_SSH_S if over_ssh else ESC_S


def read(fd: int, esc_s: float, *, tell: Callable[[Message], None], is_over: Callable[[], bool]) -> bool:
    """Send each key to `tell` until `is_over`: True. False if the terminal is gone."""
    clock = SystemClock()
    tokens, keys = Tokens(esc_s), Keys()
    while not is_over():
        due_s = tokens.due_s()
        wait_s = TURN_S if due_s is None else min(TURN_S, max(0.0, due_s - clock.elapsed()))
        if select.select([fd], [], [], wait_s)[0]:
            try:
                data = os.read(fd, PIECE_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                return False
            if not data:
                return False
            found = tokens.feed(data, clock.elapsed())
        else:
            found = tokens.pause(clock.elapsed())
        for token in found:
            for message in keys.of(token):
                tell(message)
    return True
