"""The view of Quota: the list of endpoints and the log of requests. Pure but for the context's zone.

Whatever the ledger holds may be shown: no credentials ever reach it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len

from tui.analysis.feed import age_text, is_partly_read
from tui.analysis.quota import Next, NextState, Quota
from tui.domain.account import TIMEOUT_S
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, Limits, Run, Runs, Spend
from tui.domain.text import Lang
from tui.messages import quota as words
from tui.messages.failures import WHAT
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.features.quota.query import LOG_ROWS, QuotaData
from tui.ui.features.quota.words import (
    dry_run,
    failed_text,
    is_of_another,
    moment_text,
    name_of,
    next_run,
    spent_role,
    spent_text,
    unread_short,
    what_text,
)
from tui.ui.texts.values import size_text, who_text
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row

# A wait until another day in full; in Chinese, whose names are longer, 80 columns have room for one until today.
NEXT_CELLS: Mapping[Lang, int] = {"en": 33, "zh": 23}


# -- the list of endpoints


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
        ((spent_text(quota), spent_role(quota, role)),),
        ((f"{mine}+{others}", "dim"),) if quota.spent else "",
        ((str(quota.left), "dim"),) if quota.left is not None else ((words.NO_LIMIT(lang), "dim"),),
        (next_run(following, quota, context, key, now_ts),),
        (dry_run(quota, context),),
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


# -- the log of requests


def log_columns(lang: Lang, *, time_width: int = 8) -> tuple[Column, ...]:
    names = max(cell_len(name(lang)) for name in words.ENDPOINT_NAMES.values())
    return (
        Column("time", words.TIME(lang), time_width),
        Column("by", words.BY(lang), 10, grow=1, priority=6),
        Column("endpoint", words.ENDPOINT(lang), names),
        Column("channel", words.CHANNEL(lang), 8, grow=1, priority=5),
        Column("window", words.WINDOW(lang), 11, priority=1),
        Column("status", words.STATUS(lang), 6, grow=2),
        Column("rows", words.ROWS(lang), 5, align="right", priority=2),
        Column("bytes", words.BYTES(lang), 7, align="right", priority=4),
        Column("ms", words.MS(lang), 6, align="right", priority=3),
    )


class LogRows(Struct, frozen=True):
    """The log as a source of rows: only those on screen are made."""

    log: Sequence[Spend]
    context: Context
    now_ts: float

    def __len__(self) -> int:
        return len(self.log)

    def __getitem__(self, index: int, /) -> Row:
        return _log_row(self.log[index], self.context, self.now_ts)

    def index_of(self, key: str) -> int | None:
        return next((index for index, spend in enumerate(self.log) if str(spend.claim_id) == key), None)


def time_width(log: Sequence[Spend], context: Context) -> int:
    """Wider where some of it lies on another day than today, or before a change of the clocks."""
    return max([8, *(len(moment_text(each.claimed_ts, context)) for each in log[-1:])])


def _log_row(spend: Spend, context: Context, now_ts: float) -> Row:
    lang = context.lang
    name = name_of(spend.endpoint, lang) if spend.endpoint in words.ENDPOINT_NAMES else spend.endpoint
    status, role = _status_run(spend, lang, now_ts)
    answered = spend.answered_ts is not None
    arrived = answered and spend.failure is None
    cells = (
        moment_text(spend.claimed_ts, context),
        ((who_text(spend.by, context), "dim"),),
        name,
        spend.channel,
        ((_window_text(spend, context), "dim"),),
        ((status, role),),
        str(spend.rows) if arrived else "",
        ((size_text(spend.size_bytes), "dim"),) if arrived else "",
        ((fixed(spend.elapsed_ms, 0, ""), "dim"),) if arrived else "",
    )
    start_ts = spend.window.start_ts if spend.window else None
    sort = (
        -spend.claimed_ts,
        who_text(spend.by, context),
        name.casefold(),
        spend.channel.casefold(),
        start_ts,
        status,
        spend.rows if arrived else None,
        spend.size_bytes if arrived else None,
        spend.elapsed_ms if arrived else None,
    )
    return Row(str(spend.claim_id), cells, sort=sort)


def _window_text(spend: Spend, context: Context) -> str:
    window = spend.window
    if window is None:
        return ""
    form = "%m-%d" if window.seconds >= DAY else "%H:%M"
    last_ts = window.end_ts - 1 if window.seconds >= DAY else window.end_ts
    text = context.zone.text if form == "%m-%d" else context.zone.over(window.start_ts, last_ts).text
    return f"{text(window.start_ts, form)}–{text(last_ts, form)}"


def _status_run(spend: Spend, lang: Lang, now_ts: float) -> Run:
    if spend.answered_ts is None:
        if now_ts < spend.claimed_ts + TIMEOUT_S:
            return words.UNDER_WAY(lang), "accent"
        return words.NO_ANSWER(lang), "warn"
    if spend.failure is None:
        status = "" if spend.status is None else str(spend.status)
        unread = unread_short(spend, lang)
        return (f"{status} {unread}", "warn") if unread else (status, "text")
    if not spend.arrived:
        # Why it never left is in the endpoint's last error; here it matters that it cost nothing.
        return words.NOT_COUNTED(lang, what=WHAT[spend.failure](lang)), "bad"
    return what_text(spend, lang), "bad"


def log_title(only: str, data: QuotaData | None, lang: Lang, key: KeyNames) -> Runs:
    runs: list[Run] = [(words.LOG_OF(lang, endpoint=name_of(only, lang)) if only else words.LOG(lang), "strong")]
    if data and len(data.log) == LOG_ROWS:
        runs.append((f"  {words.LOG_FULL(lang, count=LOG_ROWS)}", "dim"))
    if data and data.unknown:
        runs.append((f"  {words.OF_A_NEWER(lang, count=data.unknown)}", "warn"))
    if only:
        runs.append((f"  {words.ESC_SHOWS_ALL(lang, key=key)}", "dim"))
    return tuple(runs)
