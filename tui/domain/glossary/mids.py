"""Mids: the metric ids of a call's curves (指标 ID 表): title, unit, direction, threshold, one curve a peer or not."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.records import Direction, Threshold
from tui.domain.text import Phrase


class Mid(Struct, frozen=True):
    """One metric of a session's curves; `per_peer`: one curve for each peer.

    `group` is a key of `GROUPS`: "audio", "video", "device", "network", and "other" for an id outside the table.
    """

    mid: int
    title: Phrase
    unit: str
    group: str
    direction: Direction
    threshold: Threshold | None = None
    per_peer: bool = False


_MORE, _LESS, _NEITHER = Direction.MORE_IS_WORSE, Direction.LESS_IS_WORSE, Direction.NEITHER

# The vendor's console has no number for CPU; these are ours.
_CPU = Threshold(warn=80, bad=95)
_LOSS = Threshold(warn=2.5, bad=5)
# Screens are commonly shared at 5 fps: that is no warning.
_CAPTURE_RATE = Threshold(warn=5, bad=3)
_TASK_DELAY = Threshold(warn=40, bad=80)
_ROUTER_RTT = Threshold(warn=250, bad=500)

# Loss and CPU have no unit in the reference; later editions give them in percent.
MIDS: Mapping[int, Mid] = {
    row.mid: row
    for row in (
        Mid(20001, Phrase("App CPU", "App 的 CPU 使用率"), "%", "device", _MORE, _CPU),
        Mid(20002, Phrase("System CPU", "系统 CPU 使用率"), "%", "device", _MORE, _CPU),
        Mid(20003, Phrase("Audio send bitrate", "音频发送码率"), "kbps", "audio", _NEITHER),
        Mid(20004, Phrase("Audio receive bitrate", "音频接收码率"), "kbps", "audio", _NEITHER, per_peer=True),
        Mid(20005, Phrase("Audio freeze time", "音频渲染卡顿时间"), "ms", "audio", _MORE, per_peer=True),
        Mid(20006, Phrase("Video send bitrate", "视频发送码率"), "kbps", "video", _NEITHER),
        Mid(20007, Phrase("Video capture rate", "视频采集帧率"), "fps", "video", _LESS, _CAPTURE_RATE),
        Mid(20008, Phrase("Video send rate", "视频发送帧率"), "fps", "video", _LESS),
        Mid(20009, Phrase("Video receive bitrate", "视频接收码率"), "kbps", "video", _NEITHER, per_peer=True),
        Mid(20010, Phrase("Video receive rate", "视频接收帧率"), "fps", "video", _LESS, per_peer=True),
        Mid(20011, Phrase("Video freeze time", "视频渲染卡顿时间"), "ms", "video", _MORE, per_peer=True),
        # A quantiser: the lower, the sharper.
        Mid(20013, Phrase("Video quality (QP)", "视频的画面质量"), "", "video", _MORE),
        Mid(20015, Phrase("Audio upstream loss", "音频上行丢包率"), "%", "network", _MORE, _LOSS),
        Mid(20016, Phrase("Audio end-to-end loss", "音频端到端丢包率"), "%", "network", _MORE, _LOSS, per_peer=True),
        Mid(20017, Phrase("Video upstream loss", "视频上行丢包率"), "%", "network", _MORE, _LOSS),
        Mid(20018, Phrase("Video end-to-end loss", "视频端到端丢包率"), "%", "network", _MORE, _LOSS, per_peer=True),
        Mid(20019, Phrase("Video width", "视频分辨率的宽"), "px", "video", _NEITHER),
        Mid(20020, Phrase("Video height", "视频分辨率的高"), "px", "video", _NEITHER),
        Mid(20021, Phrase("SDK task delay", "SDK 任务调度延迟"), "ms", "device", _MORE, _TASK_DELAY),
        Mid(20022, Phrase("RTT to the router", "客户端到本地路由器的往返时延"), "ms", "network", _MORE, _ROUTER_RTT),
    )
}


def mid(mid: int) -> Mid:
    """The metric of an id; an id outside the table is named by its number."""
    known = MIDS.get(mid)
    return known or Mid(mid, Phrase(f"unknown metric {mid}", f"未知指标 {mid}"), "", "other", _NEITHER)
