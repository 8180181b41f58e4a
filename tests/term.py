"""A pseudo-terminal: starts a program as a person's terminal would, presses keys, reads the screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from types import TracebackType

import pyte
from wcwidth import wcwidth

from tests.patience import PATIENCE_S

Pattern = str | re.Pattern[str]

_MOVES = (("up", b"A"), ("down", b"B"), ("right", b"C"), ("left", b"D"), ("end", b"F"), ("home", b"H"))

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "esc": b"\x1b",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "pgup": b"\x1b[5~",
    "pgdn": b"\x1b[6~",
    **{name: b"\x1b[" + final for name, final in _MOVES},
    **{
        f"{modifier}+{name}": b"\x1b[1;" + code + final
        for modifier, code in (("shift", b"2"), ("alt", b"3"), ("ctrl", b"5"))
        for name, final in _MOVES
    },
    **{f"f{number}": b"\x1bO" + bytes([0x4F + number]) for number in range(1, 5)},
    **{
        f"f{number}": b"\x1b[%d~" % code
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
}

# Sequences that pyte would print or misread: strings for the terminal itself (DCS, APC, PM, SOS), private queries and
# modes that end like public commands (kitty's keyboard, XTerm's key modes, mode requests), and SGR with colons.
_FOREIGN = re.compile(
    rb"\x1b[PX^_].*?\x1b\\"
    rb"|\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    rb"|\x1b\[\?[0-?]*(?:\$p|[mu])"
    rb"|\x1b\[[0-9;]*:[0-9:;]*[@-~]",
    re.DOTALL,
)
# The start of an unfinished sequence.
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[PX^_](?:[^\x1b]|\x1b(?!\\))*)?\Z")


class Terminal:
    """A program in a pseudo-terminal of its own, session leader, with a screen of `cols` × `rows`.

    The waiting methods alone read bytes, and only a look at the screen draws them: benchmarks time the reading, so it
    never waits for the emulation. The program's queries get no answer, as on a plain terminal.
    """

    def __init__(self, process: subprocess.Popen[bytes], fd: int, cols: int, rows: int, started_s: float) -> None:
        self._process = process
        self._fd = fd
        self._chunks: list[tuple[float, bytes]] = []
        self._ended = False
        self._emulator = _Emulator(cols, rows)
        self._fed = 0
        self.started_s = started_s
        """When the program was started; like all times here of the monotonic clock, in seconds."""

    @classmethod
    def spawn(
        cls,
        argv: Sequence[str | Path],
        *,
        home: Path,
        env: Mapping[str, str] | None = None,
        cols: int = 120,
        rows: int = 36,
        cwd: Path | None = None,
    ) -> Terminal:
        """Start a program. Its environment is `env` on top of a bare one with `home`: nothing leaks in.

        Raises OSError where it cannot be started.
        """
        master, slave = pty.openpty()
        _set_size(master, cols, rows)
        bare = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        started_s = time.monotonic()
        try:
            with warnings.catch_warnings():
                # Forking beside threads is safe here: between fork and exec there is one ioctl.
                warnings.simplefilter("ignore", DeprecationWarning)
                process = subprocess.Popen(
                    [str(part) for part in argv],
                    stdin=slave,
                    stdout=slave,
                    stderr=slave,
                    env={**bare, **(env or {})},
                    cwd=cwd,
                    start_new_session=True,
                    preexec_fn=_take_terminal,
                )
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        return cls(process, master, cols, rows, started_s)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- keys -------------------------------------------------------------------------------------------------

    def send(self, *keys: str) -> None:
        """Press keys: names of `KEYS`, "ctrl+q", "alt+x", or one character. Raises ValueError for anything else.

        A program takes `esc` with a key right behind it for one key: wait for the effect of `esc` first.
        """
        self._write(b"".join(_key(key) for key in keys))

    def type(self, text: str) -> None:
        """Type text, as it is."""
        self._write(text.encode())

    def resize(self, cols: int, rows: int) -> None:
        """Give the terminal another size; the kernel tells the program (SIGWINCH)."""
        self._look()
        self._emulator.screen.resize(rows, cols)
        _set_size(self._fd, cols, rows)

    # --- screen -----------------------------------------------------------------------------------------------

    @property
    def screen(self) -> pyte.Screen:
        """The emulated screen with all that has been read, for colours and the cursor."""
        self._look()
        return self._emulator.screen

    def text(self) -> str:
        """The screen as a reader sees it: one line a row, without trailing blanks."""
        self._look()
        return self._emulator.text()

    def row(self, number: int) -> str:
        """One row of the screen, the first is 0."""
        self._look()
        return self._emulator.row(number)

    # --- bytes ------------------------------------------------------------------------------------------------

    @property
    def raw(self) -> bytes:
        """All that the program has written and was read."""
        return b"".join(data for _, data in self._chunks)

    @property
    def bytes_written(self) -> int:
        """How many bytes the program has written and were read."""
        return sum(len(data) for _, data in self._chunks)

    def forget(self) -> None:
        """Put all that was read on the screen, and keep it no longer: for runs of hours."""
        self._look()
        self._chunks.clear()
        self._fed = 0

    def read_s(self, byte: int) -> float:
        """When the byte of that number was read, the first is 0. ValueError where it was not yet."""
        for read_s, data in self._chunks:
            if byte < len(data):
                return read_s
            byte -= len(data)
        raise ValueError("that byte was not read yet")

    @property
    def last_output_s(self) -> float:
        """When bytes were last read."""
        return self._chunks[-1][0] if self._chunks else self.started_s

    def first_seen_s(self, *patterns: Pattern) -> float | None:
        """When the bytes were read with which all patterns stood on the screen for the first time.

        Found by playing all bytes again on a screen of the present size; None where they never did.
        """
        emulator = _Emulator(self.screen.columns, self.screen.lines)
        for read_s, data in self._chunks:
            emulator.feed(data)
            if _all_on(emulator.text(), patterns):
                return read_s
        return None

    # --- waiting ----------------------------------------------------------------------------------------------

    def wait_for(self, *patterns: Pattern, timeout: float = PATIENCE_S) -> str:
        """Wait until all patterns (a text, or a compiled regular expression) are on the screen; its text.

        AssertionError, with the screen, where `timeout` seconds pass or the program ends before.
        """
        return self.wait_until(lambda text: _all_on(text, patterns), repr(patterns), timeout=timeout)

    def wait_until(self, holds: Callable[[str], bool], what: str, *, timeout: float = PATIENCE_S) -> str:
        """Wait until `holds` of the screen's text; `what` names the condition in the AssertionError."""
        deadline_s = time.monotonic() + timeout
        while not holds(text := self.text()):
            left_s = deadline_s - time.monotonic()
            if self._ended or left_s <= 0:
                why = f"the program ended ({self._process.wait(timeout)})" if self._ended else f"{timeout} s passed"
                raise AssertionError(f"{why} without {what} on the screen:\n{text}")
            # All that is there is taken at once: emulating every chunk by itself would lag behind.
            self._read(left_s)
            while self._read(0):
                pass
        return text

    def wait_quiet(self, ms: float, timeout: float = PATIENCE_S) -> bool:
        """Read until nothing comes for `ms` (True); False where `timeout` seconds pass before. Ended is quiet."""
        deadline_s = time.monotonic() + timeout
        while not self._ended:
            left_s = deadline_s - time.monotonic()
            if left_s <= 0:
                return False
            if not self._read(min(ms / 1000, left_s)) and left_s > ms / 1000:
                return True
        return True

    def watch(self, seconds: float) -> bool:
        """Read for so long; True where the program has closed the terminal."""
        deadline_s = time.monotonic() + seconds
        while not self._ended and (left_s := deadline_s - time.monotonic()) > 0:
            self._read(left_s)
        return self._ended

    def trickle(self, seconds: float, bytes_a_second: int) -> None:
        """Read for so long as slow a link does."""
        deadline_s, step_s = time.monotonic() + seconds, 0.1
        while not self._ended and time.monotonic() < deadline_s:
            self._read(0, int(bytes_a_second * step_s))
            time.sleep(step_s)

    # --- the program ------------------------------------------------------------------------------------------

    @property
    def fd(self) -> int:
        """The terminal's other end, for its modes."""
        return self._fd

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait_stopped(self, timeout: float = PATIENCE_S) -> None:
        """Wait until the program is stopped, as by ctrl+z. AssertionError where it is not."""
        deadline_s = time.monotonic() + timeout
        while Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            assert time.monotonic() < deadline_s, f"still running after {timeout} s"
            self._read(0.02)

    @property
    def pid(self) -> int:
        """The program; also the id of its process group."""
        return self._process.pid

    def exit_status(self, timeout: float = PATIENCE_S) -> int:
        """Wait for the end and give the exit status (-N: killed by signal N), all output read.

        AssertionError, with the screen, where it runs on for `timeout` seconds.
        """
        deadline_s = time.monotonic() + timeout
        while (status := self._process.poll()) is None:
            if time.monotonic() > deadline_s:
                raise AssertionError(f"still running after {timeout} s:\n{self.text()}")
            if not self._ended:
                self._read(0.02)
            else:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return self._process.wait(max(0.0, deadline_s - time.monotonic()))
        while self._read(0):
            pass
        return status

    def hang_up(self) -> None:
        """Close the terminal under the program: the link is lost."""
        os.close(self._fd)
        self._fd = -1
        self._ended = True

    def close(self) -> None:
        """Kill the program and its process group, and close the terminal."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        self._ended = True

    # --- within -----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._fed < len(self._chunks):
            self._emulator.feed(b"".join(data for _, data in self._chunks[self._fed :]))
            self._fed = len(self._chunks)

    def _read(self, wait_s: float, most: int = 65536) -> bool:
        """Read the bytes of the next `wait_s`; False without any, or at the end."""
        if self._ended or not select.select([self._fd], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self._fd, most)
        except OSError:  # EIO: Linux's way to say that nobody holds the other end
            data = b""
        if data:
            self._chunks.append((time.monotonic(), data))
        else:
            self._ended = True
        return bool(data)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._fd, data) :]


class _Screen(pyte.Screen):
    """pyte's screen with the alternate one that full-screen programs draw on and leave behind them."""

    _ALTERNATE = 1049

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        if kwargs.get("private") and self._ALTERNATE in modes:
            self._main = copy(self.buffer), copy(self.cursor)
            self.buffer.clear()
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and self._ALTERNATE in modes and hasattr(self, "_main"):
            self.buffer, self.cursor = self._main
            del self._main


class _Emulator:
    """A screen without the sequences that pyte misreads."""

    def __init__(self, cols: int, rows: int) -> None:
        self.screen = _Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""

    def feed(self, data: bytes) -> None:
        data = self._held + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._held = data[cut:]
        self._stream.feed(_FOREIGN.sub(b"", data[:cut]))

    def text(self) -> str:
        return "\n".join(self.row(number) for number in range(self.screen.lines))

    def row(self, number: int) -> str:
        """A wide character is one cell and an empty one behind it; half of one, as on real terminals, is blank."""
        cells = self.screen.buffer[number]
        data = [cells[column].data for column in range(self.screen.columns)] + [" "]
        parts: list[str] = []
        column = 0
        while column < self.screen.columns:
            wide = data[column] != "" and wcwidth(data[column][0]) == 2
            whole = wide and data[column + 1] == ""
            parts.append(data[column] if whole or (data[column] and not wide) else " ")
            column += 2 if whole else 1
        return "".join(parts).rstrip()


def _all_on(text: str, patterns: Sequence[Pattern]) -> bool:
    return all(
        pattern in text if isinstance(pattern, str) else pattern.search(text) is not None for pattern in patterns
    )


def _key(key: str) -> bytes:
    if key in KEYS:
        return KEYS[key]
    modifier, _, name = key.rpartition("+")
    if modifier == "ctrl" and len(name) == 1 and "@" <= name.upper() <= "_":
        return bytes([ord(name.upper()) & 0x1F])
    if modifier == "alt" and len(name) == 1:
        return b"\x1b" + name.encode()
    if len(key) == 1:
        return key.encode()
    raise ValueError(f"no such key: {key!r}")


def _set_size(fd: int, cols: int, rows: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
