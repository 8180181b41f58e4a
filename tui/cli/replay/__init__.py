"""`scry replay`: the screens on a bundle, or on the store's own past: no collector, no network, no ledger."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.agora.editions.reference_2020 import EDITION
from tui.cli import exits
from tui.cli.display import Display, display_of
from tui.cli.editions import TODAY
from tui.cli.inputs import file_of, path_of, spoken
from tui.cli.opening import moment_of, opening
from tui.cli.options import Options
from tui.cli.own_notes import beside_store
from tui.cli.run import author_of, displayed, end_cleanly, process_name, require_terminal, run
from tui.cli.settings import settle
from tui.cli.stores import replayed_store, unpacked_bundle
from tui.clock import ReplayClock, SystemClock, Zone
from tui.config.remembered import Remembered
from tui.config.values import ConfigError
from tui.domain.edition import Edition
from tui.domain.shares import Shares
from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.errors import StoreError
from tui.store.manifest import BundleError, Manifest
from tui.store.notebook import Notebook, notebook_path

if TYPE_CHECKING:
    from tui.store.api import Store
    from tui.ui.context import Context, Feed

# A replay begins so many seconds after the begin of its bundle, and in the middle of a short one.
LEAD_S = 600


def replay(options: Options) -> int:
    """Raises ConfigError."""
    if options.argument and (options.since or options.until):
        raise ConfigError(words.BOTH)
    if not options.argument and not options.since:
        raise ConfigError(words.NO_REPLAY)
    try:
        with ExitStack() as parts:
            path, beside = (
                (named := path_of(options.argument), named) if options.argument else _of_store(options, parts)
            )
            return _replayed(path, beside, options, parts, is_kept=bool(options.argument))
    except (BundleError, StoreError) as error:
        print(f"scry: {error.says(spoken(options, os.environ))}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error) if isinstance(error, StoreError) else exits.FAILED


def _of_store(options: Options, parts: ExitStack) -> tuple[Path, Path]:
    """A bundle of the store's past, in a directory that is gone afterwards; a name beside the store, for the notes that
    stay. Raises BundleError, StoreError."""
    from tui.cli.bundle import ordered
    from tui.cli.bundling import project_of

    settings = settle(options, os.environ)
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)
    directory = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="scry-replay-")))
    # Exports hide names; the screens of one's own store do not.
    shown = replace(settings, display=replace(settings.display, redact=False))
    order, names = ordered(directory / "store.scry", shown, options)
    with project_of(settings).prepared(order, names, lambda _, __: None) as made:
        made.place()
    return order.path, beside_store(settings)


def _replayed(path: Path, beside: Path, options: Options, parts: ExitStack, *, is_kept: bool) -> int:
    """Notes have a file beside `beside`. `is_kept`: the bundle stays, so a link names it."""
    manifest, content, check = parts.enter_context(unpacked_bundle(path))
    edition_in(path, manifest)
    display = settled_display(options)
    clock = _clock(manifest, options, display)
    display, opened_at = opening(replace(options, at=None), display, clock)
    # The moment of the replay is the clock's: the screens follow it.
    if options.call or options.user:
        opened_at = replace(opened_at, moment_ts=int(clock.now()))
    require_terminal()
    end_cleanly()
    by = process_name()
    notebook = Notebook(notebook_path(beside, author_of(display.author)))
    opened: dict[bool, Store] = {}
    checking: list[asyncio.Task[None]] = []

    async def open_store(*, knows_all: bool) -> Store:
        """Once each. Raises BundleError where the content is no bundle's."""
        if not checking:
            checking.append(asyncio.create_task(asyncio.to_thread(check)))
        await checking[0]
        if knows_all not in opened:
            opened[knows_all] = store = replayed_store(path, content, clock, notebook, knows_all=knows_all)
            parts.callback(store.close)
        context.project = manifest.project
        return opened[knows_all]

    stores = partial(open_store, knows_all=options.known == "now"), partial(open_store, knows_all=True)
    context = _context(path if is_kept else None, manifest, *stores, clock, by, options, display)
    # The first frame comes before the check: of the file it shows the name.
    context.project = path.name if is_kept else manifest.project
    context.opened_at = opened_at
    assert context.replay is not None
    context.replay = replace(context.replay, notes_file=notebook.path)
    return run(displayed(context, display), state=None)


def edition_in(path: Path, manifest: Manifest) -> Edition:
    """The edition of the bundle; the limits of then are the manifest's. Raises BundleError for an unknown one."""
    if manifest.edition == EDITION.name:
        return EDITION
    if manifest.edition == TODAY:
        from tui.agora.editions.today import PLANS, edition_of

        return edition_of(manifest.plan if manifest.plan in PLANS else next(iter(PLANS)))
    raise BundleError(path, Said(words.OTHER_EDITION, {"edition": manifest.edition}))


def settled_display(options: Options) -> Display:
    """By the config file, where there is one that can be read."""
    try:
        ui = file_of(options, os.environ).ui
    except ConfigError:
        ui = None
    return display_of(options, os.environ, ui)


def _clock(manifest: Manifest, options: Options, display: Display) -> ReplayClock:
    """From the typed moment on. Raises ConfigError."""
    at_ts = manifest.start_ts + min(LEAD_S, (manifest.end_ts - manifest.start_ts) / 2)
    if options.at is not None:
        at_ts = float(moment_of(options.at, "--at", manifest.end_ts, Zone(utc=display.utc)))
    clock = ReplayClock(SystemClock(), manifest.start_ts, manifest.end_ts, manifest.start_ts, options.speed or 1.0)
    clock.seek(at_ts)
    return clock


def _context(
    path: Path | None,
    manifest: Manifest,
    open_store: Callable[[], Awaitable[Store]],
    open_whole: Callable[[], Awaitable[Store]],
    clock: ReplayClock,
    by: str,
    options: Options,
    display: Display,
) -> Context:
    from tui.cli.replay.feed import ReplayFeed
    from tui.domain.records import Window
    from tui.ui.context import Context, Replay, ReplayEvent
    from tui.ui.replaying import read_events

    edition = edition_in(path or Path(), manifest)
    window = Window(manifest.start_ts, manifest.end_ts)

    async def open_feed() -> Feed:
        return ReplayFeed(await open_store(), clock, dict(manifest.limits) or dict(edition.limits))

    async def events() -> tuple[ReplayEvent, ...]:
        whole = await open_whole()
        return await whole.read(partial(read_events, edition=edition, thresholds=manifest.thresholds, window=window))

    named = (
        (str(path),) if path else ("--from", options.since or "", *(("--to", options.until) if options.until else ()))
    )
    return Context(
        project=manifest.project,
        edition=edition,
        clock=clock,
        zone=Zone(utc=display.utc),
        lang=display.lang,
        thresholds=manifest.thresholds,
        xla=manifest.xla,
        open_feed=open_feed,
        by=by,
        author=author_of(display.author),
        shares=Shares(manifest.together, manifest.counted, edition.groups),
        remembered=Remembered(configured=manifest.watched),
        rules=manifest.rules,
        has_own_rules=manifest.has_own_rules,
        command=("scry", "replay", *named),
        replay=Replay(clock, events),
    )
