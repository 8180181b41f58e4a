"""Notes."""

from __future__ import annotations

from tests.store.memory.project import Rows
from tui.domain.records import KeptNote, Window


class Notes(Rows):
    def notes(self, window: Window | None, most: int) -> tuple[KeptNote, ...]:
        found = [note for note in self.project.notes.values() if window is None or window.holds(note.ts)]
        found.sort(key=lambda note: (-note.ts, -note.written_ts, note.note_id))
        return tuple(found[:most])

    def put_note(self, note: KeptNote) -> bool:
        known = self.project.notes.get(note.note_id)
        if known is not None and (known.author != note.author or known.changed_ts >= note.changed_ts):
            return False
        self.project.notes[note.note_id] = note
        self.project.bump("notes")
        return True

    def drop_note(self, note_id: str, *, author: str) -> bool:
        known = self.project.notes.get(note_id)
        if known is None or known.author != author:
            return False
        del self.project.notes[note_id]
        self.project.bump("notes")
        return True
