"""The edition of October 2020: its 14 endpoints with path, parameters, limits, delay, reach and caps."""

from __future__ import annotations

from types import MappingProxyType

from tui.agora.editions.reference_2020.mids import MIDS
from tui.domain.edition import Edition, Endpoint, Paging, Yields
from tui.domain.records import DAY, HOUR, MINUTE, Limits

_WINDOW = ("start_ts", "end_ts", "appid")
_ONE_A_MINUTE = Limits(per_minute=1, per_day=1000)


def _live(name: str, path: str, section: str, metrics: tuple[str, ...]) -> Endpoint:
    """实时数据 › API 限制."""
    return Endpoint(
        name,
        "GET",
        path,
        section,
        (*_WINDOW, "metric"),
        _ONE_A_MINUTE,
        Yields.SERIES,
        metrics=metrics,
        series=metrics,
        delay_s=(MINUTE, 2 * MINUTE),
        reach_s=HOUR,
    )


def _big(name: str, path: str, section: str, series: str, params: tuple[str, ...] = _WINDOW) -> Endpoint:
    """大频道 › API 限制."""
    return Endpoint(
        name,
        "GET",
        path,
        section,
        params,
        _ONE_A_MINUTE,
        Yields.SERIES,
        series=(series,),
        delay_s=(MINUTE, 3 * MINUTE),
        reach_s=HOUR,
    )


# The six of 大频道: the document can be read as one limit for each, or as one for all of them together.
_BIG_CHANNELS = (
    _big(
        "all_video_freeze",
        "/beta/live/quality/videofreeze/user_count",
        "获取所有大频道的视频卡顿用户数",
        "video_freeze_users",
    ),
    _big(
        "all_slow_joining",
        "/beta/live/quality/slowjoining/user_count",
        "获取加入大频道慢的用户数",
        "slow_joining_users",
    ),
    _big(
        "all_joining_trial",
        "/beta/live/quality/joiningtrial/user_count",
        "获取尝试加入大频道的用户数",
        "joining_trial_users",
    ),
    _big(
        "channel_users",
        "/beta/bigchannel/live/scale/user_count",
        "获取指定大频道的在线用户数",
        "online_users",
        (*_WINDOW, "cname"),
    ),
    _big(
        "channel_video_freeze",
        "/beta/bigchannel/live/quality/videofreeze/user_count",
        "获取指定大频道的视频卡顿用户数",
        "video_freeze_users",
        (*_WINDOW, "cname"),
    ),
    _big(
        "channel_score",
        "/beta/bigchannel/live/quality/score",
        "获取用户对通话的评分",
        "score",
        (*_WINDOW, "cname"),
    ),
)

_ALL = (
    _live("live_scale", "/beta/live/scale/by_time", "实时规模 API", ("pcu", "pcc")),
    _live(
        "live_experience",
        "/beta/live/experience/by_time",
        "实时体验 API",
        ("joinSuccessRate", "joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate"),
    ),
    _live(
        "live_net",
        "/beta/live/net/by_time",
        "实时网络 API",
        (
            "videoUpstreamExcellentTransRate",
            "audioUpstreamExcellentTransRate",
            "videoEnd2EndExcellentTransRate",
            "audioEnd2EndExcellentTransRate",
        ),
    ),
    Endpoint(
        "diagnosis",
        "GET",
        "/beta/live/diagnosis",
        "获取异常诊断数据",
        _WINDOW,
        _ONE_A_MINUTE,
        Yields.DIAGNOSES,
        delay_s=(MINUTE, 2 * MINUTE),
        reach_s=HOUR,
        cap=10,
    ),
    *_BIG_CHANNELS,
    Endpoint(
        "usage",
        "GET",
        "/beta/insight/usage/by_time",
        "查询频道和用户数",
        (*_WINDOW, "metric"),
        Limits(per_minute=1, per_day=10),
        Yields.DAYS,
        metrics=("userCount", "sessionCount", "channelCount"),
        slot_s=DAY,
        reach_s=7 * DAY,
    ),
    Endpoint(
        "call_lists",
        "GET",
        "/beta/analytics/call/lists",
        "获取通话列表",
        _WINDOW,
        Limits(per_second=3, per_day=1000),
        Yields.CALLS,
        optional=("cname",),
        paging=Paging.NEWEST,
        delay_s=(20, 20),
        reach_s=3 * DAY,
        cap=10,
    ),
    Endpoint(
        "call_details",
        "GET",
        "/beta/analytics/call/details",
        "获取通话指标",
        (*_WINDOW, "call_id"),
        Limits(per_second=1, per_day=1000),
        Yields.DETAILS,
        optional=("exclude_server_user", "exclude_metrics_info"),
        paging=Paging.NEWEST,
        delay_s=(150, 150),
        reach_s=3 * DAY,
        cap=10,
        span_s=3 * HOUR,
    ),
    Endpoint(
        "report",
        "POST",
        "/beta/analytics/feedback/reportV2",
        "报告问题",
        ("appid",),
        Limits(per_second=10),
        Yields.RECEIPT,
    ),
)

EDITION = Edition(
    "2020-10",
    MappingProxyType({endpoint.name: endpoint for endpoint in _ALL}),
    shared=tuple(endpoint.name for endpoint in _BIG_CHANNELS),
    # Three requests a second and a thousand a day, three days back.
    probe="call_lists",
    mids=MIDS,
)
