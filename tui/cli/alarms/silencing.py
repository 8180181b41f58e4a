"""`scry alarms silence`: for some hours nobody is told of the alarms of a rule or a channel, or of any.

silence RULE | --channel NAME | --for 2h      begin one; --for alone: of every rule
silence, silence --list                       list those in force, each with its number
silence --end [NUMBER | RULE]                 end it now
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence

from tui.cli import exits
from tui.cli.options import Options
from tui.cli.run import person_name
from tui.cli.settings import Settings
from tui.cli.stores import open_store
from tui.clock import ServerClock, SystemClock, Zone
from tui.config.values import ConfigError
from tui.domain.quoting import visible
from tui.domain.records import DAY, HOUR, MINUTE, Silence
from tui.domain.text import Lang
from tui.messages import alarms as list_words
from tui.messages import alarms_command as words
from tui.monitor.evidence import channels_of
from tui.store.api import Changes, Store

_LASTING = re.compile(r"(\d{1,4})([mhd])")
_UNITS_S = {"m": MINUTE, "h": HOUR, "d": DAY}
# A longer silence is a rule to be taken out.
MOST_S = 30 * DAY
DEFAULT = "1h"


async def silence(settings: Settings, options: Options) -> int:
    """Raises ConfigError, StoreError."""
    rule, channel, names = options.argument, options.channel or "", [each.name for each in settings.rules]
    is_end, lasting_s = options.end is not None, lasting(options.lasting or DEFAULT)
    asked = bool(options.lasting or options.comment), options.list, is_end
    if sum(asked) > 1:
        raise ConfigError(words.ONE_ACTION)
    if rule and not is_end and rule not in names:
        raise ConfigError(words.UNKNOWN_RULE, name=repr(rule), names=", ".join(names))
    store = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        clock = ServerClock(SystemClock())
        clock.learn(store.dates)
        now_ts, lang, zone = clock.now(), settings.display.lang, Zone(utc=settings.display.utc)
        if is_end:
            found = await _in_force(store, now_ts)
            count = await store.write_to_disk(_end, _named(found, options.end or "", rule, channel, names), now_ts)
            print(words.SILENCES_ENDED(lang, n=count))  # noqa: T201
            for left in await _in_force(store, now_ts):
                print(visible(words.STILL(lang, silence=_listed(left, lang, zone))))  # noqa: T201
            return exits.DONE
        if options.list or not (rule or channel or options.lasting or options.comment):
            found = [one for one in await _in_force(store, now_ts) if _is_asked(one, rule, channel)]
            for one in found:
                print(visible(_listed(one, lang, zone)))  # noqa: T201
            if not found:
                print(words.NO_SILENCE(lang))  # noqa: T201
            return exits.DONE
        made = await store.write_to_disk(
            lambda changes: changes.silence(
                rule=rule,
                channel=channel,
                start_ts=now_ts,
                end_ts=now_ts + lasting_s,
                by=person_name(),
                comment=options.comment or "",
            )
        )
        print(visible(said(made, lang, zone)))  # noqa: T201
        if channel and channel not in (judged := _channels(settings, rule)):
            known = ", ".join(judged) or words.NO_CHANNELS(lang)
            warning = words.UNKNOWN_CHANNEL(lang, channel=repr(channel), channels=known)
            print(visible(f"scry: {warning}"), file=sys.stderr)  # noqa: T201
        return exits.DONE
    finally:
        await asyncio.to_thread(store.close)


def lasting(text: str) -> int:
    """`30m`, `2h`, `1d` in seconds. Raises ConfigError."""
    found = _LASTING.fullmatch(text.strip())
    seconds = int(found[1]) * _UNITS_S[found[2]] if found else 0
    if not 0 < seconds <= MOST_S:
        raise ConfigError(words.NO_DURATION, value=repr(text))
    return seconds


def said(made: Silence, lang: Lang, zone: Zone) -> str:
    rule = made.rule or list_words.EVERY_RULE(lang)
    channel = made.channel or list_words.EVERY_CHANNEL(lang)
    return words.SILENCED(lang, until=zone.full(made.end_ts, "%F %H:%M"), rule=rule, channel=channel)


def _listed(one: Silence, lang: Lang, zone: Zone) -> str:
    phrase = words.LISTED_WITH if one.comment else words.LISTED
    return phrase(lang, n=one.silence_id, silence=said(one, lang, zone), by=one.by, comment=one.comment)


async def _in_force(store: Store, now_ts: float) -> Sequence[Silence]:
    return await store.read(lambda snapshot: snapshot.silences(now_ts))


def _is_asked(one: Silence, rule: str, channel: str) -> bool:
    return rule in ("", one.rule) and channel in ("", one.channel)


def _named(silences: Sequence[Silence], end: str, rule: str, channel: str, names: Sequence[str]) -> list[int]:
    """The numbers of the silences to end: the one of that number, else those of exactly that rule and channel. Raises
    ConfigError for a number that no silence in force has, and for a name that is no rule's."""
    rules = {*names, *(one.rule for one in silences)}
    if end.isdecimal() and end not in rules:
        numbers = [one.silence_id for one in silences]
        if rule or channel or int(end) not in numbers:
            known = ", ".join(map(str, numbers)) or "–"
            raise ConfigError(words.UNKNOWN_SILENCE, number=end, numbers=known)
        return [int(end)]
    rule = rule or end
    if rule and rule not in rules:
        raise ConfigError(words.UNKNOWN_RULE, name=repr(rule), names=", ".join(names))
    return [one.silence_id for one in silences if (one.rule, one.channel) == (rule, channel)]


def _end(changes: Changes, numbers: Sequence[int], now_ts: float) -> int:
    return sum(changes.end_silence(number, now_ts=now_ts) for number in numbers)


def _channels(settings: Settings, rule: str) -> list[str]:
    """The channels that the rule, or any, judges alone: a silence of another channel quiets nothing."""
    watched = settings.remembered.watched
    rules = [each for each in settings.rules if rule in ("", each.name)]
    return sorted({channel for each in rules for channel in channels_of(each, watched) if channel})
