"""`scry`: the project of the current profile; without one, the set-up screen first."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.cli import exits
from tui.cli.opening import opening
from tui.cli.options import Options
from tui.cli.projects import FileProjects
from tui.cli.run import end_cleanly, has_terminal, process_name, require_terminal, run
from tui.cli.settings import NotSetUp, Settings, settle
from tui.cli.stores import place_of
from tui.clock import ServerClock, SystemClock
from tui.config import values as config
from tui.domain.text import Lang
from tui.files import STRANGERS
from tui.store.errors import StoreError

if TYPE_CHECKING:
    from tui.ui.context import Context


def watch(options: Options) -> int:
    """Raises ConfigError."""
    try:
        settings = settle(options, os.environ)
    except NotSetUp as unsaid:
        if not has_terminal():
            raise
        from tui.cli.setting_up import set_up

        _forget_secret()
        return set_up(options, unsaid)
    _forget_secret()
    clock = ServerClock(SystemClock())
    display, opened_at = opening(options, settings.display, clock)
    require_terminal()
    end_cleanly()
    with FileProjects(options, os.environ, settings.config_path, by=process_name()) as projects:
        try:
            context = _opened(lambda: projects.context(settings, display, clock, opened_at), display.lang)
        except StoreError as error:
            print(f"scry: {error.says(display.lang)}", file=sys.stderr)  # noqa: T201
            return exits.of_store(error)
        # `--at` means the server's time, which the store may know better than this box.
        context.opened_at = opening(options, settings.display, clock)[1]
        _tell_trouble(settings, context)
        return run(context, state=config.state_directory_if_any())


def _forget_secret() -> None:
    """Libraries start child processes, which need not know it."""
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)


def _opened(open_project: Callable[[], Context], lang: Lang) -> Context:
    """Waits while another program holds the store, and tells so. Raises StoreError for any other fault."""
    said = False
    while True:
        try:
            return open_project()
        except StoreError as error:
            if not error.is_held:
                raise
            if not said:
                print(f"scry: {error.says(lang)}", file=sys.stderr)  # noqa: T201
            said = True


def _tell_trouble(settings: Settings, context: Context) -> None:
    files = [path for path in (place_of(settings.store), settings.log_file) if path is not None]
    # Asked first: most starts need not load the modules of `scry check`.
    if any(path.is_file() and path.stat().st_mode & STRANGERS for path in files):
        from tui.cli.check.files import open_directories, without_modes
        from tui.cli.check.finding import told as told_by_check

        for finding in without_modes(open_directories(files)):
            print(f"scry: {told_by_check(finding, settings.display.lang)}", file=sys.stderr)  # noqa: T201
    if trouble := settings.remembered.trouble:
        from tui.terminal.cells import visible

        print(f"scry: {visible(trouble.says(settings.display.lang))}", file=sys.stderr)  # noqa: T201
    if context.salvaged is not None:
        from tui.ui.banner import salvaged_text

        print(f"scry: {salvaged_text(context.salvaged, context.lang)}", file=sys.stderr)  # noqa: T201
