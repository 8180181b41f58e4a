"""Diagnoses in words: those of a moment, one with its causes, the meaning of each cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.domain.edition import Yields
from tui.domain.glossary import experience, factor, factor_term
from tui.domain.glossary.advice import factor_advice
from tui.domain.glossary.codes import DOWNSTREAM
from tui.domain.names import Names
from tui.domain.records import MINUTE, Cause, Diagnosis, Run, Runs
from tui.domain.text import Lang, Phrase
from tui.messages import call as call_words
from tui.messages import diagnosis as words
from tui.messages import session as session_words
from tui.ui.context import Context
from tui.ui.text_page import Paragraph, advice

# How many diagnoses of a moment the line names, and how far from the moment they may lie.
NAMED = 2
NEAR_S = MINUTE


def diagnosed_runs(
    diagnosed: Sequence[Diagnosis], uids: tuple[int, ...], context: Context, moment_ts: float | None
) -> Runs:
    """The diagnoses within a minute of the moment, their causes decoded; without a moment all by experience.

    Those of the users that are looked at come first, then the nearest; the first of these users needs no name.
    """
    lang = context.lang
    runs: list[Run] = [
        (session_words.NO_CURSOR(lang), "dim")
        if moment_ts is None
        else (session_words.AT(lang, time=context.instant(moment_ts)), "strong")
    ]
    if not context.edition.has(Yields.DIAGNOSES):
        return (*runs, (call_words.AGORA_HAS_NO_DIAGNOSES(lang), "dim"))
    if not diagnosed:
        return (*runs, (session_words.NOT_DIAGNOSED(lang), "dim"))
    own = {str(uid) for uid in uids}
    if moment_ts is None:
        # The sufferer is not the cause.
        theirs = [one for one in diagnosed if one.uid in own]
        others = [one for one in diagnosed if one.uid not in own]
        said = [
            _counted(phrase, part, lang)
            for phrase, part in ((session_words.DIAGNOSED, theirs), (session_words.CAUSED, others))
            if part
        ]
        return (*runs, ("   ".join(said), "text"))
    near = sorted(
        (one for one in diagnosed if abs(one.ts - moment_ts) <= NEAR_S),
        key=lambda one: (one.uid not in own, abs(one.ts - moment_ts)),
    )
    if not near:
        return (*runs, (session_words.NONE_HERE(lang, count=len(diagnosed)), "dim"))
    for index, one in enumerate(near[:NAMED]):
        time = context.instant(one.ts)
        name = experience(one.exp_id)(lang)
        phrase = session_words.OWN_EVENT if one.uid == str(uids[0]) else session_words.HOST_EVENT
        runs.append(("   " if index else "", "text"))
        runs.append((phrase(lang, time=time, experience=name, uid=context.names.user(one.uid)), "bad"))
        of_them = [cause for cause in one.causes if one.uid in own or cause.host_uid in own]
        causes = [_cause(cause, uids[0], context) for cause in of_them or one.causes]
        runs.append((" · ".join(causes) or session_words.NO_CAUSE_GIVEN(lang), "text"))
    if len(near) > NAMED:
        runs.append(("   " + session_words.MORE(lang, count=len(near) - NAMED), "dim"))
    return tuple(runs)


def _counted(phrase: Phrase, diagnosed: Sequence[Diagnosis], lang: Lang) -> str:
    counts = Counter(one.exp_id for one in diagnosed)
    what = " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in counts.most_common())
    return phrase(lang, count=len(diagnosed), what=what)


def _cause(cause: Cause, uid: int, context: Context) -> str:
    lang = context.lang
    name = factor(cause.factor_id)(lang)
    if not cause.host_uid:
        return name
    host = session_words.THIS_USER(lang) if cause.host_uid == str(uid) else context.names.user(cause.host_uid)
    phrase = session_words.OF_STREAM if cause.factor_id in DOWNSTREAM else session_words.OF_HOST
    return phrase(lang, name=name, uid=host)


def cause_text(cause: Cause, lang: Lang, names: Names, *, short: bool = False) -> Runs:
    """`video downstream packet loss (self)`, `unknown cause 18 (44361248) ×2`, short `video ↓ loss from 44361248`.

    Of a stream on its way down Agora names the sender, not a link of the sender's.
    """
    whose = names.user(cause.host_uid) or words.SELF(lang)
    name: Run = ((factor_term if short else factor)(cause.factor_id)(lang), "text")
    phrase = words.WHOSE
    if cause.host_uid and cause.factor_id in DOWNSTREAM:
        phrase = words.WHOSE_STREAM_SHORT if short else words.WHOSE_STREAM
    times = f" {words.TIMES(lang, n=cause.count)}" if cause.count > 1 else ""
    return name, (phrase(lang, uid=whose), "accent" if cause.host_uid else "dim"), (times, "text")


def causes_text(causes: Sequence[Cause], lang: Lang, names: Names, *, short: bool = False) -> Runs:
    if not causes:
        return ((words.NO_CAUSE(lang), "dim"),)
    runs: list[Run] = []
    for index, cause in enumerate(causes):
        told = cause_text(cause, lang, names, short=short)
        runs += [*([(" · ", "dim")] if index else []), *(run for run in told if run[0])]
    return tuple(runs)


def explained(one: Diagnosis, context: Context) -> tuple[Paragraph, ...]:
    """One of several: its time, experience, and each of its causes."""
    lang = context.lang
    what, time = experience(one.exp_id)(lang), context.shown(one.ts, "%H:%M:%S")
    causes = (paragraph for cause in one.causes for paragraph in cause_paragraphs(cause, one.uid, context))
    return Paragraph(f"{time}  {what}", 2), *(causes if one.causes else (Paragraph(words.NO_CAUSE(lang), 3),))


def cause_paragraphs(cause: Cause, uid: str, context: Context) -> tuple[Paragraph, ...]:
    """The meaning of a cause in that user's diagnosis, and the party that must act."""
    lang, host = context.lang, context.names.user(cause.host_uid)
    name = factor(cause.factor_id)(lang)
    if cause.count > 1:
        name = f"{name} {words.TIMES(lang, n=cause.count)}"
    if host:
        title, who = words.OF_HOST(lang, name=name, uid=host), host
    else:
        title, who = words.OF_SELF(lang, name=name), words.WHO_SELF(lang, uid=context.names.user(uid))
    told = advice(factor_advice(cause.factor_id), who, lang)
    if host and cause.factor_id in DOWNSTREAM:
        return Paragraph(title, 2), Paragraph(words.MEANS_STREAM(lang, uid=host), 3), *told
    return Paragraph(title, 2), *told
