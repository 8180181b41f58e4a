"""Reports as an extract: what each says, what became of it, the server's answer. Pure.

Comments, and what the server said, may name anybody: where names are hidden they are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tui.analysis.report import uid_of
from tui.domain.records import KeptReport
from tui.export.extract import Extract, ExtractCell, ExtractField, FieldKind, Lacking, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.messages import report as report_words
from tui.messages.failures import WHAT
from tui.terminal.cells import visible
from tui.ui.extracts import SEPARATOR, arranged, tally
from tui.ui.features.report.view import answer_text, end_text, state_run
from tui.ui.widgets.rows import ShownRows

FIELDS = (
    ExtractField("at", FieldKind.TIME),
    ExtractField("channel"),
    ExtractField("teacher_uid"),
    ExtractField("student_uid"),
    ExtractField("abnormal_end"),
    ExtractField("abnormal_uid", told=False),
    ExtractField("report_type"),
    ExtractField("report_type_id", FieldKind.NUMBER, told=False),
    ExtractField("report_state"),
    ExtractField("report_state_name", told=False),
    ExtractField("answer"),
    ExtractField("changed", FieldKind.TIME),
    ExtractField("by"),
    ExtractField("comments", may_lack=True),
)


def reports_export(kept: Iterable[KeptReport], shown: ShownRows, setting: Setting) -> Extract:
    lang, kept = setting.lang, tuple(kept)
    states = Counter(_state(each, setting) for each in kept)
    return Extract(
        screen="reports",
        title=frame_words.TABS["reports"](lang),
        table=arranged(
            "reports", FIELDS, {str(each.report_id): _row(each, setting) for each in kept}, "channel", shown, setting
        ),
        findings=(words.BY_STATE(lang, what=tally(states.most_common(), lang)),) if kept else (),
    )


def _row(kept: KeptReport, setting: Setting) -> tuple[ExtractCell, ...]:
    draft, names, lang = kept.draft, setting.names, setting.lang
    comments: ExtractCell = SEPARATOR.join(visible(line) for line in draft.comments.splitlines() if line.strip())
    return (
        draft.ts,
        names.channel(visible(draft.channel)),
        _user(draft.teacher_uid, setting),
        _user(draft.student_uid, setting),
        end_text(draft, lang),
        _user(draft.abnormal_uid, setting),
        report_words.TYPES[draft.type](lang) if draft.type in report_words.TYPES else "",
        draft.type or None,
        _state(kept, setting),
        kept.state.value,
        _answer(kept, setting),
        kept.changed_ts,
        names.process(kept.by),
        Lacking("hidden") if names.hidden and comments else comments,
    )


def _user(typed: str, setting: Setting) -> str:
    """However it was typed, it is the same user."""
    return setting.names.user(uid_of(typed) or visible(typed))


def _state(kept: KeptReport, setting: Setting) -> str:
    """The word without its sign."""
    return state_run(kept, setting.lang)[0].partition(" ")[2]


def _answer(kept: KeptReport, setting: Setting) -> str:
    if not setting.names.hidden:
        return answer_text(kept, setting.lang)
    if kept.receipt is not None:
        return str(kept.receipt.code)
    return "" if kept.failure is None else WHAT[kept.failure.kind](setting.lang)
