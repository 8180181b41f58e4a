"""Notes: the lines that people wrote, by the moment that each is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from msgspec.structs import replace

from tui.domain.records import KeptNote, Scope, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, RowCursor
from tui.store.rows.report_rows import UNREADABLE, as_text, of_text

_COLUMNS = "note_id, written_ts, changed_ts, author, text, scope, metric"


def read_notes(connection: RowConnection, project_id: int, window: Window | None, most: int) -> tuple[KeptNote, ...]:
    within, values = ("", ()) if window is None else (" AND ts >= ? AND ts < ?", (window.start_ts, window.end_ts))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM notes WHERE project_id = ?{within}"  # noqa: S608 - constants alone
        " ORDER BY ts DESC, written_ts DESC, note_id LIMIT ?",
        (project_id, *values, most),
    )
    return tuple(_notes(rows))


def _notes(rows: RowCursor) -> Iterator[KeptNote]:
    """A note about something that only a newer scry knows keeps its words and its time."""
    for note_id, written_ts, changed_ts, author, text, scope, metric in rows:
        note = KeptNote(note_id, written_ts, changed_ts, author, _words(text), metric=metric)
        with suppress(*UNREADABLE):
            note = replace(note, scope=of_text(scope, Scope))
        yield note


def _words(text: str) -> str:
    """From JSON of ASCII letters alone, in which half a character can be kept, too."""
    try:
        return str(json.loads(text))
    except UNREADABLE:
        return str(text)


def put_note(connection: RowConnection, project_id: int, note: KeptNote) -> bool:
    stored = connection.execute(
        "INSERT INTO notes (project_id, note_id, ts, written_ts, changed_ts, author, text, scope, metric)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, note_id) DO UPDATE SET ts = excluded.ts,"
        " text = excluded.text, scope = excluded.scope, metric = excluded.metric, changed_ts = excluded.changed_ts"
        " WHERE excluded.changed_ts > notes.changed_ts AND excluded.author = notes.author",
        (
            project_id,
            note.note_id,
            note.ts,
            note.written_ts,
            note.changed_ts,
            note.author,
            json.dumps(note.text),
            as_text(note.scope),
            note.metric,
        ),
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "notes")
    return stored.rowcount > 0


def drop_note(connection: RowConnection, project_id: int, note_id: str, *, author: str) -> bool:
    dropped = connection.execute(
        "DELETE FROM notes WHERE project_id = ? AND note_id = ? AND author = ?", (project_id, note_id, author)
    )
    if dropped.rowcount > 0:
        bump(connection, project_id, "notes")
    return dropped.rowcount > 0
