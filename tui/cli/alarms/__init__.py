"""`scry alarms ACTION`: the handling of alarms without a screen."""

from __future__ import annotations

import asyncio
import os
import shlex

from tui.cli.options import Options
from tui.cli.settings import command_of, settle


def alarms(options: Options) -> int:
    """The exit status. Raises ConfigError."""
    settings = settle(options, os.environ)
    from tui.cli.alarms.trial import trial

    return asyncio.run(trial(settings, shlex.join(command_of(settings, options, os.environ))))
