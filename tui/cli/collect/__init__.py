"""`scry collect`: collector, report sender and monitor of one project or several, without a screen.

config ─▶ settings of each project ─▶ one Collecting each: store, feed ─▶ the log, and systemd's socket
SIGHUP ─▶ the config again: a changed project begins anew; after a mistake the old config stays in force
SIGTERM ─▶ the end, within two seconds
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.cli import exits
from tui.cli.inputs import file_of
from tui.cli.options import Options
from tui.cli.settings import Settings, of_profile, settle, settle_in
from tui.config.values import ConfigError
from tui.messages import collect as words
from tui.store.errors import StoreError


def collect(options: Options) -> int:
    """The exit status. Raises ConfigError."""
    every = settled(options, os.environ)
    if options.print_unit:
        from tui.cli.collect.unit import unit

        print(unit(every, options))  # noqa: T201
        return exits.DONE
    from tui.cli.collect.logs import log_to_stderr
    from tui.cli.collect.service import Service

    environment = dict(os.environ)
    # Libraries start child processes, which need not know it.
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)
    log_to_stderr(as_json=options.log_format == "json")
    listen = options.metrics_listen or every[0].metrics_listen, options.alerts_listen or every[0].alerts_listen
    service = Service(every, environment, lambda: settled(options, environment), *listen)
    try:
        return asyncio.run(service.once() if options.once else service.run())
    except StoreError as error:
        print(f"scry: {error.says(every[0].display.lang)}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error)


def settled(options: Options, environment: Mapping[str, str]) -> tuple[Settings, ...]:
    """The settings of every project that the command line names, each project once; without a name the project of
    `scry`. Raises ConfigError."""
    names: Sequence[str] = options.profiles
    if not options.all_profiles and len(names) < 2:
        return (settle(replace(options, profile=names[0]) if names else options, environment),)
    file = file_of(options, environment)
    if options.all_profiles:
        names = tuple(file.profiles)
    if not names:
        raise ConfigError(words.NO_PROFILES, path=file.path)
    every = [settle_in(file, *of_profile(options, environment, name)) for name in names]
    return tuple({each.place: each for each in every}.values())
