"""What is said of a metric of a session: what it is, its limits, where it was abnormal, what to check, who must act."""

from __future__ import annotations

from tui.analysis.call import RATES
from tui.analysis.session import MetricCurves
from tui.domain.glossary.mid_advice import mid_advice
from tui.domain.records import Direction, Session
from tui.messages import session as words
from tui.ui.context import Context
from tui.ui.text_page import Paragraph, advice
from tui.ui.texts.curves import peer_text
from tui.ui.texts.values import figure, value_text

# How many of the abnormal stretches are listed.
LISTED = 6


def why_metric(each: MetricCurves, session: Session, context: Context) -> tuple[Paragraph, ...]:
    lang, metric = context.lang, each.metric
    return (
        Paragraph(metric.title(lang), 1),
        *advice(mid_advice(metric.mid), str(session.uid), lang),
        Paragraph(limits_text(each, context), 3),
        *stretches(each, context),
    )


def limits_text(each: MetricCurves, context: Context) -> str:
    lang, metric, limit = context.lang, each.metric, each.threshold
    if metric.direction is Direction.NEITHER:
        return words.NEITHER(lang)
    if limit is None:
        return words.NO_LIMIT(lang, mid=metric.mid)
    if metric.mid in RATES:
        return words.LIMITS_FROZEN(lang, warn=f"{figure(limit.warn)} %", bad=f"{figure(limit.bad)} %")
    phrase = words.LIMITS_BELOW if metric.direction is Direction.LESS_IS_WORSE else words.LIMITS_ABOVE
    return phrase(lang, warn=value_text(limit.warn, metric), bad=value_text(limit.bad, metric))


def stretches(each: MetricCurves, context: Context) -> tuple[Paragraph, ...]:
    """The abnormal stretches of all its curves, the longest first."""
    lang = context.lang
    found = sorted(
        ((one, bad) for one in each.curves for bad in one.bad), key=lambda pair: pair[1].first_ts - pair[1].last_ts
    )
    if not found:
        return ()
    listed = [
        Paragraph(
            words.STRETCH(
                lang,
                first=context.instant(bad.first_ts),
                last=context.instant(bad.last_ts),
                value=value_text(bad.worst, each.metric),
                time=context.instant(bad.worst_ts),
                peer=peer_text(one, context),
            ),
            3,
        )
        for one, bad in found[:LISTED]
    ]
    if len(found) > LISTED:
        listed.append(Paragraph(words.MORE_STRETCHES(lang, count=len(found) - LISTED), 3))
    return Paragraph(words.STRETCHES(lang), 2), *listed
