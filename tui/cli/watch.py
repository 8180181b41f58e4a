"""`scry`: the project of the current profile; where there is none, the set-up screen first."""

from __future__ import annotations

import os
import sys

from tui import config
from tui.cli import exits
from tui.cli.opening import opening
from tui.cli.options import Options
from tui.cli.projects import FileProjects
from tui.cli.run import end_cleanly, has_terminal, process_name, require_terminal, run
from tui.cli.settings import NotSetUp, Settings, settle
from tui.clock import ServerClock, SystemClock
from tui.store import StoreError


def watch(options: Options) -> int:
    """Raises ConfigError."""
    try:
        settings = settle(options, os.environ)
    except NotSetUp as unsaid:
        if not has_terminal():
            raise
        from tui.cli.setting_up import set_up

        return set_up(options, unsaid)
    clock = ServerClock(SystemClock())
    looks, opened_at = opening(options, settings.looks, clock)
    require_terminal()
    end_cleanly()
    with FileProjects(options, os.environ, settings.config_path, by=process_name()) as projects:
        try:
            context = projects.context(settings, looks, clock, opened_at)
        except StoreError as error:
            print(f"scry: {error.says(looks.lang)}", file=sys.stderr)  # noqa: T201
            return exits.FAILED
        _tell_trouble(settings)
        return run(context, state=config.state_directory())


def _tell_trouble(settings: Settings) -> None:
    if trouble := settings.remembered.trouble:
        from tui.messages.remembered import told
        from tui.widgets.cells import visible

        print(f"scry: {visible(told(trouble, settings.looks.lang))}", file=sys.stderr)  # noqa: T201
