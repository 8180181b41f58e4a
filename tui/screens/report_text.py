"""What is said of a report: its state in a word and in a sentence, what is sent, what is wrong with its fields."""

from __future__ import annotations

from collections.abc import Mapping

from tui.messages import Lang, Phrase
from tui.messages import report as words
from tui.messages.failures import ADVICE, WHAT
from tui.records import Failure, KeptReport, ReportState, Run
from tui.screens.context import Context
from tui.screens.session_text import instant
from tui.triage.feed import age_text
from tui.triage.report import Checked
from tui.widgets.cells import visible

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
}
# How a time stands in its field, so that it is read back as the very same instant, also where clocks go back.
TIME_FORM = "%F %H:%M:%S"


def state_run(kept: KeptReport, lang: Lang) -> Run:
    """`● sent`; a draft that was sent in vain is told from one that never was."""
    if kept.state is ReportState.DRAFT and kept.failure is not None:
        return words.NOT_SENT(lang), "warn"
    return words.STATES[kept.state](lang), ROLES[kept.state]


def answer_text(kept: KeptReport, lang: Lang) -> str:
    """What the server said to it, or why it said nothing; "" where nothing was asked."""
    if kept.receipt is not None:
        return f"{kept.receipt.code} {visible(kept.receipt.message)}".rstrip()
    return "" if kept.failure is None else WHAT[kept.failure.kind](lang) + _detail(kept.failure, lang)


def outcome_run(kept: KeptReport, context: Context, *, listed: bool = False) -> Run | None:
    """The whole sentence, with what to do next, in the form or in the list; None of a draft that nobody has sent."""
    lang, failure = context.lang, kept.failure
    if kept.is_on_its_way:
        return words.SENDING_NOW(lang), "accent"
    if kept.state is ReportState.SENT:
        receipt = kept.receipt
        code, message = (receipt.code, visible(receipt.message)) if receipt else ("", "")
        said = words.SENT_AT(lang, time=instant(kept.changed_ts, context), code=code, message=message)
        return said.rstrip(), "good"
    if failure is None:
        return None
    phrases = {ReportState.REFUSED: words.REFUSED_SAYS, ReportState.UNKNOWN: words.UNKNOWN_SAYS}
    then = words.SEND_TWICE if kept.state is ReportState.UNKNOWN else words.SEND_AGAIN
    said = phrases.get(kept.state, words.NOT_SENT_SAYS)(
        lang,
        what=WHAT[failure.kind](lang),
        detail=_detail(failure, lang),
        advice=ADVICE[failure.kind](lang),
        then=(words.OPENS if listed else then)(lang),
    )
    return said, "warn" if kept.state is not ReportState.REFUSED else "bad"


def _detail(failure: Failure, lang: Lang) -> str:
    return words.DETAIL(lang, detail=visible(failure.detail).rstrip(".")) if failure.detail else ""


def problems_text(checked: Checked, lang: Lang) -> str:
    """`Nothing can be sent yet: teacher uid: needed; time: lies in the future.`"""
    said = words.JOINED(lang).join(
        words.FIELD_PROBLEM(lang, field=FIELDS[field](lang), problem=problem(lang))
        for field, problem in checked.problems.items()
    )
    return words.NOT_YET(lang, fields=said)


def time_text(ts: float, context: Context) -> str:
    """`2026-11-22 15:49:30 +08`."""
    return words.AT(context.lang, time=context.zone.text(ts, TIME_FORM), offset=context.zone.label(ts))


def age_run(ts: int, typed: str, context: Context) -> Run:
    """Beside the time: which instant it means, where that is not what stands there, else how long ago that is."""
    meant = time_text(ts, context)
    if typed.strip() != meant:
        return f"→ {meant}", "dim"
    age_s = context.clock.now() - ts
    if age_s < 1:
        return words.NOW(context.lang), "dim"
    return words.AGO(context.lang, age=age_text(age_s, context.lang)), "dim"
