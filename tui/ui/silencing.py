"""Silencing by key: for an hour nobody is told of the alarms of one rule in one channel; the same key ends it."""

from __future__ import annotations

from tui.domain.records import HOUR, Silence
from tui.messages import alarms as words
from tui.store.api import Changes, Snapshot
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen


async def toggle_silence(rule: str, channel: str, screen: FrameScreen) -> None:
    """`channel` "": all channels of the rule. Silences of every rule, or of other channels, stay in force."""
    context, lang = screen.context, screen.context.lang
    feed = await context.opened()
    now_ts = context.clock.now()

    def find(snapshot: Snapshot) -> list[Silence]:
        return [one for one in snapshot.silences(now_ts) if (one.rule, one.channel) == (rule, channel)]

    def change(changes: Changes, held: list[Silence]) -> Silence | None:
        if held:
            for one in held:
                changes.end_silence(one.silence_id, now_ts=now_ts)
            return None
        return changes.silence(rule=rule, channel=channel, start_ts=now_ts, end_ts=now_ts + HOUR, by=context.person)

    try:
        made = await feed.store.write_to_disk(change, await feed.store.read(find))
    except StoreError as error:
        screen.say(error.says(lang))
        return
    where = context.names.channel(channel) if channel else words.EVERY_CHANNEL(lang)
    key = screen.signs()["alarms.silence"][0]
    if made is None:
        screen.say(words.SILENCE_ENDED(lang, rule=visible(rule), channel=where))
    else:
        time = context.when(made.end_ts)
        screen.say(words.SILENCE_MADE(lang, time=time, rule=visible(rule), channel=where, key=key))
