"""Notes: the lines that people wrote, newest moment first; the chosen one whole beneath the list.

3 notes
  moment    by         about            note
▸ 14:07:00  ann@ops    数学-3班         restarted the relay
  13:52:10  bob@ops    Video freeze     since the deploy of 13:50
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from tui.domain.glossary import NAMED_METRICS
from tui.domain.records import MINUTE, KeptNote, Scope
from tui.messages import notes as words
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.notes.columns import note_columns, note_rows, notes_export
from tui.ui.features.notes.form import NoteScreen
from tui.ui.links import is_drilled, route_of
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.widgets.double_press import DoublePress
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

LISTED = 2000


def note_route(note: KeptNote) -> Route:
    """To the part of the data that the note is about: a call or a user, a metric of Live, else the diagnoses."""
    scope = note.scope
    if is_drilled(scope) and (scope.call_id or scope.uid):
        return route_of(scope)
    minute = Scope(moment_ts=note.ts // MINUTE * MINUTE, channel=scope.channel)
    is_of_live = note.metric in NAMED_METRICS
    return Route("live", minute, metric=note.metric) if is_of_live else Route("diagnosis", minute)


class NotesScreen(FrameScreen):
    TAB = "notes"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "notes.edit", "notes.delete", "filter", "back", "help")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("notes.edit", "E", "edit"),
        bind("notes.delete", "d", "delete"),
    ]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self._deleting = DoublePress()
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"notes"})

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Line(id="head")
        yield Table(
            note_columns((), context),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=self.tell_chosen,
        )
        yield Note(id="chosen")

    async def ask(self, feed: Feed, now_ts: float) -> tuple[KeptNote, ...]:
        return await feed.store.read(lambda snapshot: snapshot.notes(None, LISTED))

    @property
    def notes(self) -> tuple[KeptNote, ...]:
        return self.live_query.data or ()

    @property
    def chosen(self) -> KeptNote | None:
        key = self.query_one(Table).cursor_key
        return next((each for each in self.notes if each.note_id == key), None)

    def moment_link(self) -> Route | None:
        return None if self.chosen is None else note_route(self.chosen)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.live_query.data is None:
            return None
        shown = self.query_one(Table).shown
        return await asyncio.to_thread(notes_export, self.notes, self.context, shown, setting)

    def show(self) -> None:
        notes, context, table = self.notes, self.context, self.query_one(Table)
        table.set_columns(note_columns(notes, context))
        table.placeholder = words.NONE(context.lang, note=self.signs()["note"][0])
        table.update(note_rows(notes, context))
        head = words.HEAD(context.lang, count=len(notes))
        self.query_one("#head", Line).runs = ((head, "text"),) if notes else ()
        self.tell_chosen()

    @on(Table.Highlighted)
    def tell_chosen(self) -> None:
        text = "" if self.chosen is None or self.context.names.hidden else self.chosen.text
        self.query_one("#chosen", Note).tell(Content(self.plain(text)))

    # -- keys

    @on(Table.Selected)
    def _go(self) -> None:
        if (note := self.chosen) is not None:
            self.open(note_route(note))

    def _own(self) -> KeptNote | None:
        """The chosen note where this user wrote it; else it is said."""
        note = self.chosen
        if note is not None and note.author != self.context.author:
            author = self.context.names.process(note.author)
            self.say(self.plain(words.NOT_YOURS(self.context.lang, author=author)))
            return None
        return note

    def action_edit(self) -> None:
        if (note := self._own()) is not None:
            self.app.push_screen(NoteScreen(self.context, note))

    def action_delete(self) -> None:
        """At the second `d`."""
        if (note := self._own()) is None:
            return
        if self._deleting.pressed(note.note_id):
            self.drop(note)
        else:
            self.say(words.DELETE_AGAIN(self.context.lang, delete=self.signs()["notes.delete"][0]))

    @work(group="notes")
    async def drop(self, note: KeptNote) -> None:
        feed, lang = await self.context.opened(), self.context.lang
        try:
            await feed.store.write(lambda changes: changes.drop_note(note.note_id, author=note.author))
        except StoreError as error:
            self.say(error.says(lang))
        else:
            self.say(words.DELETED(lang))
