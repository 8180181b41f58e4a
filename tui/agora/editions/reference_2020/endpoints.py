"""The 14 endpoints: path, parameters, limits, delay, reach and caps, exactly as the reference states them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from tui.domain.records import DAY, HOUR, MINUTE, Limits


class Endpoint(Struct, frozen=True):
    """One endpoint of the reference.

    `params` are its required query parameters and `optional` the others, in the document's order; `metrics` are the
    names that `metric=` may hold. `series` names the `Series.metric` of each series it yields. `delay_s` is the
    shortest and the longest documented delay, (0, 0) where none is documented; `reach_s` how far back it answers;
    `cap` the most rows (calls, users, diagnoses) of one answer; `span_s` the longest stretch of data in one answer.
    None: the document sets no such bound. `section` is the heading in the reference.
    """

    name: str
    method: str
    path: str
    section: str
    params: tuple[str, ...]
    limits: Limits
    optional: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    delay_s: tuple[int, int] = (0, 0)
    reach_s: int | None = None
    cap: int | None = None
    span_s: int | None = None

    @property
    def lists(self) -> bool:
        """Whether it lists what began in its window, the newest first."""
        return self.name in ("call_lists", "call_details")


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
        series=(series,),
        delay_s=(MINUTE, 3 * MINUTE),
        reach_s=HOUR,
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
        delay_s=(MINUTE, 2 * MINUTE),
        reach_s=HOUR,
        cap=10,
    ),
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
    Endpoint(
        "usage",
        "GET",
        "/beta/insight/usage/by_time",
        "查询频道和用户数",
        (*_WINDOW, "metric"),
        Limits(per_minute=1, per_day=10),
        metrics=("userCount", "sessionCount", "channelCount"),
        reach_s=7 * DAY,
    ),
    Endpoint(
        "call_lists",
        "GET",
        "/beta/analytics/call/lists",
        "获取通话列表",
        _WINDOW,
        Limits(per_second=3, per_day=1000),
        optional=("cname",),
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
        optional=("exclude_server_user", "exclude_metrics_info"),
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
    ),
)

ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({endpoint.name: endpoint for endpoint in _ALL})
"""Every endpoint by its name in Scry."""

BIG_CHANNELS = tuple(
    endpoint.name for endpoint in _ALL if "/live/quality/" in endpoint.path or "/bigchannel/" in endpoint.path
)
"""The six of 大频道: the document can be read as one limit for each, or as one for all of them together."""
