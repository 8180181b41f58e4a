"""`scry store copy|info|init`: one store's rows into another, a look at a store, and the statements that make one."""

from __future__ import annotations

import os
import sys

from tui.cli import exits
from tui.cli.check.stored import stored
from tui.cli.inputs import spoken
from tui.cli.options import Options
from tui.cli.settings import settle
from tui.cli.stores import (
    collectors_of,
    copy_store,
    database_of,
    files_of,
    is_database,
    prepare,
    shown,
    statements_for_administrator,
)
from tui.clock import SystemClock, Zone
from tui.config import values as config
from tui.config.values import ConfigError
from tui.domain.records import HOUR
from tui.domain.text import Lang
from tui.messages import store as words
from tui.messages.finding import Grade
from tui.store.errors import StoreError
from tui.terminal.cells import visible

ISO = "%FT%TZ"
COUNTS = {"copy": (2, 2), "info": (0, 1), "init": (0, 1)}


def store(options: Options) -> int:
    """Raises ConfigError."""
    lang, action = spoken(options, os.environ), str(options.what)
    least, most = COUNTS[action]
    if not least <= len(options.urls) <= most:
        raise ConfigError(words.NEEDS_STORES, action=action, count=most)
    urls = options.urls or (options.print_for or _configured(options),)
    try:
        if action == "copy":
            return _copy(urls[0], urls[1], lang)
        return (
            _init(urls[0], lang, only_print=options.print_for is not None, app_id=options.app_id)
            if action == "init"
            else _info(urls[0], lang)
        )
    except StoreError as error:
        print(f"scry: {error.says(lang)}", file=sys.stderr)  # noqa: T201
        return exits.of_store(error)


def _configured(options: Options) -> str:
    """The store of the profile; without one that of the command line, or the usual file."""
    try:
        return settle(options, os.environ).store
    except ConfigError:
        usual = f"sqlite:///{config.state_directory() / 'scry.db'}"
        return options.store or os.environ.get("SCRY_STORE") or usual


def _copy(origin: str, target: str, lang: Lang) -> int:
    is_seen = sys.stderr.isatty()

    def tell(table: str, done: int, total: int) -> None:
        if is_seen:
            share = "✓" if done < 0 else f"{100 * done // max(1, total)} %"
            print(f"\r\x1b[K{table} {share}", end="", file=sys.stderr, flush=True)  # noqa: T201

    rows = copy_store(origin, target, tell)
    if is_seen:
        print("\r\x1b[K", end="", file=sys.stderr)  # noqa: T201
    print(words.COPIED(lang, rows=rows, origin=shown(origin), target=shown(target)))  # noqa: T201
    return exits.DONE


def _info(url: str, lang: Lang) -> int:
    found = list(stored(url, SystemClock()))
    for finding in found:
        print(finding.says(lang))  # noqa: T201
    if not any(finding.grade is Grade.FAIL for finding in found):
        _tell_collectors(url, lang)
    failed = [finding.status or exits.FAILED for finding in found if finding.grade is Grade.FAIL]
    return max(failed, default=exits.DONE)


def _tell_collectors(url: str, lang: Lang) -> None:
    """Those of the last hour. Raises StoreError."""
    if not is_database(url) and not files_of(url)[0].exists():
        return
    zone = Zone(utc=True)
    for app_id, one in collectors_of(url, SystemClock().now() - HOUR):
        begun, last = one.since_ts, one.last_claim_ts
        values = {
            "app_id": app_id,
            "who": visible(one.by),
            "version": words.OF_VERSION(lang, version=one.version) if one.version else words.OF_NO_VERSION(lang),
            "since": words.OF_NO_BEGIN(lang) if begun is None else words.SINCE(lang, time=zone.text(begun, ISO)),
            "last": words.NO_CLAIM(lang) if last is None else words.LAST_CLAIM(lang, time=zone.text(last, ISO)),
        }
        print(words.COLLECTOR(lang, **values))  # noqa: T201


def _init(url: str, lang: Lang, *, only_print: bool, app_id: str | None) -> int:
    if only_print:
        if not is_database(url):
            raise StoreError(shown(url), words.NO_DATABASE, words.WRITE_DATABASE)
        print(statements_for_administrator(url, app_id), end="")  # noqa: T201
        return exits.DONE
    prepare(url)
    schema = database_of(url).schema if is_database(url) else ""
    print(words.PREPARED(lang, path=shown(url), schema=schema))  # noqa: T201
    return exits.DONE
