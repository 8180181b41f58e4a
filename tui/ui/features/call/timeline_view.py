"""The timeline of a call on screen: one row for each thing that was derived, in the order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tui.analysis.timeline import Entry, Event
from tui.domain.glossary import experience, mid
from tui.domain.records import Runs
from tui.domain.text import Phrase
from tui.messages import call as words
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.features.call.view import mid_title, mid_value, times_of
from tui.ui.texts.diagnosis import causes_text
from tui.ui.widgets.rows import Row

_PLAIN = {
    Event.CREATED: words.CREATED,
    Event.DESTROYED: words.DESTROYED,
    Event.JOIN: words.JOIN,
    Event.LEAVE: words.LEAVE,
}


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
            (times.text(entry.ts, "%H:%M:%S"), entry.uid, entry_runs(entry, context)),
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
        return (("◆ ", "mark"), (what, "text"), ("  ", "text"), *causes_text(entry.diagnosis.causes, lang))
    values = {"what": mid_title(entry.mid, lang), "value": mid_value(entry.mid, entry.value, lang), "end": end}
    if mid(entry.mid).per_peer and entry.peer_uid:
        return (("▲ ", "bad"), (words.BAD_FROM(lang, peer=entry.peer_uid, **values), "text"))
    return (("▲ ", "bad"), (words.BAD(lang, **values), "text"))


def entry_at(entries: Sequence[Entry], ts: int) -> Entry:
    """The last one at that instant or before it, else the first."""
    return entries[max(0, bisect_right(entries, ts, key=lambda entry: entry.ts) - 1)]
