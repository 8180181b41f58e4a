"""The link to the terminal: a thread sends the output, and the event loop never waits for it.

    app ── write ──▶ queued ── a thread ──▶ the terminal, at its own speed
        ◀── late ──  sending takes longer than LATE_S: from now on no frame is drawn
        ◀── clear ── all is sent: the newest state is drawn, and nothing in between
        ◀── gone ─── the terminal is closed

Textual's own writer makes the event loop wait behind thirty writes. On a line of 9,600 baud that stopped keys and
collection for ten seconds at a time, and quitting took half a minute.
"""

from __future__ import annotations

import codecs
import os
import select
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol, cast

from rich.cells import cell_len
from textual.drivers.linux_driver import LinuxDriver

from tui.clock import SystemClock
from tui.terminal.reading import escape_delay_s, read
from tui.terminal.size import own_size

if TYPE_CHECKING:
    from tui.terminal.screen_diff import ScreenDiff

# Longer than a screenful takes on a quick line, shorter than a key may take.
LATE_S = 0.25
# The wait at exit for a terminal that takes nothing.
PATIENCE_S = 1.0
PIECE_BYTES = 16 * 1024
# Aborts a half-sent sequence, ends the synchronized update, resets the colours.
GIVE_UP = b"\x18\x1b\\\x1b[?2026l\x1b[0m"
# Restores the terminal from any state between taking and giving back.
GIVE_BACK = GIVE_UP + b"".join(
    [b"\x1b[?%dl" % mode for mode in (1000, 1003, 1015, 1006, 1016, 2004, 2048, 1004)]
    + [b"\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h"]
)
HANGUP = 129


def question_marks(error: UnicodeError) -> tuple[str, int]:
    """Question marks for unencodable characters, of the same width, so that no column moves."""
    assert isinstance(error, UnicodeEncodeError)
    return "?" * cell_len(error.object[error.start : error.end]), error.end


codecs.register_error("scry.question_marks", question_marks)


class Link(Thread):
    """Sends the written data in order. The callbacks run in its thread."""

    def __init__(
        self,
        fd: int,
        encoding: str,
        *,
        late: Callable[[], None],
        clear: Callable[[], None],
        gone: Callable[[], None],
    ) -> None:
        super().__init__(daemon=True, name="scry-link")
        self._fd = _opened_anew(fd)
        self._encoding = encoding
        self._tell_late, self._tell_clear, self._tell_gone = late, clear, gone
        self._clock = SystemClock()
        self._lock = Lock()
        self._waiting = bytearray()
        # The data written since `cut`: it gives the terminal back.
        self._last: bytearray | None = None
        self._since_s = 0.0
        self._is_late = self._is_gone = self._is_ending = False
        # True until a proper end.
        self.has_failed = True
        self._woken, self._wake = os.pipe()

    def write(self, text: str) -> None:
        """Queue the text; never waits."""
        with self._lock:
            if self._is_gone:
                return
            if not self._waiting:
                self._since_s = self._clock.elapsed()
                os.write(self._wake, b"\0")
            data = text.encode(self._encoding, "scry.question_marks")
            self._waiting += data
            if self._last is not None:
                self._last += data

    def cut(self) -> None:
        """From here on the written data gives the terminal back, and must arrive. If the link is late, older data is
        dropped."""
        with self._lock:
            self._last = bytearray()
            if self._is_late:
                self._give_up()

    def _give_up(self) -> None:
        """Drop all unsent data, here and in the terminal's queue, except the data that gives the terminal back."""
        if not self._is_gone:
            with suppress(termios.error):
                termios.tcflush(self._fd, termios.TCOFLUSH)
            self._waiting[:] = GIVE_UP + (self._last or b"")

    def stop(self) -> None:
        """Send the rest within PATIENCE_S, and end."""
        self._is_ending = True
        for give_up in (False, True):
            with self._lock:
                if give_up:
                    self._give_up()
                if not self._is_gone:
                    os.write(self._wake, b"\0")
            self.join(PATIENCE_S / 2)
            if not self.is_alive():
                return

    def run(self) -> None:
        try:
            while self._waiting or not self._is_ending:
                self._wait()
                self._send()
            self.has_failed = False
        except OSError:
            self.has_failed = False
            if not self._is_ending:
                self._tell_gone()
        finally:
            with self._lock:
                self._is_gone = True
                self._waiting.clear()
                for fd in (self._fd, self._woken, self._wake):
                    os.close(fd)

    def _wait(self) -> None:
        """Wait for data and for room to send it, or for the terminal's end."""
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        poll.register(self._fd, select.POLLOUT if self._waiting else 0)
        timeout_s = LATE_S - (self._clock.elapsed() - self._since_s) if self._waiting and not self._is_late else None
        events = dict(poll.poll(None if timeout_s is None else max(0.0, 1000 * timeout_s)))
        if self._woken in events:
            os.read(self._woken, PIECE_BYTES)
        if events.get(self._fd, 0) & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            raise OSError("hung up")

    def _send(self) -> None:
        with self._lock:
            if self._waiting:
                with suppress(BlockingIOError):
                    del self._waiting[: os.write(self._fd, memoryview(self._waiting)[:PIECE_BYTES].tobytes())]
            is_late = bool(self._waiting) and (self._is_late or self._clock.elapsed() - self._since_s > LATE_S)
            was_late, self._is_late = self._is_late, is_late
        if is_late != was_late:
            (self._tell_late if is_late else self._tell_clear)()


def _opened_anew(fd: int) -> int:
    """A second descriptor of the terminal: non-blocking mode must not reach the descriptor shared with the shell.

    If the terminal cannot be opened again, a write waits until the terminal has taken it.
    """
    for name in (os.ttyname, lambda _: "/dev/tty"):
        with suppress(OSError):
            return os.open(name(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    return os.dup(fd)


class DrawnApp(Protocol):
    """The app behind the driver; ui/shell.py is one."""

    on_terminal: ScreenDiff
    _exit: bool

    def hold_frames(self) -> None: ...
    def release_frames(self) -> None: ...
    def fail_from_thread(self, error: Exception) -> None: ...
    def exit(self, result: None, return_code: int) -> None: ...


class LinkDriver(LinuxDriver):
    """Textual's driver with a Link as writer and our own reader. For an app that is a `DrawnApp`."""

    _link: Link | None = None
    # SIGCONT has come, and the terminal is not yet taken again.
    _is_continued = False
    # The terminal's modes before the app took it; None while the app does not have it.
    _found_modes: list[Any] | None = None
    _is_given_back = False

    @property
    def _drawing(self) -> DrawnApp:
        return cast("DrawnApp", self._app)

    @property
    def _writer_thread(self) -> Any:
        return self._link

    @_writer_thread.setter
    def _writer_thread(self, theirs: object) -> None:
        """Textual makes a writer each time it takes the terminal, and starts it after this."""
        if theirs is None:
            return
        assert sys.__stderr__ is not None
        self._drawing.on_terminal.forget()
        self._link = Link(
            sys.__stderr__.fileno(),
            sys.__stderr__.encoding,
            late=lambda: self._tell(self._drawing.hold_frames),
            clear=lambda: self._tell(self._drawing.release_frames),
            gone=lambda: self._tell(self._drawing.exit, None, HANGUP),
        )

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size of the drawn terminal; Textual asks standard output, which may be a file."""
        size: tuple[int, int] = own_size() or super()._get_terminal_size()
        return size

    def _tell(self, call: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(call, *arguments)

    def _run_input_thread(self) -> None:
        """The thread of the reader. A failure in Textual's own ends with a traceback and status 0."""
        try:
            esc_s = escape_delay_s(os.environ)
            if not read(self.fileno, esc_s, tell=self.process_message, is_over=self.exit_event.is_set):
                self._tell(self._drawing.exit, None, HANGUP)
        except Exception as error:
            self._drawing.fail_from_thread(error)

    # Python runs signal handlers in the middle of any code, writing to the link included. They run on the event loop,
    # which would otherwise wait for itself.

    def _sigtstp_application(self, *_: object) -> None:
        if self._auto_restart:
            self._tell(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart and not self._is_continued:
            self._is_continued = True
            self._tell(self._take_anew)

    def _take_anew(self) -> None:
        """Take the terminal again: under SIGSTOP it was never given back, and other programs have used it meanwhile.
        Otherwise two threads would read its keys, and the exit would restore the wrong modes."""
        self._is_continued = False
        if self._drawing._exit:
            # At exit: the closing of a window sends SIGCONT behind SIGHUP.
            return
        if self._link is not None and self._link.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def start_application_mode(self) -> None:
        with suppress(termios.error):
            self._found_modes = termios.tcgetattr(self.fileno)
        self._is_given_back = False
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        if self._link is not None:
            self._link.cut()
            # The SGR state is still the last frame's.
            self.write("\x1b[m")
        super().stop_application_mode()
        self._is_given_back = True

    def close(self) -> None:
        super().close()
        if self._is_given_back and self._link is not None and not self._link.has_failed:
            self._found_modes = None

    def rescue(self) -> None:
        """Give the terminal back by hand after a failure."""
        modes, self._found_modes = self._found_modes, None
        if modes is None:
            return
        self.exit_event.set()
        with suppress(OSError, termios.error):
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        with suppress(OSError):
            assert sys.__stderr__ is not None
            os.write(sys.__stderr__.fileno(), GIVE_BACK)
