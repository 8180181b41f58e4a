"""`scry show WHAT`: the content of a screen as text, JSON, CSV or Markdown; with `--ask` the API is asked first."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.cli import exits
from tui.cli.inputs import spoken
from tui.cli.opening import channel_of, moment_of
from tui.cli.options import Options
from tui.cli.output import drop_output
from tui.cli.run import log_to, process_name
from tui.cli.settings import Settings, settle
from tui.cli.stores import open_store, place_of
from tui.clock import ServerClock, SystemClock, Zone
from tui.config.values import ConfigError
from tui.domain.records import Failure, Level, Scope, Window
from tui.domain.text import Lang
from tui.messages import incident as incident_words
from tui.messages import show as words
from tui.messages.failures import WHAT
from tui.store.errors import StoreError
from tui.store.manifest import BundleError

if TYPE_CHECKING:
    from tui.cli.show.content import Content


# These have no limits of their own.
UNJUDGED = ("channels", "usage", "notes")
# These are no content of a moment.
TIMELESS = ("usage", "quota", "notes", "incident")


def show(options: Options) -> int:
    """The exit status: FOUND where `--fail-on` holds. Raises ConfigError."""
    if options.what == "incident":
        if options.at is not None:
            raise ConfigError(words.NOW_ALONE, what=options.what)
        if options.argument:
            return _of_bundle(options)
        if options.since is None:
            raise ConfigError(incident_words.NO_STRETCH)
    settings = settle(options, os.environ)
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)
    lang = settings.display.lang
    if options.ask:
        log_to(settings.log_file)
    if options.fail_on is not None and options.what in UNJUDGED:
        raise ConfigError(words.NOT_JUDGED, what=options.what)
    if options.at is not None and options.what in TIMELESS:
        raise ConfigError(words.NOW_ALONE, what=options.what)
    if options.what == "call" and not options.argument:
        raise ConfigError(words.NO_CALL_ID)
    if options.what not in ("call", "incident") and options.argument:
        raise ConfigError(words.NO_ARGUMENT, argument=repr(options.argument), what=options.what)
    try:
        file = place_of(settings.store)
        if not options.ask and file is not None and not file.exists():
            raise ConfigError(words.NO_STORE, path=file)
        return asyncio.run(_shown(options, settings))
    except StoreError as error:
        print(f"scry: {error.says(lang)}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error)


def _of_bundle(options: Options) -> int:
    """Raises ConfigError."""
    from tui.cli.show.bundled import shown_bundle

    if options.ask or options.fail_on is not None:
        raise ConfigError(incident_words.BUNDLE_ALONE)
    try:
        text, status = shown_bundle(options)
    except (BundleError, StoreError) as error:
        print(f"scry: {error.says(spoken(options, os.environ))}", file=sys.stderr)  # noqa: T201
        return exits.FAILED
    _print(text.rstrip("\n"))
    return status


async def _shown(options: Options, settings: Settings) -> int:
    from tui.cli.show.asking import Asking
    from tui.cli.show.content import ShownContent
    from tui.cli.show.formats import written

    clock = ServerClock(SystemClock())
    store = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        clock.learn(store.dates)
        scope, window = _asked_for(options, settings, clock)
        reader = ShownContent(store, settings, clock, scope, window)
        failures: tuple[Failure, ...] = ()
        if options.ask:
            asking = Asking(store, settings, clock, by=process_name())
            failures = await asking.ask(options.what, reader, options.argument)
        content = await reader.read(options.what, options.argument)
    finally:
        await asyncio.to_thread(store.close)
    form = options.format or ("text" if sys.stdout.isatty() else "json")
    _print(written(content.extract, reader.setting, form).rstrip("\n"))
    lang = settings.display.lang
    for failure in failures:
        print(f"scry: {words.NOT_ANSWERED(lang, failure=_text_of(failure, lang))}", file=sys.stderr)  # noqa: T201
    status = _status(options, content, lang)
    return exits.FAILED if failures and status == exits.DONE else status


def _text_of(failure: Failure, lang: Lang) -> str:
    detail = f" ({failure.detail})" if failure.detail else ""
    return f"{WHAT[failure.kind](lang)}{detail}"


def _print(text: str) -> None:
    """A reader that has enough (`| head -3`) is no fault."""
    try:
        print(text)  # noqa: T201
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def _status(options: Options, content: Content, lang: Lang) -> int:
    """FOUND where it is as bad as `--fail-on` asks for; FAILED where too little is known to say that it is not."""
    if options.fail_on is None:
        return exits.DONE
    if content.level is Level.BAD or (content.level is Level.WARN and options.fail_on == "near"):
        return exits.FOUND
    if not content.is_known:
        phrase = words.NOT_KNOWN if options.at is None else words.NOT_KNOWN_THEN
        print(f"scry: {phrase(lang, what=options.what)}", file=sys.stderr)  # noqa: T201
        return exits.FAILED
    return exits.DONE


def _asked_for(options: Options, settings: Settings, clock: ServerClock) -> tuple[Scope, Window | None]:
    """The moment and channel, and the window of `--since` and `--until`. Raises ConfigError."""
    zone, now_ts = Zone(utc=settings.display.utc), clock.now()
    given: Mapping[str, int] = {
        name: moment_of(text, f"--{name}", now_ts, zone)
        for name in ("at", "since", "until")
        if (text := getattr(options, name)) is not None
    }
    if "since" not in given and "until" in given:
        raise ConfigError(words.NO_SINCE)
    window = None
    if "since" in given:
        start_ts, end_ts = given["since"], given.get("until", int(now_ts))
        if start_ts >= end_ts:
            raise ConfigError(words.EMPTY_SPAN)
        window = Window(start_ts, end_ts)
    channel = None if options.channel is None else channel_of(options.channel)
    return Scope(moment_ts=given.get("at"), channel=channel), window
