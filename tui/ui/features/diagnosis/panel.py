"""The panel of one diagnosis: user, experience, causes and their hosts, meaning, the party that must act, other
sufferers."""

from __future__ import annotations

from tui.analysis.cause.agreement import Agreement
from tui.domain.glossary import experience
from tui.domain.glossary.advice import experience_advice, factor_advice
from tui.messages import diagnosis as words
from tui.messages import findings as finding_words
from tui.ui.context import Context
from tui.ui.features.diagnosis.query import Beside, EventData
from tui.ui.features.diagnosis.view import TITLES, stance_text
from tui.ui.text_page import Paragraph, advice
from tui.ui.texts.diagnosis import cause_paragraphs
from tui.ui.texts.moment import causes, count_text, experiences
from tui.ui.widgets.keys import KeyNames


def why_total(kind: str, value: int | str, context: Context) -> tuple[Paragraph, ...]:
    """A row of the totals, explained."""
    lang = context.lang
    title = Paragraph(TITLES[kind](value, lang, context.names), 1)
    if kind == "exp_id":
        return title, *advice(experience_advice(int(value)), words.WHO_ANY(lang), lang)
    if kind == "factor_id":
        return title, *advice(factor_advice(int(value)), words.WHO_ANY(lang), lang)
    if kind == "channel":
        return title, Paragraph(words.WHY_CHANNEL(lang))
    return title, Paragraph((words.WHY_HOST if value else words.WHY_SELF)(lang))


def panel(data: EventData, stance: Agreement | None, context: Context, key: KeyNames) -> tuple[Paragraph, ...]:
    """All of an event's panel. `stance` None: the call has no stored curve, or was not judged yet."""
    one, lang, names = data.event, context.lang, context.names
    what = experience(one.exp_id)(lang)
    time = context.shown(one.ts, "%F %H:%M:%S")
    uid, channel = names.user(one.uid), names.channel(one.channel) or words.NO_NAME(lang)
    paragraphs = [
        Paragraph(words.EVENT(lang, uid=uid, what=what), 0),
        Paragraph(words.WHERE_WHEN(lang, channel=channel, time=time), 2),
        *advice(experience_advice(one.exp_id), uid, lang)[:2],
        Paragraph(words.ROOT_CAUSES(lang), 1),
    ]
    if one.causes:
        paragraphs += [paragraph for cause in one.causes for paragraph in cause_paragraphs(cause, one.uid, context)]
    else:
        paragraphs.append(Paragraph(words.NO_CAUSE(lang)))
    paragraphs += _stance(stance, context)
    if data.beside:
        paragraphs.append(Paragraph(words.WHO_ELSE(lang), 1))
        for each in data.beside:
            paragraphs += _beside(each, context, at_least=data.at_least)
    paragraphs.append(Paragraph(words.THE_CALL(lang), 1))
    paragraphs.append(Paragraph(words.OPENS_CALL(lang, channel=channel, time=time, uid=uid, key=key)))
    return tuple(paragraphs)


def _stance(stance: Agreement | None, context: Context) -> tuple[Paragraph, ...]:
    """Agora's causes beside the stored curves."""
    lang = context.lang
    title = Paragraph(finding_words.STORED_CURVES(lang), 1)
    if stance is None:
        return title, Paragraph(finding_words.NO_STANCE(lang))
    why = finding_words.WHY_STANCES[stance.stance.value](lang)
    return title, Paragraph(stance_text(stance, context)), Paragraph(why, 3)


def _beside(each: Beside, context: Context, *, at_least: bool) -> tuple[Paragraph, ...]:
    lang = context.lang
    phrase = words.ALSO_HOST if each.is_host else words.ALSO_USER
    text = phrase(
        lang,
        uid=context.names.user(each.uid),
        events=count_text(each.events, context, at_least=at_least),
        people=count_text(each.summary.people, context, at_least=at_least),
        what=experiences(each.summary, lang),
    )
    why = "".join(run[0] for run in causes(each.summary, lang, context.names))
    return Paragraph(text), Paragraph(why, 3)
