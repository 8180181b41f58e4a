"""Quota as an extract: the endpoints, what each spent and has left, and the log of requests. Pure.

Whatever the ledger holds may be told: no credentials ever reach it. What the server said of a failure is left out
where names are hidden: it is its own text, and may hold any.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.analysis.quota import Next, NextState, Quota, tightest
from tui.domain.glossary.rounding import fixed
from tui.domain.records import Spend
from tui.export.extract import Cell, Extract, Field, Kind, Lacking, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.messages import quota as quota_words
from tui.messages.failures import WHAT
from tui.messages.quota import ENDPOINT_NAMES
from tui.ui.extracts import arranged
from tui.ui.features.quota.query import QuotaData
from tui.ui.features.quota.words import name_of
from tui.ui.widgets.rows import ShownRows

FIELDS = (
    Field("endpoint_name"),
    Field("endpoint", told=False),
    Field("per_second", Kind.NUMBER, told=False),
    Field("per_minute", Kind.NUMBER, told=False),
    Field("per_day", Kind.NUMBER, may_lack=True),
    Field("spent", Kind.NUMBER),
    Field("spent_by_this", Kind.NUMBER, told=False),
    Field("spent_by_others", Kind.NUMBER),
    Field("remaining", Kind.NUMBER, may_lack=True),
    Field("next_state"),
    Field("next", Kind.TIME),
    Field("dry", Kind.TIME, may_lack=True),
    Field("answered", Kind.TIME),
    Field("status", Kind.NUMBER),
    Field("failed", Kind.TIME, told=False),
    Field("failure"),
)
LOG = (
    Field("at", Kind.TIME),
    Field("by"),
    Field("endpoint_name"),
    Field("endpoint", told=False),
    Field("channel"),
    Field("call_id"),
    Field("asked_from", Kind.TIME),
    Field("asked_until", Kind.TIME),
    Field("answered", Kind.TIME, told=False),
    Field("status", Kind.NUMBER),
    Field("failure"),
    Field("counted", Kind.FLAG, told=False),
    Field("rows", Kind.NUMBER),
    Field("size_bytes", Kind.NUMBER, "B"),
    Field("elapsed_ms", Kind.NUMBER, "ms"),
)


def quota_export(
    data: QuotaData,
    nexts: Mapping[str, Next],
    by: str,
    active: str,
    endpoints: ShownRows,
    log: ShownRows,
    setting: Setting,
) -> Extract:
    """`active` is the list that the keys go to: the view's own, the other one stands behind it."""
    lang = setting.lang
    quotas = {name: _quota(quota, nexts, by, setting) for name, quota in data.quotas.items()}
    spends = {str(spend.claim_id): _spend(spend, setting) for spend in data.log}
    tables = [
        arranged("quota", FIELDS, quotas, "endpoint", endpoints, setting),
        arranged("log", LOG, spends, "endpoint", log, setting),
    ]
    if active == "log":
        tables.reverse()
    return Extract(
        screen="quota",
        title=frame_words.TABS["quota"](lang),
        table=tables[0],
        findings=tuple(_findings(data, setting)),
        others=(tables[1],),
    )


def _quota(quota: Quota, nexts: Mapping[str, Next], by: str, setting: Setting) -> tuple[Cell, ...]:
    limits, last, failed = quota.limits, quota.last, quota.failed
    following = nexts.get(quota.endpoint, Next(NextState.QUIET))
    mine, others = quota.spent_by(by)
    dry: Cell = setting.now_ts if quota.is_dry else quota.dry_ts
    return (
        name_of(quota.endpoint, setting.lang),
        quota.endpoint,
        limits.per_second,
        limits.per_minute,
        Lacking("not_limited") if limits.per_day is None else limits.per_day,
        quota.spent,
        mine,
        others,
        Lacking("not_limited") if quota.left is None else quota.left,
        following.state.value,
        following.ts,
        Lacking("not_today") if dry is None else dry,
        last.answered_ts if last else None,
        last.status if last else None,
        failed.answered_ts if failed else None,
        _failure(failed, setting) if failed else None,
    )


def _failure(spend: Spend, setting: Setting) -> str | None:
    if spend.failure is None:
        return None
    what = WHAT[spend.failure](setting.lang)
    return what if setting.names.hidden or not spend.detail else f"{what}: {spend.detail}"


def _spend(spend: Spend, setting: Setting) -> tuple[Cell, ...]:
    names, window = setting.names, spend.window
    arrived = spend.answered_ts is not None and spend.failure is None
    return (
        spend.claimed_ts,
        names.process(spend.by),
        name_of(spend.endpoint, setting.lang) if spend.endpoint in ENDPOINT_NAMES else spend.endpoint,
        spend.endpoint,
        names.channel(spend.channel),
        names.call(spend.call_id),
        window.start_ts if window else None,
        window.end_ts if window else None,
        spend.answered_ts,
        spend.status,
        _failure(spend, setting),
        spend.arrived,
        spend.rows if arrived else None,
        spend.size_bytes if arrived else None,
        int(fixed(spend.elapsed_ms, 0, "")) if arrived else None,
    )


def _findings(data: QuotaData, setting: Setting) -> list[str]:
    quotas, lang, found = [*data.quotas.values()], setting.lang, []
    if (tight := tightest(quotas)) is not None and tight.limits.per_day is not None:
        name = name_of(tight.endpoint, lang)
        found.append(words.TIGHTEST(lang, endpoint=name, spent=tight.spent, limit=tight.limits.per_day))
    found += [words.DRY(lang, endpoint=name_of(each.endpoint, lang)) for each in quotas if each.is_dry]
    if data.unknown:
        found.append(quota_words.OF_A_NEWER(lang, count=data.unknown))
    return found
