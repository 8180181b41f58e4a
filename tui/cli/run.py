"""Run: the app in the terminal, from the first frame to the exit status."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.agora.redact import redacted
from tui.cli import exits
from tui.cli.crash import note
from tui.cli.display import Display
from tui.cli.local_time import local_time
from tui.clock import Zone
from tui.config.values import ConfigError
from tui.domain.records import owner_of
from tui.files import make_directory, make_private, opened, refusal
from tui.messages import command_line as words
from tui.store.manifest import BundleError
from tui.terminal.size import own_size

if TYPE_CHECKING:
    from tui.ui.context import Context, Feed
    from tui.ui.shell import Shell

LOG_BYTES = 1_000_000


def has_terminal() -> bool:
    try:
        require_terminal()
    except ConfigError:
        return False
    return True


def require_terminal() -> None:
    """Textual draws on stderr and reads stdin; without a terminal it would run unseen, for ever."""
    for stream, name in ((sys.stdin, words.STANDARD_INPUT), (sys.stderr, words.STANDARD_ERROR)):
        if stream is None or not stream.isatty():
            raise ConfigError(words.NO_TERMINAL, name=name)
    if os.environ.get("TERM") == "dumb":
        raise ConfigError(words.DUMB)


def forget_other_sizes() -> None:
    """Drop COLUMNS and LINES, which describe another moment or another terminal, where the terminal tells its size:
    libraries would believe them."""
    if own_size() is not None:
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)


def displayed(context: Context, display: Display) -> Context:
    """The project's context with the choices of the display. In a tmux its options are asked for while the feed
    opens."""
    context.ascii, context.first_screen, context.theme = display.ascii, display.screen, display.theme
    if not display.is_screen_named and display.screen == "live" and not context.edition.of_live:
        # Without minutes of the project the calls are the first that there is to see.
        context.first_screen = "calls"
    context.mouse, context.bell, context.title = display.mouse, display.bell, display.title
    context.export_dir, context.redact, context.keymap = display.export_dir, display.redact, display.keymap
    context.zone_trouble = local_time(os.environ).trouble
    context.hints_at_tmux = bool(os.environ.get("TMUX"))
    open_feed = context.open_feed
    asking: list[asyncio.Task[None]] = []

    async def ask_tmux() -> None:
        if await _tmux_passes_copies():
            context.hints_at_tmux = False

    async def opened() -> Feed:
        # Beside the opening: it keeps nobody waiting. The loop alone would not keep the task.
        asking.append(asyncio.create_task(ask_tmux()))
        return await open_feed()

    context.open_feed = opened
    return context


async def _tmux_passes_copies() -> bool:
    """Whether scry runs in a tmux that passes copies on to the terminal."""
    if not os.environ.get("TMUX"):
        return False
    from tui.cli.check.terminal import tmux_options

    return (await asyncio.to_thread(tmux_options)).get("set-clipboard") == "on"


def run(context: Context, *, state: Path | None) -> int:
    """Show the app until it is quit; returns the exit status. `state`: the directory for a crash report; None: the
    machine's temporary one."""
    from tui.terminal.driver import LinkDriver
    from tui.ui.app import ScryApp

    if context.replay is not None:
        from tui.ui.replay_app import ReplayApp

        return shown(ReplayApp(context, LinkDriver), mouse=context.mouse, state=state)
    return shown(ScryApp(context, LinkDriver), mouse=context.mouse, state=state)


def shown(app: Shell[Any], *, mouse: bool, state: Path | None) -> int:
    """An app in the terminal until it ends; returns the exit status. Raises ConfigError where the project cannot be
    opened, BundleError where the replayed bundle cannot."""
    if not sys.warnoptions:
        # Python's own are for programmers; they would stand on the screen, or behind it.
        warnings.simplefilter("ignore")
    with _faults_told_to(app):
        asyncio.run(_ended(app, mouse=mouse))
    if isinstance(app.fault, ConfigError | BundleError):
        raise app.fault
    if app.fault is not None:
        print(f"scry: {note(app.fault, state)}", file=sys.stderr)  # noqa: T201
        return exits.FAILED
    return app.return_code or exits.DONE


async def _ended(app: Shell[Any], *, mouse: bool) -> None:
    asyncio.get_running_loop().set_exception_handler(app.fail_by_loop)
    await app.run_async(mouse=mouse)
    if not app._exit and app.fault is None:
        # A stray cancellation ends the app's loop silently.
        raise RuntimeError("the app ended, and nobody had ended it")


@contextmanager
def _faults_told_to(app: Shell[Any]) -> Iterator[None]:
    """Faults outside the event loop, which Python would print over the screen: one in a thread ends the app, one in a
    finalizer is logged. The terminal is given back in every case."""

    def in_thread(about: threading.ExceptHookArgs) -> None:
        if isinstance(about.exc_value, Exception):
            app.fail_from_thread(about.exc_value)

    def unraisable(about: sys.UnraisableHookArgs) -> None:
        logging.getLogger(__name__).warning("%s: %r", about.err_msg, about.exc_value)

    hooks = threading.excepthook, sys.unraisablehook
    threading.excepthook, sys.unraisablehook = in_thread, unraisable
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = hooks
        from tui.terminal.driver import LinkDriver

        if isinstance(app._driver, LinkDriver):
            app._driver.rescue()


def end_cleanly() -> None:
    """Signals that end the program raise SystemExit, so that all that is open is closed."""

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def log_to(path: Path) -> None:
    """Warnings and worse to a rotated file, 0600; never to the terminal, which is the screen. Raises ConfigError."""
    from logging.handlers import RotatingFileHandler

    class PrivateFileHandler(RotatingFileHandler):
        def _open(self) -> TextIOWrapper:
            descriptor = opened(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND)
            make_private(descriptor)
            return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    class VeiledFormatter(logging.Formatter):
        def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's
            return Zone(utc=False).full(record.created, f"%F %T,{int(record.msecs):03d}")

        def format(self, record: logging.LogRecord) -> str:
            return redacted(super().format(record))

    require_log(path)
    try:
        make_directory(path.parent)
        handler = PrivateFileHandler(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8")
    except OSError as error:
        raise ConfigError(words.NO_LOG_FILE, path=path, error=error.strerror) from None
    handler.setFormatter(VeiledFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("tui").addHandler(handler)
    logging.getLogger("tui").propagate = False


def require_log(path: Path) -> None:
    """Raises ConfigError where no log can be written; creates nothing."""
    if refused := refusal(path):
        raise ConfigError(words.NO_LOG_FILE, path=path, error=refused)


def author_of(configured: str) -> str:
    """The author of this user's notes: the configured name, else `login@box`."""
    return configured or owner_of(process_name())


def process_name() -> str:
    """This process's name in the ledger: `login@box`, number, and a random part."""
    # The number alone comes round again, in a container at every start.
    box = platform.node().partition(".")[0] or "localhost"
    return f"{_login()}@{box}:{os.getpid()}-{os.urandom(2).hex()}"


def person_name() -> str:
    """The user of this terminal, as colleagues know it: `login@box`."""
    return f"{_login()}@{socket.gethostname()}"


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
