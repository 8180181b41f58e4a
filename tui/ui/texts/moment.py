"""The diagnoses of a moment, in two lines: affected users with their experiences, and causes."""

from __future__ import annotations

from tui.analysis.project.diagnosis import Doubt, FactorCount, Summary
from tui.domain.glossary import experience, factor
from tui.domain.names import Names
from tui.domain.records import Run, Runs
from tui.domain.text import Lang
from tui.messages import diagnosis as words
from tui.ui.context import Context

# The number of causes, and of hosts of one cause, in a line; the screen's edge cuts a longer one.
CAUSES, HOSTS = 4, 2


def at_least_sign(context: Context) -> str:
    return ">=" if context.ascii else "≥"


def count_text(count: int, context: Context, *, at_least: bool) -> str:
    """`1,234`, or `≥ 1,234` where an answer was full."""
    if not at_least:
        return f"{count:,}"
    return words.AT_LEAST(context.lang, n=f"{count:,}", at_least=at_least_sign(context))


def moment_lines(moment_ts: float, summary: Summary, context: Context, channel: str | None = None) -> tuple[Runs, Runs]:
    """The people and their experiences; the root causes. The second line is empty where there are none.

    `channel` is named where the screen around these lines is not narrowed to it.
    """
    lang = context.lang
    time = context.when(moment_ts)
    at: Run = (
        words.AT_IN(lang, time=time, channel=context.names.channel(channel)) if channel else words.AT(lang, time=time),
        "strong",
    )
    if not summary.people:
        return (at, _nobody(summary, lang)), ()
    phrase = words.ONE_PERSON if summary.people == 1 and not summary.at_least else words.PEOPLE
    people = count_text(summary.people, context, at_least=summary.at_least)
    runs: list[Run] = [at, (phrase(lang, n=people), "text"), (", " if lang == "en" else "，", "dim")]
    runs.append((experiences(summary, lang), "text"))
    if summary.doubt is Doubt.PENDING:
        runs.append((f"  ░ {words.PENDING(lang)}", "pending"))
    if summary.doubt is Doubt.UNREAD:
        runs.append((f"  {words.PARTLY_READ(lang)}", "warn"))
    return tuple(runs), causes(summary, lang, context.names)


def _nobody(summary: Summary, lang: Lang) -> Run:
    """Why nobody is named: there was nobody, or it is not known."""
    match summary.doubt:
        case None:
            return words.NOBODY(lang), "dim"
        case Doubt.PENDING:
            return words.DIAGNOSES_PENDING(lang), "pending"
        case Doubt.TRUNCATED:
            return words.NOBODY_NAMED(lang), "warn"
        case Doubt.NOT_YET:
            return words.NOTHING_YET(lang), "pending"
        case Doubt.NOT_ASKED:
            return words.NOTHING_STORED(lang), "dim"
        case Doubt.LOST:
            return words.NOTHING_LOST(lang), "dim"
        case Doubt.UNREAD:
            return words.NOTHING_READ(lang), "warn"


def experiences(summary: Summary, lang: Lang) -> str:
    """`video freeze 7 · slow join 2`."""
    return " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in summary.experiences)


def causes(summary: Summary, lang: Lang, names: Names) -> Runs:
    """`causes: video downstream packet loss ×5 (from 44361248 ×4) · high CPU usage ×2`."""
    if not summary.causes:
        return ((words.NO_CAUSE(lang), "dim"),)
    runs: list[Run] = [(words.WHY(lang), "dim")]
    for index, cause in enumerate(summary.causes[:CAUSES]):
        runs.append((" · " if index else "", "dim"))
        runs.append((f"{factor(cause.factor_id)(lang)} {words.TIMES(lang, n=cause.count)}", "text"))
        if cause.hosts:
            runs.append((words.FROM(lang, hosts=_hosts(cause, lang, names)), "accent"))
    if len(summary.causes) > CAUSES:
        runs.append((f" · {words.MORE(lang, n=len(summary.causes) - CAUSES)}", "dim"))
    return tuple(runs)


def _hosts(cause: FactorCount, lang: Lang, names: Names) -> str:
    named = [f"{names.user(uid)} {words.TIMES(lang, n=count)}" for uid, count in cause.hosts[:HOSTS]]
    return ", ".join([*named, *(["…"] if len(cause.hosts) > HOSTS else [])])
