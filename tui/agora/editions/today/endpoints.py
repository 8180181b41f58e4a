"""The 14 endpoints of today's edition, with the limits of one plan.

    call search   call_lists · call_sessions · call_metrics · call_statistics · call_freeze_buckets · call_by_time
    insights      insight_usage · insight_quality · insight_usage_breakdown · insight_quality_breakdown
    realtime      realtime_usage · realtime_quality · realtime_usage_breakdown · realtime_quality_breakdown

A plan without insights or realtime has no such endpoints in its table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tui.agora.editions.today.mids import MIDS
from tui.agora.editions.today.plans import PLANS, PlanTerms
from tui.domain.edition import Edition, Endpoint, Paging, Yields
from tui.domain.records import HOUR, MINUTE

NAME = "today"
# The most rows of one page; a larger page is served as one of this size.
PAGE = 100
SIDS = 20
PRESENCE = "pcu"
TOP = MappingProxyType({**dict.fromkeys(("country", "region", "network", "sdk", "os"), 20), "device": 50})
LIVE_S = 20

_SEARCH = ("appid", "start_ts", "end_ts")
_CALL = ("appid", "call_id", "start_ts", "end_ts")
_PAGED = ("page_no", "page_size")
_WINDOW = ("appid", "startTs", "endTs")
FREEZES = ("audio_freeze_rate", "video_freeze_rate")
BY_TIME = ("user_count", *FREEZES, "audio_freeze_user_count", "video_freeze_user_count")
USAGE = (
    "userCount",
    "sessionCount",
    "channelCount",
    "peakConcurrentChannels",
    "peakConcurrentUsers",
    "totalDuration",
    "totalVideoDuration",
    "totalAudioDuration",
)
# The metrics by their names in the glossary; `wire/names.py` spells them.
SCALE = ("pcu", "pcc")
QUALITY = ("joinSuccessRate", "joinSuccess5SecsRate", "audioFreezeRate", "videoFreezeRate", "networkDelay")


@cache
def edition_of(plan: str) -> Edition:
    """The edition under a plan of `plans.PLANS`. Raises KeyError."""
    terms = PLANS[plan]
    search = (
        _endpoint(
            "call_lists",
            "call/lists",
            "获取频道通话列表",
            _SEARCH,
            Yields.CALLS,
            terms.lists,
            optional=("cname", *_PAGED),
            paging=Paging.NEWEST,
            cap=PAGE,
        ),
        _endpoint(
            "call_sessions",
            "call/sessions",
            "获取用户通话详情",
            _CALL,
            Yields.SESSIONS,
            terms.details,
            optional=(*_PAGED, "uids", "exclude_server_user"),
            paging=Paging.CURSOR,
            cap=PAGE,
        ),
        _endpoint("call_metrics", "call/metrics", "获取通话质量指标", (*_CALL, "sids"), Yields.CURVES, terms.details),
        _endpoint(
            "call_statistics",
            "call/statistics",
            "获取通话统计数据",
            (*_CALL, "dimension", "metric"),
            Yields.BREAKDOWN,
            terms.details,
            metrics=FREEZES,
        ),
        _endpoint(
            "call_freeze_buckets",
            "call/freeze/bucket",
            "获取通话卡顿率分桶数据",
            (*_CALL, "metric"),
            Yields.BUCKETS,
            terms.details,
            metrics=FREEZES,
        ),
        _endpoint(
            "call_by_time",
            "call/statistics/time",
            "获取频道时序指标",
            (*_CALL, "metric"),
            Yields.SERIES,
            terms.details,
            metrics=BY_TIME,
        ),
    )
    insights = (*_insights("usage", "用量", terms.usage, USAGE), *_insights("quality", "质量", terms.quality, QUALITY))
    realtime = (
        *_realtime("usage", "规模", terms.realtime, SCALE, (PRESENCE,), ()),
        *_realtime("quality", "质量", terms.realtime, QUALITY, QUALITY, ("uids",)),
    )
    groups = [tuple(endpoint.name for endpoint in group) for group in (search, insights, realtime)]
    return Edition(
        NAME,
        MappingProxyType({endpoint.name: endpoint for endpoint in (*search, *insights, *realtime)}),
        plan=plan,
        # The largest quota, and the longest reach.
        probe="call_lists",
        groups=tuple(group for group in groups if group),
        mids=MIDS,
        presence=PRESENCE if realtime else "",
    )


def _endpoint(
    name: str,
    path: str,
    section: str,
    params: tuple[str, ...],
    yields: Yields,
    terms: PlanTerms,
    *,
    method: str = "GET",
    optional: tuple[str, ...] = (),
    metrics: tuple[str, ...] = (),
    slot_s: int = MINUTE,
    paging: Paging = Paging.NONE,
    cap: int | None = None,
    caps: Mapping[str, int] | None = None,
) -> Endpoint:
    base = "/beta/analytics/" if path.startswith("call/") else "/beta/"
    return Endpoint(
        name,
        method,
        f"{base}{path}",
        section,
        params,
        terms.limits,
        yields,
        optional=optional,
        metrics=metrics,
        series=metrics if yields is Yields.SERIES else (),
        slot_s=slot_s,
        paging=paging,
        delay_s=(terms.delay_s, terms.delay_s),
        reach_s=terms.reach_s,
        cap=cap,
        one_metric=bool(metrics),
        is_strict=True,
        longest_s=terms.longest_s,
        caps=caps or {},
    )


def _insights(kind: str, title: str, terms: PlanTerms | None, metrics: tuple[str, ...]) -> tuple[Endpoint, ...]:
    """By time, and by dimension. No source states the longest window of the latter: the former's holds for it."""
    if terms is None:
        return ()
    product = ("productType",) if kind == "quality" else ()
    return (
        _endpoint(
            f"insight_{kind}",
            f"insight/{kind}/by_time",
            f"查询时序{title}指标",
            (*_WINDOW, *product, "metric", "aggregateGranularity"),
            Yields.SERIES,
            terms,
            metrics=metrics,
            slot_s=HOUR,
        ),
        _endpoint(
            f"insight_{kind}_breakdown",
            f"insight/{kind}/aggregation",
            f"查询聚合{title}指标",
            (*_WINDOW, *product, "metric"),
            Yields.BREAKDOWN,
            terms,
            method="POST",
            optional=("dimension", "dimensionValues", "filters"),
            metrics=metrics,
            slot_s=HOUR,
        ),
    )


def _realtime(
    kind: str,
    title: str,
    terms: PlanTerms | None,
    metrics: tuple[str, ...],
    ranked: tuple[str, ...],
    optional: tuple[str, ...],
) -> tuple[Endpoint, ...]:
    """By 20 seconds, and the top 20 of a dimension in the 20 seconds from an instant on."""
    if terms is None:
        return ()
    return (
        _endpoint(
            f"realtime_{kind}",
            f"realtime/{kind}/by_time_20sec",
            f"查询实时{title}",
            (*_WINDOW, "productType", "metric"),
            Yields.SERIES,
            terms,
            optional=("dimension", "dimensionValues", "cname", *optional),
            metrics=metrics,
            slot_s=LIVE_S,
        ),
        _endpoint(
            f"realtime_{kind}_breakdown",
            f"realtime/{kind}/dimension/top20",
            f"查询实时{title} TOP 20 分组",
            ("appid", "ts", "productType", "metric", "dimension"),
            Yields.BREAKDOWN,
            terms,
            optional=() if kind == "usage" else ("extraMetrics",),
            metrics=ranked,
            slot_s=LIVE_S,
            caps=TOP,
        ),
    )
