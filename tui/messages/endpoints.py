"""Words about endpoints: the data that one request of each buys, in both editions."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

_FREEZES = Phrase("audio or video freeze rate", "音频或视频卡顿率")
_QUALITY = Phrase(
    "join success, join within 5 s, audio freeze, video freeze or network delay",
    "加入成功率、5 秒内加入成功率、音频卡顿率、视频卡顿率或网络延迟率",
)
_ONE_PRODUCT = Phrase("of one product (Native or WebRTC)", "单个产品（Native 或 WebRTC）")


def _of(text: Phrase, metrics: Phrase) -> Phrase:
    """The phrase with the list of metrics and the product in it, in both languages."""
    return Phrase(*(text(lang, metrics=metrics(lang), product=_ONE_PRODUCT(lang)) for lang in ("en", "zh")))


BUYS: Mapping[str, Phrase] = {
    "live_scale": Phrase("users and channels of the project by the minute", "项目每分钟的用户数和频道数"),
    "live_experience": Phrase("the four rates of experience of the project by the minute", "项目每分钟的四项体验指标"),
    "live_net": Phrase("the four rates of transmission of the project by the minute", "项目每分钟的四项传输优质率"),
    "diagnosis": Phrase("the newest diagnoses of users in a period", "一段时间内最新的用户异常诊断"),
    "all_video_freeze": Phrase(
        "users with video freeze in all big channels by the minute", "所有大频道每分钟的视频卡顿用户数"
    ),
    "all_slow_joining": Phrase("users slow to join big channels by the minute", "所有大频道每分钟加入慢的用户数"),
    "all_joining_trial": Phrase(
        "users who tried to join big channels by the minute", "所有大频道每分钟尝试加入的用户数"
    ),
    "channel_users": Phrase("users of one big channel by the minute", "单个大频道每分钟的在线用户数"),
    "channel_video_freeze": Phrase(
        "users with video freeze in one big channel by the minute", "单个大频道每分钟的视频卡顿用户数"
    ),
    "channel_score": Phrase("ratings of one big channel by the minute", "单个大频道每分钟的用户评分"),
    "usage": Phrase(
        "users, sessions and channels by the day, of all days within reach", "可查范围内每天的用户、会话和频道数"
    ),
    "call_lists": Phrase("a page of the calls of a period, the newest first", "一段时间内的一页通话，最新在前"),
    "call_details": Phrase("users of one call, with the curves of each", "一个通话的用户及其曲线"),
    "report": Phrase("one report of a problem", "一份问题报告"),
    "call_sessions": Phrase("a page of the users of one call", "一个通话的一页用户"),
    "call_metrics": Phrase("all curves of up to 20 sessions of one call", "一个通话中至多 20 个会话的全部曲线"),
    "call_statistics": _of(Phrase("{metrics} of one call by one dimension", "一个通话按单一维度的{metrics}"), _FREEZES),
    "call_freeze_buckets": _of(
        Phrase("users of one call in four bands of {metrics}", "一个通话按{metrics}分四档的用户数"), _FREEZES
    ),
    "call_by_time": Phrase(
        "one metric of one call by the minute: users, a freeze rate, or users with freezes",
        "一个通话每分钟的单项指标：用户数、卡顿率或卡顿用户数",
    ),
    "insight_usage": Phrase(
        "one metric of the project by the day or by the hour: users, sessions, channels, a peak, or minutes",
        "项目按天或按小时的单项指标：用户、会话、频道、峰值或时长",
    ),
    "insight_usage_breakdown": Phrase(
        "one metric of usage by one dimension over a period", "一段时间内按单一维度的单项用量指标"
    ),
    "insight_quality": _of(
        Phrase("{metrics} {product} by the day or by the hour", "{product}按天或按小时的{metrics}"), _QUALITY
    ),
    "insight_quality_breakdown": _of(
        Phrase("{metrics} {product} by one dimension over a period", "一段时间内{product}按单一维度的{metrics}"),
        _QUALITY,
    ),
    "realtime_usage": _of(
        Phrase(
            "{metrics} {product} by 20 seconds, of the project or one channel",
            "项目或单个频道中{product}每 20 秒的{metrics}",
        ),
        Phrase("users or channels", "用户数或频道数"),
    ),
    "realtime_usage_breakdown": _of(
        Phrase(
            "{metrics} {product} by one dimension in 20 seconds, top 20",
            "20 秒内{product}按单一维度的{metrics}，前 20 名",
        ),
        Phrase("users", "用户数"),
    ),
    "realtime_quality": _of(
        Phrase(
            "{metrics} {product} by 20 seconds, of the project or one channel",
            "项目或单个频道中{product}每 20 秒的{metrics}",
        ),
        _QUALITY,
    ),
    "realtime_quality_breakdown": _of(
        Phrase(
            "{metrics} {product} by one dimension in 20 seconds, top 20",
            "20 秒内{product}按单一维度的{metrics}，前 20 名",
        ),
        _QUALITY,
    ),
}
