"""The words of Quota: texts of a limit, a failure, a wait; the two lines on top; one endpoint in full.

Pure but for the context's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.analysis.feeds.feed import age_text, is_partly_read, skew_text
from tui.analysis.feeds.quota import EndpointQuota, Learnt, Next, NextState, tightest, waits_for_limit
from tui.domain.glossary import TODAY_METRICS
from tui.domain.glossary.rounding import fixed, size_text
from tui.domain.names import Names
from tui.domain.records import (
    DAY,
    REFUSALS,
    Failure,
    FailureKind,
    Run,
    Runs,
    SeenCollector,
    Spend,
    feed_of,
    owner_of,
)
from tui.domain.text import Lang
from tui.messages import frame as frame_words
from tui.messages import insights as insight_words
from tui.messages import quota as words
from tui.messages import unread as unread_words
from tui.messages.endpoints import BUYS
from tui.messages.failures import WHAT, advice_of
from tui.ui.context import Context
from tui.ui.features.quota.plan import learnt_text, limits_told, outside_text, period_text
from tui.ui.features.quota.query import QuotaData
from tui.ui.text_page import Paragraph
from tui.ui.texts.values import who_text
from tui.ui.widgets.keys import KeyNames

# Beyond this the two clocks are worth a warning: the minutes on screen would seem to lie in the past or the future.
SKEW_AGREES_S, SKEW_WARNS_S = 1.0, 60.0
NEARLY_SPENT = 0.9


def name_of(endpoint: str, lang: Lang) -> str:
    """The endpoint's name for people; its own name where this version knows no such endpoint."""
    name = words.ENDPOINT_NAMES.get(endpoint)
    return endpoint if name is None else name(lang)


def metric_text(spend: Spend, lang: Lang) -> str:
    """`Video freeze Native`; "" where the request chose none."""
    name, _, rest = feed_of(spend.selection).partition("/")
    metric, insight = TODAY_METRICS.get(name), insight_words.TITLES.get(name)
    title = metric.title(lang) if metric is not None else insight(lang) if insight is not None else name
    return " ".join(filter(None, (title, rest.partition("/")[0])))


def moment_text(ts: float, context: Context) -> str:
    """`14:08:03`; of another day `11-21 14:08`, without seconds."""
    return context.instant(ts) if context.is_today(ts) else context.when(ts)


def what_text(failure: Failure | Spend, lang: Lang, names: Names) -> str:
    """A failure in its own words: `over the limit: qpd limit error`. The server's text may hold any name: it is left
    out where names are hidden."""
    kind = failure.kind if isinstance(failure, Failure) else failure.failure
    what = "" if kind is None else WHAT[kind](lang)
    detail = unread_words.reason_in(lang, failure.detail) if kind is FailureKind.UNREADABLE else failure.detail
    return words.FAILED_WITH(lang, what=what, detail=detail) if detail and not names.hidden else what


def is_of_another(failed: Spend, context: Context) -> bool:
    """Whether the server refused the credentials of another scry on the store; they say nothing about this one's."""
    return failed.failure in REFUSALS and failed.by != context.by


def failed_text(failed: Spend, context: Context) -> str:
    what, who = what_text(failed, context.lang, context.names), context.names.process(failed.by)
    return words.OF_ANOTHER(context.lang, what=what, who=who) if is_of_another(failed, context) else what


def unread_short(spend: Spend, lang: Lang, names: Names) -> str:
    """`3 of 10 unread: data[0].ts: not a number: 'x'`; "" where all was read."""
    if not is_partly_read(spend):
        return ""
    phrase = unread_words.SHORT if spend.set_aside <= spend.rows else unread_words.SHORT_PARTS
    what = phrase(lang, unread=spend.set_aside, rows=spend.rows)
    if names.hidden:
        return what
    return unread_words.WITH_REASON(lang, what=what, reason=unread_words.reason_in(lang, spend.detail))


def spent_text(quota: EndpointQuota) -> str:
    return str(quota.spent) if quota.limits.per_day is None else f"{quota.spent}/{quota.limits.per_day}"


def spent_role(quota: EndpointQuota, role: str) -> str:
    return "bad" if quota.is_dry else "warn" if quota.share > NEARLY_SPENT else role


def next_run(following: Next, quota: EndpointQuota, context: Context, key: KeyNames, now_ts: float) -> Run:
    """`next at 14:08:03 (pace)`, `waiting until 14:08:03 (quota)`, or why not."""
    lang = context.lang
    time = "" if following.ts is None else moment_text(following.ts, context)
    what = "" if following.failure is None else WHAT[following.failure.kind](lang)
    match following.state:
        case NextState.FETCHING:
            return words.FETCHING(lang), "accent"
        case NextState.STOPPED:
            return words.STOPPED(lang, what=what, key=key), "bad"
        case NextState.RETRYING if following.failure and following.failure.kind is not FailureKind.OVER_LIMIT:
            return words.RETRYING(lang, time=time, what=what), "warn"
        case NextState.WAITING | NextState.RETRYING:
            phrase = (
                frame_words.WAITING_QUOTA
                if waits_for_limit(following, quota, now_ts)
                else words.DAILY
                if (following.pace_s or 0.0) >= DAY
                else words.PACED
            )
            return phrase(lang, time=time), "text" if following.attended else "dim"
        case _:
            return words.NOT_WANTED(lang), "dim"


def dry_run(quota: EndpointQuota, context: Context) -> Run:
    lang = context.lang
    if quota.is_dry:
        return words.DRY_NOW(lang), "bad"
    if quota.dry_ts is not None:
        return context.when(quota.dry_ts), "warn"
    lasts = quota.spent and quota.left is not None and not quota.is_idle
    return (words.ALL_DAY(lang) if lasts else ""), "dim"


# -- the two lines on top


def tightest_runs(data: QuotaData | None, context: Context) -> Runs:
    """The quota nearest to its end: its requests by process, and the time it runs dry."""
    lang = context.lang
    if data is None:
        return ()
    quota = tightest(data.quotas.values())
    if quota is None:
        return ((words.NOTHING_SPENT(lang), "dim"),)
    _, others = quota.spent_by(context.by)
    runs: list[Run] = [
        (words.TIGHTEST(lang, endpoint=name_of(quota.endpoint, lang)), "text"),
        (words.SPENT_OF(lang, spent=quota.spent, limit=quota.limits.per_day), spent_role(quota, "strong")),
    ]
    if others:
        runs.append((words.SPENT_BY_OTHERS(lang, others=others), "dim"))
    if quota.outside:
        then = outside_text(context), "bad"
    elif quota.dry_ts is not None and not quota.is_dry:
        then = words.DRY_AT(lang, time=context.when(quota.dry_ts)), "warn"
    else:
        lasts = words.NOT_WANTED if quota.is_idle else words.LASTS_THE_DAY
        then = (words.DRY_NOW(lang), "bad") if quota.is_dry else (lasts(lang), "dim")
    return (*runs, (words.THEN(lang, what=then[0]), then[1]))


def box_runs(data: QuotaData | None, skew_s: float | None, context: Context) -> Runs:
    """This box: its clock beside the server's, its store."""
    lang = context.lang
    runs = [skew_run(skew_s, lang)]
    if data is not None:
        kept, size = context.retention, data.size
        phrase = words.STORE(lang, size=size_text(size.file_bytes), minutes=kept.minutes_days, calls=kept.curves_days)
        runs.append(("   " + phrase, "dim"))
        if size.oldest_ts is not None:
            runs.append(("   " + words.KNOWN_SINCE(lang, time=context.when(size.oldest_ts)), "dim"))
    return tuple(runs)


def skew_run(skew_s: float | None, lang: Lang) -> Run:
    """`skew_s`: by how much the server's clock is ahead."""
    if skew_s is None:
        return words.CLOCK_UNKNOWN(lang), "dim"
    if abs(skew_s) < SKEW_AGREES_S:
        return words.CLOCK_AGREES(lang), "dim"
    far = abs(skew_s)
    seconds = words.SECONDS(lang, n=fixed(far, 1, "")) if far < SKEW_WARNS_S else skew_text(skew_s, lang)
    phrase = words.CLOCK_BEHIND if skew_s > 0 else words.CLOCK_AHEAD
    return phrase(lang, seconds=seconds), "warn" if far >= SKEW_WARNS_S else "dim"


# -- one endpoint in full


def why_quota(
    quota: EndpointQuota, following: Next, context: Context, key: KeyNames, learnt: Iterable[Learnt] = ()
) -> tuple[Paragraph, ...]:
    lang, endpoint = context.lang, context.edition[quota.endpoint]
    told = [
        Paragraph(name_of(quota.endpoint, lang), 0),
        Paragraph(f"{endpoint.method} {endpoint.path}", 2, words.ASKS(lang)),
        Paragraph(BUYS[quota.endpoint](lang), 2, words.BUYS_LABEL(lang)),
        *((Paragraph(period, 2, words.WINDOWS_LABEL(lang)),) if (period := period_text(endpoint, lang)) else ()),
        Paragraph(limits_told(quota, context), 2, words.LIMITS(lang)),
        Paragraph(_spent(quota, context), 2, words.SPENT_LABEL(lang)),
        Paragraph(_next(following, quota, context, key), 2, words.NEXT_LABEL(lang)),
        *(Paragraph(learnt_text(one, context), 2, words.LEARNT_LABEL(lang)) for one in learnt),
    ]
    if answer := _answer(quota, context):
        told.append(Paragraph(answer, 2, words.ANSWER_LABEL(lang)))
    if quota.last is not None and (unread := unread_short(quota.last, lang, context.names)):
        told.append(Paragraph(unread, 2, words.ERROR_LABEL(lang)))
    failed = quota.failed
    if failed is not None and failed.failure is not None and failed.answered_ts is not None:
        what = words.FAILED_AT(lang, time=moment_text(failed.answered_ts, context), what=failed_text(failed, context))
        advice = "" if is_of_another(failed, context) else f" {advice_of(failed.failure, failed.detail)(lang)}"
        told.append(Paragraph(f"{what.rstrip('.。')}.{advice}", 2, words.ERROR_LABEL(lang)))
    return tuple(told)


def _by_box(quota: EndpointQuota, context: Context) -> list[tuple[str, int]]:
    """This scry, then the others by their boxes."""
    counts: dict[str, int] = {}
    for by, count in quota.by:
        owner = by if by == context.by else owner_of(by)
        counts[owner] = counts.get(owner, 0) + count
    return [(who_text(owner, context), count) for owner, count in counts.items()]


def collectors_told(collectors: Sequence[SeenCollector], context: Context) -> tuple[Paragraph, ...]:
    """Each collector of the last hour, where there are several."""
    lang = context.lang
    if len(collectors) < 2:
        return ()
    told = [Paragraph(words.COLLECTORS(lang, count=len(collectors)), 0)]
    for one in collectors:
        parts = [words.COLLECTS_AS(lang, version=one.version)] if one.version else []
        if one.since_ts is not None:
            parts.append(words.COLLECTS_SINCE(lang, time=moment_text(one.since_ts, context)))
        last = words.NO_REQUEST if one.last_claim_ts is None else words.LAST_REQUEST
        parts.append(last(lang, time="" if one.last_claim_ts is None else moment_text(one.last_claim_ts, context)))
        told.append(Paragraph(" · ".join(parts), 2, who_text(one.by, context)))
    return tuple(told)


def _spent(quota: EndpointQuota, context: Context) -> str:
    lang = context.lang
    parts = [
        spent_text(quota),
        words.COUNTS(lang, today=quota.today, rolling=quota.rolling, hour=quota.last_hour),
        *(words.BY_WHOM(lang, who=who, count=count) for who, count in _by_box(quota, context)),
    ]
    if quota.outside:
        long = words.OUTSIDE_OR_TOGETHER_LONG if context.edition.groups else words.OUTSIDE_LONG
        parts.append(long(lang, spent=quota.spent))
    elif quota.is_dry:
        parts.append(words.DRY_ALREADY(lang))
    elif quota.dry_ts is not None:
        parts.append(words.DRY_AT_PACE(lang, time=context.when(quota.dry_ts)))
    elif quota.last_hour > 1 and quota.left is not None and not quota.is_idle:
        parts.append(words.LASTS(lang))
    return " · ".join(parts)


def _next(following: Next, quota: EndpointQuota, context: Context, key: KeyNames) -> str:
    lang = context.lang
    text, _ = next_run(following, quota, context, key, context.clock.now())
    if not following.pace_s:
        return text
    phrase = words.LOOKED_AT if following.attended else words.NOT_LOOKED_AT
    return f"{text} · {phrase(lang, pace=age_text(following.pace_s, lang))}"


def _answer(quota: EndpointQuota, context: Context) -> str:
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
