"""The timeline panel: the events of a call in order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from tui.analysis.calls.timeline import Entry, Event
from tui.domain.glossary import experience, mid
from tui.domain.records import Runs
from tui.domain.text import Phrase
from tui.messages import call as words
from tui.queries.call_data import CallData
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.features.call.columns import times_of
from tui.ui.features.call.scores import mid_title, mid_value
from tui.ui.texts.diagnosis import causes_text
from tui.ui.texts.notes import line_of
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

_PLAIN = {
    Event.CREATED: words.CREATED,
    Event.DESTROYED: words.DESTROYED,
    Event.JOIN: words.JOIN,
    Event.LEAVE: words.LEAVE,
}


class CallTimeline(Table):
    def __init__(self, context: Context, *, id: str) -> None:  # noqa: A002
        super().__init__(timeline_columns(None, context), ascii=context.ascii, id=id)
        self.context = context
        self.entries: Mapping[str, Entry] = {}
        # The moment that the cursor was last taken to.
        self._told_ts: int | None = None

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entries.get(self.cursor_key or "")

    def tell(self, data: CallData, moment_ts: int | None) -> None:
        columns = timeline_columns(data, self.context)
        if self.columns != columns:
            self.set_columns(columns)
        self.placeholder = words.NO_ENTRIES(self.context.lang)
        self.entries = {entry.key: entry for entry in data.entries}
        self.update(timeline_rows(data, self.context))
        self.seek(data, moment_ts)

    def seek(self, data: CallData, moment_ts: int | None) -> None:
        """To the entry of the moment, once for each moment: then the cursor is the user's."""
        if moment_ts is None:
            return
        if moment_ts == self._told_ts:
            self.cursor_moved()
        else:
            self._told_ts, self.follows = moment_ts, True
        if self.follows:
            self.lead(entry_at(data.entries, moment_ts).key)


def timeline_columns(data: CallData | None, context: Context) -> tuple[Column, ...]:
    lang, wider = context.lang, 0 if data is None else times_of(data, context).wider
    return (
        Column("time", words.TIME(lang), 8 + wider),
        Column("user", words.USER(lang), 10),
        Column("what", words.TIMELINE(lang), 20, grow=1, sortable=False),
    )


def timeline_rows(data: CallData, context: Context) -> list[Row]:
    times = times_of(data, context)
    return [
        Row(
            entry.key,
            (times.text(entry.ts, "%H:%M:%S"), context.names.user(entry.uid), entry_runs(entry, context)),
            sort=(entry.ts, entry.uid, None),
        )
        for entry in data.entries
    ]


def entry_runs(entry: Entry, context: Context) -> Runs:
    lang = context.lang
    phrase: Phrase | None = _PLAIN.get(entry.event)
    if phrase is not None:
        return ((phrase(lang), "dim" if entry.event in (Event.JOIN, Event.LEAVE) else "text"),)
    end = "" if entry.end_ts is None else context.zone.beside(entry.end_ts, entry.ts)
    if entry.event is Event.HOLE:
        return (("· ", "warn"), (words.HOLE(lang, end=end), "text"))
    if entry.event is Event.DIAGNOSIS and entry.diagnosis is not None:
        what = words.DIAGNOSED(lang, what=experience(entry.diagnosis.exp_id)(lang))
        causes = causes_text(entry.diagnosis.causes, lang, context.names)
        return (("◆ ", "mark"), (what, "text"), ("  ", "text"), *causes)
    if entry.note is not None:
        author = context.names.process(visible(entry.note.author))
        text = "…" if context.names.hidden else line_of(entry.note.text)
        return (("◇ ", "accent"), (text, "text"), (f"  {author}", "dim"))
    values = {
        "what": mid_title(entry.mid, lang),
        "value": mid_value(entry.mid, entry.value, context.thresholds, lang),
        "end": end,
    }
    if mid(entry.mid).per_peer and entry.peer_uid:
        return (("▲ ", "bad"), (words.BAD_FROM(lang, peer=context.names.user(entry.peer_uid), **values), "text"))
    return (("▲ ", "bad"), (words.BAD(lang, **values), "text"))


def entry_at(entries: Sequence[Entry], ts: int) -> Entry:
    """The last one at that instant or before it, else the first."""
    return entries[max(0, bisect_right(entries, ts, key=lambda entry: entry.ts) - 1)]
