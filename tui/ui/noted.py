"""Noted: the notes of the store on a screen: as signs beside the rows of its list, and in its copies and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.fields import ExtractField, FieldKind, Lacking
from tui.domain.records import MINUTE, KeptNote, Scope
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery
from tui.ui.texts.notes import about_text, line_of
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

MOST_NOTES = 10_000


class Noted(Struct, frozen=True):
    """The subjects of notes: calls by id, their users by call and uid, channels, metrics of Live, and users or channels
    by their minute."""

    calls: frozenset[str] = frozenset()
    users: frozenset[tuple[str, str]] = frozenset()
    channels: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    minutes: frozenset[tuple[str, int]] = frozenset()


def noted_in(notes: Iterable[KeptNote]) -> Noted:
    held = [(note, note.scope) for note in notes]
    return Noted(
        frozenset(scope.call_id for _, scope in held if scope.call_id),
        frozenset((scope.call_id or "", each) for _, scope in held for each in _users(scope)),
        frozenset(scope.channel for _, scope in held if scope.channel),
        frozenset(note.metric for note, _ in held if note.metric),
        frozenset(
            (each, note.ts // MINUTE * MINUTE)
            for note, scope in held
            for each in (*_users(scope), *((scope.channel,) if scope.channel and not scope.uid else ()))
        ),
    )


def _users(scope: Scope) -> Iterable[str]:
    """The sessions and users that a note is bound to."""
    return (str(each) for each in (scope.sid, scope.uid, scope.peer_uid, scope.sender_uid) if each)


class NotedScreen:
    """The notes that one screen shows: `is_noted(noted, key)` tells of the row of that key, `marks(note)` of the time
    axes."""

    def __init__(
        self,
        is_noted: Callable[[Noted, str], bool] = lambda _, __: False,
        marks: Callable[[KeptNote], bool] = lambda _: False,
    ) -> None:
        self.is_noted, self.marks = is_noted, marks

    def added(self, extract: Extract, notes: Sequence[KeptNote], setting: Setting) -> Extract:
        """The extract with those notes that the screen shows: each beside its row, all of them in a table."""
        from tui.ui.extracts import plain_table

        every = noted_in(notes)
        rows = {key for key in extract.table.keys if self.is_noted(every, key)}
        alone = [(note, noted_in((note,))) for note in notes]
        beside = {key: [note for note, noted in alone if self.is_noted(noted, key)] for key in rows}
        shown = {note.note_id for its in beside.values() for note in its}
        shown |= {note.note_id for note in notes if self.marks(note)}
        if not shown:
            return extract
        table = extract.table
        if rows:
            cells = (
                (*row, _texts(beside.get(key, ()), setting)) for key, row in zip(table.keys, table.rows, strict=True)
            )
            table = replace(table, fields=(*table.fields, BESIDE), rows=[*cells])
        listed = (_row(note, setting) for note in notes if note.note_id in shown)
        return replace(extract, table=table, others=(*extract.others, plain_table("notes", FIELDS, listed, "note")))


BESIDE = ExtractField("notes", may_lack=True)
FIELDS = (
    ExtractField("at", FieldKind.TIME),
    ExtractField("by"),
    ExtractField("note_about"),
    ExtractField("note", may_lack=True),
    ExtractField("metric_name", told=False),
)


def _texts(notes: Sequence[KeptNote], setting: Setting) -> str | Lacking | None:
    """Oldest moment first. A text may name anybody: where names are hidden it is left out."""
    if not notes:
        return None
    if setting.names.hidden:
        return Lacking("hidden")
    from tui.ui.extracts import SEPARATOR

    told = sorted(notes, key=lambda note: note.ts)
    return SEPARATOR.join(f"{setting.time(note.ts)} {visible(note.author)}: {line_of(note.text)}" for note in told)


def _row(note: KeptNote, setting: Setting) -> tuple[int | str | Lacking, ...]:
    names = setting.names
    text = Lacking("hidden") if names.hidden else line_of(note.text)
    by = names.process(visible(note.author))
    return note.ts, by, about_text(note, setting.lang, names), text, visible(note.metric)


async def extracted(screen: FrameScreen, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
    """The screen's extract with the notes that the screen shows. Raises StoreError."""
    extract, noted = await screen.exported(setting, feed, key), getattr(screen, "noted", None)
    if extract is None or not isinstance(noted, NotedScreen):
        return extract
    notes = await feed.store.read(lambda snapshot: snapshot.notes(None, MOST_NOTES))
    return noted.added(extract, notes, setting)


class NotedRows(NotedScreen):
    """The signs of one list of a screen."""

    def __init__(
        self,
        screen: FrameScreen,
        table: Callable[[], Table | None],
        is_noted: Callable[[Noted, str], bool],
        marks: Callable[[KeptNote], bool] = lambda _: False,
    ) -> None:
        super().__init__(is_noted, marks)
        self._table = table
        self._query = LiveQuery(screen, self._ask, self.show, topics={"notes"}, name="notes")

    async def _ask(self, feed: Feed, now_ts: float) -> Noted:
        return noted_in(await feed.store.read(lambda snapshot: snapshot.notes(None, MOST_NOTES)))

    def show(self) -> None:
        noted, table = self._query.data, self._table()
        if noted is not None and table is not None:
            table.tell_noted(lambda key: self.is_noted(noted, key))
