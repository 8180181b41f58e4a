"""What the form says of its report: what is kept of it, what becomes of it, what whoever sends it must know."""

from __future__ import annotations

from tui.domain.records import ReportDraft, Run
from tui.messages import report as words
from tui.ui.context import Context
from tui.ui.features.report.query import Hold
from tui.ui.features.report.view import Signs, outcome_run, same_run


def state_of(hold: Hold, to_keep: ReportDraft, others: int | None, context: Context, signs: Signs) -> Run:
    """`to_keep` is what stands there; `others` are drafts of the same channel, None where somebody has typed."""
    lang, kept = context.lang, hold.kept
    told = None if kept is None else outcome_run(kept, context, signs)
    if told is not None and hold.is_locked:
        unread = hold.unread if hold.is_on_its_way else None
        return told if unread is None else (words.UNREAD(lang, error=unread.says(lang)), "warn")
    if hold.unkept is not None:
        return words.UNKEPT(lang, error=hold.unkept.says(lang)), "bad"
    if hold.same is not None:
        return same_run(hold.same, context, signs)
    if told is not None:
        return told
    if others is None:
        return (words.KEPT if hold.draft == to_keep else words.KEEPING)(lang), "text"
    if others:
        return words.OTHERS(lang, count=others, list=signs["reports"][0]), "accent"
    return words.FRESH(lang), "text"
