"""The moments of the notes about a call, for the time axes of its charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.domain.records import Call, Window

if TYPE_CHECKING:
    from tui.store.api import Snapshot

MOST_NOTED = 500


def noted_moments(snapshot: Snapshot, window: Window, call: Call) -> tuple[float, ...]:
    """Of the notes about the call or its channel, and of those about the whole project."""
    notes = snapshot.notes(window, MOST_NOTED)
    return tuple(
        float(note.ts)
        for note in notes
        if note.scope.call_id in (None, "", call.call_id) and note.scope.channel in (None, "", call.channel)
    )
