"""One endpoint's quota in full: path, limits, spending by process, next request, last error."""

from __future__ import annotations

from tui.analysis.feed import age_text
from tui.analysis.quota import Next, Quota
from tui.domain.glossary.rounding import fixed
from tui.domain.records import Limits
from tui.domain.text import Lang
from tui.messages import quota as words
from tui.messages.failures import ADVICE
from tui.ui.context import Context
from tui.ui.features.quota.view import (
    failed_text,
    is_of_another,
    moment_text,
    name_of,
    next_run,
    spent_text,
    unread_short,
)
from tui.ui.text_page import Paragraph
from tui.ui.texts.values import size_text, who_text
from tui.ui.widgets.keys import KeyNames


def why_quota(quota: Quota, following: Next, context: Context, key: KeyNames) -> tuple[Paragraph, ...]:
    lang, endpoint = context.lang, context.edition[quota.endpoint]
    told = [
        Paragraph(name_of(quota.endpoint, lang), 0),
        Paragraph(f"{endpoint.method} {endpoint.path}", 2, words.ASKS(lang)),
        Paragraph(limits_text(quota.limits, quota.shared, lang), 2, words.LIMITS(lang)),
        Paragraph(_spent(quota, context), 2, words.SPENT_LABEL(lang)),
        Paragraph(_next(following, quota, context, key), 2, words.NEXT_LABEL(lang)),
    ]
    if answer := _answer(quota, context):
        told.append(Paragraph(answer, 2, words.ANSWER_LABEL(lang)))
    if quota.last is not None and (unread := unread_short(quota.last, lang)):
        told.append(Paragraph(unread, 2, words.ERROR_LABEL(lang)))
    failed = quota.failed
    if failed is not None and failed.failure is not None and failed.answered_ts is not None:
        what = words.FAILED_AT(lang, time=moment_text(failed.answered_ts, context), what=failed_text(failed, context))
        advice = "" if is_of_another(failed, context) else f" {ADVICE[failed.failure](lang)}"
        told.append(Paragraph(f"{what.rstrip('.。')}.{advice}", 2, words.ERROR_LABEL(lang)))
    return tuple(told)


def limits_text(limits: Limits, shared: tuple[str, ...], lang: Lang) -> str:
    parts = []
    if limits.per_second is not None:
        parts.append(words.A_SECOND(lang, n=limits.per_second))
    if limits.per_minute is not None:
        parts.append(words.A_MINUTE(lang, n=limits.per_minute))
    if limits.per_day is not None:
        parts.append(words.A_DAY[limits.day](lang, n=limits.per_day))
    if shared:
        parts.append(words.SHARED(lang, count=len(shared)))
    return " · ".join(parts)


def _spent(quota: Quota, context: Context) -> str:
    lang = context.lang
    parts = [
        spent_text(quota),
        words.COUNTS(lang, today=quota.today, rolling=quota.rolling, hour=quota.last_hour),
        *(words.BY_WHOM(lang, who=who_text(by, context), count=count) for by, count in quota.by),
    ]
    if quota.outside:
        parts.append(words.OUTSIDE_LONG(lang))
    elif quota.is_dry:
        parts.append(words.DRY_ALREADY(lang))
    elif quota.dry_ts is not None:
        parts.append(words.DRY_AT_PACE(lang, time=context.when(quota.dry_ts)))
    elif quota.last_hour > 1 and quota.left is not None:
        parts.append(words.LASTS(lang))
    return " · ".join(parts)


def _next(following: Next, quota: Quota, context: Context, key: KeyNames) -> str:
    lang = context.lang
    text, _ = next_run(following, quota, context, key, context.clock.now())
    if not following.pace_s:
        return text
    phrase = words.LOOKED_AT if following.attended else words.NOT_LOOKED_AT
    return f"{text} · {phrase(lang, pace=age_text(following.pace_s, lang))}"


def _answer(quota: Quota, context: Context) -> str:
    last = quota.last
    if last is None or last.answered_ts is None or last.failure is not None:
        return ""
    return words.ANSWER_TOLD(
        context.lang,
        time=moment_text(last.answered_ts, context),
        status=last.status,
        rows=last.rows,
        size=size_text(last.size_bytes),
        ms=fixed(last.elapsed_ms, 0, ""),
    )
