"""`scry alarms test-rule NAME`: the alarms that a rule would have raised over the stored past."""

from __future__ import annotations

import asyncio

from tui.analysis.feeds.feed import age_text
from tui.cli import exits
from tui.cli.opening import moment_of
from tui.cli.settings import Settings
from tui.cli.show.content import ShownContent
from tui.cli.stores import open_store, place_of
from tui.clock import ServerClock, SystemClock, Zone
from tui.config.values import ConfigError
from tui.domain.quoting import visible
from tui.domain.records import MINUTE, AlarmRule, Scope, Window
from tui.messages import alarms_command as words
from tui.messages import show as show_words
from tui.monitor.dry_run import dry_run
from tui.monitor.evidence import JudgedProject
from tui.ui.features.alarms.query import past_window
from tui.ui.features.alarms.view import conditions, past_texts


async def try_rule(settings: Settings, name: str, since: str | None) -> int:
    """Raises ConfigError where the config has no such rule, or nothing is stored yet; StoreError."""
    rule = _rule(settings, name)
    if (file := place_of(settings.store)) is not None and not file.exists():
        raise ConfigError(show_words.NO_STORE, path=file)
    clock = ServerClock(SystemClock())
    store = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        clock.learn(store.dates)
        now_ts = clock.now()
        window = _window(settings, since, now_ts)
        watched = settings.remembered.watched
        project = JudgedProject((rule,), settings.edition, settings.limits, settings.shares, watched)
        past = await store.read(dry_run, project, rule, window, now_ts)
        context = ShownContent(store, settings, clock, Scope(), window).context
    finally:
        await asyncio.to_thread(store.close)
    lang = settings.display.lang
    for text in (*conditions(rule, lang), *past_texts(rule, past, age_text(window.seconds, lang), context)):
        print(visible(text))  # noqa: T201
    return exits.DONE


def _rule(settings: Settings, name: str) -> AlarmRule:
    if not name:
        raise ConfigError(words.NO_RULE_NAME)
    found = next((rule for rule in settings.rules if rule.name == name), None)
    if found is None:
        names = ", ".join(rule.name for rule in settings.rules)
        raise ConfigError(words.UNKNOWN_RULE, name=repr(name), names=names)
    return found


def _window(settings: Settings, since: str | None, now_ts: float) -> Window:
    if since is None:
        return past_window(now_ts)
    end_ts = int(now_ts) // MINUTE * MINUTE
    start_ts = moment_of(since, "--since", now_ts, Zone(utc=settings.display.utc)) // MINUTE * MINUTE
    if start_ts >= end_ts:
        raise ConfigError(words.SINCE_IS_PAST)
    return Window(start_ts, end_ts)
