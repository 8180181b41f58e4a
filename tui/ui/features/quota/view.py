"""The view of Quota's endpoints: the rows of the list, the two lines on top. Pure but for the context's zone."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len

from tui.analysis.feed import age_text, is_partly_read, skew_text
from tui.analysis.quota import Next, NextState, Quota, tightest, waits_for_limit
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, REFUSALS, Failure, FailureKind, Limits, Run, Runs, Spend
from tui.domain.text import Lang
from tui.messages import frame as frame_words
from tui.messages import quota as words
from tui.messages import unread as unread_words
from tui.messages.failures import WHAT
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.features.quota.query import QuotaData
from tui.ui.texts.values import size_text
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row

# Beyond this the two clocks are worth a warning: the minutes on screen would seem to lie in the past or the future.
SKEW_AGREES_S, SKEW_WARNS_S = 1.0, 60.0
NEARLY_SPENT = 0.9
# A wait until another day in full; in Chinese, whose names are longer, 80 columns have room for one until today.
NEXT_CELLS: Mapping[Lang, int] = {"en": 33, "zh": 23}


def endpoint_columns(lang: Lang) -> tuple[Column, ...]:
    names = max(cell_len(name(lang)) for name in words.ENDPOINT_NAMES.values())
    return (
        Column("endpoint", words.ENDPOINT(lang), names),
        Column("limit", words.LIMIT(lang), 5, align="right", priority=3),
        Column("spent", words.SPENT(lang), 9, align="right"),
        Column("who", words.WHO(lang), cell_len(words.WHO(lang)), align="right", priority=6),
        Column("left", words.LEFT(lang), 4, align="right", priority=7),
        Column("next", words.NEXT(lang), NEXT_CELLS[lang], grow=2, priority=1),
        Column("dry", words.DRY(lang), 9, priority=2),
        Column("answer", words.LAST_ANSWER(lang), 10, priority=4),
        Column("error", words.LAST_ERROR(lang), 10, grow=1, priority=5),
    )


def name_of(endpoint: str, lang: Lang) -> str:
    return words.ENDPOINT_NAMES[endpoint](lang)


def moment_text(ts: float, context: Context) -> str:
    """`14:08:03`; of another day `11-21 14:08`, without seconds."""
    return context.instant(ts) if context.is_today(ts) else context.when(ts)


def what_text(failure: Failure | Spend, lang: Lang) -> str:
    """A failure in its own words: `over the limit: qpd limit error`."""
    kind = failure.kind if isinstance(failure, Failure) else failure.failure
    what = "" if kind is None else WHAT[kind](lang)
    detail = unread_words.reason_in(lang, failure.detail) if kind is FailureKind.UNREADABLE else failure.detail
    return words.FAILED_WITH(lang, what=what, detail=detail) if detail else what


def is_of_another(failed: Spend, context: Context) -> bool:
    """Whether the server refused the credentials of another scry on the store; they say nothing about this one's."""
    return failed.failure in REFUSALS and failed.by != context.by


def failed_text(failed: Spend, context: Context) -> str:
    what = what_text(failed, context.lang)
    return words.OF_ANOTHER(context.lang, what=what, who=failed.by) if is_of_another(failed, context) else what


def unread_short(spend: Spend, lang: Lang) -> str:
    """`3 of 10 unread: data[0].ts: not a number: 'x'`; "" where all was read."""
    if not is_partly_read(spend):
        return ""
    phrase = unread_words.SHORT if spend.set_aside <= spend.rows else unread_words.SHORT_PARTS
    what = phrase(lang, unread=spend.set_aside, rows=spend.rows)
    return unread_words.WITH_REASON(lang, what=what, reason=unread_words.reason_in(lang, spend.detail))


# -- the list of endpoints


def endpoint_rows(
    data: QuotaData | None, nexts: Mapping[str, Next], context: Context, key: KeyNames, now_ts: float
) -> list[Row]:
    return [
        _endpoint_row(
            name, data.quotas.get(name) if data else None, nexts.get(name, Next(NextState.QUIET)), context, key, now_ts
        )
        for name in words.ENDPOINT_NAMES
    ]


def _endpoint_row(
    name: str, quota: Quota | None, following: Next, context: Context, key: KeyNames, now_ts: float
) -> Row:
    lang = context.lang
    title = name_of(name, lang)
    if quota is None:
        return Row(name, (((title, "dim"),),), sort=(title,))
    limits = quota.limits
    # An endpoint without requests stays dim, so that the busy ones stand out.
    quiet = not quota.spent and following.state is NextState.QUIET
    role = "dim" if quiet else "text"
    mine, others = quota.spent_by(context.by)
    answered_ts = quota.last.answered_ts if quota.last else None
    failed_ts = quota.failed.answered_ts if quota.failed else None
    cells = (
        ((title, role),),
        ((rate_text(limits, lang), "dim"),),
        ((spent_text(quota), _spent_role(quota, role)),),
        ((f"{mine}+{others}", "dim"),) if quota.spent else "",
        ((str(quota.left), "dim"),) if quota.left is not None else ((words.NO_LIMIT(lang), "dim"),),
        (next_run(following, quota, context, key, now_ts),),
        (_dry_run(quota, context),),
        ((_answer_text(quota.last, context, now_ts), "dim"),),
        (_error_run(quota, context),),
    )
    sort = (
        title.casefold(),
        -(limits.per_second or 0) * 60 - (limits.per_minute or 0),
        quota.share if limits.per_day else quota.spent / 1e6,
        mine,
        quota.left,
        following.ts,
        now_ts if quota.is_dry else quota.dry_ts,
        None if answered_ts is None else -answered_ts,
        None if failed_ts is None else -failed_ts,
    )
    error, _ = cells[-1][0]
    # Of fourteen names a few letters are enough, and the words of the other columns hold most letters.
    return Row(name, cells, sort=sort, search=f"{title} {error}")


def rate_text(limits: Limits, lang: Lang) -> str:
    if limits.per_minute is not None:
        return words.PER_MINUTE(lang, n=limits.per_minute)
    return words.NO_LIMIT(lang) if limits.per_second is None else words.PER_SECOND(lang, n=limits.per_second)


def spent_text(quota: Quota) -> str:
    return str(quota.spent) if quota.limits.per_day is None else f"{quota.spent}/{quota.limits.per_day}"


def _spent_role(quota: Quota, role: str) -> str:
    return "bad" if quota.is_dry else "warn" if quota.share > NEARLY_SPENT else role


def next_run(following: Next, quota: Quota, context: Context, key: KeyNames, now_ts: float) -> Run:
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


def _dry_run(quota: Quota, context: Context) -> Run:
    lang = context.lang
    if quota.is_dry:
        return words.DRY_NOW(lang), "bad"
    if quota.dry_ts is not None:
        return context.when(quota.dry_ts), "warn"
    return (words.NOT_TODAY(lang) if quota.spent and quota.left is not None else ""), "dim"


def _answer_text(last: Spend | None, context: Context, now_ts: float) -> str:
    if last is None or last.answered_ts is None:
        return ""
    age = age_text(max(0.0, now_ts - last.answered_ts), context.lang)
    if last.status is None:
        # Given up then: nothing had come.
        return words.UNANSWERED(context.lang, age=age)
    return words.ANSWERED(context.lang, age=age, status=last.status)


def _error_run(quota: Quota, context: Context) -> Run:
    lang = context.lang
    if quota.outside:
        return words.OUTSIDE(lang), "bad"
    if quota.last is not None and quota.last.answered_ts is not None and is_partly_read(quota.last):
        what = unread_short(quota.last, lang)
        return words.FAILED_AT(lang, time=context.when(quota.last.answered_ts), what=what), "warn"
    failed = quota.failed
    if failed is None or failed.answered_ts is None:
        return "", "dim"
    time, what = context.when(failed.answered_ts), failed_text(failed, context)
    # An error that an answer has followed is history.
    last = quota.last
    is_over = last is not None and last.failure is None and (last.answered_ts or 0.0) > failed.answered_ts
    return words.FAILED_AT(lang, time=time, what=what), "dim" if is_over or is_of_another(failed, context) else "warn"


# -- the two lines on top


def tightest_runs(data: QuotaData | None, context: Context) -> Runs:
    """The quota nearest to its end: its requests by process, and the time it runs dry."""
    lang = context.lang
    if data is None:
        return ()
    quota = tightest(data.quotas.values())
    if quota is None:
        return ((words.NOTHING_SPENT(lang), "dim"),)
    mine, others = quota.spent_by(context.by)
    runs: list[Run] = [
        (words.TIGHTEST(lang, endpoint=name_of(quota.endpoint, lang)), "text"),
        (spent_text(quota), _spent_role(quota, "strong")),
        ("  " + words.SPENT_BY(lang, mine=mine, others=others), "dim"),
    ]
    if quota.outside:
        runs.append(("  " + words.OUTSIDE(lang), "bad"))
    elif quota.dry_ts is not None and not quota.is_dry:
        runs.append(("  " + words.DRY_AT(lang, time=context.when(quota.dry_ts)), "warn"))
    else:
        text, role = _dry_run(quota, context)
        runs.append(("  " + text, role))
    return tuple(runs)


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
