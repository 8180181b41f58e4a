"""Codes of diagnoses, answers and reports: experiences, root causes, status codes, report types."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.text import Phrase


class Factor(Struct, frozen=True):
    """A root cause of a diagnosis; `term` is its short name for a narrow column, where that differs."""

    name: Phrase
    term: Phrase | None = None


EXPERIENCES: Mapping[int, Phrase] = {
    4: Phrase("video freeze", "视频卡顿"),
    5: Phrase("audio freeze", "音频卡顿"),
    6: Phrase("slow join", "进频道慢"),
}
"""体验 ID 映射表."""

FACTORS: Mapping[int, Factor] = {
    1: Factor(Phrase("same UID, each kicks the other out", "相同 UID 互踢"), Phrase("same UID twice", "相同 UID 互踢")),
    2: Factor(Phrase("kicked out by an administrator", "管理员踢出"), Phrase("kicked by admin", "管理员踢出")),
    3: Factor(Phrase("connection failure", "连接异常")),
    8: Factor(Phrase("video downstream latency", "视频下行网络延时"), Phrase("video ↓ latency", "视频下行网络延时")),
    9: Factor(Phrase("audio downstream latency", "音频下行网络延时"), Phrase("audio ↓ latency", "音频下行网络延时")),
    10: Factor(Phrase("high CPU usage", "CPU 占用高")),
    11: Factor(Phrase("device busy", "设备繁忙")),
    12: Factor(
        Phrase("user stopped sending the local audio stream", "用户停止发送本地音频流"),
        Phrase("audio not sent", "停发本地音频流"),
    ),
    13: Factor(
        Phrase("user stopped sending the local video stream", "用户停止发送本地视频流"),
        Phrase("video not sent", "停发本地视频流"),
    ),
    14: Factor(
        Phrase("user disabled the audio module", "用户关闭音频模块"), Phrase("audio disabled", "用户关闭音频模块")
    ),
    15: Factor(
        Phrase("user disabled the video module", "用户关闭视频模块"), Phrase("video disabled", "用户关闭视频模块")
    ),
    16: Factor(
        Phrase("remote user stopped receiving the local user's audio", "远端用户停止接收本地用户的音频流"),
        Phrase("audio not taken", "远端停收音频流"),
    ),
    17: Factor(
        Phrase("remote user stopped receiving the local user's video", "远端用户停止接受本地用户的视频流"),
        Phrase("video not taken", "远端停收视频流"),
    ),
    21: Factor(Phrase("video upstream packet loss", "视频上行网络丢包"), Phrase("video ↑ loss", "视频上行网络丢包")),
    22: Factor(Phrase("audio upstream packet loss", "音频上行网络丢包"), Phrase("audio ↑ loss", "音频上行网络丢包")),
    23: Factor(Phrase("video downstream packet loss", "视频下行网络丢包"), Phrase("video ↓ loss", "视频下行网络丢包")),
    24: Factor(Phrase("audio downstream packet loss", "音频下行网络丢包"), Phrase("audio ↓ loss", "音频下行网络丢包")),
    25: Factor(Phrase("Electron integration", "Electron 集成"), Phrase("Electron", "Electron 集成")),
    29: Factor(
        Phrase("weak Wi-Fi signal (hotspots included)", "Wi-Fi（包含热点）信号差"), Phrase("weak Wi-Fi", "Wi-Fi 信号差")
    ),
    30: Factor(Phrase("user was kicked out of the channel", "用户被踢出频道"), Phrase("kicked out", "用户被踢出频道")),
    31: Factor(
        Phrase("join failed: invalid App ID", "APP ID 无效，导致加频道失败"), Phrase("invalid App ID", "APP ID 无效")
    ),
    32: Factor(
        Phrase("join failed: invalid channel name", "频道名称无效，导致加频道失败"),
        Phrase("invalid channel", "频道名称无效"),
    ),
    33: Factor(
        Phrase("join failed: invalid token", "Token 无效，导致加频道失败"), Phrase("invalid token", "Token 无效")
    ),
    34: Factor(
        Phrase("join failed: expired token", "Token 过期，导致加频道失败"), Phrase("expired token", "Token 过期")
    ),
    35: Factor(
        Phrase("join failed: user is blocked", "用户被拦截，导致加频道失败"), Phrase("user blocked", "用户被拦截")
    ),
    36: Factor(Phrase("join timed out", "加入频道超时")),
    37: Factor(
        Phrase("reconnect: network interrupted", "网络中断，触发网络重连"), Phrase("reconnect: network", "网络中断重连")
    ),
    38: Factor(Phrase("reconnect: proxy set", "设置代理，触发网络重连"), Phrase("reconnect: proxy", "设置代理重连")),
    39: Factor(
        Phrase("reconnect: token renewed", "Token 更新，触发网络重连"), Phrase("reconnect: token", "Token 更新重连")
    ),
    40: Factor(
        Phrase("reconnect: user's IP address changed", "用户 IP 变更，触发网络重连"),
        Phrase("reconnect: new IP", "IP 变更重连"),
    ),
    41: Factor(
        Phrase("reconnect: connection timed out", "连接网络超时，触发网络重连"),
        Phrase("reconnect: timeout", "网络超时重连"),
    ),
    42: Factor(Phrase("video upstream latency", "视频上行网络延时"), Phrase("video ↑ latency", "视频上行网络延时")),
    43: Factor(Phrase("audio upstream latency", "音频上行网络延时"), Phrase("audio ↑ latency", "音频上行网络延时")),
    44: Factor(Phrase("video upstream jitter", "视频上行网络抖动"), Phrase("video ↑ jitter", "视频上行网络抖动")),
    45: Factor(Phrase("audio upstream jitter", "音频上行网络抖动"), Phrase("audio ↑ jitter", "音频上行网络抖动")),
    46: Factor(Phrase("video downstream jitter", "视频下行网络抖动"), Phrase("video ↓ jitter", "视频下行网络抖动")),
    47: Factor(Phrase("audio downstream jitter", "音频下行网络抖动"), Phrase("audio ↓ jitter", "音频下行网络抖动")),
}
"""根因 ID 映射表; 18, which the reference's own example uses, is in no table."""

# Of a session: the network `UNKNOWN`.
UNKNOWN_NETWORK = Phrase("unknown network", "未知网络")

STATUS_CODES: Mapping[int, Phrase] = {
    200: Phrase("request succeeded", "请求处理成功"),
    400: Phrase("malformed input", "输入格式错误"),
    401: Phrase("not authorised", "未经授权"),
    403: Phrase("wrong authorisation, access denied", "授权信息错误，禁止访问"),
    404: Phrase("wrong API call", "API 调用错误"),
    500: Phrase("internal server error", "服务器内部错误"),
}
"""状态码."""

REPORT_TYPES: Mapping[int, Phrase] = {
    1: Phrase("class switch", "切课"),
    2: Phrase("call for help", "求助"),
    3: Phrase("complaint", "投诉"),
    4: Phrase("problem feedback", "问题反馈"),
}
"""The `type` of 报告问题."""


def experience(exp_id: int) -> Phrase:
    """The experience's name; an id outside the table is named by its number."""
    return EXPERIENCES.get(exp_id) or Phrase(f"unknown experience {exp_id}", f"未知体验 {exp_id}")


def factor(factor_id: int) -> Phrase:
    """The root cause's name; an id outside the table is named by its number."""
    known = FACTORS.get(factor_id)
    return known.name if known else Phrase(f"unknown cause {factor_id}", f"未知根因 {factor_id}")


def factor_term(factor_id: int) -> Phrase:
    """The root cause's short name, 18 cells at most: `video ↓ loss`, ↑ up to the service, ↓ down from it."""
    known = FACTORS.get(factor_id)
    return (known and known.term) or factor(factor_id)


# The fault lies on the way of a stream down from the service. With a host it is the stream of that user.
DOWNSTREAM = frozenset({8, 9, 23, 24, 46, 47})
