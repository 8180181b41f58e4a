"""The score of a session of a call: its working in a line, and in full with the verdicts and the diagnoses."""

from __future__ import annotations

from tui.analysis.calls.standing import RATES, ScorePart, Standing, threshold_of
from tui.domain.glossary import mid
from tui.domain.glossary.rounding import fixed
from tui.domain.records import Runs
from tui.domain.text import Lang
from tui.messages import call as words
from tui.messages import verdict as verdict_words
from tui.ui.context import Context
from tui.ui.features.call.columns import TITLES, percent, user_text
from tui.ui.features.call.query import CallData
from tui.ui.text_page import Paragraph
from tui.ui.texts.diagnosis import explained
from tui.ui.texts.verdict import named_user_text


def sum_runs(one: Standing | None, context: Context) -> Runs:
    """The working of the row under the cursor: `44361248: up loss 31 % ÷ 5 × 8 + … = 54.2`."""
    lang = context.lang
    if one is None:
        return ()
    uid = user_text(one, lang)
    if not one.minutes:
        return ((words.SUM_UNKNOWN(lang, uid=uid), "dim"),)
    causes = words.SUM_CAUSES(lang, n=one.causes) if one.causes else ""
    if not one.parts and causes:
        return ((words.SUM_ONLY_CAUSES(lang, uid=uid, n=one.causes), "text"),)
    if not one.parts:
        return ((words.SUM_NONE(lang, uid=uid), "dim"),)
    parts = " + ".join(part_text(part, context) for part in one.parts)
    return ((causes + words.SUM(lang, uid=uid, parts=parts, score=fixed(one.score, 1, "")), "text"),)


def part_text(part: ScorePart, context: Context) -> str:
    lang, limit = context.lang, threshold_of(part.worst.mid, context.thresholds)
    text = words.SUM_PART(
        lang,
        what=TITLES[part.measure](lang),
        value=percent(part.worst.percent),
        limit="–" if limit is None else f"{limit.bad:g}",
    )
    return words.SUM_TIMES(lang, part=text, n=part.times) if part.times > 1 else text


def mid_title(mid_id: int, lang: Lang) -> str:
    return mid(mid_id).title(lang)


def mid_value(mid_id: int, value: float, lang: Lang) -> str:
    """A minute's value with its unit; of a freeze the share of the minute."""
    if mid_id in RATES:
        return words.FROZEN(lang, value=percent(value))
    unit = mid(mid_id).unit
    return percent(value) if unit == "%" else f"{fixed(value, 0)} {unit}".rstrip()


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
    lang, call_verdict = context.lang, data.call_verdict
    found = call_verdict.concerning(uid)
    told = [Paragraph(f"→ {named_user_text(each, lang)}", 2) for each in found]
    if not found and uid in call_verdict.undecided:
        told = [Paragraph("→ " + verdict_words.UNDECIDED_OF(lang, uids=uid), 2)]
    return [*told, Paragraph(verdict_words.RULES(lang))] if told else []
