"""The score of a session of a call: its working in a line, and in full with the verdicts and the diagnoses."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.calls.standing import MOST_TIMES, RATES, ScorePart, Standing, Thresholds, sum_of, threshold_of
from tui.domain.glossary import mid
from tui.domain.glossary.levels import limits_of
from tui.domain.glossary.rounding import exact, fixed
from tui.domain.records import Runs
from tui.domain.text import Lang
from tui.messages import call as words
from tui.messages import verdict as verdict_words
from tui.queries.call_data import CallData
from tui.ui.context import Context
from tui.ui.features.call.columns import TITLES, user_text
from tui.ui.text_page import Paragraph
from tui.ui.texts.diagnosis import explained
from tui.ui.texts.values import share_text, worst_text
from tui.ui.texts.verdict import named_user_text, undecided_text


def sum_runs(one: Standing | None, context: Context) -> Runs:
    """The working of the row under the cursor: `44361248: up loss 31 % / 5 × 8 (49.6) + CPU 97 % / 95 (1.0) = 50.6`.

    Of a row without a value beyond a limit, of all its values: by that sum it has its place.
    """
    lang = context.lang
    if one is None:
        return ()
    uid = user_text(one, lang, context.names)
    if not one.minutes:
        return ((words.SUM_UNKNOWN(lang, uid=uid), "dim"),)
    causes = words.SUM_CAUSES(lang, n=one.causes) if one.causes else ""
    if one.parts:
        return ((causes + words.SUM(lang, uid=uid, sum=sum_text(one.parts, lang)), "text"),)
    if causes:
        return ((words.SUM_ONLY_CAUSES(lang, uid=uid, n=one.causes), "text"),)
    return ((words.SUM_NONE(lang, uid=uid, sum=sum_text(one.all_parts, lang)), "dim"),)


def sum_text(parts: Sequence[ScorePart], lang: Lang) -> str:
    """`up loss 31 % / 5 × 8 (49.6) + CPU 97 % / 95 (1.0) = 50.6`: each summand is written, so that the sum adds up."""
    several = len(parts) > 1
    told = [
        words.SUM_POINTS(lang, part=part_text(part, lang), points=fixed(part.points, 1, ""))
        if several
        else part_text(part, lang)
        for part in parts
    ]
    return f"{' + '.join(told)} = {fixed(sum_of(parts), 1, '')}"


def part_text(part: ScorePart, lang: Lang) -> str:
    limit = part.worst.threshold
    text = words.SUM_PART(
        lang,
        what=TITLES[part.measure](lang),
        value=worst_text(part.worst),
        limit="–" if limit is None else exact(limit.bad),
    )
    if part.worst.ratio >= MOST_TIMES:
        text = words.SUM_MOST(lang, part=text, most=fixed(MOST_TIMES, 0))
    return words.SUM_TIMES(lang, part=text, n=part.times) if part.times > 1 else text


def mid_title(mid_id: int, lang: Lang) -> str:
    return mid(mid_id).title(lang)


def mid_value(mid_id: int, value: float, thresholds: Thresholds, lang: Lang) -> str:
    """A minute's value with its unit; of a freeze the share of the minute."""
    limit, metric = threshold_of(mid_id, thresholds), mid(mid_id)
    if mid_id in RATES:
        return words.FROZEN(lang, value=share_text(value, limit))
    if metric.unit == "%":
        return share_text(value, limit)
    return f"{fixed(value, 0, limits=limits_of(limit, metric.direction))} {metric.unit}".rstrip()


# So many of a user's diagnoses are explained, the newest first; a long call can hold hundreds.
EXPLAINED = 5


def why_session(data: CallData, one: Standing | None, context: Context) -> tuple[Paragraph, ...]:
    lang = context.lang
    paragraphs = [Paragraph(words.WHY_TITLE(lang), 1), Paragraph(words.WHY_SUM(lang))]
    if one is not None:
        summands = one.parts or one.all_parts
        paragraphs += _verdicts(data, one.session.uid, context)
        uid, score = user_text(one, lang, context.names), fixed(sum_of(summands), 1, "")
        paragraphs.append(Paragraph(words.SUM_HEADING(lang, uid=uid, score=score), 1))
        if not one.parts:
            nothing = words.SUM_NOTHING if one.minutes else words.SUM_NO_CURVES
            paragraphs.append(Paragraph(nothing(lang)))
        for part in summands:
            at = words.SUM_WORST(lang, time=context.shown(part.worst.ts))
            what = words.SUM_LINE(
                lang,
                part=part_text(part, lang),
                points=fixed(part.points, 1, ""),
                what=mid_title(part.worst.mid, lang),
            )
            paragraphs += [Paragraph(what), Paragraph(at, 3)]
    paragraphs += [
        Paragraph(words.WHY_VALUES_TITLE(lang), 1),
        Paragraph(words.WHY_VALUES(lang)),
        Paragraph(words.WHY_SIGNS_TITLE(lang), 1),
        Paragraph(words.WHY_SIGNS(lang)),
        Paragraph(words.WHY_LIMITS(lang)),
    ]
    if one is not None:
        uid = str(one.session.uid)
        its = [each for each in data.diagnosed if each.uid == uid][:EXPLAINED]
        if its:
            paragraphs.append(Paragraph(words.WHY_DIAGNOSED(lang, uid=context.names.user(uid)), 1))
        for each in its:
            paragraphs += explained(each, context)
    return tuple(paragraphs)


def _verdicts(data: CallData, uid: int, context: Context) -> list[Paragraph]:
    """The user as a cause, and the causes that it suffers by."""
    lang, call_verdict = context.lang, data.call_verdict
    found = call_verdict.concerning(uid)
    told = [Paragraph(f"→ {named_user_text(each, lang, context.names.user)}", 2) for each in found]
    if not found and uid in call_verdict.undecided:
        told = [Paragraph("→ " + undecided_text((uid,), lang, context.names.user), 2)]
    return [*told, Paragraph(verdict_words.RULES(lang))] if told else []
