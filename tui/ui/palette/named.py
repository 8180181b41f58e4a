"""Named: channels, calls and users in the store, and the metrics, by name.

A channel opens its calls; a call itself; a user the call in which the user was seen last. A metric of the project is
chosen on Live; a metric of a session is explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from textual.command import Hits

from tui.domain.glossary import LIVE_METRICS, MIDS, Mid
from tui.domain.records import NamedCall, NewestNames, Scope
from tui.domain.typed import plain
from tui.messages import palette as words
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.navigation import Route, navigator
from tui.ui.palette.matching import Command
from tui.ui.palette.provider import Searched
from tui.ui.text_page import Paragraph, advice

MOST_ROWS = 2000
# Length of a name that is looked up as a call's id.
CALL_ID = 16


class Named(Searched):
    names = NewestNames()
    made: Sequence[Command] = ()
    # Commands for calls older than those read, looked up by their whole id.
    older: Sequence[Command] = ()

    async def startup(self) -> None:
        """Read the store once, when the palette opens; without an answer the metrics are found all the same."""
        feed = self.frame.context.feed
        if feed is not None:
            with suppress(StoreError):
                self.names = await feed.store.read(lambda snapshot: snapshot.names(MOST_ROWS))
        self.made = [*self.offered()]

    async def search(self, query: str) -> Hits:
        call_id = plain(query).strip()
        if len(call_id) >= CALL_ID and not any(call.call_id == call_id for call in self.names.calls):
            self.older = await self.call_of(call_id)
        async for hit in super().search(query):
            yield hit

    def commands(self) -> Sequence[Command]:
        return [*self.older, *self.made]

    # -- commands

    def offered(self) -> Iterator[Command]:
        frame = self.frame
        context, lang = frame.context, frame.context.lang
        for name, metric in LIVE_METRICS.items():
            yield Command(
                metric.title(lang),
                words.LIVE_METRIC(lang),
                partial(navigator(frame.app).open_tab, Route("live", metric=name)),
            )
        for mid, its in MIDS.items():
            yield Command(its.title(lang), words.MID(lang, mid=mid), partial(explain, frame, its))
        for channel in dict.fromkeys((*context.watched, *self.names.channels)):
            run = partial(frame.open, Route("calls", Scope(channel=channel)))
            yield Command(channel, words.CHANNEL(lang), run, by_sentence=False)
        for call in self.names.calls:
            yield self.of_call(call, context)
        for user in self.names.users:
            sentence = words.USER(lang, channel=user.channel, time=context.when(user.ts))
            scope = Scope(call_id=user.call_id, channel=user.channel, uid=user.uid, moment_ts=user.ts)
            yield Command(user.uid, sentence, partial(frame.open, Route("call", scope)), by_sentence=False)

    def of_call(self, call: NamedCall, context: Context) -> Command:
        sentence = words.CALL(context.lang, channel=call.channel, time=context.when(call.created_ts))
        scope = Scope(call_id=call.call_id, channel=call.channel)
        return Command(call.call_id, sentence, partial(self.frame.open, Route("call", scope)), by_sentence=False)

    async def call_of(self, call_id: str) -> list[Command]:
        feed = self.frame.context.feed
        try:
            call = await feed.store.read(lambda snapshot: snapshot.named_call(call_id)) if feed is not None else None
        except StoreError:
            call = None
        return [] if call is None else [self.of_call(call, self.frame.context)]


# -- effects


def explain(frame: FrameScreen, mid: Mid) -> None:
    from tui.ui.why import WhyScreen

    def tell() -> tuple[Paragraph, ...]:
        from tui.domain.glossary.mid_advice import mid_advice

        lang = frame.context.lang
        return Paragraph(mid.title(lang), 1), *advice(mid_advice(mid.mid), words.THE_USER(lang), lang)

    frame.app.push_screen(WhyScreen(frame.context, tell))
