"""Calls as an extract: those of the search, what was diagnosed in them, how much of the search is told. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from tui.analysis.calls.known import lasted_s
from tui.domain.glossary import experience
from tui.domain.records import DiagnosisCounts, KnownCall
from tui.export.extract import Extract, ExtractCell, ExtractField, FieldKind, Lacking, Listed, Scalar, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.ui.extracts import at_least, shown_table
from tui.ui.features.calls.columns import experiences
from tui.ui.features.calls.query import CallsData
from tui.ui.widgets.rows import ShownRows

FIELDS = (
    ExtractField("start", FieldKind.TIME),
    ExtractField("end", FieldKind.TIME, may_lack=True),
    ExtractField("duration_s", FieldKind.NUMBER, "s", may_lack=True, may_be_more=True),
    ExtractField("channel"),
    ExtractField("finished", FieldKind.FLAG),
    ExtractField("people_diagnosed", FieldKind.NUMBER, may_lack=True, may_be_more=True),
    ExtractField("experiences", FieldKind.LIST),
    ExtractField("call_id"),
    ExtractField("heard", FieldKind.TIME, told=False),
)


def calls_export(data: CallsData, now_ts: float, shown: ShownRows, setting: Setting, key: str | None) -> Extract:
    """Takes its time where there are many. `key` of one call: that call alone."""
    query, calls = data.query, data.calls
    if key is None:
        # The list's rows are the calls, in the same order: none of them need be made.
        chosen: Iterable[KnownCall] = (calls[index] for index in shown.order)
    else:
        chosen = (call for call in calls if call.call_id == key)
    rows = ((call.call_id, _row(call, data, now_ts, setting)) for call in chosen)
    return Extract(
        screen="calls",
        title=frame_words.TABS["calls"](setting.lang),
        table=shown_table("calls", FIELDS, rows, "call_id", shown, setting, total=len(calls)),
        window=query.window,
        scope={"channel": setting.names.channel(query.channel)} if query.channel else {},
        moment_ts=query.alive_ts,
        findings=tuple(_findings(data, setting)),
    )


def _row(call: KnownCall, data: CallsData, now_ts: float, setting: Setting) -> tuple[ExtractCell, ...]:
    flags, lasted = data.flags.get(call.call_id), lasted_s(call, now_ts)
    cut = _is_cut(call, data, now_ts)
    end: ExtractCell = call.destroyed_ts
    if end is None:
        end = Lacking("unknown" if call.finished else "still_on")
    return (
        call.created_ts,
        end,
        Lacking("unknown") if lasted is None else at_least(lasted[0], lasted[1] or not call.finished),
        setting.names.channel(call.channel),
        call.finished,
        at_least(flags.people, cut) if flags else Lacking("none_known"),
        _experiences(flags, setting),
        setting.names.call(call.call_id),
        call.answered_ts,
    )


def _is_cut(call: KnownCall, data: CallsData, now_ts: float) -> bool:
    """Whether the API may have named only some of the diagnoses while it lasted."""
    end_ts = now_ts if call.destroyed_ts is None else call.destroyed_ts
    at = bisect_left(data.truncated, call.created_ts + 1, key=lambda window: window.end_ts)
    return at < len(data.truncated) and data.truncated[at].start_ts <= end_ts


def _experiences(flags: DiagnosisCounts | None, setting: Setting) -> Listed:
    if flags is None:
        return Listed((), "")
    lang = setting.lang
    items: list[Mapping[str, Scalar]] = [
        {"experience_id": exp_id, "experience": experience(exp_id)(lang), "people": people}
        for exp_id, people in flags.experiences
    ]
    return Listed(tuple(items), experiences(flags, lang))


def _findings(data: CallsData, setting: Setting) -> Iterable[str]:
    lang, told = setting.lang, data.told
    yield words.CALLS(lang, n=f"{len(data.calls):,}", bad=f"{len(data.flags):,}")
    if data.query.alive_ts is not None:
        yield words.ALIVE_AT(lang, time=setting.time(data.query.alive_ts))
    if told is not None and told.open:
        yield words.CALLS_OPEN(lang, n=f"{sum(window.seconds for window in told.open):,}")
    for ts in told.crowded if told is not None else ():
        yield words.CALLS_CROWDED(lang, time=setting.time(ts))
