"""The notes about a call, for its timeline and the time axes of its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.domain.records import Call, KeptNote, Window

if TYPE_CHECKING:
    from tui.store.api import Snapshot

MOST_NOTED = 500


def notes_of(snapshot: Snapshot, window: Window, call: Call) -> tuple[KeptNote, ...]:
    return tuple(note for note in snapshot.notes(window, MOST_NOTED) if is_note_of(note, call))


def is_note_of(note: KeptNote, call: Call) -> bool:
    """Whether the note is about the call or its channel, or about the whole project."""
    return note.scope.call_id in (None, "", call.call_id) and note.scope.channel in (None, "", call.channel)


def moments_of_channel(snapshot: Snapshot, window: Window, channel: str) -> tuple[float, ...]:
    """Of the notes about the channel, "" for all channels, and about the whole project."""
    notes = snapshot.notes(window, MOST_NOTED)
    return tuple(float(note.ts) for note in notes if note.scope.channel in (None, "", channel))


def noted_moments(snapshot: Snapshot, window: Window, call: Call) -> tuple[float, ...]:
    return tuple(float(note.ts) for note in notes_of(snapshot, window, call))
