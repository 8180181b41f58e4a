"""`scry alarms silence`: for some hours nobody is told of the alarms of a rule or a channel, or of any."""

from __future__ import annotations

import asyncio
import re

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
from tui.messages import alarms_command as words
from tui.store.api import Changes, Snapshot, Store

_LASTING = re.compile(r"(\d{1,4})([mhd])")
_UNITS_S = {"m": MINUTE, "h": HOUR, "d": DAY}
# A longer silence is a rule to be taken out.
MOST_S = 30 * DAY


async def silence(settings: Settings, options: Options) -> int:
    """Raises ConfigError, StoreError."""
    rule, lasting_s = options.argument, lasting(options.lasting or "1h")
    names = [each.name for each in settings.rules]
    if rule and rule not in names:
        raise ConfigError(words.UNKNOWN_RULE, name=repr(rule), names=", ".join(names))
    store = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        clock = ServerClock(SystemClock())
        clock.learn(store.dates)
        now_ts, lang, zone = clock.now(), settings.display.lang, Zone(utc=settings.display.utc)
        if options.end:
            count = await _ended(store, rule, options.channel or "", now_ts)
            print(words.SILENCES_ENDED(lang, n=count))  # noqa: T201
            for left in await store.read(lambda snapshot: snapshot.silences(now_ts)):
                print(visible(words.STILL(lang, silence=said(left, lang, zone), by=left.by)))  # noqa: T201
            return exits.DONE
        made = await store.write_to_disk(
            lambda changes: changes.silence(
                rule=rule,
                channel=options.channel or "",
                start_ts=now_ts,
                end_ts=now_ts + lasting_s,
                by=person_name(),
                comment=options.comment or "",
            )
        )
        print(visible(said(made, lang, zone)))  # noqa: T201
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
    rule = made.rule or words.EVERY_RULE(lang)
    channel = made.channel or words.EVERY_CHANNEL(lang)
    return words.SILENCED(lang, until=zone.full(made.end_ts, "%F %H:%M"), rule=rule, channel=channel)


async def _ended(store: Store, rule: str, channel: str, now_ts: float) -> int:
    """End the silences of exactly that rule and channel; returns how many."""

    def find(snapshot: Snapshot) -> list[int]:
        every = snapshot.silences(now_ts)
        return [one.silence_id for one in every if (one.rule, one.channel) == (rule, channel)]

    def end(changes: Changes, numbers: list[int]) -> int:
        return sum(changes.end_silence(number, now_ts=now_ts) for number in numbers)

    return await store.write_to_disk(end, await store.read(find))
