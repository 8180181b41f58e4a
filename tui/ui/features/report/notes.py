"""The notes that are offered for a report: those about its channel, or about the whole project, around its time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.analysis.project.report import MOST_COMMENTS
from tui.domain.records import MINUTE, KeptNote, Window
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.texts.notes import line_of

if TYPE_CHECKING:
    from tui.store.api import Snapshot

# So long before and after the time of the report.
AROUND_S = 30 * MINUTE
MOST_OFFERED = 20


def notes_about(snapshot: Snapshot, channel: str, ts: int) -> tuple[KeptNote, ...]:
    """Oldest moment first."""
    around = snapshot.notes(Window(ts - AROUND_S, ts + AROUND_S), MOST_OFFERED)
    return tuple(note for note in reversed(around) if note.scope.channel in (None, "", channel))


def offered(notes: Iterable[KeptNote], comments: str, context: Context) -> tuple[str, ...]:
    """The lines that the comments do not hold yet and have room for."""
    lines, room = [], MOST_COMMENTS - len(comments)
    for note in notes:
        line = f"{context.instant(note.ts)} {visible(note.author)}: {line_of(note.text)}"
        if line not in comments and len(line) < room:
            lines.append(line)
            room -= len(line) + 1
    return tuple(lines)
