"""`scry alarms ACTION`: the handling of alarms without a screen."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import Coroutine
from typing import Any

from tui.cli import exits
from tui.cli.options import Options
from tui.cli.settings import Settings, command_of, settle
from tui.config.values import ConfigError
from tui.messages import alarms_command as words
from tui.store.errors import StoreError


def alarms(options: Options) -> int:
    """The exit status. Raises ConfigError."""
    settings = settle(options, os.environ)
    if options.what == "silence":
        return _silence(settings, options)
    if options.what == "test-rule":
        return _try_rule(settings, options)
    if options.argument:
        raise ConfigError(words.NO_ARGUMENT, argument=repr(options.argument), action=options.what)
    from tui.cli.alarms.trial import trial

    return asyncio.run(trial(settings, shlex.join(command_of(settings, options, os.environ))))


def _silence(settings: Settings, options: Options) -> int:
    """Raises ConfigError."""
    from tui.cli.alarms.silencing import silence

    return _ran(silence(settings, options), settings)


def _try_rule(settings: Settings, options: Options) -> int:
    """Raises ConfigError."""
    from tui.cli.alarms.trying import try_rule

    return _ran(try_rule(settings, options.argument, options.since), settings)


def _ran(action: Coroutine[Any, Any, int], settings: Settings) -> int:
    """The exit status of an action on the store. Raises ConfigError."""
    try:
        return asyncio.run(action)
    except StoreError as error:
        print(f"scry: {error.says(settings.display.lang)}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error)
