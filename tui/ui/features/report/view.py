"""A report in words: its state, its fields and their mistakes, the line below the form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.analysis.feeds.feed import age_text
from tui.analysis.project.report import Checked, uid_of
from tui.domain.records import Failure, KeptReport, ReportDraft, ReportState, Run
from tui.domain.text import Lang, Phrase
from tui.messages import report as words
from tui.messages.failures import ADVICE, WHAT
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.report.query import ReportSession

# Binding id → its keys as people write them.
Signs = Mapping[str, Sequence[str]]

FIELDS: Mapping[str, Phrase] = {
    "channel": words.CHANNEL,
    "teacher_uid": words.TEACHER,
    "student_uid": words.STUDENT,
    "abnormal_uid": words.ABNORMAL,
    "time": words.TIME,
    "type": words.TYPE,
    "comments": words.COMMENTS,
}
ROLES: Mapping[ReportState, str] = {
    ReportState.DRAFT: "text",
    ReportState.QUEUED: "accent",
    ReportState.SENDING: "accent",
    ReportState.SENT: "good",
    ReportState.REFUSED: "bad",
    ReportState.UNKNOWN: "warn",
    ReportState.COPIED: "good",
    ReportState.SAVED: "good",
}
# How a time stands in its field, so that it is read back as the very same instant, also where clocks go back.
TIME_FORM = "%F %H:%M:%S"


def state_run(kept: KeptReport, lang: Lang) -> Run:
    """`● sent`; a draft that was sent in vain is told from one that never was."""
    if kept.state is ReportState.DRAFT and kept.failure is not None:
        return words.NOT_SENT(lang), "warn"
    return words.STATES[kept.state](lang), ROLES[kept.state]


def answer_text(kept: KeptReport, lang: Lang) -> str:
    """The answer of the server, or the reason for none; "" where nothing was asked."""
    if kept.receipt is not None:
        return f"{kept.receipt.code} {visible(kept.receipt.message)}".rstrip()
    return "" if kept.failure is None else WHAT[kept.failure.kind](lang) + _detail(kept.failure, lang)


def outcome_run(kept: KeptReport, context: Context, signs: Signs) -> Run | None:
    """The whole sentence, with the next step and its key: the form's where it sends, else the list's. None for a draft
    never sent."""
    lang, failure = context.lang, kept.failure
    if kept.is_on_its_way:
        return words.SENDING_NOW(lang, close=_sign(signs, "report.close", "back")), "accent"
    if kept.state is ReportState.SENT:
        receipt = kept.receipt
        # The server's own text may hold any name.
        told = receipt is not None and not context.names.hidden
        code, message = (receipt.code, visible(receipt.message) if told else "") if receipt else ("", "")
        said = words.SENT_AT(lang, time=context.instant(kept.changed_ts), code=code, message=message)
        return said.rstrip(), "good"
    if kept.state is ReportState.COPIED:
        return words.TICKET_COPIED(lang, time=context.instant(kept.changed_ts)), "good"
    if kept.state is ReportState.SAVED:
        file = words.HIDDEN_FACT(lang) if context.names.hidden else visible(kept.draft.file)
        return words.TICKET_SAVED(lang, time=context.instant(kept.changed_ts), file=file), "good"
    if failure is None:
        return None
    unknown = words.UNKNOWN_SAYS if failure.status is None else words.LEFT_OPEN_SAYS
    phrases = {ReportState.REFUSED: words.REFUSED_SAYS, ReportState.UNKNOWN: unknown}
    then = words.OPENS
    if "report.send" in signs:
        then = words.SEND_TWICE if kept.state is ReportState.UNKNOWN else words.SEND_AGAIN
    key = _sign(signs, "report.send", "table.select")
    said = phrases.get(kept.state, words.NOT_SENT_SAYS)(
        lang,
        what=WHAT[failure.kind](lang),
        detail="" if context.names.hidden else _detail(failure, lang),
        advice=ADVICE[failure.kind](lang),
        then=then(lang, send=key, open=key),
    )
    return said, "warn" if kept.state is not ReportState.REFUSED else "bad"


def end_text(draft: ReportDraft, lang: Lang) -> str:
    """Which of the two is the abnormal one; "" where that is not said."""
    ends = {draft.teacher_uid: words.THE_TEACHER, draft.student_uid: words.THE_STUDENT, "": None}
    end = ends.get(draft.abnormal_uid)
    return end(lang) if end else ""


def same_run(same: KeptReport, context: Context, signs: Signs) -> Run:
    """The question before sending a second time a report that the server has, or may have."""
    phrase = words.SAME_SENT if same.state is ReportState.SENT else words.SAME_UNKNOWN
    send, close = signs["report.send"][0], signs["report.close"][0]
    return phrase(context.lang, time=context.instant(same.changed_ts), send=send, close=close), "warn"


def _sign(signs: Signs, *binding_ids: str) -> str:
    """The key of the first of them that is in force."""
    return next(signs[each][0] for each in binding_ids if each in signs)


def _detail(failure: Failure, lang: Lang) -> str:
    return words.DETAIL(lang, detail=visible(failure.detail).rstrip(".")) if failure.detail else ""


def problems_text(checked: Checked, lang: Lang, fields: Mapping[str, Phrase] = FIELDS) -> str:
    """`Nothing can be sent yet: teacher uid: needed; time: lies in the future.`"""
    said = words.JOINED(lang).join(
        words.FIELD_PROBLEM(lang, field=fields[field](lang), problem=problem(lang))
        for field, problem in checked.problems.items()
    )
    return words.NOT_YET(lang, fields=said)


def laid_out(body: str) -> str:
    """The JSON that is sent, a field a line."""
    fields = json.loads(body).items()
    return (
        "{"
        + ",\n ".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields)
        + "}"
    )


def time_text(ts: float, context: Context) -> str:
    """`2026-11-22 15:49:30 +08`."""
    return words.AT(context.lang, time=context.zone.text(ts, TIME_FORM), offset=context.zone.label(ts))


def shown(draft: ReportDraft, context: Context) -> ReportDraft:
    """A draft as its fields can show it: no character that a terminal would obey, the time as people write it."""
    return replace(
        draft,
        channel=visible(draft.channel),
        teacher_uid=visible(draft.teacher_uid),
        student_uid=visible(draft.student_uid),
        time=visible(draft.time) if draft.ts is None else time_text(draft.ts, context),
        end=visible(draft.end) if draft.end_ts is None else time_text(draft.end_ts, context),
        call_id=visible(draft.call_id),
        sufferer_uid=visible(draft.sufferer_uid),
        cause_uid=visible(draft.cause_uid),
        sufferer_client=visible(draft.sufferer_client),
        cause_client=visible(draft.cause_client),
        comments="\n".join(map(visible, draft.comments.split("\n"))),
    )


def uid_run(typed: str) -> Run | None:
    """Beside a uid: its meaning, where that differs from the text."""
    uid = uid_of(typed)
    return None if uid is None or str(uid) == typed.strip() else (f"→ {uid}", "dim")


def age_run(ts: int, typed: str, context: Context) -> Run:
    """Beside the time: its instant, where that differs from the text, else the time since then."""
    meant = time_text(ts, context)
    if typed.strip() != meant:
        return f"→ {meant}", "dim"
    age_s = context.clock.now() - ts
    if age_s < 1:
        return words.NOW(context.lang), "dim"
    return words.AGO(context.lang, age=age_text(age_s, context.lang)), "dim"


def state_of(session: ReportSession, to_keep: ReportDraft, others: int | None, context: Context, signs: Signs) -> Run:
    """`to_keep` is the present text; `others` are drafts of the same channel, None after typing."""
    lang, kept = context.lang, session.kept
    told = None if kept is None else outcome_run(kept, context, signs)
    if told is not None and session.is_locked:
        unread = session.unread if session.is_on_its_way else None
        return told if unread is None else (words.UNREAD(lang, error=unread.says(lang)), "warn")
    if session.unkept is not None:
        return words.UNKEPT(lang, error=session.unkept.says(lang)), "bad"
    if session.same is not None:
        return same_run(session.same, context, signs)
    # A copied text that is typed on is another one.
    if told is not None and (not to_keep.is_ticket or session.draft == to_keep):
        return told
    if others is None:
        return (words.KEPT if session.draft == to_keep else words.KEEPING)(lang), "text"
    if others:
        return words.OTHERS(lang, count=others, list=signs["reports"][0]), "accent"
    return (words.TICKET_FRESH if to_keep.is_ticket else words.FRESH)(lang), "text"
