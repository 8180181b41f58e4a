"""Codes of diagnoses, answers and reports: experiences, root causes, status codes, report types."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.text import Phrase


class Factor(Struct, frozen=True):
    """A root cause of a diagnosis."""

    name: Phrase


EXPERIENCES: Mapping[int, Phrase] = {
    4: Phrase("video freeze", "视频卡顿"),
    5: Phrase("audio freeze", "音频卡顿"),
    6: Phrase("slow join", "进频道慢"),
}
"""体验 ID 映射表."""

FACTORS: Mapping[int, Factor] = {
    factor_id: Factor(Phrase(en, zh))
    for factor_id, en, zh in (
        (1, "same UID, each kicks the other out", "相同 UID 互踢"),
        (2, "kicked out by an administrator", "管理员踢出"),
        (3, "connection failure", "连接异常"),
        (8, "video downstream latency", "视频下行网络延时"),
        (9, "audio downstream latency", "音频下行网络延时"),
        (10, "high CPU usage", "CPU 占用高"),
        (11, "device busy", "设备繁忙"),
        (12, "user stopped sending the local audio stream", "用户停止发送本地音频流"),
        (13, "user stopped sending the local video stream", "用户停止发送本地视频流"),
        (14, "user disabled the audio module", "用户关闭音频模块"),
        (15, "user disabled the video module", "用户关闭视频模块"),
        (16, "remote user stopped receiving the local user's audio", "远端用户停止接收本地用户的音频流"),
        (17, "remote user stopped receiving the local user's video", "远端用户停止接受本地用户的视频流"),
        (21, "video upstream packet loss", "视频上行网络丢包"),
        (22, "audio upstream packet loss", "音频上行网络丢包"),
        (23, "video downstream packet loss", "视频下行网络丢包"),
        (24, "audio downstream packet loss", "音频下行网络丢包"),
        (25, "Electron integration", "Electron 集成"),
        (29, "weak Wi-Fi signal (hotspots included)", "Wi-Fi（包含热点）信号差"),
        (30, "user was kicked out of the channel", "用户被踢出频道"),
        (31, "join failed: invalid App ID", "APP ID 无效，导致加频道失败"),
        (32, "join failed: invalid channel name", "频道名称无效，导致加频道失败"),
        (33, "join failed: invalid token", "Token 无效，导致加频道失败"),
        (34, "join failed: expired token", "Token 过期，导致加频道失败"),
        (35, "join failed: user is blocked", "用户被拦截，导致加频道失败"),
        (36, "join timed out", "加入频道超时"),
        (37, "reconnect: network interrupted", "网络中断，触发网络重连"),
        (38, "reconnect: proxy set", "设置代理，触发网络重连"),
        (39, "reconnect: token renewed", "Token 更新，触发网络重连"),
        (40, "reconnect: user's IP address changed", "用户 IP 变更，触发网络重连"),
        (41, "reconnect: connection timed out", "连接网络超时，触发网络重连"),
        (42, "video upstream latency", "视频上行网络延时"),
        (43, "audio upstream latency", "音频上行网络延时"),
        (44, "video upstream jitter", "视频上行网络抖动"),
        (45, "audio upstream jitter", "音频上行网络抖动"),
        (46, "video downstream jitter", "视频下行网络抖动"),
        (47, "audio downstream jitter", "音频下行网络抖动"),
    )
}
"""根因 ID 映射表; 18, which the reference's own example uses, is in no table."""

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
