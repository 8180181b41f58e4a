"""`scry bundle FILE.scry`: a stretch of the store's time in one file; the file's head, and the notes beside it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tui.cli import exits
from tui.cli.bundling import project_of
from tui.cli.inputs import path_of, spoken
from tui.cli.opening import channel_of, moment_of
from tui.cli.options import Options
from tui.cli.own_notes import merge_own
from tui.cli.settings import Settings, settle
from tui.cli.stores import merge_notes, open_store, place_of, read_manifest
from tui.clock import ServerClock, SystemClock, Zone
from tui.config.values import ConfigError
from tui.domain.glossary.rounding import size_text
from tui.domain.names import Names
from tui.domain.text import Lang
from tui.messages import bundle as words
from tui.messages import show as show_words
from tui.store.errors import StoreError
from tui.store.manifest import BundleError, BundleOrder


def bundle(options: Options) -> int:
    """Raises ConfigError."""
    lang = spoken(options, os.environ)
    if not options.argument and not options.merge_notes:
        raise ConfigError(words.NO_FILE)
    try:
        if not options.argument:
            _merge_own(options)
            return exits.DONE
        path = path_of(options.argument)
        if options.info:
            _tell(path, lang)
        elif options.merge_notes:
            merged = merge_notes(path)
            print(words.MERGED(lang, path=path, notes=merged.notes, files=merged.files))  # noqa: T201
            if merged.notes and merged.is_redacted:
                print(words.MERGED_AS_TYPED(lang))  # noqa: T201
        else:
            _write(path, options)
    except (BundleError, StoreError) as error:
        print(f"scry: {error.says(lang)}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error) if isinstance(error, StoreError) else exits.FAILED
    return exits.DONE


def _merge_own(options: Options) -> None:
    """Raises BundleError, StoreError, ConfigError."""
    settings = settle(options, os.environ)
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)
    file = place_of(settings.store)
    if file is not None and not file.exists():
        raise ConfigError(show_words.NO_STORE, path=file)
    notes, files = merge_own(settings)
    place = file or f"{settings.store.partition('://')[0]}://…"
    print(words.MERGED(settings.display.lang, path=place, notes=notes, files=files))  # noqa: T201


def _write(path: Path, options: Options) -> None:
    """Raises BundleError, StoreError, ConfigError."""
    if options.since is None and not options.call:
        raise ConfigError(words.NO_STRETCH)
    settings = settle(options, os.environ)
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)
    order, names = ordered(path, settings, options)
    zone, lang = Zone(utc=settings.display.utc), settings.display.lang
    ends = {"start": zone.full(order.start_ts, "%F %H:%M"), "end": zone.full(order.end_ts, "%F %H:%M")}
    with project_of(settings).prepared(order, names, lambda _, __: None) as made:
        size = size_text(made.size_bytes)
        print(words.TO_WRITE(lang, path=path, rows=made.rows, size=size), file=sys.stderr)  # noqa: T201
        made.place()
    print(words.WROTE(lang, path=path, rows=made.rows, size=size, **ends))  # noqa: T201


def ordered(path: Path, settings: Settings, options: Options) -> tuple[BundleOrder, Names]:
    """The bundle of the command line, and the names that stand in it. Raises ConfigError, StoreError."""
    if (file := place_of(settings.store)) is not None and not file.exists():
        raise ConfigError(show_words.NO_STORE, path=file)
    clock, call_id = ServerClock(SystemClock()), options.call or ""
    store = open_store(settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        clock.learn(store.dates)
        call = asyncio.run(store.read(lambda snapshot: snapshot.call(call_id))) if call_id else None
    finally:
        store.close()
    if call_id and call is None:
        raise ConfigError(show_words.UNKNOWN_CALL, call_id=repr(call_id))
    now_ts, zone = clock.now(), Zone(utc=settings.display.utc)
    start_ts = moment_of(options.since, "--from", now_ts, zone) if options.since else int(now_ts)
    end_ts = moment_of(options.until, "--to", now_ts, zone) if options.until else int(now_ts)
    if call is not None:
        start_ts = start_ts if options.since else call.created_ts
        end_ts = end_ts if options.until or call.destroyed_ts is None else call.destroyed_ts + 1
    if start_ts >= end_ts:
        raise ConfigError(show_words.EMPTY_SPAN)
    channels = () if options.channel is None else (channel_of(options.channel),)
    order = BundleOrder(path, start_ts, end_ts, channels, call_id)
    return order, _aliases(settings) if settings.display.redact else Names()


def _aliases(settings: Settings) -> Names:
    """By the key of the store, so that one name has one alias in all that leaves it."""
    from tui.export.names import Aliases

    async def key() -> bytes:
        store = open_store(settings.store, base_url=settings.base_url, app_id=settings.app_id)
        try:
            return await store.write(lambda changes: changes.make_alias_key())
        finally:
            store.close()

    return Aliases(asyncio.run(key()))


def _tell(path: Path, lang: Lang) -> None:
    """Raises BundleError for a bundle that does not open."""
    from tui.cli.stores import opened_bundle

    manifest, zone = read_manifest(path), Zone(utc=True)
    with opened_bundle(path):
        pass
    start, end = (zone.full(ts, "%F %H:%M") for ts in (manifest.start_ts, manifest.end_ts))
    said = [
        words.INFO_HEAD(lang, project=manifest.project, edition=manifest.edition, start=start, end=end),
        words.INFO_FILE(
            lang,
            size=size_text(path.stat().st_size),
            content=size_text(manifest.size_bytes),
            writer=manifest.writer,
            format=manifest.format,
            sha256=manifest.sha256,
        ),
    ]
    if manifest.channels:
        said.append(words.INFO_CHANNELS(lang, channels=", ".join(manifest.channels)))
    if manifest.is_redacted:
        said.append(words.INFO_REDACTED(lang))
    said += [f"  {name:<14}{count}" for name, count in manifest.counts.items() if count]
    print("\n".join(said))  # noqa: T201
