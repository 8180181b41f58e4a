"""Metrics of the API's series by minute or by day: title, unit, direction, threshold, meaning.

A metric is requested where the table of its endpoint (`agora/editions/<edition>/endpoints.py`) names it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import Direction, Threshold
from tui.domain.text import Phrase


class Metric(Struct, frozen=True):
    """One metric of a series; `name` is its `Series.metric`, `endpoint` an endpoint's name.

    `products` are the products that have it, each with a series of its own; (): there is one series of all.
    `unit` is "%" or "" (a plain number), `group` a key of `GROUPS`, `explain` one sentence or two of meaning.
    """

    name: str
    title: Phrase
    group: str
    unit: str
    direction: Direction
    threshold: Threshold | None
    decimals: int
    endpoint: str
    explain: Phrase
    products: tuple[str, ...] = ()


NATIVE, WEBRTC = PRODUCTS = ("Native", "WebRTC")
"""The products of today's edition, by the names of `Selection.product`."""

USERS = "pcu"
"""The metric that weighs the rates of the products."""

GROUPS: Mapping[str, Phrase] = {
    "scale": Phrase("Scale", "规模"),
    "experience": Phrase("Experience", "体验"),
    "network": Phrase("Network", "网络"),
    "big_channel": Phrase("Big channels", "大频道"),
    "usage": Phrase("Usage", "用量"),
    "audio": Phrase("Audio", "音频"),
    "video": Phrase("Video", "视频"),
    "device": Phrase("Device", "设备"),
    "other": Phrase("Other", "其他"),
}
"""Headings of the groups of metrics and of mids."""


def _count(
    name: str,
    title: Phrase,
    group: str,
    endpoint: str,
    explain: Phrase,
    direction: Direction = Direction.NEITHER,
) -> Metric:
    return Metric(name, title, group, "", direction, None, 0, endpoint, explain)


def _freeze_rate(name: str, title: Phrase, bad: float, explain: Phrase) -> Metric:
    threshold = Threshold(warn=bad / 2, bad=bad)
    return Metric(name, title, "experience", "%", Direction.MORE_IS_WORSE, threshold, 1, "live_experience", explain)


def _join_rate(name: str, title: Phrase, explain: Phrase) -> Metric:
    threshold = Threshold(warn=97.5, bad=95)
    return Metric(name, title, "experience", "%", Direction.LESS_IS_WORSE, threshold, 1, "live_experience", explain)


def _transmission_rate(name: str, title: Phrase, explain: Phrase) -> Metric:
    threshold = Threshold(warn=95, bad=90)
    return Metric(name, title, "network", "%", Direction.LESS_IS_WORSE, threshold, 1, "live_net", explain)


def _by_name(*metrics: Metric) -> Mapping[str, Metric]:
    return {metric.name: metric for metric in metrics}


LIVE_METRICS: Mapping[str, Metric] = _by_name(
    _count(
        "pcu",
        Phrase("Users", "用户数"),
        "scale",
        "live_scale",
        Phrase(
            "Users online now. The same user ID in several channels counts once for each channel.",
            "当前用户数。同用户 ID不同频道，记为多人。",
        ),
    ),
    _count(
        "pcc",
        Phrase("Channels", "频道数"),
        "scale",
        "live_scale",
        Phrase(
            "Channels in use now. A channel counts from the first user's entering to the last user's leaving.",
            "当前频道数。从有用户进入频道到所有用户退出，记为一个通话频道。",
        ),
    ),
    _join_rate(
        "joinSuccessRate",
        Phrase("Join success", "加入成功率"),
        Phrase("Users who joined a channel / users who tried to.", "加入频道成功人数 / 尝试加入频道人数"),
    ),
    _join_rate(
        "joinSuccess5SecsRate",
        Phrase("Join within 5 s", "5秒加入成功率"),
        Phrase(
            "Users who joined a channel within 5 seconds / users who tried to.",
            "5秒内加入频道成功人数 / 尝试加入频道人数",
        ),
    ),
    _freeze_rate(
        "videoFreezeRate",
        Phrase("Video freeze", "视频卡顿率"),
        5,
        Phrase(
            "Time of frozen video / total time of video. A freeze counts from 600 ms.",
            "视频卡顿时长 / 总视频时长。视频卡顿达到 600 ms，即被计入卡顿时长。",
        ),
    ),
    _freeze_rate(
        "audioFreezeRate",
        Phrase("Audio freeze", "音频卡顿率"),
        3,
        Phrase(
            "Time of frozen audio / total time of audio. A freeze counts from 200 ms.",
            "音频卡顿时长 / 总音频时长。音频卡顿达到 200 ms，即被计入卡顿时长。",
        ),
    ),
    _transmission_rate(
        "videoUpstreamExcellentTransRate",
        Phrase("Video upstream", "上行视频优质传输率"),
        Phrase(
            "Excellent video transmission from the sender to Agora SD-RTN: "
            "the share of video transmission with packet loss of at most 5 %.",
            "从发送端到 Agora SD-RTN 的视频优质传输率。视频优质传输率，指视频传输过程中丢包率小于等于 5% 的传输比例。",
        ),
    ),
    _transmission_rate(
        "audioUpstreamExcellentTransRate",
        Phrase("Audio upstream", "上行音频优质传输率"),
        Phrase(
            "Excellent audio transmission from the sender to Agora SD-RTN: "
            "the share of audio transmission with packet loss of at most 5 %.",
            "从发送端到 Agora SD-RTN 的音频优质传输率。音频优质传输率，指音频传输过程中丢包率小于等于 5% 的传输比例。",
        ),
    ),
    # The reference swaps the explanations of these two (each says of the other's medium); its titles are
    # right, so the explanations stand here where they belong.
    _transmission_rate(
        "videoEnd2EndExcellentTransRate",
        Phrase("Video end-to-end", "端到端视频优质传输率"),
        Phrase(
            "Excellent video transmission from the sender to the receiver.",
            "从发送端到接收端的视频优质传输率。",
        ),
    ),
    _transmission_rate(
        "audioEnd2EndExcellentTransRate",
        Phrase("Audio end-to-end", "端到端音频优质传输率"),
        Phrase(
            "Excellent audio transmission from the sender to the receiver.",
            "从发送端到接收端的音频优质传输率。",
        ),
    ),
)
"""The metrics of 实时数据, in the reference's order."""


def _today(name: str, endpoint: str, explain: Phrase | None = None, products: tuple[str, ...] = PRODUCTS) -> Metric:
    """A metric of both editions. Its thresholds are the same."""
    metric = LIVE_METRICS[name]
    return replace(metric, endpoint=endpoint, explain=explain or metric.explain, products=products)


TODAY_METRICS: Mapping[str, Metric] = _by_name(
    _today("pcu", "realtime_usage"),
    _today("pcc", "realtime_usage"),
    _today("joinSuccessRate", "realtime_quality"),
    _today("joinSuccess5SecsRate", "realtime_quality"),
    _today(
        "videoFreezeRate",
        "realtime_quality",
        Phrase(
            "Time of frozen video / total time of video. A freeze counts from 600 ms (Native) or 500 ms (WebRTC).",
            "视频卡顿时长 / 总视频时长。视频卡顿达到 600 ms（Native）或 500 ms（WebRTC），即被计入卡顿时长。",
        ),
    ),
    _today(
        "audioFreezeRate",
        "realtime_quality",
        Phrase(
            "Time of frozen audio / total time of audio. A freeze counts from 200 ms. "
            "WebRTC has no audio freeze: the rate is of Native alone.",
            "音频卡顿时长 / 总音频时长。音频卡顿达到 200 ms，即被计入卡顿时长。"
            "WebRTC 没有音频卡顿率：该指标只统计 Native。",
        ),
        (NATIVE,),
    ),
    Metric(
        "networkDelay",
        Phrase("Network delay", "网络延迟率"),
        "network",
        "%",
        Direction.MORE_IS_WORSE,
        Threshold(warn=6, bad=10),
        1,
        "realtime_quality",
        Phrase(
            "Time of audio and video streams with an end-to-end delay above 400 ms / total time of the streams.",
            "端到端延迟超过 400 ms 的音视频流时长 / 总音视频流时长。",
        ),
        PRODUCTS,
    ),
)
"""The metrics of 实时监控 of today's edition, by 20 seconds."""

NAMED_METRICS: Mapping[str, Metric] = {**TODAY_METRICS, **LIVE_METRICS}
"""The live metrics of all editions by name, for titles and units: their endpoints are of one edition."""


BIG_CHANNEL_METRICS: Mapping[str, Metric] = _by_name(
    # The same series name stands for all big channels (channel "") and for one; the other endpoint
    # is channel_video_freeze.
    _count(
        "video_freeze_users",
        Phrase("Freeze users", "视频卡顿用户数"),
        "big_channel",
        "all_video_freeze",
        Phrase("Users whose video froze, in that minute.", "每分钟的视频卡顿用户数。"),
        Direction.MORE_IS_WORSE,
    ),
    _count(
        "slow_joining_users",
        Phrase("Slow joiners", "加入大频道慢的用户数"),
        "big_channel",
        "all_slow_joining",
        Phrase("Users who were slow to join a big channel, in that minute.", "每分钟加入大频道慢的用户数。"),
        Direction.MORE_IS_WORSE,
    ),
    _count(
        "joining_trial_users",
        Phrase("Join attempts", "尝试加入大频道的用户数"),
        "big_channel",
        "all_joining_trial",
        Phrase("Users who tried to join a big channel, in that minute.", "每分钟尝试加入大频道的用户数。"),
    ),
    _count(
        "online_users",
        Phrase("Online users", "在线用户数"),
        "big_channel",
        "channel_users",
        Phrase("Users online in the big channel.", "大频道的在线用户数。"),
    ),
    Metric(
        "score",
        Phrase("Rating", "用户对通话的评分"),
        "big_channel",
        "",
        Direction.LESS_IS_WORSE,
        None,
        2,
        "channel_score",
        Phrase("Mean of all users' ratings of the call.", "所有用户对通话评分的平均值。"),
    ),
)
"""The series of 大频道."""


USAGE_METRICS: Mapping[str, Metric] = _by_name(
    _count(
        "userCount",
        Phrase("Users", "通话人数"),
        "usage",
        "usage",
        Phrase(
            "Users of the day. The same user ID in several channels counts once for each channel.",
            "通话人数，不同频道中的相同用户 ID计为多人。",
        ),
    ),
    _count(
        "sessionCount",
        Phrase("Sessions", "通话人次"),
        "usage",
        "usage",
        Phrase(
            "Sessions of the day. Each time a user joins a channel counts as one.",
            "通话人次，用户每次加入频道计为一个通话人次。",
        ),
    ),
    _count(
        "channelCount",
        Phrase("Channels", "频道数"),
        "usage",
        "usage",
        Phrase(
            "Channels of the day. A channel counts from the first user's joining to the last user's leaving.",
            "频道数，从有用户加入频道到所有用户离开频道计为一个通话频道。",
        ),
    ),
)
"""The metrics of 数据洞察, by UTC day."""
