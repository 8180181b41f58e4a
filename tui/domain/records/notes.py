"""Notes: lines that people write to a moment, a metric, a channel, a call, a session or a pair."""

from __future__ import annotations

from msgspec import Struct

from tui.domain.records.shown import Scope

# Characters, of any script.
MOST_NOTE = 2000


class KeptNote(Struct, frozen=True):
    """`note_id` is random: notes of several files never share one. `author` is `login@box`, or the configured name.

    `scope` is the part of the data that the note is bound to, `metric` the metric in it, "" for none.
    """

    note_id: str
    written_ts: float
    changed_ts: float
    author: str
    text: str
    scope: Scope = Scope()
    metric: str = ""

    @property
    def ts(self) -> int:
        """The moment that the note is about; the time of writing where it is about none."""
        return int(self.written_ts) if self.scope.moment_ts is None else self.scope.moment_ts
