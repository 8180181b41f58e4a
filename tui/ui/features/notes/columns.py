"""The columns of the notes, in the list and in exports. A text may name anybody: where names are hidden it is left
out."""

from __future__ import annotations

from collections.abc import Sequence

from tui.domain.fields import FieldKind, Lacking
from tui.domain.records import KeptNote
from tui.export.extract import Extract, Setting
from tui.messages import frame as frame_words
from tui.messages import notes as words
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.extracts import arranged, setting_in
from tui.ui.texts.notes import about_text, line_of
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

COLUMNS = (
    Described("at", FieldKind.TIME, title=words.MOMENT, key="time"),
    Described("by", title=words.AUTHOR, width=10, grow=1, priority=1),
    Described("note_about", title=words.WHAT, width=12, grow=1, priority=2),
    Described("note", title=words.TEXT, width=20, grow=6, may_lack=True),
    Described("channel", told=False),
    Described("call_id", told=False),
    Described("uid", told=False),
    Described("metric_name", told=False),
    Described("changed", FieldKind.TIME, told=False),
)


def note_columns(notes: Sequence[KeptNote], context: Context) -> tuple[Column, ...]:
    return list_columns(COLUMNS, context.lang, {"time": max([8, *(len(context.instant(each.ts)) for each in notes)])})


def note_rows(notes: Sequence[KeptNote], context: Context) -> list[Row]:
    setting = setting_in(context)
    return [list_row(COLUMNS, each.note_id, _told(each, context, setting)) for each in notes]


def notes_export(notes: Sequence[KeptNote], context: Context, shown: ShownRows, setting: Setting) -> Extract:
    rows = {each.note_id: values_of(COLUMNS, _told(each, context, setting)) for each in notes}
    return Extract(
        screen="notes",
        title=frame_words.TABS["notes"](setting.lang),
        table=arranged("notes", fields_of(COLUMNS), rows, "note", shown, setting),
    )


def _told(note: KeptNote, context: Context, setting: Setting) -> Items:
    names, scope, line = setting.names, note.scope, line_of(note.text)
    by = names.process(visible(note.author))
    return (
        Told(note.ts, context.instant(note.ts)),
        Told(by, ((by, "dim"),), by),
        about_text(note, setting.lang, names),
        Told(Lacking("hidden") if names.hidden else line, "…" if names.hidden else line),
        names.channel(visible(scope.channel or "")),
        names.call(visible(scope.call_id or "")),
        names.user(scope.uid),
        note.metric,
        note.changed_ts,
    )
