"""Command line → parts → run. The composition root: the only room that builds parts, and the only one that starts
sim."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import exits
from tui.cli.output import OutputError, checked_output, drop_output
from tui.config.values import ConfigError

if TYPE_CHECKING:
    from tui.cli.options import Options


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status of the contract. No traceback reaches a user."""
    given = sys.argv[1:] if argv is None else argv
    if sys.stdout is None:
        # Closed by the caller: the next file to be opened must not take its number.
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with checked_output():
            return _status(given)
    except BrokenPipeError:
        # The reader has enough (`scry check | head -3`).
        drop_output()
    except OutputError as error:
        from tui.cli.options import asked_language
        from tui.messages.command_line import NO_OUTPUT

        drop_output()
        print(f"scry: {NO_OUTPUT(asked_language(given, os.environ), reason=error)}", file=sys.stderr)  # noqa: T201
    return exits.FAILED


def _status(argv: Sequence[str]) -> int:
    """Raises OutputError, BrokenPipeError; SystemExit behind --help or a mistake."""
    from tui.cli.options import parse

    # The command line of httpx, which nobody calls here, would import click and rich where both are installed.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    options = parse(argv, os.environ)
    try:
        return _run(options.command, options)
    except ConfigError as error:
        from tui.cli.inputs import spoken

        print(f"scry: {error.says(spoken(options, os.environ))}", file=sys.stderr)  # noqa: T201
        return exits.WRONG
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except (OutputError, BrokenPipeError, SystemExit):
        raise
    except BaseException as error:
        from tui.cli.crash import note
        from tui.config.values import state_directory_if_any

        print(f"scry: {note(error, state_directory_if_any())}", file=sys.stderr)  # noqa: T201
        return exits.FAILED


def _run(command: str, options: Options) -> int:
    """Each command imports only its needs: `--help` and `simulate` never pay for the screen."""
    if command == "simulate":
        from tui.sim.__main__ import main as simulate

        arguments = ["--port", str(options.port), "--scene", options.scene, "--seed", str(options.seed)]
        arguments += ["--speed", repr(options.speed or 1.0), "--app-id", options.app_id or "demoapp"]
        arguments += ["--edition", options.simulated, "--plan", options.simulated_plan]
        return simulate([*arguments, *(f"--switch={one}" for one in options.switches)])
    if command == "check":
        from tui.cli.check import check

        return check(options)
    if command == "collect":
        from tui.cli.collect import collect

        return collect(options)
    if command == "show":
        from tui.cli.show import show

        return show(options)
    if command == "alarms":
        from tui.cli.alarms import alarms

        return alarms(options)
    if command == "bundle":
        from tui.cli.bundle import bundle

        return bundle(options)
    if command == "store":
        from tui.cli.store import store

        return store(options)
    if command == "completion":
        from tui.cli.completion import completion

        return completion(options)
    # The first frame allocates much and frees little: the app switches the collector on again behind it.
    gc.disable()
    from tui.cli.run import forget_other_sizes

    forget_other_sizes()
    if command == "demo":
        from tui.cli.demo import demo

        return demo(options)
    if command == "replay":
        from tui.cli.replay import replay

        return replay(options)
    from tui.cli.watch import watch

    return watch(options)
