"""`scry completion`: scripts that complete the command line in a shell, written from the table of options.

Each script keeps the same three rules: behind an option that takes a value come its values; behind a dash the options
of the command that stands on the line; elsewhere the commands, or the words of the command. The names of profiles are
asked of `scry completion profiles` as they are typed, everything else is in the script.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from tui.cli import exits
from tui.cli.completion import bash, fish, zsh
from tui.cli.completion.values import Table
from tui.cli.given import file_of
from tui.cli.options import PROFILES, Options, language, table

_SHELLS: Mapping[str, Callable[[Table], str]] = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}


def completion(options: Options) -> int:
    """Raises ConfigError where the profiles are asked for and the config file is wrong."""
    commands = table(language(None, os.environ))
    sys.stdout.write(_profiles(options) if options.shell == PROFILES else script(options.shell, commands))
    sys.stdout.flush()
    return exits.DONE


def script(shell: str, commands: Table) -> str:
    """The script for `bash`, `zsh` or `fish`."""
    return _SHELLS[shell](commands)


def _profiles(options: Options) -> str:
    profiles = file_of(options, os.environ).profiles
    return "".join(f"{name}\n" for name in profiles if name.isprintable())
