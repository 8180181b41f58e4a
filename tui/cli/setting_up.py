"""Setting up: the first screen of a user without a project, then the project or the demo, in the same process."""

from __future__ import annotations

import gc
import os

from msgspec.structs import replace

from tui.cli.opening import opening
from tui.cli.options import Options
from tui.cli.projects import FileProjects
from tui.cli.run import end_cleanly, process_name, run, shown
from tui.cli.settings import NotSetUp
from tui.clock import SystemClock
from tui.config import values as config
from tui.config.draft import free_name


def set_up(options: Options, unsaid: NotSetUp) -> int:
    """The exit status; raises ConfigError."""
    from tui.terminal.driver import LinkDriver
    from tui.ui.features.setup.screen import DEMO
    from tui.ui.first_run import FirstRunApp

    display, opened_at = opening(options, unsaid.display, SystemClock())
    end_cleanly()
    state = config.state_directory_if_any()
    with FileProjects(options, os.environ, unsaid.file.path, by=process_name()) as projects:
        taken = tuple(unsaid.file.profiles)
        known = replace(unsaid.known, profile=free_name(taken))
        first = FirstRunApp(
            projects,
            known,
            taken,
            lang=display.lang,
            ascii_only=display.ascii,
            theme=display.theme,
            keymap=display.keymap,
            driver_class=LinkDriver,
        )
        status, chosen = shown(first, mouse=display.mouse, state=state), first.return_value
        if status or chosen is None:
            return status
        # As the first app left it: the next one's first frame is as quick as any, and signals end it as well.
        gc.disable()
        end_cleanly()
        if chosen != DEMO:
            context = chosen
            context.opened_at, context.first_screen = opened_at, display.screen
            context.lang, context.theme = first.lang, first.theme
            if first.lang != display.lang:
                context.remembered.keep_lang(first.lang)
            return run(context, state=state)
    from tui.cli.demo import demo

    return demo(replace(options, command="demo", lang=first.lang))
