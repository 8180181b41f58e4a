"""What `w` says on a call: how its sessions are sorted, the working of the chosen one, what Agora diagnosed of it."""

from __future__ import annotations

from tui.analysis.call import Standing
from tui.domain.glossary.rounding import fixed
from tui.messages import call as words
from tui.messages import verdict as verdict_words
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.features.call.view import mid_title, part_text, user_text
from tui.ui.text_page import Paragraph
from tui.ui.texts.diagnosis import explained
from tui.ui.texts.verdict import blame_text

# So many of a user's diagnoses are explained, the newest first; a long call can hold hundreds.
EXPLAINED = 5


def why_session(data: CallData, one: Standing | None, context: Context) -> tuple[Paragraph, ...]:
    lang = context.lang
    paragraphs = [Paragraph(words.WHY_TITLE(lang), 1), Paragraph(words.WHY_SUM(lang))]
    if one is not None:
        paragraphs += _verdicts(data, one.session.uid, context)
        paragraphs.append(
            Paragraph(words.SUM_HEADING(lang, uid=user_text(one, lang), score=fixed(one.score, 1, "")), 1)
        )
        for part in one.parts:
            at = words.SUM_WORST(lang, time=context.shown(part.worst.ts))
            what = words.SUM_LINE(
                lang,
                part=part_text(part, context),
                points=fixed(part.points, 1, ""),
                what=mid_title(part.worst.mid, lang),
            )
            paragraphs += [Paragraph(what), Paragraph(at, 3)]
        if not one.parts:
            nothing = words.SUM_NOTHING if one.minutes else words.SUM_NO_CURVES
            paragraphs.append(Paragraph(nothing(lang)))
    paragraphs += [
        Paragraph(words.WHY_SIGNS_TITLE(lang), 1),
        Paragraph(words.WHY_SIGNS(lang)),
        Paragraph(words.WHY_LIMITS(lang)),
    ]
    if one is not None:
        uid = str(one.session.uid)
        its = [each for each in data.diagnosed if each.uid == uid][:EXPLAINED]
        if its:
            paragraphs.append(Paragraph(words.WHY_DIAGNOSED(lang, uid=uid), 1))
        for each in its:
            paragraphs += explained(each, context)
    return tuple(paragraphs)


def _verdicts(data: CallData, uid: int, context: Context) -> list[Paragraph]:
    """What the user is named for, and by whom it suffers."""
    lang, judgement = context.lang, data.judgement
    found = judgement.concerning(uid)
    told = [Paragraph(f"→ {blame_text(each, lang)}", 2) for each in found]
    if not found and uid in judgement.undecided:
        told = [Paragraph("→ " + verdict_words.UNDECIDED_OF(lang, uids=uid), 2)]
    return [*told, Paragraph(verdict_words.RULES(lang))] if told else []
