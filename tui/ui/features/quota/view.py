"""The view of Quota: the list of endpoints and the log of requests. Pure but for the context's zone.

All of the ledger may be shown: no credentials ever reach it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len

from tui.analysis.feeds.feed import age_text, is_partly_read
from tui.analysis.feeds.quota import EndpointQuota, Next, NextState
from tui.domain.account import TIMEOUT_S
from tui.domain.edition import Edition
from tui.domain.fields import FieldKind, Lacking
from tui.domain.glossary.rounding import fixed, size_text
from tui.domain.records import DAY, Limits, Run, Runs, Spend
from tui.domain.text import Lang
from tui.export.extract import Setting
from tui.messages import quota as words
from tui.messages.failures import WHAT
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.extracts import setting_in
from tui.ui.features.quota.plan import outside_text
from tui.ui.features.quota.query import LOG_ROWS, QuotaData
from tui.ui.features.quota.words import (
    dry_run,
    failed_text,
    is_of_another,
    metric_text,
    moment_text,
    name_of,
    next_run,
    spent_role,
    spent_text,
    unread_short,
    what_text,
)
from tui.ui.texts.values import who_text
from tui.ui.widgets.described import Described, Items, Told, list_columns, list_row
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.matching import FIELD
from tui.ui.widgets.rows import Row

# A wait until another day in full; in Chinese, with longer names, 80 columns have room for one until today.
NEXT_CELLS: Mapping[Lang, int] = {"en": 33, "zh": 23}


# -- the list of endpoints


ENDPOINTS = (
    Described("endpoint_name", title=words.ENDPOINT, key="endpoint"),
    Described("endpoint", told=False),
    Described("per_second", FieldKind.NUMBER, told=False, title=words.LIMIT, width=5, key="limit", priority=3),
    Described("per_minute", FieldKind.NUMBER, told=False),
    Described("per_day", FieldKind.NUMBER, may_lack=True),
    Described("spent", FieldKind.NUMBER, title=words.SPENT, width=9),
    Described("spent_by_this", FieldKind.NUMBER, told=False, title=words.WHO, key="who", priority=6),
    Described("spent_by_others", FieldKind.NUMBER),
    Described("remaining", FieldKind.NUMBER, may_lack=True, title=words.LEFT, width=4, key="left", priority=7),
    Described("next_state"),
    Described("next", FieldKind.TIME, title=words.NEXT, grow=2, priority=1),
    Described("dry", FieldKind.TIME, may_lack=True, title=words.DRY, width=9, priority=2),
    Described("answered", FieldKind.TIME, title=words.LAST_ANSWER, width=10, key="answer", priority=4),
    Described("status", FieldKind.NUMBER),
    Described("failed", FieldKind.TIME, told=False, title=words.LAST_ERROR, width=10, key="error", grow=1, priority=5),
    Described("failure"),
)


def endpoint_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    widths = {"endpoint": _names_width(context), "who": cell_len(words.WHO(lang)), "next": NEXT_CELLS[lang]}
    return list_columns(ENDPOINTS, lang, widths)


def endpoint_rows(
    data: QuotaData | None, nexts: Mapping[str, Next], context: Context, key: KeyNames, now_ts: float
) -> list[Row]:
    rows, setting = [], setting_in(context, now_ts=now_ts)
    for name in context.edition.endpoints:
        title, quota = name_of(name, context.lang), data.quotas.get(name) if data else None
        if quota is None:
            rows.append(Row(name, (((title, "dim"),),), sort=(title,)))
            continue
        error, _ = _error_run(quota, context)
        # Of fourteen names a few letters are enough, and the words of the other columns hold most letters.
        items = endpoint_told(quota, nexts, context, key, setting)
        rows.append(list_row(ENDPOINTS, name, items, search=f"{title}{FIELD}{error}"))
    return rows


def endpoint_told(
    quota: EndpointQuota, nexts: Mapping[str, Next], context: Context, key: KeyNames, setting: Setting
) -> Items:
    """An item for each column of the endpoints."""
    lang, now_ts, limits, last, failed = setting.lang, setting.now_ts, quota.limits, quota.last, quota.failed
    title, following = name_of(quota.endpoint, lang), nexts.get(quota.endpoint, Next(NextState.QUIET))
    # An endpoint without requests stays dim, so that the busy ones stand out.
    role = "dim" if not quota.spent and following.state is NextState.QUIET else "text"
    mine, others = quota.spent_by(context.by)
    no_limit, unlimited = ((words.NO_LIMIT(lang), "dim"),), Lacking("not_limited")
    pace = -(limits.per_second or 0) * 60 - (limits.per_minute or 0)
    answered_ts, failed_ts = last.answered_ts if last else None, failed.answered_ts if failed else None
    dry_ts = now_ts if quota.is_dry else quota.dry_ts
    lasts = Lacking("none_known" if quota.is_idle else "not_today")
    return (
        Told(title, ((title, role),), title.casefold()),
        quota.endpoint,
        Told(limits.per_second, ((rate_text(limits, lang), "dim"),), pace),
        limits.per_minute,
        unlimited if limits.per_day is None else limits.per_day,
        Told(
            quota.spent,
            ((spent_text(quota), spent_role(quota, role)),),
            quota.share if limits.per_day else quota.spent / 1e6,
        ),
        Told(mine, ((f"{mine}+{others}", "dim"),) if quota.spent else ""),
        others,
        Told(unlimited, no_limit) if quota.left is None else Told(quota.left, ((str(quota.left), "dim"),)),
        following.state.value,
        Told(following.ts, (next_run(following, quota, context, key, now_ts),)),
        Told(lasts if dry_ts is None else dry_ts, (dry_run(quota, context),)),
        Told(answered_ts, ((_answer_text(last, context, now_ts), "dim"),), _latest_first(answered_ts)),
        last.status if last else None,
        Told(failed_ts, (_error_run(quota, context),), _latest_first(failed_ts)),
        failure_text(failed, setting) if failed else None,
    )


def failure_text(spend: Spend, setting: Setting) -> str | None:
    """A failure for an export. The server's own text may hold any name, so it is left out where names are hidden."""
    if spend.failure is None:
        return None
    what = WHAT[spend.failure](setting.lang)
    return what if setting.names.hidden or not spend.detail else f"{what}: {spend.detail}"


def _latest_first(ts: float | None) -> float | None:
    return None if ts is None else -ts


def _names_width(context: Context) -> int:
    return max(cell_len(name_of(name, context.lang)) for name in context.edition.endpoints)


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


def _error_run(quota: EndpointQuota, context: Context) -> Run:
    lang = context.lang
    if quota.outside:
        return outside_text(context), "bad"
    if quota.last is not None and quota.last.answered_ts is not None and is_partly_read(quota.last):
        what = unread_short(quota.last, lang, context.names)
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


LOG = (
    Described("at", FieldKind.TIME, title=words.TIME, width=8, key="time"),
    Described("by", title=words.BY, width=10, grow=1, priority=6),
    Described("endpoint_name", title=words.ENDPOINT, key="endpoint"),
    Described("endpoint", told=False),
    Described("metric", title=words.METRIC, width=10, grow=1, priority=4),
    Described("channel", title=words.CHANNEL, width=8, grow=1, priority=5),
    Described("call_id"),
    Described("asked_from", FieldKind.TIME, title=words.WINDOW, width=11, key="window", priority=1),
    Described("asked_until", FieldKind.TIME),
    Described("answered", FieldKind.TIME, told=False),
    Described("status", FieldKind.NUMBER, title=words.STATUS, width=6, grow=2, align="left"),
    Described("failure"),
    Described("counted", FieldKind.FLAG, told=False),
    Described("rows", FieldKind.NUMBER, title=words.ROWS, width=5, priority=2),
    Described("size_bytes", FieldKind.NUMBER, "B", title=words.BYTES, width=7, key="bytes", priority=4),
    Described("elapsed_ms", FieldKind.NUMBER, "ms", title=words.MS, width=6, key="ms", priority=3),
)


def log_of(edition: Edition) -> Sequence[Described]:
    """Where a request buys one metric, the log names it."""
    return LOG if edition.asks_by_metric else tuple(column for column in LOG if column.name != "metric")


def log_columns(context: Context, *, time_width: int = 8) -> tuple[Column, ...]:
    return list_columns(log_of(context.edition), context.lang, {"time": time_width, "endpoint": _names_width(context)})


class LogRows(Struct, frozen=True):
    """The log as a source of rows: only those on screen are made."""

    log: Sequence[Spend]
    context: Context
    now_ts: float

    def __len__(self) -> int:
        return len(self.log)

    def __getitem__(self, index: int, /) -> Row:
        spend, setting = self.log[index], setting_in(self.context, now_ts=self.now_ts)
        return list_row(log_of(self.context.edition), str(spend.claim_id), spend_told(spend, self.context, setting))

    def index_of(self, key: str) -> int | None:
        return next((index for index, spend in enumerate(self.log) if str(spend.claim_id) == key), None)


def time_width(log: Sequence[Spend], context: Context) -> int:
    """Wider where some of it lies on another day than today, or before a change of the clocks."""
    return max([8, *(len(moment_text(each.claimed_ts, context)) for each in log[-1:])])


def spend_told(spend: Spend, context: Context, setting: Setting) -> Items:
    """An item for each column of the log."""
    lang, names, window = setting.lang, setting.names, spend.window
    name = name_of(spend.endpoint, lang)
    who, channel, status = who_text(spend.by, context), names.channel(spend.channel), _status_run(spend, setting)
    rows = size_bytes = elapsed_ms = Told(None, "")
    if spend.answered_ts is not None and spend.failure is None:
        elapsed, size = fixed(spend.elapsed_ms, 0, ""), size_text(spend.size_bytes)
        rows, size_bytes = Told(spend.rows), Told(spend.size_bytes, ((size, "dim"),))
        elapsed_ms = Told(int(elapsed), ((elapsed, "dim"),), spend.elapsed_ms)
    return (
        Told(spend.claimed_ts, moment_text(spend.claimed_ts, context), -spend.claimed_ts),
        Told(names.process(spend.by), ((who, "dim"),), who),
        Told(name, name, name.casefold()),
        spend.endpoint,
        *((metric_text(spend, lang),) if context.edition.asks_by_metric else ()),
        Told(channel, channel, channel.casefold()),
        names.call(spend.call_id),
        Told(window.start_ts if window else None, ((_window_text(spend, context), "dim"),)),
        window.end_ts if window else None,
        spend.answered_ts,
        Told(spend.status, (status,), status[0]),
        failure_text(spend, setting),
        spend.arrived,
        rows,
        size_bytes,
        elapsed_ms,
    )


def _window_text(spend: Spend, context: Context) -> str:
    window = spend.window
    if window is None:
        return ""
    form = "%m-%d" if window.seconds >= DAY else "%H:%M"
    last_ts = window.end_ts - 1 if window.seconds >= DAY else window.end_ts
    text = context.zone.text if form == "%m-%d" else context.zone.over(window.start_ts, last_ts).text
    return f"{text(window.start_ts, form)}–{text(last_ts, form)}"


def _status_run(spend: Spend, setting: Setting) -> Run:
    lang = setting.lang
    if spend.answered_ts is None:
        if setting.now_ts < spend.claimed_ts + TIMEOUT_S:
            return words.UNDER_WAY(lang), "accent"
        return words.NO_ANSWER(lang), "warn"
    if spend.failure is None:
        status = "" if spend.status is None else str(spend.status)
        unread = unread_short(spend, lang, setting.names)
        return (f"{status} {unread}", "warn") if unread else (status, "text")
    if not spend.arrived:
        # The endpoint's last error has the reason.
        return words.NOT_COUNTED(lang, what=WHAT[spend.failure](lang)), "bad"
    return what_text(spend, lang, setting.names), "bad"


def log_title(only: str, data: QuotaData | None, lang: Lang, key: KeyNames) -> Runs:
    runs: list[Run] = [(words.LOG_OF(lang, endpoint=name_of(only, lang)) if only else words.LOG(lang), "strong")]
    if data and len(data.log) == LOG_ROWS:
        runs.append((f"  {words.LOG_FULL(lang, count=LOG_ROWS)}", "dim"))
    if data and data.unknown:
        runs.append((f"  {words.OF_A_NEWER(lang, count=data.unknown)}", "warn"))
    if only:
        runs.append((f"  {words.ESC_SHOWS_ALL(lang, key=key)}", "dim"))
    return tuple(runs)
