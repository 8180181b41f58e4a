"""The columns of the reports, in the list and in exports. Pure but for the context's zone.

Comments and the server's answer may name anybody: where names are hidden they are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tui.analysis.project.report import uid_of
from tui.domain.edition import Yields
from tui.domain.fields import ExtractCell, FieldKind, Lacking
from tui.domain.records import KeptReport
from tui.export.extract import Extract, Setting
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.messages import report as words
from tui.messages.failures import WHAT
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.extracts import SEPARATOR, arranged, setting_in, tally
from tui.ui.features.report.view import answer_text, end_text, state_run
from tui.ui.texts.values import who_text
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

COLUMNS = (
    Described("at", FieldKind.TIME, title=words.LIST_TIME, key="time"),
    Described("channel", title=words.CHANNEL, width=10, grow=2),
    Described("teacher_uid", title=words.LIST_TEACHER, width=10, key="teacher"),
    Described("student_uid", title=words.LIST_STUDENT, width=10, key="student"),
    Described("abnormal_end", title=words.LIST_ABNORMAL, width=8, key="abnormal", priority=1),
    Described("abnormal_uid", told=False),
    Described("report_type", title=words.TYPE, width=8, key="type", priority=3),
    Described("report_type_id", FieldKind.NUMBER, told=False),
    Described("report_state", title=words.LIST_STATE, width=10, key="state"),
    Described("report_state_name", told=False),
    Described("answer", title=words.LIST_ANSWER, width=12, grow=4, priority=2),
    Described("changed", FieldKind.TIME, title=words.LIST_WHEN, key="since", priority=4),
    Described("by", title=words.LIST_BY, width=8, grow=1, priority=5),
    Described("comments", may_lack=True),
)
# Of tickets, in an edition without reports.
TICKET_COLUMNS = (
    Described("at", FieldKind.TIME, title=words.LIST_TIME, key="time"),
    Described("until", FieldKind.TIME, title=words.UNTIL, priority=4),
    Described("channel", title=words.CHANNEL, width=10, grow=2),
    Described("call_id"),
    Described("sufferer_uid", title=words.SUFFERER, width=10, key="sufferer"),
    Described("cause_uid", title=words.CAUSE, width=10, key="cause"),
    Described("media", title=words.MEDIUM, width=8, priority=1),
    Described("report_state", title=words.LIST_STATE, width=10, key="state"),
    Described("report_state_name", told=False),
    Described("file", title=words.LIST_FILE, width=12, grow=4, priority=2, may_lack=True),
    Described("changed", FieldKind.TIME, title=words.LIST_WHEN, key="since", priority=3),
    Described("by", title=words.LIST_BY, width=8, grow=1, priority=5),
    Described("comments", may_lack=True),
)


def columns_of(context: Context) -> tuple[Described, ...]:
    return COLUMNS if context.edition.has(Yields.RECEIPT) else TICKET_COLUMNS


def report_columns(kept: Sequence[KeptReport], context: Context) -> tuple[Column, ...]:
    time = max([8, *(len(_time(each, context)) for each in kept)])
    widths = {
        "time": min(time, len("11-22 15:49:30 +0530")),
        "type": 14 if context.lang == "en" else 8,
        "since": max([8, *(len(context.when(each.changed_ts)) for each in kept)]),
        "until": min(max([8, *(len(_end(each, context)) for each in kept)]), len("11-22 15:49:30 +0530")),
    }
    return list_columns(columns_of(context), context.lang, widths)


def report_rows(kept: Sequence[KeptReport], context: Context) -> list[Row]:
    setting = setting_in(context)
    told, columns = _told_in(context), columns_of(context)
    return [list_row(columns, str(each.report_id), told(each, context, setting)) for each in kept]


def reports_export(kept: Sequence[KeptReport], context: Context, shown: ShownRows, setting: Setting) -> Extract:
    lang = setting.lang
    keys = {*shown.row_keys()}
    states = Counter(_state(each, setting) for each in kept if str(each.report_id) in keys)
    told, columns = _told_in(context), columns_of(context)
    rows = {str(each.report_id): values_of(columns, told(each, context, setting)) for each in kept}
    return Extract(
        screen="reports",
        title=frame_words.TABS["reports"](lang),
        table=arranged("reports", fields_of(columns), rows, "channel", shown, setting),
        findings=(export_words.BY_STATE(lang, what=tally(states.most_common(), lang)),) if states else (),
    )


def _told(kept: KeptReport, context: Context, setting: Setting) -> Items:
    """An item for each column: the list shows a uid as it was typed, an export the user's own."""
    draft, names, lang = kept.draft, setting.names, setting.lang
    state, who = state_run(kept, lang), who_text(kept.by, context)
    comments = SEPARATOR.join(visible(line) for line in draft.comments.splitlines() if line.strip())
    return (
        Told(draft.ts, _time(kept, context)),
        Told(names.channel(visible(draft.channel)), sort=draft.channel.casefold()),
        _user_told(draft.teacher_uid, setting),
        _user_told(draft.student_uid, setting),
        end_text(draft, lang),
        _user(draft.abnormal_uid, setting),
        words.TYPES[draft.type](lang) if draft.type in words.TYPES else "",
        draft.type or None,
        Told(_state(kept, setting), (state,), state[0]),
        kept.state.value,
        _answer(kept, setting),
        Told(kept.changed_ts, ((context.when(kept.changed_ts), "dim"),)),
        Told(names.process(kept.by), ((who, "dim"),), who),
        Lacking("hidden") if names.hidden and comments else comments,
    )


def _told_in(context: Context) -> Callable[[KeptReport, Context, Setting], Items]:
    return _told if context.edition.has(Yields.RECEIPT) else _ticket_told


def _ticket_told(kept: KeptReport, context: Context, setting: Setting) -> Items:
    """An item for each column of tickets; a report of another edition has its abnormal end as the sufferer."""
    draft, names, lang = kept.draft, setting.names, setting.lang
    state, who = state_run(kept, lang), who_text(kept.by, context)
    comments = SEPARATOR.join(visible(line) for line in draft.comments.splitlines() if line.strip())
    media = words.TICKET_BOTH if draft.medium == "both" else words.MEDIA.get(draft.medium)
    return (
        Told(draft.ts, _time(kept, context)),
        Told(draft.end_ts, _end(kept, context)),
        Told(names.channel(visible(draft.channel)), sort=draft.channel.casefold()),
        names.call(visible(draft.call_id)),
        _user_told(draft.sufferer_uid if draft.is_ticket else draft.abnormal_uid, setting),
        _user_told(draft.cause_uid, setting),
        media(lang) if media else "",
        Told(_state(kept, setting), (state,), state[0]),
        kept.state.value,
        Lacking("hidden") if names.hidden and draft.file else visible(draft.file),
        Told(kept.changed_ts, ((context.when(kept.changed_ts), "dim"),)),
        Told(names.process(kept.by), ((who, "dim"),), who),
        Lacking("hidden") if names.hidden and comments else comments,
    )


def _user_told(typed: str, setting: Setting) -> Told:
    return Told(_user(typed, setting), None if setting.names.hidden else typed, typed)


def _user(typed: str, setting: Setting) -> str:
    """However it was typed, it is the same user."""
    return setting.names.user(uid_of(typed) or visible(typed))


def _state(kept: KeptReport, setting: Setting) -> str:
    """The word without its sign."""
    return state_run(kept, setting.lang)[0].partition(" ")[2]


def _answer(kept: KeptReport, setting: Setting) -> ExtractCell:
    if not setting.names.hidden:
        return answer_text(kept, setting.lang)
    if kept.receipt is not None:
        return str(kept.receipt.code)
    return "" if kept.failure is None else WHAT[kept.failure.kind](setting.lang)


def _end(kept: KeptReport, context: Context) -> str:
    draft = kept.draft
    return draft.end if draft.end_ts is None else context.instant(draft.end_ts)


def _time(kept: KeptReport, context: Context) -> str:
    draft = kept.draft
    return draft.time if draft.ts is None else context.instant(draft.ts)
