"""Named: channels, calls and users in the store, and the metrics, by name.

A channel opens its calls; a call itself; a user the page of that user. A metric of the project is chosen on Live; a
metric of a session is explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from textual.command import Hits

from tui.domain.glossary import CURVE_METRICS, Mid
from tui.domain.records import Appearance, KeptNote, NamedCall, NamedUser, NewestNames, Scope
from tui.domain.typed import plain, unsigned
from tui.messages import palette as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Context
from tui.ui.navigation import Route, navigator
from tui.ui.palette.matching import Command
from tui.ui.palette.provider import Searched
from tui.ui.text_page import Paragraph, advice

MOST_ROWS = 2000
# Length of a name that is looked up as a call's id, and of a part of a uid that is looked for in the whole store.
CALL_ID, PART_OF_UID = 16, 3


class Named(Searched):
    names = NewestNames()
    notes: Sequence[KeptNote] = ()
    made: Sequence[Command] = ()
    # Commands for calls older than those read, looked up by their whole id.
    older: Sequence[Command] = ()
    # Users with older appearances than those read.
    met: Sequence[Command] = ()

    async def startup(self) -> None:
        """Read the store once, when the palette opens; without an answer the metrics are found all the same."""
        feed = self.frame.context.feed
        if feed is not None:
            with suppress(StoreError):
                self.names = await feed.store.read(lambda snapshot: snapshot.names(MOST_ROWS))
                self.notes = await feed.store.read(lambda snapshot: snapshot.notes(None, MOST_ROWS))
        self.made = [*self.offered()]

    async def search(self, query: str) -> Hits:
        call_id = plain(query).strip()
        if len(call_id) >= CALL_ID and not any(call.call_id == call_id for call in self.names.calls):
            self.older = await self.call_of(call_id)
        if len(call_id) >= PART_OF_UID:
            self.met = await self.users_of(unsigned(call_id) or call_id)
        async for hit in super().search(query):
            yield hit

    def commands(self) -> Sequence[Command]:
        return [*self.older, *self.made, *self.met]

    # -- commands

    def offered(self) -> Iterator[Command]:
        frame = self.frame
        context, lang = frame.context, frame.context.lang
        for name, metric in context.edition.live_metrics.items():
            yield Command(
                metric.title(lang),
                words.LIVE_METRIC(lang),
                partial(navigator(frame.app).open_tab, Route("live", metric=name)),
            )
        for metric_of, mid in context.edition.mids.items():
            its = CURVE_METRICS[metric_of]
            yield Command(its.title(lang), words.MID(lang, mid=mid), partial(explain, frame, its))
        for channel in dict.fromkeys((*context.watched, *self.names.channels)):
            run = partial(frame.open, Route("calls", Scope(channel=channel)))
            yield Command(channel, words.CHANNEL(lang), run, by_sentence=False)
        for call in self.names.calls:
            yield self.of_call(call, context)
        yield from map(self.seen_last, self.names.users)
        for note in self.notes:
            sentence = words.NOTE(lang, author=note.author, time=context.when(note.ts))
            yield Command(note_line(note.text), sentence, partial(frame.open, Route("notes")), by_sentence=False)
        yield from self.on_screen()

    def on_screen(self) -> Iterator[Command]:
        """The users that the screens of this tab name and the store need not."""
        known = {user.uid for user in self.names.users}
        for uid in dict.fromkeys(str(uid) for each in frames_of(self.frame.app) for uid in each.users()):
            if uid not in known:
                yield self.of_user(uid, words.USER_HERE(self.frame.context.lang))

    def of_user(self, uid: str, sentence: str) -> Command:
        return Command(uid, sentence, partial(self.frame.open, Route("user", Scope(uid=uid))), by_sentence=False)

    def seen_last(self, user: NamedUser | Appearance) -> Command:
        context = self.frame.context
        return self.of_user(user.uid, words.USER(context.lang, channel=user.channel, time=context.when(user.ts)))

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

    async def users_of(self, part: str) -> list[Command]:
        """The users of the whole store with that part of a uid, where each appeared last."""
        feed = self.frame.context.feed
        try:
            found = await feed.store.read(lambda snapshot: snapshot.appearances(part, MOST_ROWS)) if feed else ()
        except StoreError:
            found = ()
        known = {user.uid for user in self.names.users}
        newest = {one.uid: one for one in reversed(found) if one.uid not in known}
        return [*map(self.seen_last, newest.values())]


# -- effects


def note_line(text: str) -> str:
    """A note in one line."""
    return " ".join(visible(text).split())


def explain(frame: FrameScreen, mid: Mid) -> None:

    def tell() -> tuple[Paragraph, ...]:
        from tui.domain.glossary.mid_advice import mid_advice

        lang = frame.context.lang
        return Paragraph(mid.title(lang), 1), *advice(mid_advice(mid.mid), words.THE_USER(lang), lang)

    frame.explain(tell)
