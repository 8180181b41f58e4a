"""`scry show incident FILE.scry`: the summary from a bundle, without a store, a network or credentials."""

from __future__ import annotations

import asyncio
import sys
from typing import NoReturn

from tui.cli import exits
from tui.cli.inputs import path_of
from tui.cli.opening import channel_of, moment_of
from tui.cli.options import Options
from tui.cli.replay import edition_in, settled_display
from tui.cli.run import author_of
from tui.cli.show.formats import written
from tui.cli.stores import opened_bundle, replayed_store
from tui.clock import ReplayClock, SystemClock, Zone
from tui.config.values import ConfigError
from tui.domain.records import Window
from tui.export.names import Aliases
from tui.messages import show as words
from tui.store.manifest import Manifest
from tui.store.notebook import Notebook, notebook_path
from tui.ui.context import Context
from tui.ui.extracts import setting_in
from tui.ui.features.findings.incident_export import incident_export
from tui.ui.features.findings.incident_query import IncidentQuery, read_incident, whole_minutes


def shown_bundle(options: Options) -> tuple[str, int]:
    """The text, and the exit status. Raises ConfigError, BundleError, StoreError."""
    path, display = path_of(options.argument), settled_display(options)
    with opened_bundle(path) as (manifest, content):
        edition = edition_in(path, manifest)
        # The last moment of the bundle is now: the minutes before it are as late as they were.
        clock = ReplayClock(SystemClock(), manifest.start_ts, manifest.end_ts, manifest.end_ts)
        notebook = Notebook(notebook_path(path, author_of(display.author)))
        store = replayed_store(path, content, clock, notebook, knows_all=True)
        context = Context(
            project=manifest.project,
            edition=edition,
            clock=clock,
            zone=Zone(utc=display.utc),
            lang=display.lang,
            thresholds=manifest.thresholds,
            open_feed=_no_feed,
        )
        query = IncidentQuery(
            edition,
            whole_minutes(_window(options, manifest, context.zone), manifest.end_ts),
            "" if options.channel is None else channel_of(options.channel),
            manifest.end_ts,
            manifest.thresholds,
        )

        async def read() -> str:
            names = None
            if display.redact:
                key = await store.read(lambda snapshot: snapshot.alias_key())
                names = None if key is None else Aliases(key)
            setting = setting_in(context, names, now_ts=SystemClock().now())
            data = await read_incident(store, query)
            form = options.format or ("text" if sys.stdout.isatty() else "json")
            return written(incident_export(data, context, setting, known_ts=manifest.end_ts), setting, form)

        try:
            return asyncio.run(read()), exits.DONE
        finally:
            store.close()


def _window(options: Options, manifest: Manifest, zone: Zone) -> Window:
    """The named part of the bundle's stretch; else the whole. Raises ConfigError."""
    start_ts, end_ts = manifest.start_ts, manifest.end_ts
    if options.since is not None:
        start_ts = moment_of(options.since, "--from", manifest.end_ts, zone)
    if options.until is not None:
        end_ts = moment_of(options.until, "--to", manifest.end_ts, zone)
    if start_ts >= end_ts:
        raise ConfigError(words.EMPTY_SPAN)
    return Window(start_ts, end_ts)


async def _no_feed() -> NoReturn:
    raise AssertionError("nothing here asks the feed")
